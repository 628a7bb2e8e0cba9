"""Where a line may end: text as the pieces that stay whole. Pure.

Source: the usual cases of Unicode Standard Annex #14, https://www.unicode.org/reports/tr14/. Thai,
Lao, Khmer and Burmese write no spaces; without a dictionary their lines end before a sign that
can only begin a syllable.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from vsl.render.clusters import clusters

_SPACES: Final = re.compile(r"[^\S\u00a0\u2007\u202f]+")  # not the spaces that forbid a break
_CLOSING: Final = re.compile(r"[!?:;»”…%–—-]+")  # alone between spaces: stays with the word before
_OPENING: Final = re.compile(
    r"[«“¿¡•*#$€£]+|[A-Z]{1,3}\$"
)  # alone between spaces: stays with the word after
_NEVER_FIRST: Final = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々ー’”）〕］｝〉》」』】ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ…‥)]}!?,.:;%"
)
_NEVER_LAST: Final = frozenset("‘“（〔［｛〈《「『【([{¥￥$")
_LEADING_VOWELS: Final = frozenset("เแโใไເແໂໃໄ")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that stays on one line while it fits there."""

    text: str
    spaced: bool = True  # a space parts it from the piece before
    cut: bool = False  # it goes on a word that had to be cut


def paragraphs(text: str) -> tuple[tuple[Piece, ...], ...]:
    """The pieces between explicit line ends. One empty tuple for any blank lines between texts."""
    found: list[tuple[Piece, ...]] = []
    for line in text.splitlines():
        pieces = _pieces(line)
        if pieces or (found and found[-1]):
            found.append(pieces)
    return tuple(found[:-1] if found and not found[-1] else found)


def normal(text: str) -> str:
    """The text with every idle space removed; it is laid out the same way."""
    return "\n".join(join(pieces) for pieces in paragraphs(text))


def cut(piece: Piece) -> list[Piece]:
    """A piece cut between all its characters, for words wider than a line."""
    first, *rest = clusters(piece.text)
    return [
        Piece(first, piece.spaced, piece.cut),
        *(Piece(part, spaced=False, cut=True) for part in rest),
    ]


def fitting(pieces: Sequence[Piece], measure: float, width: Callable[[str], float]) -> list[Piece]:
    """The pieces, those wider than ``measure`` cut between all their characters."""
    return [
        part
        for piece in pieces
        for part in (cut(piece) if width(piece.text) > measure else [piece])
    ]


def join(pieces: Sequence[Piece]) -> str:
    """The text of neighbouring pieces on one line."""
    rest = "".join(" " * piece.spaced + piece.text for piece in pieces[1:])
    return pieces[0].text + rest if pieces else ""


def _pieces(line: str) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for word in _words(line):
        first, *rest = _split(word)
        found += [Piece(first), *(Piece(part, spaced=False) for part in rest)]
    return tuple(found)


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


def _split(word: str) -> list[str]:
    """A word cut where scripts without spaces, and dashes, let a line end."""
    if word.isascii():
        return [word]
    parts: list[str] = []
    for cluster in clusters(word):
        if parts and _may_end_between(parts[-1], cluster):
            parts.append(cluster)
        else:
            parts[-1:] = ["".join([*parts[-1:], cluster])]
    return parts


def _may_end_between(before: str, after: str) -> bool:
    last, first = before[-1], after[0]
    if first in _NEVER_FIRST or last in _NEVER_LAST:
        return False
    if "\u30a0" < last <= "\u30ff" and "\u30a0" < first <= "\u30ff":
        return False  # inside a word of katakana
    if _is_ideograph(last) or _is_ideograph(first):
        return True
    if last in "—\u200b":
        return True
    return first in _LEADING_VOWELS or (_is_syllabic(first) and _is_syllabic(before[0]))


def _is_ideograph(char: str) -> bool:
    """Han, kana and full-width signs: a line may end on either side of them."""
    return (
        "\u2e80" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or ("\uff01" <= char <= "\uff60" or "\U00020000" <= char <= "\U0003ffff")
    )


def _is_syllabic(char: str) -> bool:
    """Burmese and Khmer letters, each with its signs one cluster."""
    burmese_or_khmer = "\u1000" <= char <= "\u109f" or "\u1780" <= char <= "\u17ff"
    return burmese_or_khmer and unicodedata.category(char) == "Lo"
