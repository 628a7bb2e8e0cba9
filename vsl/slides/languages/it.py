"""Italian."""

from __future__ import annotations

from vsl.basics.word_set import word_set
from vsl.slides.languages.verb_forms import conjugate, with_objects
from vsl.slides.languages.word_classes import WordClasses, endings

_REGULAR = (
    "aiutare amare andare aprire arrivare aspettare cambiare cantare capire cercare chiamare"
    " chiedere cliccare comprare cominciare confondere conoscere continuare correre costare creare"
    " credere crescere decidere dimenticare diventare dormire durare entrare evitare finire"
    " funzionare guadagnare guardare immaginare imparare iniziare insegnare lasciare lavorare"
    " leggere mandare mangiare mettere mostrare offrire pagare parlare partire passare pensare"
    " perdere portare prendere preparare promettere provare raccontare regalare restare restituire"
    " ricevere ricordare ripetere risparmiare rispondere scegliere scoprire scrivere sembrare"
    " sentire servire smettere sognare spendere spiegare studiare tornare trovare usare vedere"
    " vendere vivere volere"
)
_NEVER_NOUNS = {
    "are": "are ando iamo ate ano asti ò arono avo avi ava avamo avano erò erai erà eranno erei",
    "ere": "ere endo iamo ete ono ei é erono evo evi eva evano erò erai erà eranno erei",
    "ire": "ire endo iamo ite ono iscono isco isci isce ii ì irono ivo ivi iva ivano irò irai irà",
}
_NOUNS_TOO = {"are": "o i a", "ere": "o i e a", "ire": "o i e a"}
_RESPELLING = {"c": "ch", "g": "gh"}
_CHANGED = (
    "chiedono chiese chiesero decise disse dissero dico dici diceva diedi diede dava faccio fai"
    " fanno feci fece facevo facevi faceva mise misi offre offri offro persi perse prese presi"
    " scelse scrisse scrissi seppe sapeva tiene tengo tenni venne vennero viene vengono vengo vide"
    " vidi visse volle volevo voleva dà danno do sai sanno esce esco"
)
_IRREGULAR = "dare dire fare venire"
_INFINITIVES = [verb[:-1] for verb in (*_REGULAR.split(), *_IRREGULAR.split())]
_OBJECTS = "mi ti si lo la li le gli ci vi ne melo telo"

ITALIAN = WordClasses(
    determiners=word_set(
        "il lo la i gli le l un uno una mio mia miei mie tuo tua tuoi tue suo sua suoi sue nostro"
        " nostra nostri nostre vostro vostra loro questo questa questi queste quest quello quella"
        " quelli quelle quell quel ogni tutto tutta tutti tutte qualche alcun alcuni alcune nessun"
        " nessuna nessuno altro altra altri altre molto molta molti molte poco poca pochi poche"
        " stesso stessa stessi vari varie"
    ),
    quantifiers=word_set(
        "questo questa questi queste quello quella quelli quelle tutto tutta tutti tutte alcuni"
        " alcune nessuna nessuno altro altra altri altre molto molta molti molte poco poca pochi"
        " poche stesso loro lo la li le"
    ),
    prepositions=word_set(
        "a al alla allo ai alle agli all in nel nella nello nei nelle negli nell con col su sul"
        " sulla sui sulle sull per tra fra da dal dalla dai dalle dall senza sotto sopra contro"
        " durante dopo prima verso secondo fino entro invece fuori vicino lontano oltre"
    ),
    of=word_set("di d del della dello dei delle degli dell"),
    of_heads=word_set("causa vece partire più meno"),
    coordinators=word_set("e ed o oppure né"),
    clause_openers=word_set(
        "ma perché che chi quando dove se mentre anche sebbene quindi però come cui allora poiché"
        " affinché finché"
    ),
    pronouns=word_set("io tu lui lei noi voi essi"),
    either_pronouns=word_set("ciò questo tutto nessuno qualcuno"),
    clitics=word_set("mi m ti t si s ci c vi v gli le lo la li ne glielo gliela"),
    auxiliaries=word_set(
        "è sono era erano fu furono essere stato stata sei siamo siete ha hanno ho hai abbiamo"
        " avete aveva avevano avere va vanno vado andiamo può possono posso puoi potete poteva deve"
        " devono devi dovete vuole vuoi voglio sarà saranno sarebbe avrà sta stanno"
    ),
    full_verbs=word_set("ho hai ha abbiamo avete hanno aveva avevano avere"),
    negations=word_set("non mai niente nulla né neanche nemmeno"),
    degrees=word_set(
        "molto più meno così bene solo soltanto quasi abbastanza ancora già sempre anche proprio"
        " troppo appena"
    ),
    adjectives=word_set(
        "nuovo nuova nuovi nuove vecchio vecchia buon buono buona buoni buone cattivo grande"
        " grandi piccolo piccola piccoli primo prima ultimo ultima prossimo prossima prossime"
        " migliore migliori peggiore maggiore unico unica vero vera semplice semplici facile"
        " difficile veloce caro cara bianco nero verde giallo blu rosso totale completo completa"
        " profondo esclusivo esclusivi gratis gratuito segreto segreta naturale sano libero felice"
        " forte chiaro intero certo giovane bello bella"
    ),
    adjective_endings=endings(
        "oso osa osi ose abile ibile abili ibili ico ica ici iche ivo iva ivi ive ale ali ario"
        " aria ari ante anti ato ata ati ate uto uta uti ute ano ana"
    ),
    adjectives_follow=True,
    participle_endings=endings("ato ata ati ate uto uta uti ute ito ita iti ite"),
    verb_endings=endings("arono erono irono avano evano ivano ando endo erò erà eranno"),
    adverb_endings=("mente",),
    verbs=conjugate(_REGULAR, _NEVER_NOUNS, _RESPELLING)
    | with_objects(_INFINITIVES, _OBJECTS)
    | word_set(_IRREGULAR)
    | (word_set(_CHANGED) - word_set("prese offre sei do"))
    | word_set(
        "fatto fa fare detto dice dire visto vede vedere viene venire dà dare so sa sapere credo"
        " crede penso scoperto faccia clicchi clicca riceva ricevi immagina immagini funziona costa"
        " prende comincia provato mostro mostra parla cambiato spiegato conosce"
    ),
    numbers=word_set(
        "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici"
        " quindici sedici diciassette diciotto diciannove venti trenta quaranta cinquanta sessanta"
        " settanta ottanta novanta cento duecento trecento cinquecento mille mila milione milioni"
        " zero"
    ),
    ones=word_set("un uno una"),
    ordinals=word_set("primo prima secondo seconda terzo terza quarto quarta quinto quinta"),
    units=word_set(
        "secondo secondi minuto minuti ora ore giorno giorni notte notti settimana settimane mese"
        " mesi anno anni secolo secoli volta volte chilo chili kg grammi metro metri km litri gradi"
        " persone uomini donne rate passi"
    ),
    currencies=word_set("euro dollaro dollari centesimi"),
    per_cent=("per", "cento"),
    months=word_set(
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
        " dicembre"
    ),
    numbered=word_set(
        "passo numero capitolo pagina parte fase modulo bonus lezione giorno settimana"
    ),
    titles=word_set(
        "sig sig.ra dott dott.ssa prof don san santa signor signora dottor dottoressa professor"
    ),
    abbreviations=word_set("es pag ca ltd s.p.a sig sig.ra dott dott.ssa prof"),
    name_particles=word_set("di da de del della dei"),
    guarantees=word_set("garanzia garanzie garantito garantita rimborso rimborsato"),
    maybe_verbs=conjugate(_REGULAR, _NOUNS_TOO, _RESPELLING) | word_set(_CHANGED),
    semi_auxiliaries=word_set(
        "vado vai va andiamo vanno comincia cominci cominciai cominciò comincio inizia inizi"
        " iniziai iniziò riesco riesci riesce riuscì provo provi prova provai smetti smette smisi"
        " smise torna tornai tornò sto stai sta stanno imparare impari imparai hai ho ha"
    ),
    infinitives=word_set(_REGULAR) | word_set(_IRREGULAR),
    infinitive_links=word_set("a di da per"),
    object_pronouns=word_set("me te sé"),
    relatives=word_set("che"),
    weekdays=word_set("lunedì martedì mercoledì giovedì venerdì sabato domenica"),
    sums=word_set("e"),
)
