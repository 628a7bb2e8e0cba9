"""Words too long for large type, cut where they are spoken in parts. Pure.

A long compound on a narrow canvas would make a whole slide small. It is cut into as few parts as
large type allows, as equal as syllables let them be, and ends its line in a hyphen.

Syllables follow what German, English and the Romance languages have in common: the last consonant
before a vowel begins one, with the letters that stand for one sound, and a stop with its liquid
(Amtliches Regelwerk der deutschen Rechtschreibung, part F, word division at the end of a line).
Where two nouns meet, that may be a letter beside the joint.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final

from vsl.render.layout.breaks import LinePiece

JOINT: Final = "\ufdd0"  # a noncharacter, for use inside a program: a hyphen at the end of a line
_FEWEST: Final = 3  # letters before and after a hyphen
_MOST_PARTS: Final = 4
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_VOWELS: Final = frozenset("aeiouyæœøаеиоуыэюяєіїαεηιουω")
# Letters that make one sound, or a stop with its liquid.
_TOGETHER: Final = re.compile("(?:sch|ch|ck|pf[lr]?|ph|th|sh|qu|lh|nh|ll|rr|[bcdfgpt][lr])$")


def hyphenate(
    pieces: Sequence[LinePiece], measure: float, width: Callable[[str], float]
) -> list[LinePiece]:
    """The pieces, words wider than ``measure`` in parts that end in ``JOINT`` or their own hyphen.

    A word that has no syllables, as a number or a web address, stays whole.
    """
    return [
        part
        for piece in pieces
        for part in (_parts(piece, measure, width) if width(piece.text) > measure else [piece])
    ]


def show_hyphen(line: str) -> str:
    """A line as it is drawn: with a hyphen where it ends inside a word.

    >>> show_hyphen("Kranken\\ufdd0zusatz\\ufdd0")
    'Krankenzusatz-'
    """
    return line.replace(JOINT, "") + "-" * line.endswith(JOINT)


def strip_joints(line: str) -> str:
    """A line as its text has it."""
    return line.replace(JOINT, "")


@lru_cache(maxsize=1024)
def find_syllable_ends(word: str) -> tuple[int, ...]:
    """Where ``word`` may be cut, by the number of characters before the cut.

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
    """Whether a vowel follows the consonant, or the letters of one sound, at ``at``."""
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
    """A piece in the fewest parts that fit; whole where it has no such parts."""
    found = _WORD.search(piece.text)
    if not found:
        return [piece]
    ends = [found.start() + end for end in find_syllable_ends(found[0])]
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
