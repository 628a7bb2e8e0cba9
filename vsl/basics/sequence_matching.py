"""Match the tokens of two texts by the fewest edits that turn one into the other.

Unlike a search for the longest common block, this does not go astray in repeated passages.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

_Chain: TypeAlias = tuple[tuple[int, int], Any]  # a pair and the chain that ends before it
_Codes = npt.NDArray[np.int32]
_MOST_CELLS = 1 << 20  # of a cost table in memory; larger texts are halved first
_PART = 512  # tokens of a part of a stretch that is long in both texts


@dataclass(frozen=True, slots=True)
class Match:
    """``size`` equal tokens in a row, from ``first`` in one text and ``other`` in the other."""

    first: int
    other: int
    size: int


def count_shared_ends(one: Sequence[Any], other: Sequence[Any]) -> tuple[int, int]:
    """Return how many items two sequences share at their beginnings, and then at their ends."""
    most = min(len(one), len(other))
    first = next((n for n in range(most) if one[n] != other[n]), most)
    most -= first
    last = next((n for n in range(most) if one[-1 - n] != other[-1 - n]), most)
    return first, last


def matching_runs(one: Sequence[str], other: Sequence[str], *, replacing: int = 1) -> list[Match]:
    """Return the runs of equal tokens that the fewest edits keep, in order.

    An edit deletes, inserts or replaces one token. A replacement costs ``replacing`` edits: with 2,
    a passage that moved is deleted and inserted rather than replaced by unrelated tokens.

    Passages that are unique in both texts are matched first, so that only the text between them
    takes quadratic time. A stretch of thousands of tokens without one, which no speech has, is
    matched part by part, so that time and memory never grow quadratically.

    Source: D. S. Hirschberg, A linear space algorithm for computing maximal common subsequences,
        Communications of the ACM 18 (1975) 341-343.
    """
    codes: dict[str, int] = {}
    left, right = (
        np.array([codes.setdefault(token, len(codes)) for token in text], np.int32)
        for text in (one, other)
    )
    runs: list[Match] = []
    for i, j in _all_pairs(left, right, replacing):
        last = runs[-1] if runs else None
        if last and (i, j) == (last.first + last.size, last.other + last.size):
            runs[-1] = Match(last.first, last.other, last.size + 1)
        else:
            runs.append(Match(i, j, 1))
    return runs


def _all_pairs(left: _Codes, right: _Codes, replacing: int) -> Iterator[tuple[int, int]]:
    i = j = 0
    for a, b in (*_landmarks(left.tolist(), right.tolist()), (len(left), len(right))):
        for (first, stop), (other, end) in _parts((i, a), (j, b)):
            yield from _pairs(left[first:stop], right[other:end], first, other, replacing=replacing)
        if a < len(left):
            yield a, b
        i, j = a + 1, b + 1


def _parts(
    span: tuple[int, int], other: tuple[int, int]
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the same shares of two spans; none where one is empty."""
    sizes = (span[1] - span[0], other[1] - other[0])
    if not all(size > 0 for size in sizes):
        return
    is_small = min(sizes) <= _PART or sizes[0] * sizes[1] <= _MOST_CELLS
    count = 1 if is_small else -(-max(sizes) // _PART)
    for n in range(count):
        one, two = (
            (start + size * n // count, start + size * (n + 1) // count)
            for (start, _), size in zip((span, other), sizes, strict=True)
        )
        yield one, two


def _landmarks(left: list[int], right: list[int]) -> list[tuple[int, int]]:
    """Return the starts of passages unique in both texts: the longest chain in both orders."""
    places = _places_of_unique(right)
    pairs = [(i, places[key]) for key, i in _places_of_unique(left).items() if key in places]
    tails: list[int] = []  # the least end of a chain of each length
    chains: list[_Chain] = []
    for i, j in pairs:
        length = bisect_left(tails, j)
        chain: _Chain = ((i, j), chains[length - 1] if length else None)
        tails[length : length + 1] = [j]
        chains[length : length + 1] = [chain]
    reversed_pairs = []
    last: _Chain | None = chains[-1] if chains else None
    while last:
        reversed_pairs.append(last[0])
        last = last[1]
    return reversed_pairs[::-1]


def _places_of_unique(text: list[int]) -> dict[tuple[int, ...], int]:
    """Return the position of each passage that occurs once in the text, in order."""
    passages = list(zip(text, text[1:], text[2:], strict=False))
    counts = Counter(passages)
    return {passage: n for n, passage in enumerate(passages) if counts[passage] == 1}


def _pairs(
    left: _Codes, right: _Codes, i: int = 0, j: int = 0, *, replacing: int
) -> Iterator[tuple[int, int]]:
    """Yield positions of equal tokens, counted from ``i`` and ``j``."""
    if len(left) < 2 or len(left) * len(right) <= _MOST_CELLS:
        yield from ((i + a, j + b) for a, b in _trace(left, right, replacing))
        return
    half = len(left) // 2
    (before,) = deque(_costs(left[:half], right, replacing), maxlen=1)
    (after,) = deque(_costs(left[half:][::-1], right[::-1], replacing), maxlen=1)
    cut = int(np.argmin(before + after[::-1]))
    yield from _pairs(left[:half], right[:cut], i, j, replacing=replacing)
    yield from _pairs(left[half:], right[cut:], i + half, j + cut, replacing=replacing)


def _costs(left: _Codes, right: _Codes, replacing: int) -> Iterator[_Codes]:
    """Yield for 0, 1, … tokens of ``left`` the edits that turn them into prefixes of ``right``."""
    steps = np.arange(len(right) + 1, dtype=np.int32)
    row = steps
    yield row
    for token in left:
        edited = row + 1  # the token is deleted
        edited[1:] = np.minimum(edited[1:], row[:-1] + replacing * (right != token))
        row = np.minimum.accumulate(edited - steps) + steps  # tokens are inserted
        yield row


def _trace(left: _Codes, right: _Codes, replacing: int) -> list[tuple[int, int]]:
    """Return the matches on the cheapest path through the table, preferring matches on ties."""
    table = np.array(list(_costs(left, right, replacing)))
    reversed_pairs = []
    i, j = len(left), len(right)
    while i and j:
        cost = table[i, j]
        if left[i - 1] == right[j - 1] and table[i - 1, j - 1] == cost:
            reversed_pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
        elif table[i - 1, j] + 1 == cost:
            i -= 1
        elif table[i, j - 1] + 1 == cost:
            j -= 1
        else:
            i, j = i - 1, j - 1
    return reversed_pairs[::-1]
