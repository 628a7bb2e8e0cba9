"""Spanish."""

from __future__ import annotations

from vsl.slides.languages.word_classes import WordClasses, endings, listed

SPANISH = WordClasses(
    determiners=listed(
        "el la los las un una unos unas lo mi mis tu tus su sus nuestro nuestra nuestros nuestras"
        " este esta estos estas ese esa esos esas aquel aquella aquellos aquellas cada todo toda"
        " todos todas algún alguna algunos algunas ningún ninguna cualquier otro otra otros otras"
        " mucho mucha muchos muchas poco poca pocos pocas varios varias mismo misma tanto tanta"
        " ambos ambas al del"
    ),
    quantifiers=listed(
        "este esta estos estas ese esa esos esas aquel todo toda todos todas algunos algunas"
        " ninguna otro otra otros otras mucho mucha muchos muchas poco poca pocos pocas mismo ambos"
        " ambas tanto lo la los las"
    ),
    prepositions=listed(
        "en por para con sin hasta entre sobre bajo contra desde durante tras ante a según hacia"
        " al mediante dentro después antes además cerca lejos encima debajo fuera"
    ),
    of=listed("de del"),
    of_heads=listed("causa vez partir lado medio más menos cerca"),
    coordinators=listed("y e o u ni"),
    clause_openers=listed(
        "pero porque que quien quienes cuando donde si mientras aunque sino entonces pues como"
        " cuyo cuya cual cuales qué quién cuándo dónde cómo"
    ),
    pronouns=listed("yo tú él ella nosotros ellos ellas usted ustedes"),
    either_pronouns=listed("eso esto aquello todo nadie alguien"),
    clitics=listed("me te se le les nos os lo la los las"),
    auxiliaries=listed(
        "es son era eran fue fueron ser sido siendo está están estaba estaban estoy estar soy"
        " somos ha han he hemos había habían haber hay va van voy vamos iba iban puede pueden podía"
        " puedo podemos podría debe deben quiere quieres será serán sería serían tiene tienen"
    ),
    negations=listed("no nunca jamás ni nada tampoco"),
    degrees=listed(
        "muy más menos tan bien solo sólo solamente casi bastante aún todavía ya siempre también"
        " hasta apenas"
    ),
    adjectives=listed(
        "nuevo nueva nuevos nuevas viejo vieja buen buena bueno buenos buenas mal mala malo gran"
        " grande grandes pequeño pequeña pequeños primer primera primero última último próximo"
        " próxima próximas mejor mejores peor mayor menor único única verdadero verdadera simple"
        " sencillo sencilla fácil difícil rápido rápida caro barato blanco negro verde amarillo"
        " azul rojo total completo completa profundo exclusivo exclusivos gratis secreto secreta"
        " natural saludable libre feliz fuerte claro entero cierto"
    ),
    adjective_endings=endings(
        "oso osa osos osas able ible ables ibles ico ica icos icas ivo iva ivos ivas al ales ario"
        " aria ado ada ados adas ido ida idos idas ante antes ano ana"
    ),
    adjectives_follow=True,
    participle_endings=endings("ado ada ados adas ido ida idos idas"),
    adverb_endings=("mente",),
    verbs=listed(
        "hizo hace hacer dijo decir dio dar vio ver vino viene venir quedó queda sabe saber creo"
        " cree descubrí creé gasté perdí gané compré dormí mostró cambió cambiar haga haz reciba"
        " recibe vea imagina imagine funciona funcionó paga pagar empieza empezó traté probé pongo"
    ),
    numbers=listed(
        "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
        " diecisiete dieciocho diecinueve veinte veintiuno veintidós veinticinco treinta cuarenta"
        " cincuenta sesenta setenta ochenta noventa cien ciento doscientos trescientos"
        " cuatrocientos quinientos seiscientos setecientos ochocientos novecientos mil millón"
        " millones cero"
    ),
    ones=listed("un una uno"),
    ordinals=listed("primer primero primera segundo segunda tercer tercero tercera cuarto quinto"),
    units=listed(
        "segundo segundos minuto minutos hora horas día días noche noches semana semanas mes meses"
        " año años década décadas siglo siglos vez veces kilo kilos kg gramos metro metros km litro"
        " litros grados personas hombres mujeres cuotas bonos pasos"
    ),
    currencies=listed("peso pesos centavos dólar dólares euro euros"),
    per_cent=("por", "ciento"),
    months=listed(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ),
    numbered=listed("paso número capítulo página parte fase módulo bono lección día semana regla"),
    titles=listed("sr sra srta dr dra prof don doña san santa señor señora"),
    abbreviations=listed("av ej ud uds núm ee uu jr sr sra srta dr dra prof"),
    name_particles=listed("de la las los del"),
    guarantees=listed("garantía garantías garantizado garantizada garantizamos reembolso"),
)
