"""Portuguese, of Brazil and Portugal."""

from __future__ import annotations

from vsl.basics.word_set import word_set
from vsl.slides.languages.verb_forms import conjugate, with_objects
from vsl.slides.languages.word_classes import WordClasses, endings

_REGULAR = (
    "abrir acabar aceitar acordar acreditar ajudar amar andar aparecer aprender apertar assistir"
    " aumentar baixar buscar caber cair calar caminhar cansar chamar chegar chorar clicar cobrar"
    " colocar comer começar comprar concordar conhecer conseguir contar correr cozinhar criar"
    " crescer cuidar cumprir custar decidir deixar descobrir desejar devolver dividir dobrar"
    " dormir economizar encontrar ensinar entender entrar enviar escolher escrever escutar esperar"
    " esquecer estudar evitar existir explicar falar faltar fechar ficar funcionar ganhar gastar"
    " gostar imaginar importar jogar largar ler levantar levar ligar lutar mandar merecer mostrar"
    " mudar nascer olhar pagar parar parecer passar pegar pensar perceber perder perguntar"
    " precisar preencher preparar prometer provar queimar querer receber reclamar recomendar"
    " repetir resolver responder sair seguir sentir servir sofrer sonhar tentar terminar tirar"
    " tocar tomar trabalhar transformar tratar usar vender viajar virar viver voltar"
)
_NEVER_NOUNS = {
    "ar": "ar ando amos am ei aste ou aram ava avas ávamos avam arei ará aremos arão aria ariam em",
    "er": "er endo emos em i este eu eram ia ias íamos iam erei erá eremos erão eria eriam",
    "ir": "ir indo imos em i iste iu iram ia ias íamos iam irei irá iremos irão iria iriam",
}
_NOUNS_TOO = {"ar": "o a as e es", "er": "o e es a", "ir": "o e es a"}
_RESPELLING = {"c": "qu", "g": "gu", "ç": "c"}
_CHANGED = (  # irregular, or with another vowel in the stem
    "consigo consegue conseguem conseguiu dá dão dava deu deram dei diz dizem disse disseram"
    " dizia digo durmo faz fazem fez fizeram fiz fazia faço façam lê leio leu perco posso pude"
    " pôde puderam põe põem pôs puseram ponho quis quiseram saio sai saía saiu sabia sei soube"
    " souberam sinto sigo sirvo traz trazem trouxe trouxeram trago vale vê veem vejo via viu viram"
    " vi vem vêm venho veio vieram vinha teve tiveram tive tinha tinham tenho temos caiu existe"
    " sobe some"
)
_IRREGULAR = "dar dizer fazer pôr trazer vir ver"
_OBJECTS = "-me -te -se -lo -la -los -las -lhe -lhes -nos"

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
    full_verbs=word_set("tem têm tenho temos tinha tinham ter teve"),
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
        "ular ulares iliar iliares oso osa osos osas ável ível áveis íveis ico ica icos icas ivo"
        " iva ivos ivas al ais ário ária ários árias ante antes ado ada ados adas ido ida idos"
        " idas ano ana ense"
    ),
    adjectives_follow=True,
    participle_endings=endings("ado ada ados adas ido ida idos idas"),
    verb_endings=endings("ou ei iu aram eram iram avam amos ando endo indo"),
    adverb_endings=("mente",),
    verbs=conjugate(_REGULAR, _NEVER_NOUNS, _RESPELLING)
    | with_objects((*_REGULAR.split(), *_IRREGULAR.split()), _OBJECTS)
    | (word_set(_CHANGED) - word_set("vale via consigo some sinto"))
    | word_set(
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
    maybe_verbs=conjugate(_REGULAR, _NOUNS_TOO, _RESPELLING) | word_set(_CHANGED),
    semi_auxiliaries=word_set(
        "vou vai vamos vão ia iam começar comecei começou começa começam volta voltar voltou"
        " voltei acabo acaba acabou acabei deixar deixei deixou deixa parar parei parou preciso"
        " precisa precisam precisava precisei tenho tem temos têm tinha gosto gosta gostaria"
        " aprender aprendi aprende ajuda ajudou ajudar há"
    ),
    infinitives=word_set(_REGULAR) | word_set(_IRREGULAR),
    infinitive_links=word_set("a de que"),
    object_pronouns=word_set("mim ti comigo contigo consigo"),
    relatives=word_set("que qual quais"),
    weekdays=word_set(
        "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira segunda terça quarta"
        " quinta sexta sábado domingo"
    ),
    sums=word_set("e"),
)
