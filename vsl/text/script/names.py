"""Find a script's names of people, places and products, which engines misrecognise. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vsl.basics.punctuation import SENTENCE_ENDS
from vsl.model.project import Break
from vsl.text.written import ScriptWord, script_words

MOST_NAMES = 40  # a prompt holds no more
_EDGES = " .,;:!?…\"'“”‘’«»()[]*—–-"
_SHORT_CAPITALS = 5  # letters: "FBI", "PDF"; longer words are emphasis
_NOUNS_IN_CAPITALS = "de"  # a language that writes every noun with a capital
# Short forms before a name, of the languages that scripts are read in; none ends a sentence.
_TITLES = frozenset({
    "mr", "mrs", "ms", "mx", "dr", "prof", "st", "rev", "hon", "capt", "lt", "col", "gen", "sgt",
    "sr", "sra", "srta", "dra", "profa", "hr", "fr", "mme", "mlle", "mgr", "sig", "dott",
})  # fmt: skip
_PARTICLES = frozenset({"de", "da", "do", "dos", "del", "la", "van", "von", "of"})


def script_names(script: str, language: str = "en") -> tuple[str, ...]:
    """Return the names in ``script`` as spelled there, each once, in order.

    A name is a run of capitalised words inside a sentence.

    >>> script_names("Hi, my name is Sarah Whitfield. I met Dr. Mercer in Boston, not here.")
    ('Sarah Whitfield', 'Dr. Mercer', 'Boston')
    """
    found: dict[str, None] = {}
    for name in _runs(script_words(script, language), language):
        found.setdefault(name)
    return tuple(found)[:MOST_NAMES]


def _runs(words: Sequence[ScriptWord], language: str) -> Iterator[str]:
    """Yield runs of capitalised words that do not begin a sentence."""
    run: list[str] = []
    starts = True
    shouted = _find_shouted([word.text for word in words])
    for number, word in enumerate(words):
        starts = starts or word.break_before > Break.NONE
        if starts and run:
            yield from _name(run, language)
            run = []
        if not starts and number not in shouted and _is_capital(word.text):
            run.append(word.text.strip(_EDGES) + "." * _is_title(word.text))
        elif not (run and word.text in _PARTICLES):
            yield from _name(run, language)
            run = []
        else:
            run.append(word.text)
        starts = word.text.rstrip("\"'”’»)*").endswith(SENTENCE_ENDS) and not _is_title(word.text)
        if word.text[-1] in ",;:" and run:
            yield from _name(run, language)
            run = []
    yield from _name(run, language)


def _name(run: Sequence[str], language: str) -> Iterator[str]:
    while run and run[-1] in _PARTICLES:
        run = run[:-1]
    alone = len(run) == 1 and language == _NOUNS_IN_CAPITALS and run[0][1:].islower()
    if run and not alone:
        yield " ".join(run)


def _find_shouted(texts: Sequence[str]) -> set[int]:
    """Return the positions of words in capitals next to other such words."""
    capitals = {
        number
        for number, text in enumerate(texts)
        if len(word := text.strip(_EDGES)) > 1 and word.isupper()
    }
    return {number for number in capitals if {number - 1, number + 1} & capitals}


def _is_capital(text: str) -> bool:
    word = text.strip(_EDGES)
    if len(word) < 2 or not word[0].isalpha() or word.startswith(("I'", "I’")):
        return False
    if word.isupper():
        return len(word) <= _SHORT_CAPITALS
    return any(char.isupper() for char in word)


def _is_title(text: str) -> bool:
    """Return whether ``text`` is an abbreviated title whose full stop ends no sentence: "Dr."."""
    return text.endswith(".") and text[:1].isupper() and text[:-1].lower() in _TITLES
