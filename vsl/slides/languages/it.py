"""Italian."""

from __future__ import annotations

from vsl.slides.languages.word_classes import WordClasses, endings, word_set

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
    adverb_endings=("mente",),
    verbs=word_set(
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
    titles=word_set("sig sig.ra dott dott.ssa prof don san santa signor signora dottor"),
    abbreviations=word_set("es pag ca ltd s.p.a sig sig.ra dott dott.ssa prof"),
    name_particles=word_set("di da de del della dei"),
    guarantees=word_set("garanzia garanzie garantito garantita rimborso rimborsato"),
)
