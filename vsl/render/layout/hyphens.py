"""Hyphenate words that are too long for large type. Pure.

A long compound on a narrow canvas would make a whole slide small. It is cut at syllables into as
few and as equal parts as large type allows.

Syllables follow the rules common to German, English and the Romance languages: the last consonant
before a vowel begins one; letters for one sound, and a stop with its liquid, stay together
(Amtliches Regelwerk der deutschen Rechtschreibung, part F, word division at the end of a line).
In compounds, the cut may be a letter away from the seam between two nouns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Final

from vsl.basics.text_cache import cache_short_texts
from vsl.render.layout.breaks import LinePiece

JOINT: Final = "\ufdd0"  # a noncharacter, for internal use: a hyphen at the end of a line
_FEWEST: Final = 3  # letters before and after a hyphen
_MOST_PARTS: Final = 4
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_VOWELS: Final = frozenset("aeiouyæœøаеиоуыэюяєіїαεηιουω")
# Letters for one sound, or a stop with its liquid.
_TOGETHER: Final = re.compile("(?:sch|ch|ck|pf[lr]?|ph|th|sh|qu|lh|nh|ll|rr|[bcdfgpt][lr])$")


def hyphenate(
    pieces: Sequence[LinePiece], measure: float, width: Callable[[str], float]
) -> list[LinePiece]:
    """Return the pieces, wider words cut into parts that end in ``JOINT`` or their own hyphen.

    A word without syllables, such as a number or a web address, stays whole.
    """
    return [
        part
        for piece in pieces
        for part in (_parts(piece, measure, width) if width(piece.text) > measure else [piece])
    ]


def show_hyphen(line: str) -> str:
    """Return a line as it is drawn: with a hyphen if it ends inside a word.

    >>> show_hyphen("Kranken\\ufdd0zusatz\\ufdd0")
    'Krankenzusatz-'
    """
    return line.replace(JOINT, "") + "-" * line.endswith(JOINT)


def strip_joints(line: str) -> str:
    """Return a line without joints."""
    return line.replace(JOINT, "")


@cache_short_texts(1024)
def find_syllable_ends(word: str) -> tuple[int, ...]:
    """Return where ``word`` may be cut, as numbers of characters before the cut.

    >>> [ "Versicherung"[:end] for end in find_syllable_ends("Versicherung") ]
    ['Ver', 'Versi', 'Versiche']
    """
    letters = [unicodedata.normalize("NFD", char)[0] for char in word.lower()]
    ends = []
    for end in range(_FEWEST, len(word) - _FEWEST + 1):
        if letters[end - 1] == "-" or _begins_syllable(letters, end):
            ends.append(end)
    return tuple(ends)


def _begins_syllable(letters: Sequence[str], at: int) -> bool:
    """Return whether one consonant sound and a vowel follow at ``at``."""
    vowels = [n for n in range(at, len(letters)) if letters[n] in _VOWELS]
    if not vowels or not any(letter in _VOWELS for letter in letters[:at]):
        return False
    onset = "".join(letters[at : vowels[0]])
    if not onset or not onset.isalpha() or not letters[at - 1].isalpha():
        return False
    before = "".join(letters[max(0, at - 2) : vowels[0]])
    together = _TOGETHER.search(before)
    longest = len(together[0]) if together else 1
    return len(onset) == longest


def _parts(piece: LinePiece, measure: float, width: Callable[[str], float]) -> list[LinePiece]:
    """Return a piece in the fewest parts that fit; whole if it can't be hyphenated."""
    word = _WORD.search(piece.text)
    if not word:
        return [piece]
    ends = [word.start() + end for end in find_syllable_ends(word[0])]
    for count in range(2, _MOST_PARTS + 1):
        cuts = [_cut(piece.text, places) for places in combinations(ends, count - 1)]
        best = min(cuts, key=lambda parts: max(map(width, parts)), default=None)
        if best and (max(map(width, best)) <= measure or count == _MOST_PARTS):
            return list(_pieces(best, piece))
    return [piece]


def _cut(text: str, places: Sequence[int]) -> list[str]:
    parts = [text[start:end] for start, end in pairwise((0, *places, len(text)))]
    return [part if part.endswith("-") else part + JOINT for part in parts[:-1]] + parts[-1:]


def _pieces(parts: Sequence[str], whole: LinePiece) -> Iterator[LinePiece]:
    yield replace(whole, text=parts[0])
    yield from (LinePiece(part, spaced=False, cut=True) for part in parts[1:])
