"""Find where lines may break: text in, unbreakable pieces out. Pure.

Source: the usual cases of Unicode Standard Annex #14, https://www.unicode.org/reports/tr14/, and of
JIS X 4051 as in https://www.w3.org/TR/jlreq/ (3.1.7 to 3.1.10). In scripts without spaces, lines
break between words and phrases (``vsl.basics.word_breaks``), for readability in large type. A long
phrase of Chinese or Japanese may break between any two letters where the rules allow it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from vsl.basics.spacing import (
    NEVER_FIRST,
    NEVER_LAST,
    count_tokens,
    ends_token,
    has_no_spaces,
    is_east_asian,
)
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
    spaced: bool = True  # a space separates it from the piece before
    cut: bool = False  # it continues a word that was cut
    torn: bool = False  # it continues a phrase that is better kept whole
    cost: int = 0  # of a line break before it, by grammar


def paragraphs(text: str, line_costs: Sequence[int] = ()) -> tuple[tuple[LinePiece, ...], ...]:
    """Return the pieces of each line of ``text``; consecutive blank lines give one empty tuple.

    Args:
        line_costs: as ``Still`` has them.
    """
    lines: list[tuple[LinePiece, ...]] = []
    for line in text.splitlines():
        pieces = _pieces(line)
        if pieces or (lines and lines[-1]):
            lines.append(pieces)
    if line_costs:
        lines = list(_price_pieces(lines, line_costs))
    return tuple(lines[:-1] if lines and not lines[-1] else lines)


def _price_pieces(
    lines: Sequence[Sequence[LinePiece]], line_costs: Sequence[int]
) -> Iterator[tuple[LinePiece, ...]]:
    """Yield the pieces, each with the cost of a line break after the preceding token."""
    token = 0  # that the next piece begins with, unless it continues the one before
    for pieces in lines:
        priced = []
        for piece in pieces:
            has_cost = piece.spaced and 0 < token <= len(line_costs)
            priced.append(replace(piece, cost=line_costs[token - 1]) if has_cost else piece)
            token += count_tokens(piece.text) - (not piece.spaced)
        yield tuple(priced)


def normal(text: str) -> str:
    """Return the text without redundant whitespace; its layout is the same."""
    return "\n".join(join(pieces) for pieces in paragraphs(text))


def cut(piece: LinePiece) -> list[LinePiece]:
    """Return a piece cut between all its characters, for words wider than a line.

    In scripts without spaces, marks that may not begin or end a line stay with their neighbour.
    """
    first, *rest = _letters(piece.text)
    return [
        replace(piece, text=first),
        *(LinePiece(part, spaced=False, cut=True) for part in rest),
    ]


def _letters(text: str) -> list[str]:
    units: list[str] = []
    for cluster in clusters(text):
        if units and has_no_spaces(text) and _stays(units[-1], cluster):
            units[-1] += cluster
        else:
            units.append(cluster)
    return units


def _stays(before: str, after: str) -> bool:
    return after[0] in NEVER_FIRST or before[-1] in NEVER_LAST


def fitting(
    pieces: Sequence[LinePiece], measure: float, width: Callable[[str], float]
) -> list[LinePiece]:
    """Return the pieces, those wider than ``measure`` cut between all their characters."""
    return [
        part
        for piece in pieces
        for part in (cut(piece) if width(piece.text) > measure else [piece])
    ]


def join(pieces: Sequence[LinePiece]) -> str:
    """Return the text of consecutive pieces on one line."""
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
    """Return the words, with separate punctuation joined to its word."""
    words: list[str] = []
    for word in filter(None, _SPACES.split(line)):
        sticks = words and (_CLOSING.fullmatch(word) or _OPENING.fullmatch(words[-1]))
        if sticks:
            words[-1] += " " + word
        else:
            words.append(word)
    return words


def _phrases(word: str) -> list[str]:
    """Return the phrases of a word: cut where its script, or a dash, allows a line break."""
    if word.isascii():
        return [word]
    ends = find_word_ends(word)
    return _cut_at(word, lambda n: n in ends or _ends_behind_dash(word[n - 1], word[n]))


def _parts(phrase: str) -> list[str]:
    """Return a phrase in parts: a long one of Chinese or Japanese is cut between its letters."""
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
    """Return whether a line may break between two letters of a phrase; not in katakana."""
    is_katakana = all("\u30a0" < char <= "\u30ff" for char in (before, after))
    is_wide = is_east_asian(before) or is_east_asian(after)
    return is_wide and not is_katakana and ends_token(before, after)
