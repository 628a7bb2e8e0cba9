"""Find names where they are introduced: "Doctor Alan Mercer", "I call it the Pipeline". Pure.

A name is a run of capitalised words inside a sentence that has two words or more, follows a title,
or follows a verb of naming; places ("from San Diego") are left out. A name counts once.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Final

from vsl.slides.emphasis.passage import LitSpan, Passage
from vsl.slides.phrases import listed_phrases, listed_words, strip_punctuation

NAMED: Final = 3.8  # decides between several on a slide: see rules/emphasis.json
NAME: Final = 3.0  # without a verb of naming
_SMALL_WORDS: Final = ("name_particles", "of", "determiners", "prepositions", "coordinators")
_NAMING_REACH: Final = 4  # words between "called" and the name: "I call it the Quiet Pipeline"
_MOST_WORDS: Final = 6
_NOUNS_ARE_CAPITALISED: Final = "de"


def find_introductions(passage: Passage, names: Iterable[str] = ()) -> Iterator[LitSpan]:
    """Yield each name of a passage where it first occurs.

    Args:
        names: known names, such as those of a glossary; they may be single words.
    """
    known: set[str] = set()
    known_names = _by_first_word(names)
    done = 0
    for n in _places(passage, known_names):
        if n < done:
            continue
        known_stop = _known_stop(passage, n, known_names)
        stop = done = known_stop or _run_stop(passage, n)
        first = n if known_stop else _without_small_words(passage, n, stop)
        words = _telling_words(passage, first, stop)
        is_new = bool(words) and len(words - known) * 2 >= len(words)  # "Ann Roe", "Tom Roe"
        if is_new and (known_stop or _is_name(passage, first, stop)):
            known |= words
            is_named = known_stop or _is_named(passage, first)
            yield LitSpan("name", NAMED if is_named else NAME, first, stop, first)


def _places(passage: Passage, known_names: Container[str]) -> Iterator[int]:
    """Yield where a name may begin: a known name, title, or capital beside another or a verb."""
    titles = listed_words("names", "titles", passage.language)
    naming = listed_words("names", "naming", passage.language)
    capitals = [token.is_capitalised for token in passage.tokens]
    capitals += [False, False]
    joins = passage.language != _NOUNS_ARE_CAPITALISED
    named = -_NAMING_REACH - 1
    for n, word in enumerate(passage.plain):
        if word in known_names or word in titles:
            yield n
        elif titles and capitals[n]:
            is_near = n - named <= _NAMING_REACH
            is_joined = joins and (capitals[n + 2] or "'" in passage.word(n + 1))
            if is_near or is_joined or (capitals[n + 1] and passage.goes_on(n)):
                yield n
        if word.removeprefix("m'").removeprefix("s'") in naming:
            named = n


def _telling_words(passage: Passage, first: int, stop: int) -> set[str]:
    """Return the words that distinguish a name: no titles, no "de" or "the"."""
    titles = listed_words("names", "titles", passage.language)
    return {
        passage.word(n).removesuffix("'s")
        for n in range(first, stop)
        if passage.word(n) not in titles and not passage.is_a(n, *_SMALL_WORDS)
    }


def _by_first_word(names: Iterable[str]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        words = tuple(filter(None, map(strip_punctuation, name.split())))
        if words:
            found.setdefault(words[0], []).append(words)
    return found


def _known_stop(passage: Passage, n: int, known_names: dict[str, list[tuple[str, ...]]]) -> int:
    near = known_names.get(passage.word(n), ())
    return max((passage.stop_of(n, name) for name in near), default=0)


def _run_stop(passage: Passage, n: int) -> int:
    """Return the end of the run of capitalised words from token ``n`` on; ``n`` for none."""
    if not _is_capital(passage, n) and passage.word(n) not in listed_words(
        "names", "titles", passage.language
    ):
        return n
    stop = n + 1
    while (
        stop - n < _MOST_WORDS and passage.goes_on(stop - 1) and not _has_owner(passage, stop - 1)
    ):
        is_capital = _is_capital(passage, stop) or _is_elided(passage, stop)
        if is_capital and not passage.begins_sentence(stop):
            stop += 1
        elif _joins(passage, stop, n):
            stop += 2
        else:
            break
    return stop


def _joins(passage: Passage, n: int, first: int) -> bool:
    """Return whether token ``n`` joins two words of a name: "Maria da Silva", "Ateliê em Casa"."""
    if not passage.is_a(n, *_SMALL_WORDS) or not passage.goes_on(n):
        return False
    if not _is_capital(passage, n + 1):
        return False
    if _is_named(passage, first):
        return True  # a product may have any small word
    is_first = passage.word(n - 1) in listed_words("names", "titles", passage.language)
    if is_first or passage.language == _NOUNS_ARE_CAPITALISED:
        return False  # "un professeur de Limoges", "meine Nichte zu Besuch"
    return passage.is_a(n, "name_particles") and not passage.is_a(n, "prepositions")


def _is_elided(passage: Passage, n: int) -> bool:
    """Return whether a capital follows an apostrophe: "d'Oro"."""
    text = passage.texts[n] if n < len(passage) else ""
    return text.replace("’", "'").partition("'")[2][:1].isupper()


def _is_capital(passage: Passage, n: int) -> bool:
    if not 0 <= n < len(passage):
        return False
    token = passage.tokens[n]
    has_digit = any(map(str.isdigit, token.bare))
    if not token.is_capitalised or has_digit or passage.is_a(n, "months"):
        return False
    if passage.language == _NOUNS_ARE_CAPITALISED and passage.is_a(n, "units"):
        return False
    return passage.word(n) not in listed_words("names", "never_names", passage.language)


def _without_small_words(passage: Passage, first: int, stop: int) -> int:
    """Return where the name begins, after a "Then" or "The" that starts the sentence."""
    if not passage.begins_sentence(first) or _may_begin(passage, first):
        return first
    first += 1
    while first < stop and not passage.tokens[first].is_capitalised:
        first += 1  # "Soy de Sevilla"
    return first


def _may_begin(passage: Passage, n: int) -> bool:
    token = passage.tokens[n]
    is_title = passage.word(n) in listed_words("names", "titles", passage.language)
    return is_title or (token.is_content and token.head.isdisjoint(("verbs", "adverbs")))


def _is_name(passage: Passage, first: int, stop: int) -> bool:
    if stop <= first or (stop == first + 1 and passage.begins_sentence(first)):
        return False
    language = passage.language
    has_title = passage.word(first) in listed_words("names", "titles", language)
    if has_title:
        return stop > first + 1
    if _is_named(passage, first):
        return True
    is_title = passage.is_a(first, "determiners") and stop > first + 2  # "La Voz Entera"
    if stop == first + 1 or (_is_place(passage, first) and not is_title):
        return False
    # "Ein Glas Wasser": a German noun opens the sentence
    return not (language == _NOUNS_ARE_CAPITALISED and passage.begins_sentence(first))


def _is_named(passage: Passage, first: int) -> bool:
    """Return whether a verb of naming precedes in the same clause, with small words between."""
    naming = listed_words("names", "naming", passage.language)
    for n in range(first - 1, max(-1, first - 1 - _NAMING_REACH), -1):
        if not passage.goes_on(n):
            return False
        if passage.word(n).removeprefix("m'").removeprefix("s'") in naming:
            return True
        if passage.tokens[n].is_content or passage.is_a(n, "prepositions"):
            return False  # "I called my sister Anna", "llamé a Elena"
    return False


def _is_place(passage: Passage, first: int) -> bool:
    """Return whether the words before it introduce a place."""
    return passage.goes_on(first - 1) and any(
        first >= len(words) and passage.stop_of(first - len(words), words) == first
        for words in listed_phrases("names", "place_before", passage.language)
    )


def _has_owner(passage: Passage, n: int) -> bool:
    return passage.word(n).endswith("'s")
