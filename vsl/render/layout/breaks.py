"""Where a line may end: text as the pieces that stay whole. Pure.

Source: the usual cases of Unicode Standard Annex #14, https://www.unicode.org/reports/tr14/, and of
JIS X 4051 as https://www.w3.org/TR/jlreq/ (3.1.7 to 3.1.10) has them. Where no spaces are written,
lines end between words and phrases (``vsl.basics.word_breaks``): large type reads badly torn
apart. A long phrase of Chinese or Japanese may end a line between any two letters that the rules
let part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from vsl.basics.spacing import NEVER_FIRST, NEVER_LAST, ends_token, has_no_spaces, is_east_asian
from vsl.basics.word_breaks import find_word_ends, is_syllabic
from vsl.render.layout.clusters import clusters

_SPACES: Final = re.compile(r"[^\S\u00a0\u2007\u202f]+")  # not the spaces that forbid a break
_CLOSING: Final = re.compile(r"[!?:;»”…%–—-]+")  # alone between spaces: stays with the word before
_OPENING: Final = re.compile(
    r"[«“¿¡•*#$€£]+|[A-Z]{1,3}\$"
)  # alone between spaces: stays with the word after
_LONGEST_PHRASE: Final = 10  # letters that stay on one line


@dataclass(frozen=True, slots=True)
class LinePiece:
    """Text that stays on one line while it fits there."""

    text: str
    spaced: bool = True  # a space parts it from the piece before
    cut: bool = False  # it goes on a word that had to be cut
    torn: bool = False  # it goes on a phrase that is better kept whole


def paragraphs(text: str) -> tuple[tuple[LinePiece, ...], ...]:
    """The pieces between explicit line ends. One empty tuple for any blank lines between texts."""
    found: list[tuple[LinePiece, ...]] = []
    for line in text.splitlines():
        pieces = _pieces(line)
        if pieces or (found and found[-1]):
            found.append(pieces)
    return tuple(found[:-1] if found and not found[-1] else found)


def normal(text: str) -> str:
    """The text with every idle space removed; it is laid out the same way."""
    return "\n".join(join(pieces) for pieces in paragraphs(text))


def cut(piece: LinePiece) -> list[LinePiece]:
    """A piece cut between all its characters, for words wider than a line.

    In scripts without spaces a sign that may not begin or end a line stays with its neighbour.
    """
    first, *rest = _letters(piece.text)
    return [
        LinePiece(first, piece.spaced, piece.cut, piece.torn),
        *(LinePiece(part, spaced=False, cut=True) for part in rest),
    ]


def _letters(text: str) -> list[str]:
    found: list[str] = []
    for cluster in clusters(text):
        if found and has_no_spaces(text) and _stays(found[-1], cluster):
            found[-1] += cluster
        else:
            found.append(cluster)
    return found


def _stays(before: str, after: str) -> bool:
    return after[0] in NEVER_FIRST or before[-1] in NEVER_LAST


def fitting(
    pieces: Sequence[LinePiece], measure: float, width: Callable[[str], float]
) -> list[LinePiece]:
    """The pieces, those wider than ``measure`` cut between all their characters."""
    return [
        part
        for piece in pieces
        for part in (cut(piece) if width(piece.text) > measure else [piece])
    ]


def join(pieces: Sequence[LinePiece]) -> str:
    """The text of neighbouring pieces on one line."""
    rest = "".join(" " * piece.spaced + piece.text for piece in pieces[1:])
    return pieces[0].text + rest if pieces else ""


def _pieces(line: str) -> tuple[LinePiece, ...]:
    return tuple(
        LinePiece(part, spaced=not n and not m, torn=m > 0 or (n > 0 and is_syllabic(part[0])))
        for word in _words(line)
        for n, phrase in enumerate(_phrases(word))
        for m, part in enumerate(_parts(phrase))
    )


def _words(line: str) -> list[str]:
    """The words, signs that stand alone joined to the word they belong to."""
    words: list[str] = []
    for word in filter(None, _SPACES.split(line)):
        sticks = words and (_CLOSING.fullmatch(word) or _OPENING.fullmatch(words[-1]))
        if sticks:
            words[-1] += " " + word
        else:
            words.append(word)
    return words


def _phrases(word: str) -> list[str]:
    """What stands between spaces, cut where its script, or a dash, lets a line end."""
    if word.isascii():
        return [word]
    ends = find_word_ends(word)
    return _cut_at(word, lambda n: n in ends or _ends_behind_dash(word[n - 1], word[n]))


def _parts(phrase: str) -> list[str]:
    """A phrase, one of Chinese or Japanese that is long cut between its letters."""
    if len(phrase) <= _LONGEST_PHRASE or not has_no_spaces(phrase):
        return [phrase]
    return _cut_at(phrase, lambda n: _may_part(phrase[n - 1], phrase[n]))


def _cut_at(text: str, ends: Callable[[int], bool]) -> list[str]:
    places = [n for n in range(1, len(text)) if ends(n)]
    return [text[first:stop] for first, stop in pairwise((0, *places, len(text)))]


def _ends_behind_dash(before: str, after: str) -> bool:
    is_dash = before in "—\u200b" and before != after
    return is_dash and not after.isspace() and after not in NEVER_FIRST


def _may_part(before: str, after: str) -> bool:
    """Whether a line may end between two letters of a phrase: of katakana it may not."""
    is_katakana = all("\u30a0" < char <= "\u30ff" for char in (before, after))
    is_wide = is_east_asian(before) or is_east_asian(after)
    return is_wide and not is_katakana and ends_token(before, after)
