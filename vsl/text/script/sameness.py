"""Decide whether a recognised word counts as a word of the script. Pure.

Another word of high confidence counts as a difference, unless both sound nearly the same; a word of
low confidence is weak evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vsl.basics.text_cache import cache_short_texts
from vsl.basics.word_set import word_set
from vsl.text.numbers.heard import may_begin, number_at, plain
from vsl.text.numbers.spelled import LANGUAGES

# Likeness of "vault" and "fault" 0.84, of "they" and "three" 0.65. Of all pairs of two letters'
# words 1 in 160 reach the second bound and 1 in 900 the first.
_ALIKE: Final = 0.75
_ALIKE_NAMES: Final = 0.6  # "Delgado" and "Dockato": names are in no dictionary
_ALIKE_DOUBTED: Final = 0.45
DOUBTED: Final = 0.5  # confidence; below, a word is a guess: 1 in 70 of Whisper base
_LEAST_STEM: Final = 3  # letters
_LOST_ENDINGS: Final = ("s", "es", "d", "ed")  # hardly audible before the next word
_NEGATIVES: Final = word_set(
    "aint arent cant cannot couldnt didnt doesnt dont hadnt hasnt havent isnt mightnt mustnt "
    "neednt shouldnt wasnt werent wont wouldnt"
)


def is_same_word(
    written: str, said: str, *, likeness: float, sure: float, is_name: bool, language: str
) -> bool:
    """Return whether ``said`` is the recognised form of ``written``.

    Args:
        written: a token of the script, without apostrophes, as ``said``.
        likeness: of both, by sound and spelling, 0..1.
        sure: the recogniser's confidence, 0..1.
        is_name: the script capitalises the word inside a sentence.

    >>> def judge(written, said, likeness, sure=0.9):
    ...     return is_same_word(
    ...         written, said, likeness=likeness, sure=sure, is_name=False, language="en"
    ...     )
    >>> judge("asked", "ask", 0.71), judge("three", "they", 0.65), judge("three", "they", 0.65, 0.3)
    (True, False, True)
    """
    if likeness == 1:
        return True
    if _says_other_number(written, said, language) or _denies_other(written, said):
        return False
    if sure < DOUBTED:
        return likeness >= _ALIKE_DOUBTED
    if likeness >= (_ALIKE_NAMES if is_name else _ALIKE):
        return True
    return _loses_ending(written, said) or _loses_ending(said, written)


def says_number(tokens: Iterable[str], language: str) -> bool:
    """Return whether all tokens are numbers, and not also articles.

    >>> says_number(("twenty", "seven"), "en"), says_number(("one",), "en")
    (True, False)
    """
    values = [_value(token, language) for token in tokens]
    return bool(values) and all(value is not None and value != 1 for value in values)


def _says_other_number(written: str, said: str, language: str) -> bool:
    """Return whether both are different numbers: sixteen sounds much like sixty."""
    one, other = _value(written, language), _value(said, language)
    return one is not None and other is not None and one != other


@cache_short_texts(4096)
def _value(token: str, language: str) -> int | None:
    if language not in LANGUAGES or not may_begin(plain(token), language):
        return None
    number = number_at([plain(token)], 0, language)
    return number.whole if number else None


def _denies_other(written: str, said: str) -> bool:
    """Return whether exactly one is a negation: ``can`` and ``can't``."""
    return (written in _NEGATIVES) != (said in _NEGATIVES)


def _loses_ending(whole: str, part: str) -> bool:
    return len(part) >= _LEAST_STEM and whole in [part + ending for ending in _LOST_ENDINGS]
