"""Spanish."""

from __future__ import annotations

from vsl.slides.languages.word_classes import WordClasses, endings, word_set

SPANISH = WordClasses(
    determiners=word_set(
        "el la los las un una unos unas lo mi mis tu tus su sus nuestro nuestra nuestros nuestras"
        " este esta estos estas ese esa esos esas aquel aquella aquellos aquellas cada todo toda"
        " todos todas algún alguna algunos algunas ningún ninguna cualquier otro otra otros otras"
        " mucho mucha muchos muchas poco poca pocos pocas varios varias mismo misma tanto tanta"
        " ambos ambas al del"
    ),
    quantifiers=word_set(
        "este esta estos estas ese esa esos esas aquel todo toda todos todas algunos algunas"
        " ninguna otro otra otros otras mucho mucha muchos muchas poco poca pocos pocas mismo ambos"
        " ambas tanto lo la los las"
    ),
    prepositions=word_set(
        "en por para con sin hasta entre sobre bajo contra desde durante tras ante a según hacia"
        " al mediante dentro después antes además cerca lejos encima debajo fuera"
    ),
    of=word_set("de del"),
    of_heads=word_set("causa vez partir lado medio más menos cerca"),
    coordinators=word_set("y e o u ni"),
    clause_openers=word_set(
        "pero porque que quien quienes cuando donde si mientras aunque sino entonces pues como"
        " cuyo cuya cual cuales qué quién cuándo dónde cómo"
    ),
    pronouns=word_set("yo tú él ella nosotros ellos ellas usted ustedes"),
    either_pronouns=word_set("eso esto aquello todo nadie alguien"),
    clitics=word_set("me te se le les nos os lo la los las"),
    auxiliaries=word_set(
        "es son era eran fue fueron ser sido siendo está están estaba estaban estoy estar soy"
        " somos ha han he hemos había habían haber hay va van voy vamos iba iban puede pueden podía"
        " puedo podemos podría debe deben quiere quieres será serán sería serían tiene tienen"
    ),
    negations=word_set("no nunca jamás ni nada tampoco"),
    degrees=word_set(
        "muy más menos tan bien solo sólo solamente casi bastante aún todavía ya siempre también"
        " hasta apenas"
    ),
    adjectives=word_set(
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
    verbs=word_set(
        "hizo hace hacer dijo decir dio dar vio ver vino viene venir quedó queda sabe saber creo"
        " cree descubrí creé gasté perdí gané compré dormí mostró cambió cambiar haga haz reciba"
        " recibe vea imagina imagine funciona funcionó paga pagar empieza empezó traté probé pongo"
    ),
    numbers=word_set(
        "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
        " diecisiete dieciocho diecinueve veinte veintiuno veintidós veinticinco treinta cuarenta"
        " cincuenta sesenta setenta ochenta noventa cien ciento doscientos trescientos"
        " cuatrocientos quinientos seiscientos setecientos ochocientos novecientos mil millón"
        " millones cero"
    ),
    ones=word_set("un una uno"),
    ordinals=word_set(
        "primer primero primera segundo segunda tercer tercero tercera cuarto quinto"
    ),
    units=word_set(
        "segundo segundos minuto minutos hora horas día días noche noches semana semanas mes meses"
        " año años década décadas siglo siglos vez veces kilo kilos kg gramos metro metros km litro"
        " litros grados personas hombres mujeres cuotas bonos pasos"
    ),
    currencies=word_set("peso pesos centavos dólar dólares euro euros"),
    per_cent=("por", "ciento"),
    months=word_set(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ),
    numbered=word_set(
        "paso número capítulo página parte fase módulo bono lección día semana regla"
    ),
    titles=word_set("sr sra srta dr dra prof don doña san santa señor señora"),
    abbreviations=word_set("av ej ud uds núm ee uu jr sr sra srta dr dra prof"),
    name_particles=word_set("de la las los del"),
    guarantees=word_set("garantía garantías garantizado garantizada garantizamos reembolso"),
)
