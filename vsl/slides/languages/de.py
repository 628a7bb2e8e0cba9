"""German."""

from __future__ import annotations

from vsl.basics.word_set import word_set
from vsl.slides.languages.verb_forms import conjugate
from vsl.slides.languages.word_classes import WordClasses, endings

_REGULAR = (
    "ändern antworten arbeiten bauen besuchen bestellen bezahlen brauchen danken dauern drücken"
    " erklären erleben erreichen erzählen fehlen folgen fragen fühlen führen gehören glauben hoffen"
    " hören kaufen klappen klicken kochen kosten lachen leben legen lernen lieben löschen machen"
    " merken nutzen öffnen passen planen probieren reden reichen sagen sammeln schaffen schauen"
    " schenken schicken setzen sparen spielen spüren starten stellen stimmen stoppen suchen teilen"
    " testen träumen üben verdienen verkaufen verlangen versuchen vertrauen wählen warten wechseln"
    " wiederholen wohnen wünschen zahlen zeigen"
)
_NEVER_NOUNS = {
    "eln": "eln elt elst elte elten",
    "ern": "ern ert erst erte erten",
    "en": "en t st te ten test et ete eten",
}
_CHANGED = (
    "begann beginnt bekam bekommen biete bietet bleibt blieb brachte bringt denkt fand fiel fing"
    " gab gefunden gegangen gegeben geht gekommen gelang gelingt geholfen genommen gesagt"
    " geschrieben gesehen gewann gibt ging half hält hielt hilft isst kam kannte kennt kennen"
    " kommt lag liegt liegen las lässt ließ liest nahm nimmt nehmen rief ruft saß schläft schlafe"
    " schlafen schlief schrieb schreibt schreiben sah sehen sieht sitzt spricht sprach stand steht"
    " stehen trägt traf trifft trinkt trug tut tun tat verlor verliert versteht verstand vergaß"
    " vergisst wächst weiß wissen wusste zog zieht denke gebe gehe habe helfe kenne nehme sehe"
    " stehe tue"
)

GERMAN = WordClasses(
    determiners=word_set(
        "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner"
        " mein meine meinen meinem meiner dein deine deinen deinem sein seine seinen seinem seiner"
        " ihr ihre ihren ihrem ihrer unser unsere unseren unserem euer eure dieser diese dieses"
        " diesen diesem jeder jede jedes jeden jedem alle allen aller viele vielen mehrere einige"
        " beide beiden manche welche welcher welches andere anderen zum zur beim vom im am ins ans"
    ),
    quantifiers=word_set(
        "dieser diese dieses diesen alle allen viele vielen mehrere einige beide beiden manche"
        " andere anderen der die das den dem ihr sein"
    ),
    prepositions=word_set(
        "in im ins an am ans auf aus bei beim mit nach seit vor hinter über unter neben zwischen"
        " für gegen ohne um durch bis während wegen trotz zum zur ab statt anstatt außer innerhalb"
    ),
    of=word_set("von vom"),
    coordinators=word_set("und oder sowie"),
    clause_openers=word_set(
        "aber denn dass weil wenn als ob obwohl während damit sondern bevor nachdem sobald solange"
        " wo wie warum was wer wen wem doch also falls indem"
    ),
    pronouns=word_set("ich du er wir man"),
    either_pronouns=word_set("sie es ihr das dies alles niemand jemand"),
    object_pronouns=word_set("mich dich sich uns euch mir dir ihm ihn ihnen"),
    late_negations=word_set("nicht"),
    auxiliaries=word_set(
        "ist sind war waren bin bist seid sein gewesen hat haben hatte hatten habe hast habt wird"
        " werden wurde wurden werde wirst würde würden kann können konnte könnte könnten muss"
        " müssen musste soll sollen sollte will wollen wollte darf dürfen mag möchte möchten"
    ),
    full_verbs=word_set("habe hast hat haben habt hatte hatten"),
    negations=word_set("nicht nie niemals kein keine keinen nichts kaum"),
    infinitive_marks=word_set("zu"),
    degrees=word_set(
        "sehr zu so nur auch ganz fast etwa noch schon immer mehr weniger viel ziemlich genau"
        " sogar bereits jetzt"
    ),
    adjective_endings=endings(
        "ige igen iger iges igem liche lichen licher liches lichem ische ischen ischer isches bare"
        " baren barer bares same samen sames lose losen volle vollen"
    ),
    adjectives=word_set(
        "neue neuen neuer neues neuem alte alten alter altes gute guten guter gutes beste besten"
        " großer große großen großes kleine kleinen kleines kleiner erste ersten erster letzte"
        " letzten nächste nächsten einfache einfachen einfacher einfaches eigene eigenen lange"
        " langen kurze kurzen junge jungen schnelle schnellen ganze ganzen wahre wahren freie"
        " geheime geheimen gesunde gesunden volle vollen rote roten blaue grünen schwarze weiße"
        " gelben"
    ),
    verbs=conjugate(_REGULAR, _NEVER_NOUNS)
    | word_set(_CHANGED)
    | word_set(
        "macht machen machte sagt sagte sagen gibt geben gab geht gehen ging kommt kommen kam"
        " sieht sehen sah weiß wissen glaubt glauben findet finden fand bekommen bekommt klicken"
        " klick kostet funktioniert zeige zeigt zeigen heißt denken denkt stellen verändert erklärt"
    ),
    numbers=word_set(
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn"
        " sechzehn siebzehn achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig"
        " achtzig neunzig hundert tausend million millionen milliarden null dutzend"
    ),
    ones=word_set("ein eine einen eins"),
    ordinals=word_set("erste ersten zweite zweiten dritte dritten vierte vierten fünfte fünften"),
    units=word_set(
        "sekunde sekunden minute minuten stunde stunden tag tage tagen nacht nächte nächten woche"
        " wochen monat monate monaten jahr jahre jahren mal prozent kilo kg gramm meter metern km"
        " kilometer liter grad leute menschen männer frauen raten schritte uhr"
    ),
    currencies=word_set("euro euros cent dollar franken"),
    months=word_set(
        "januar februar märz april mai juni juli august september oktober november dezember"
    ),
    numbered=word_set(
        "schritt nummer kapitel seite teil phase modul bonus lektion tag woche regel"
    ),
    titles=word_set("herr herrn frau dr prof sankt doktor professor"),
    abbreviations=word_set("z.b z b bzw ca d.h u.a evtl ggf inkl nr str bzgl dr prof"),
    name_particles=word_set("von van zu der"),
    guarantees=word_set("garantie garantien garantiert rückerstattung geld-zurück-garantie"),
    maybe_verbs=conjugate(_REGULAR, {"eln": "le", "ern": "ere", "en": "e"}),
    infinitive_links=word_set("zu"),
    relatives=word_set("was"),
    weekdays=word_set("montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag"),
    sums=word_set("und"),
)
