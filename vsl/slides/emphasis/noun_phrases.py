"""Find what a number counts: "17 new clients", "50 conversaciones reales". Pure.

A language's word classes decide where the noun is and on which side its adjectives are.
"""

from __future__ import annotations

from typing import Final

from vsl.slides.emphasis.passage import Passage, is_form_of
from vsl.slides.phrases import listed_phrases, listed_words

_MOST_ADJECTIVES: Final = 2
_NOUNS_ARE_CAPITALISED: Final = "de"
_PLURALS = frozenset(("people", "men", "women", "children", "percent"))


def noun_stop(passage: Passage, n: int) -> int:
    """Return the end of the noun phrase at token ``n``, after the number; 0 for none."""
    if passage.is_spaceless(n):
        return 0
    if passage.is_a(n, "of") and is_scale(passage, n - 1):
        n += 1  # "3 milhões de pessoas"
    noun = n
    while noun < n + _MOST_ADJECTIVES and _is_adjective_before(passage, noun):
        noun += 1
    if not is_noun(passage, noun):
        noun -= 1  # "12 training" with nothing after it
        if noun < n or not is_noun(passage, noun):
            return 0
    stop = noun + 1
    if not passage.goes_on(noun):
        return stop
    if passage.classes.adjectives_follow:
        return adjective_stop(passage, stop) or stop
    return _compound_stop(passage, stop)


def is_scale(passage: Passage, n: int) -> bool:
    """Return whether token ``n`` is a number followed by "of": "milhões de pessoas"."""
    return passage.word(n) in listed_words("figures", "scale", passage.language)


def is_noun(passage: Passage, n: int) -> bool:
    """Return whether token ``n`` may be a noun: it is in no list of other words."""
    if not passage.word(n) or passage.word(n) in listed_words(
        "figures", "not_counted", passage.language
    ):
        return False
    token = passage.tokens[n]
    if passage.language == _NOUNS_ARE_CAPITALISED and not token.is_capitalised:
        return False
    if passage.is_a(n, "units"):
        return True
    return token.is_content and token.head.isdisjoint(("verbs", "adverbs", "participles"))


def _is_adjective_before(passage: Passage, n: int) -> bool:
    if not passage.goes_on(n) or not passage.word(n):
        return False
    if passage.language == _NOUNS_ARE_CAPITALISED:
        return passage.tokens[n].is_content and not passage.tokens[n].is_capitalised
    if passage.classes.adjectives_follow:
        return passage.is_a(n, "adjectives") and is_noun(passage, n + 1)
    return passage.is_a(n, "adjectives", "endings", "participles") or passage.word(n) == "more"


def adjective_stop(passage: Passage, n: int) -> int:
    """Return the position after the adjective at token ``n``; 0 for none."""
    if passage.is_a(n, "verbs"):
        return 0
    follows = ("participles",) if passage.classes.adjectives_follow else ()
    is_adjective = passage.is_a(n, "adjectives", "endings", *follows) or is_form_of(
        passage.word(n), passage.classes.adjectives
    )
    return n + 1 if is_adjective or _agrees(passage, n) else _comparison_stop(passage, n)


def _agrees(passage: Passage, n: int) -> bool:
    """Return whether a plural follows its plural noun: an adjective in Romance languages."""
    is_romance = passage.classes.adjectives_follow and passage.language != "it"
    both_plural = passage.word(n).endswith("s") and passage.word(n - 1).endswith("s")
    return is_romance and both_plural and is_noun(passage, n)


def _comparison_stop(passage: Passage, n: int) -> int:
    """Return the position after the word that "more" compares: "40% más alto"; 0 for none."""
    words = listed_phrases("figures", "off", passage.language)
    is_compared = 0 < n <= len(passage) and (passage.word(n - 1),) in words
    return n + 1 if is_compared and is_noun(passage, n) else 0


def _compound_stop(passage: Passage, stop: int) -> int:
    """Return the end of a compound noun such as "business owners", whose first noun is singular."""
    if passage.language != "en" or _is_plural(passage.word(stop - 1)):
        return stop
    return stop + 1 if is_noun(passage, stop) else stop


def _is_plural(word: str) -> bool:
    return word in _PLURALS or (word.endswith("s") and not word.endswith("ss"))
