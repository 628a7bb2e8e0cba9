"""The small words of each language that signal where sentences and clauses begin and end.

Chosen from the languages' closed word classes (articles, prepositions, conjunctions, pronouns,
auxiliaries), which any grammar lists; only unambiguous ones are included.
"""

from __future__ import annotations

from dataclasses import dataclass

from vsl.basics.word_set import word_set


@dataclass(frozen=True, slots=True)
class Grammar:
    """Closed-class words of one language, all in lower case."""

    never_last: frozenset[str]  # no sentence ends with one
    opens: frozenset[str]  # often the first of a sentence
    goes_on: frozenset[str]  # hardly ever the first of one
    clause: frozenset[str]  # begins a clause that a comma parts from the one before
    asks: frozenset[tuple[str, ...]]  # a sentence that begins so is a question
    titles: frozenset[str]  # before a person's name; written with a full stop
    capitals: frozenset[str] = frozenset()  # always written with one


def _pairs(firsts: str, seconds: str) -> frozenset[tuple[str, ...]]:
    return frozenset((one, other) for one in firsts.split() for other in seconds.split())


def _starts(text: str) -> frozenset[tuple[str, ...]]:
    """Return the comma-separated openings, each as a tuple of words."""
    return frozenset(tuple(part.split()) for part in text.split(","))


GRAMMARS = {
    "en": Grammar(
        never_last=word_set(
            "a an the my your our their his its of to from with at for by into and or but if as "
            "because than i we they he she i'm we're they're you're i've we've i'll we'll very "
            "every not which who whose while although is are was were be am"
        ),
        opens=word_set(
            "i you we he she it they this these there here so now but let i'm we're you're it's "
            "that's there's i've don't no yes imagine today click what how why"
        ),
        goes_on=word_set("of than to as or that which whose at from with into may is are was were"),
        clause=word_set(
            "but which who whose because although though while when whenever whatever especially "
            "including unless until where so or if"
        ),
        asks=_pairs(
            "have has had do does did can could will would should is are was were am isn't don't "
            "aren't won't didn't doesn't haven't can't wouldn't",
            "i you we he she it they this that there",
        )
        | _pairs(
            "what why how who when where which",
            "is are was were do does did can could will would should if about if's has have",
        )
        | _starts("what's,how much,how many,how long,how often,who's,why not,what kind"),
        titles=word_set("mr mrs ms dr"),
        capitals=word_set(
            "i i'm i've i'll i'd monday tuesday wednesday thursday friday saturday sunday january "
            "february april june july august september october november december christmas "
            "english british american americans america chinese china french france german germany "
            "italian italy spanish spain european europe canadian canada australian australia "
            "japanese japan indian india african africa asian asia england mexican mexico brazil"
        ),
    ),
    "pt": Grammar(
        never_last=word_set(
            "o a os as um uma uns umas de do da dos das em no na nos nas por pelo pela para pra "
            "com sem e ou mas que se como eu meu minha seu sua nosso nossa ao à muito cada"
        ),
        opens=word_set(
            "eu você vocês nós ele ela eles elas isso isto este esta agora então hoje mas imagine "
            "clique não sim aqui existe porque"
        ),
        goes_on=word_set("de do da dos das que ou pelo pela com em é são foi ao à"),
        clause=word_set("mas porque pois embora enquanto quando onde porém então se ou"),
        titles=word_set("sr sra dr dra"),
        asks=_starts(
            "por que,quem,qual,quais,quanto,quanta,quantos,quantas,o que é,o que você,será que,"
            "como é que,você já,você sabia,você quer,já pensou,cadê,onde está"
        ),
    ),
    "es": Grammar(
        never_last=word_set(
            "el la los las un una unos unas de del en con sin por para y o pero que si como yo mi "
            "mis tu tus su sus nuestro nuestra al muy cada"
        ),
        opens=word_set(
            "yo usted tú nosotros él ella ellos esto este esta ahora entonces hoy pero imagine "
            "imagina haga haz no sí aquí hay"
        ),
        goes_on=word_set("de del que o con en es son fue al"),
        clause=word_set("pero porque pues aunque mientras cuando donde sino si o"),
        titles=word_set("sr sra dr dra"),
        asks=_starts(
            "qué,por qué,quién,quiénes,cuál,cuáles,cómo,cuándo,dónde,adónde,cuánto,cuánta,cuántos,"
            "cuántas"
        ),
    ),
    "fr": Grammar(
        never_last=word_set(
            "le la les un une des du de au aux en dans avec sans pour par et ou mais que si je mon "
            "ma mes ton ta tes son sa ses notre votre leur nos vos très chaque ce cette ces"
        ),
        opens=word_set(
            "je vous nous il elle ils elles ce c'est cela ça maintenant alors aujourd'hui mais "
            "imaginez cliquez non oui voici voilà j'ai"
        ),
        goes_on=word_set("de du des que ou avec dans en est sont au aux"),
        clause=word_set("mais parce car quand où lorsque puisque donc qui si ou"),
        titles=word_set("mme"),
        asks=_starts(
            "est ce,est-ce,pourquoi,comment,qu'est,qu'est-ce,combien,quel est,quelle est,"
            "avez vous,avez-vous,êtes vous,êtes-vous,voulez vous,voulez-vous,savez vous,"
            "savez-vous,pouvez vous,pouvez-vous,qui est,où est,connaissez vous,connaissez-vous"
        ),
    ),
    "de": Grammar(
        never_last=word_set(
            "der die das den dem des ein eine einen einem einer eines in im am zum zur von vom mit "
            "ohne für und oder aber dass wenn weil ich wir mein meine ihr ihre unser unsere sehr "
            "jeder jede jedes"
        ),
        opens=word_set(
            "ich wir sie er es das dies dieser diese jetzt heute aber stellen klicken nein ja hier "
            "also deshalb"
        ),
        goes_on=word_set("von vom mit oder dass ist sind war als zu"),
        clause=word_set("aber weil dass wenn obwohl während denn sondern damit ob sobald"),
        titles=word_set("dr"),
        asks=_pairs(
            "haben hast habt können kannst könnt möchten möchtest wollen willst kennen kennst "
            "wissen weißt sind bist fühlen fühlst glauben glaubst",
            "sie du ihr wir",
        )
        | _pairs("was wie warum wer wann wo wieso", "ist sind kann können wäre haben hat passiert")
        | _starts("warum,wieso,wie viel,wie viele,was wäre"),
    ),
    "it": Grammar(
        never_last=word_set(
            "il lo la i gli le un uno una di del dello della dei degli delle a al alla da dal "
            "dalla in nel nella con su sul per e o ma che se io mio mia tuo tua suo sua molto ogni"
        ),
        opens=word_set(
            "io lei noi lui loro questo questa ora adesso oggi allora ma immagini immagina faccia "
            "clicca non sì no ecco"
        ),
        goes_on=word_set("di del della dei delle che o con è sono al alla"),
        clause=word_set("ma perché anche mentre quando dove però quindi se o"),
        titles=word_set("dott"),
        asks=_starts(
            "come mai,chi è,che cosa,cosa è,cos'è,quanto costa,quanti,quante,quando è,dov'è,"
            "hai mai,ha mai,vuoi,sapevi che,sapeva che"
        ),
    ),
}

NEVER_BEFORE_STOP = {
    "en": word_set("a an the my your our their every and or of than i'm we're they're you're"),
    "pt": word_set("de do da dos das no na nos nas pelo pela ao à cada e ou um uma os"),
    "es": word_set("de del al y el los las mi tu su cada"),
    "fr": word_set(
        "le les des du de au aux et ou mon ma mes ton ta tes ses notre votre ces chaque"
    ),
    "de": word_set("des im am zum zur vom und oder"),
    "it": word_set("il gli del dello della dei degli delle al alla dal dalla nel nella sul e"),
}
"""By language: articles, prepositions and conjunctions that never end a sentence."""

FUNCTION_WORDS = {
    language: grammar.never_last | grammar.goes_on | grammar.clause | grammar.opens
    for language, grammar in GRAMMARS.items()
}
