"""The number words of six languages: a token in, its value out. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from vsl.basics.folding import remove_accents
from vsl.basics.text_cache import cache_short_texts
from vsl.text.numbers.locale import LOCALES
from vsl.text.numbers.spelled import LANGUAGES, NumberScale, below_thousand, spellings

_SHORT = 3  # letters; in shorter words accents distinguish: "e" and "é"
_GLUE = {"de": "und"}  # inside one word: "tausendundeins"


@dataclass(slots=True)
class Branch:
    """A node of the tree of numbers: the value so far, and the numbers that continue it."""

    value: int | None = None
    branches: dict[str, Branch] = field(default_factory=dict)


def plain(token: str) -> str:
    """Return a token without accents, which recognisers lose; short ones keep theirs."""
    if token.isascii() or len(token) < _SHORT:
        return token
    return remove_accents(token).replace("ß", "ss")


def multiplies(token: str, language: str) -> bool:
    """Return whether a token multiplies the number before it: hundred, mil, Millionen."""
    is_hundred = token in LANGUAGES[language].hundred
    return is_hundred or token in thousands_of(language) or token in scales_of(language)


def digit_of(token: str, language: str) -> str | None:
    """Return the digit that a token names, if any."""
    if language == "en" and token in ("oh", "o"):
        return "0"
    if len(token) == 1 and token.isdecimal():
        return token
    branch = word_tree(language).branches.get(token)
    return str(branch.value) if branch and branch.value is not None and branch.value < 10 else None


@cache_short_texts(8192)
def compound_value(token: str, language: str) -> int | None:
    """Return the value of a one-word number of a thousand or more: "duemilacinquecento"."""
    if not LANGUAGES[language].glued:
        return None
    if language == "de" and "hundert" in token and (year := _year_words().get(token)):
        return year
    for word in ("tausend",) if language == "de" else ("mila", "mille"):
        head, found, rest = token.partition(word)
        count = _one_word(head, language) if head and word != "mille" else (None if head else 1)
        left = _one_word(rest.removeprefix(_GLUE.get(language, "")), language) if rest else 0
        if found and head + rest and count and left is not None:
            return count * 1000 + left
    return None


def _one_word(token: str, language: str) -> int | None:
    branch = word_tree(language).branches.get(token)
    return branch.value if branch else None


@lru_cache
def _year_words() -> dict[str, int]:
    """Return German years counted in hundreds: "neunzehnhundertneunundneunzig"."""
    numbers = range(1100, 2000)
    forms = ((plain(form), number) for number in numbers for form in spellings(number, "de"))
    return {form: number for form, number in forms if "tausend" not in form}


@cache_short_texts(1024)
def half_compound_value(token: str, language: str) -> int | None:
    """Return the number before a half in one word: "zweieinhalb" is 2, "anderthalb" 1."""
    if language != "de" or not token.endswith("halb"):
        return None
    if token in ("anderthalb", "eineinhalb"):
        return 1
    return _one_word(token.removesuffix("einhalb"), language)


@lru_cache
def word_tree(language: str) -> Branch:
    """Return the tree of the numbers below a thousand, by ``plain`` tokens."""
    root = Branch()
    for number, forms in enumerate(below_thousand(language)):
        for form in forms:
            branch = root
            for token in form.split():
                branch = branch.branches.setdefault(plain(token), Branch())
            branch.value = number
    return root


@lru_cache
def thousands_of(language: str) -> frozenset[str]:
    """Return the words for a thousand."""
    thousand = LANGUAGES[language].thousand
    return frozenset((thousand.one, thousand.many))


@lru_cache
def scales_of(language: str) -> dict[str, NumberScale]:
    """Return the scales from a million on, by their words."""
    scales = LANGUAGES[language].scales
    return {plain(word): scale for scale in scales for word in (scale.one, scale.many)}


@lru_cache
def points_of(language: str) -> dict[str, str]:
    """Return the decimal marks, by their words."""
    return {plain(word): mark for word, mark in LOCALES[language].points.items()}


@lru_cache
def halves_of(language: str) -> tuple[tuple[str, ...], ...]:
    """Return the phrases for a half after a number."""
    return tuple(tuple(half.split()) for half in LOCALES[language].halves)
