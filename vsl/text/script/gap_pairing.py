"""Pair a few script tokens with a few recognised tokens by sound and spelling. Pure.

Source: O. Gotoh, An improved algorithm for matching biological sequences, Journal of Molecular
Biology 162 (1982) 705-708: a gap costs more to open than to extend.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vsl.text.phonetics import likeness

_MERGED_CELLS = 400  # largest gap in which one token may match several
_MOST_MERGED = 3
_MERGED_ALIKE = 0.6
_ALIKE_ENOUGH = 0.5  # for a pair in a gap where one side has far more tokens
# Costs; two tokens with nothing in common cost _UNLIKE.
_UNLIKE, _EQUAL, _MERGE = 0.75, -0.3, 0.1
_OPEN, _OPEN_AT_START, _EXTEND = 0.9, 0.6, 0.2
_NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class Pair:
    """Script tokens ``first:stop`` matched with recognised tokens ``heard_first:heard_stop``."""

    first: int
    stop: int
    heard_first: int
    heard_stop: int
    likeness: float = 1.0

    def shift_by(self, by: int, heard_by: int) -> Pair:
        """Return the pair moved on by so many tokens in the script and in the recognised text."""
        return Pair(
            self.first + by,
            self.stop + by,
            self.heard_first + heard_by,
            self.heard_stop + heard_by,
            self.likeness,
        )


@dataclass(frozen=True, slots=True)
class Gap:
    """Unmatched tokens of the script and of the recognised text between two matches."""

    script: Sequence[str]
    heard: Sequence[str]
    starts: frozenset[int]  # script tokens, or the one after them, that begin a sentence
    language: str


_Step = tuple[int, int, float]  # script tokens, recognised tokens, their likeness


def pair_gap(gap: Gap) -> list[Pair]:
    """Return the pairs with the least total cost, in order."""
    few, many = sorted((len(gap.script), len(gap.heard)))
    if many == 1 and few == 1:
        return [Pair(0, 1, 0, 1, likeness(gap.script[0], gap.heard[0], gap.language))]
    pairs = _cheapest(gap)
    if many <= 2 * few + 2:
        return pairs
    edges: set[Pair] = set()
    if 0 not in gap.starts:
        edges |= {*_chain(pairs, Pair(0, 0, 0, 0))}
    if len(gap.script) not in gap.starts:
        edges |= {*_chain(pairs[::-1], _end(gap))}
    return [pair for pair in pairs if pair.likeness >= _ALIKE_ENOUGH or pair in edges]


def _end(gap: Gap) -> Pair:
    return Pair(len(gap.script), len(gap.script), len(gap.heard), len(gap.heard))


def _chain(pairs: Sequence[Pair], edge: Pair) -> Iterator[Pair]:
    """Yield the pairs that follow one another in both texts, starting from an edge."""
    for pair in pairs:
        behind = (pair.first, pair.heard_first) == (edge.stop, edge.heard_stop)
        ahead = (pair.stop, pair.heard_stop) == (edge.first, edge.heard_first)
        if not behind and not ahead:
            return
        yield pair
        edge = pair


def _cheapest(gap: Gap) -> list[Pair]:
    """Return the cheapest pairs, by dynamic programming over tokens of both texts."""
    rows, columns = len(gap.script), len(gap.heard)
    merging = rows != columns and rows * columns <= _MERGED_CELLS
    costs = [[_NEVER] * (columns + 1) for _ in range(rows + 1)]
    steps: list[list[_Step]] = [[(0, 0, 0.0)] * (columns + 1) for _ in range(rows + 1)]
    down = [(_NEVER, 0)] * (columns + 1)  # script tokens skipped: cost, and how many
    for i in range(rows + 1):
        across = (_NEVER, 0)  # heard tokens skipped
        opening = _OPEN_AT_START if i - 1 in gap.starts else _OPEN
        for j in range(columns + 1):
            best, step = (0.0, (0, 0, 0.0)) if i == j == 0 else (_NEVER, (0, 0, 0.0))
            if i:
                down[j] = min(
                    (down[j][0] + _EXTEND, down[j][1] + 1),
                    (costs[i - 1][j] + opening + _EXTEND, 1),
                )
                if down[j][0] < best:
                    best, step = down[j][0], (down[j][1], 0, 0.0)
            if j:
                across = min(
                    (across[0] + _EXTEND, across[1] + 1),
                    (costs[i][j - 1] + _OPEN + _EXTEND, 1),
                )
                if across[0] < best:
                    best, step = across[0], (0, across[1], 0.0)
            if i and j:
                for cost, pair in _pairings(gap, i, j, merging):
                    cost += costs[i - pair[0]][j - pair[1]]
                    if cost <= best:
                        best, step = cost, pair
            costs[i][j], steps[i][j] = best, step
    return _trace(steps, rows, columns)


def _pairings(gap: Gap, i: int, j: int, merging: bool) -> Iterator[tuple[float, _Step]]:
    """Yield the cost of pairing the last tokens before ``i`` and ``j``, also one with several."""
    alike = likeness(gap.script[i - 1], gap.heard[j - 1], gap.language)
    yield _EQUAL * alike + _UNLIKE * (1 - alike), (1, 1, alike)
    if not merging or alike == 1:
        return
    for size in range(2, _MOST_MERGED + 1):
        for count, heard_count in ((1, size), (size, 1)):
            if count > i or heard_count > j:
                continue
            one = "".join(gap.script[i - count : i])
            alike = likeness(one, "".join(gap.heard[j - heard_count : j]), gap.language)
            if alike >= _MERGED_ALIKE:
                cost = _EQUAL * alike + _UNLIKE * (1 - alike) + _MERGE
                yield cost, (count, heard_count, alike)


def _trace(steps: Sequence[Sequence[_Step]], i: int, j: int) -> list[Pair]:
    found = []
    while i or j:
        count, heard_count, alike = steps[i][j]
        if count and heard_count:
            found.append(Pair(i - count, i, j - heard_count, j, alike))
        i, j = i - count, j - heard_count
    return found[::-1]
