"""Spanish inverted marks, ¿Qué …? and ¡Vamos!: texts in and out. Pure.

Source: Real Academia Española, Ortografía de la lengua española (2010), 3.4.9: the opening sign
stands where the question begins, which need not be where the sentence does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vsl.text.correction.edits import parts
from vsl.text.grammar import GRAMMARS

_PAIRS: Final = (("?", "¿"), ("!", "¡"))
_TAGS: Final = frozenset(
    ("verdad", "no", "cierto", "sí", "eh", "vale", "ok", "correcto", "ves", "entiendes")
)
_SMALL: Final = ("y", "o", "pero", "entonces")  # before a question word
_LONGEST: Final = 60  # words of a sentence
_CLAUSE_ENDS: Final = (",", ":", ";", "—")


def open_sentences(texts: list[str], ends: Sequence[bool]) -> None:
    """Add the missing opening or closing sign of questions and exclamations.

    Args:
        texts: of words, in order; changed in place.
        ends: whether a sentence ends with each.
    """
    first = 0
    for at, is_end in enumerate(ends):
        if not is_end:
            continue
        if at - first < _LONGEST:
            _open(texts, first, at)
        first = at + 1


def _open(texts: list[str], first: int, last: int) -> None:
    sentence = "".join(texts[first : last + 1])
    if not all(any(map(str.isalnum, texts[at])) for at in (first, last)):
        return
    for closing, opening in _PAIRS:
        other = next(sign for pair in _PAIRS for sign in pair if pair[0] != closing)
        is_closed = closing in texts[last]
        if is_closed and opening not in sentence and (other not in texts[last]):
            at = _find_beginning(texts, first, last) if closing == "?" else first
            texts[at] = _insert(texts[at], opening)
        elif sentence.startswith(opening) and closing not in sentence and texts[last][-1:] == ".":
            texts[last] = f"{texts[last][:-1]}{closing}"


def _insert(text: str, sign: str) -> str:
    """Return the text with a sign after its opening quotes."""
    opening, core, closing = parts(text)
    return f"{opening}{sign}{core}{closing}"


def _find_beginning(texts: Sequence[str], first: int, last: int) -> int:
    """Return the position of a question's first word, which may begin a later clause."""
    cores = [parts(text)[1].lower() for text in texts[first : last + 1]]
    clauses = [0, *(n for n in range(1, len(cores)) if texts[first + n - 1].endswith(_CLAUSE_ENDS))]
    is_tag = len(clauses) > 1 and " ".join(cores[clauses[-1] :]) in _TAGS
    if is_tag:
        return first + clauses[-1]
    stops = [*clauses[1:], len(cores)]
    found = (n for n, stop in zip(clauses, stops, strict=True) if _asks(cores[n:stop]))
    return first + next(found, 0)


def _asks(cores: Sequence[str]) -> bool:
    """Return whether a clause begins like a question, with or without a small word before it."""
    openings = GRAMMARS["es"].asks
    starts = (0, 1) if cores and cores[0] in _SMALL else (0,)
    return any(tuple(cores[n : n + size]) in openings for n in starts for size in (1, 2, 3))
