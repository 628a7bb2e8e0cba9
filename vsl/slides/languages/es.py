"""Spanish."""

from __future__ import annotations

from vsl.basics.word_set import word_set
from vsl.slides.languages.verb_forms import conjugate, with_objects
from vsl.slides.languages.word_classes import WordClasses, endings

_REGULAR = (
    "abrir acabar aceptar ahorrar amar andar aprender ayudar bajar buscar cambiar caminar cansar"
    " cenar comer comprar conquistar conseguir contar correr costar crear creer cubrir cuidar"
    " cumplir dejar deber decidir descubrir desear disfrutar dudar empezar encontrar enseñar"
    " entender entrar enviar escribir escuchar esperar estudiar evitar explicar faltar fallar"
    " firmar ganar gastar gustar hablar imaginar importar intentar invertir jugar lanzar leer"
    " levantar llamar llegar llenar llevar llorar lograr mandar mejorar merecer meter mirar"
    " mostrar necesitar olvidar pagar parar parecer pasar pensar perder practicar preguntar"
    " preparar probar prometer pulsar quedar recibir recoger recomendar recordar regalar repetir"
    " resolver responder salir salvar seguir sentir servir soñar soportar sorprender subir sufrir"
    " tardar temblar terminar tocar tomar trabajar tratar usar valer vender viajar visitar vivir"
    " volver"
)
_NEVER_NOUNS = {
    "ar": "ar ando amos an aste ó aron aba abas ábamos aban aré arás ará aremos arán aría arían"
    " é emos en",
    "er": "er iendo emos en í iste ió imos ieron ía ías íamos ían eré erás erá eremos erán ería",
    "ir": "ir iendo imos en í iste ió ieron ía ías íamos ían iré irás irá iremos irán iría",
}
_NOUNS_TOO = {"ar": "o a as e es", "er": "o e es a as", "ir": "o e es a as"}
_RESPELLING = {"c": "qu", "g": "gu", "z": "c"}
_CHANGED = (  # irregular, or with another vowel in the stem
    "acuerdo acuerda cierra cuenta cuesta cuestan consigo consigue consiguen consiguió"
    " consiguieron cuento cuentan dice dicen digo dije dijeron diría decía hacía hago hizo"
    " hicieron hecho haré hará duermo duerme duermen durmió duele duelen elige elijo empieza"
    " empiezan encuentro encuentra encuentran enciende entiendo entiende entienden invierte juego"
    " juega juegan mueve muere murió muestra muestran niega oye oigo oía pide piden pidió piensa"
    " piensan pienso pierde pierden pone ponen pongo puse puso pusieron pon prueba pruebas quedan"
    " quiso quise quisieron recuerda recuerdo repite repiten repetía resuelve ríe sabía sabe saben"
    " supo sale salen sigo sigue siguen siguió siento siente sienten sintió sirve sirven sirvió"
    " sueña sueñan supe tenía tenías tengo tuve tuvo tuvieron trae traen trajo vale valen veía ven"
    " vengo vino vinieron viste vuelve vuelven vuelvo da dan das daba dio dieron doy diste ve ves"
    " veo vio vieron crees cree tiene tienes tenemos tienen"
)
_IRREGULAR = "dar decir hacer ir poner tener traer venir ver"
_OBJECTS = "me te se lo la los las le les nos melo telo selo"

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
        "eras eres fui fuiste has habéis vas vais ibas íbamos puedes podías debes quiero"
        " tenemos estás estabas"
        " es son era eran fue fueron ser sido siendo está están estaba estaban estoy estar soy"
        " somos ha han he hemos había habían haber hay va van voy vamos iba iban puede pueden podía"
        " puedo podemos podría debe deben quiere quieres será serán sería serían"
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
        "ular ulares iliar iliares oso osa osos osas able ible ables ibles ico ica icos icas ivo"
        " iva ivos ivas al ales ario aria ado ada ados adas ido ida idos idas ante antes ano ana"
    ),
    adjectives_follow=True,
    participle_endings=endings("ado ada ados adas ido ida idos idas"),
    verb_endings=endings(
        "ó aron ieron aban ábamos ando iendo aré eré iré ará erá irá arán erán irán"
    ),
    adverb_endings=("mente",),
    verbs=conjugate(_REGULAR, _NEVER_NOUNS, _RESPELLING)
    | with_objects((*_REGULAR.split(), *_IRREGULAR.split()), _OBJECTS)
    | word_set(_IRREGULAR)
    | (
        word_set(_CHANGED)
        - word_set(
            "cuenta cuentan cuento juego muestra prueba pruebas recuerdo encuentro vino consigo"
            " duele vale sale siento viste"
        )
    )
    | word_set(
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
        " litros grados personas hombres mujeres cuotas pagos bonos pasos"
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
    maybe_verbs=conjugate(_REGULAR, _NOUNS_TOO, _RESPELLING) | word_set(_CHANGED),
    semi_auxiliaries=word_set(
        "voy vas va vamos vais van iba ibas íbamos iban empezar empecé empezó empezaron empieza"
        " empiezas empiezan empiezo comencé comenzó comienza volver volví volvió vuelve vuelves"
        " vuelvo acabo acaba acabamos acababa dejar dejé dejó deja dejas tengo tienes tiene"
        " tenemos tenéis tienen tenía hay he aprender aprendí aprendes aprende ayuda ayudó ayudar"
        " trato trata tratar traté trató"
    ),
    infinitives=word_set(_REGULAR) | word_set(_IRREGULAR),
    infinitive_links=word_set("a de que"),
    object_pronouns=word_set("mí ti conmigo contigo"),
    relatives=word_set("que cual cuales"),
    weekdays=word_set("lunes martes miércoles jueves viernes sábado domingo"),
    sums=word_set("y con"),
)
