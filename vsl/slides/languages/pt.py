"""Portuguese, of Brazil and Portugal."""

from __future__ import annotations

from vsl.slides.languages.word_classes import WordClasses, endings, word_set

PORTUGUESE = WordClasses(
    determiners=word_set(
        "o a os as um uma uns umas meu minha meus minhas teu tua teus tuas seu sua seus suas nosso"
        " nossa nossos nossas este esta estes estas esse essa esses essas aquele aquela aqueles"
        " aquelas cada todo toda todos todas algum alguma alguns algumas nenhum nenhuma qualquer"
        " outro outra outros outras muito muita muitos muitas pouco pouca poucos poucas vários"
        " várias mesmo mesma tanto tanta tal ambos ambas quanto"
    ),
    quantifiers=word_set(
        "este esta estes estas esse essa esses essas aquele aquela aqueles aquelas todo toda todos"
        " todas algum alguma alguns algumas nenhum nenhuma outro outra outros outras muito muita"
        " muitos muitas pouco pouca poucos poucas mesmo ambos ambas quanto tanto o a os as"
    ),
    prepositions=word_set(
        "em no na nos nas num numa por pelo pela pelos pelas para pra pro com sem até entre sobre"
        " sob contra desde durante após ante perante ao à aos às neste nesta nesse nessa naquele"
        " naquela conforme segundo através dentro fora depois antes além perto longe apesar"
    ),
    of=word_set("de do da dos das dum duma deste desta desse dessa daquele daquela"),
    of_heads=word_set("causa vez partir lado meio mais menos cerca"),
    coordinators=word_set("e ou nem"),
    clause_openers=word_set(
        "mas porque que quem quando onde se enquanto embora porém então pois como cujo cuja caso"
        " portanto logo só qual quais contudo todavia"
    ),
    pronouns=word_set("eu tu ele ela nós eles elas você vocês quem"),
    either_pronouns=word_set("isso isto aquilo tudo ninguém alguém"),
    clitics=word_set("me te se lhe lhes nos vos"),
    auxiliaries=word_set(
        "é são era eram foi foram ser sido sendo está estão estava estavam estar esteve estou"
        " estamos sou somos fui tem têm tinha tinham ter tido vai vão vou vamos ia iam pode podem"
        " podia posso podemos poderia deve devem devia deveria quer querem precisa há havia haverá"
        " será serão seria seriam consegue conseguem consigo"
    ),
    negations=word_set("não nunca jamais nem nada"),
    degrees=word_set(
        "muito mais menos tão bem só apenas quase bastante ainda já sempre também até mesmo nem"
        " demasiado cerca tanto somente"
    ),
    adjectives=word_set(
        "novo nova novos novas velho velha velhos velhas bom boa bons boas mau má grande grandes"
        " pequeno pequena pequenos pequenas primeiro primeira último última próximo próxima"
        " próximos próximas melhor melhores pior maior menor único única verdadeiro verdadeira"
        " simples fácil difícil rápido rápida caro cara caros caras barato barata branco branca"
        " preto preta verde amarelo azul vermelho vermelha total completo completa profundo"
        " profunda exclusivo exclusiva exclusivos exclusivas grátis secreto secreta natural"
        " saudável livre feliz forte claro clara inteiro inteira certo certa direito abaixo miúdas"
        " curioso estranho estranha especial"
    ),
    adjective_endings=endings(
        "oso osa osos osas ável ível áveis íveis ico ica icos icas ivo iva ivos ivas al ais ário"
        " ária ários árias ante antes ado ada ados adas ido ida idos idas ano ana ense"
    ),
    adjectives_follow=True,
    participle_endings=endings("ado ada ados adas ido ida idos idas"),
    verb_endings=endings("ou ei iu aram eram iram avam amos ando endo indo"),
    adverb_endings=("mente",),
    verbs=word_set(
        "fez faz fazer disse dizer deu dar viu ver veio vem vir ficou fica ficar teve sabe sabia"
        " saber acha acho acredita acreditava descobri descobriu criei criou gastei perdi ganhei"
        " comprei dormi dormiu dormiam dormir mostrou mudou mudar clique receba leve veja imagine"
        " funciona funcionou funcionar recebe receber ganha ganhar paga pagar acontece aconteceu"
        " começa começou começar consegui tentei tentou devolvo devolvemos acompanharam pare peça"
        " garanta aproveite assista comece escolha toque aperte tenha descubra aprenda experimente"
        " pense faça olhe espere"
    ),
    numbers=word_set(
        "dois duas três quatro cinco seis sete oito nove dez onze doze treze catorze quatorze"
        " quinze dezesseis dezasseis dezessete dezassete dezoito dezenove dezanove vinte trinta"
        " quarenta cinquenta sessenta setenta oitenta noventa cem cento duzentos duzentas trezentos"
        " trezentas quatrocentos quinhentos seiscentos setecentos oitocentos novecentos mil milhão"
        " milhões bilhão bilhões zero dezenas centenas milhares"
    ),
    ones=word_set("um uma"),
    ordinals=word_set(
        "primeiro primeira primeiros primeiras segundo segunda terceiro terceira quarto quarta"
        " quinto quinta sexto sexta sétimo oitavo nono décimo"
    ),
    units=word_set(
        "segundo segundos minuto minutos hora horas dia dias noite noites semana semanas mês meses"
        " ano anos década décadas século séculos vez vezes quilo quilos kg grama gramas metro"
        " metros km quilômetros litro litros graus pessoas homens mulheres parcelas bônus passos"
    ),
    currencies=word_set("real reais centavos centavo dólar dólares euro euros"),
    per_cent=("por", "cento"),
    months=word_set(
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"
    ),
    numbered=word_set(
        "passo número capítulo página parte fase módulo bônus aula dica dia semana etapa regra"
        " nível"
    ),
    titles=word_set("sr sra dr dra prof profa dom dona seu são santo santa senhor senhora"),
    abbreviations=word_set("ltda av ex obs pág núm jr sr sra dr dra prof profa"),
    name_particles=word_set("da de do das dos"),
    guarantees=word_set("garantia garantias garantido garantida garantimos reembolso"),
)
