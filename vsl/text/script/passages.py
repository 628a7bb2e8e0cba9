"""A script's tokens in spoken order. Pure.

A passage spoken in another place than in the script (two swapped paragraphs) is found in the speech
that nothing else matches; slides follow the spoken order.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vsl.basics.sequence_matching import matching_runs
from vsl.text.script.gap_pairing import Pair
from vsl.text.script.pairing import Texts, pair_tokens

_LEAST = 8  # tokens; fewer match elsewhere by chance
_MATCHED_LEAST = 6  # tokens of it
_MATCHED = 0.4  # share of a passage that must match
_RAGGED = 5  # tokens of a sentence whose other end is spoken elsewhere
_DEEPEST = 4  # passages moved within moved passages
_MOST_TRIES = 400  # pairs of passages that are compared
_MOST_CELLS = 1 << 26  # pairs of their tokens, 8,000 by 8,000


@dataclass(frozen=True, slots=True)
class VoiceOrder:
    """Positions of script tokens in spoken order, and pairs counted in that order."""

    tokens: tuple[int, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class _Passage:
    """Script tokens ``first:stop`` with their pairs, or the rest around moved passages."""

    first: int
    stop: int
    pairs: Sequence[Pair]


def in_voice_order(texts: Texts) -> VoiceOrder:
    """Return all tokens of the script, each once, in spoken order."""
    main, *moved = _passages(texts, 0)
    if not moved:
        return VoiceOrder(tuple(range(len(texts.script))), tuple(main.pairs))
    tokens = [*range(len(texts.script))]
    for passage in moved:
        del tokens[bisect_left(tokens, passage.first) : bisect_left(tokens, passage.stop)]
    order: list[int] = []
    pairs: list[Pair] = []
    for passage in sorted(moved, key=lambda passage: passage.pairs[0].heard_first):
        cut = _place(passage, main, tokens, texts.starts)
        order += tokens[:cut]
        tokens = tokens[cut:]
        order += range(passage.first, passage.stop)
    order += tokens
    places = {token: place for place, token in enumerate(order)}
    for pair in sorted(
        (pair for passage in (main, *moved) for pair in passage.pairs),
        key=lambda pair: pair.heard_first,
    ):
        pairs.append(pair.shift_by(places[pair.first] - pair.first, 0))
    return VoiceOrder(tuple(order), tuple(pairs))


def _place(passage: _Passage, main: _Passage, tokens: Sequence[int], starts: frozenset[int]) -> int:
    """Return how many of the remaining tokens come before the passage."""
    heard = passage.pairs[0].heard_first
    number = bisect_left(main.pairs, heard, key=lambda pair: pair.heard_first)
    stop = main.pairs[number].first if number < len(main.pairs) else None
    cut = bisect_left(tokens, main.pairs[number - 1].stop) if number else 0
    while cut < len(tokens) and tokens[cut] != stop and tokens[cut] not in starts:
        cut += 1
    return cut


def _passages(texts: Texts, depth: int) -> list[_Passage]:
    """Return the passage in script order, then the moved ones."""
    pairs = pair_tokens(texts)
    found = [_Passage(0, len(texts.script), pairs)]
    if depth == _DEEPEST:
        return found
    free = [*_gaps([(pair.heard_first, pair.heard_stop) for pair in pairs], len(texts.heard))]
    unsaid = [*_gaps([(pair.first, pair.stop) for pair in pairs], len(texts.script))]
    if len(free) * len(unsaid) > _MOST_TRIES or _count(free) * _count(unsaid) > _MOST_CELLS:
        return found
    moves = [move for gap in unsaid for extra in free if (move := _move(texts, gap, extra))]
    for move in sorted(moves, key=lambda move: -move.matched):
        if move.gap in unsaid and move.extra in free:
            unsaid.remove(move.gap)
            free.remove(move.extra)
            found += _move_passage(texts, move, depth)
    return found


def _count(gaps: Sequence[range]) -> int:
    return sum(map(len, gaps))


@dataclass(frozen=True, slots=True)
class _Move:
    """A passage of an unspoken gap that is found in extra speech elsewhere."""

    gap: range
    extra: range
    passage: range
    matched: int  # tokens


def _gaps(taken: Sequence[tuple[int, int]], end: int) -> Iterator[range]:
    """Yield the ranges between the taken ones, if long enough."""
    for (_, stop), (first, _) in pairwise([(0, 0), *taken, (end, end)]):
        if first - stop >= _LEAST:
            yield range(stop, first)


def _move(texts: Texts, gap: range, extra: range) -> _Move | None:
    """Return the part of the gap that is spoken in the extra speech, if enough of it is."""
    script, heard = texts.script[gap.start : gap.stop], texts.heard[extra.start : extra.stop]
    runs = [run for run in matching_runs(script, heard) if run.size > 1]
    matched = sum(run.size for run in runs)
    if matched < _MATCHED_LEAST:
        return None
    first = gap.start + runs[0].first
    stop = gap.start + runs[-1].first + runs[-1].size
    passage = _whole(first, stop, gap, texts)
    if passage is None or matched < len(passage) * _MATCHED:
        return None
    return _Move(gap, extra, passage, matched)


def _move_passage(texts: Texts, move: _Move, depth: int) -> list[_Passage]:
    """Return the passage at its spoken place; parts of it may be swapped again."""
    bounds, heard_first = move.passage, move.extra.start
    part = Texts(
        texts.script[bounds.start : bounds.stop],
        texts.heard[heard_first : move.extra.stop],
        frozenset(n - bounds.start for n in texts.starts if n in bounds),
        texts.language,
    )
    return [
        _Passage(
            bounds.start + passage.first,
            bounds.start + passage.stop,
            [pair.shift_by(bounds.start, heard_first) for pair in passage.pairs],
        )
        for passage in _passages(part, depth + 1)
        if passage.pairs
    ]


def _whole(first: int, stop: int, gap: range, texts: Texts) -> range | None:
    """Return the passage extended to whole sentences within the gap; None if it is too ragged."""
    starts = sorted(n for n in texts.starts | {len(texts.script)} if gap.start <= n <= gap.stop)
    before, behind = bisect_right(starts, first), bisect_left(starts, stop)
    if not starts or (not before and starts[0] > first + _RAGGED):
        return None
    if behind == len(starts) and starts[-1] < stop - _RAGGED:
        return None
    passage = range(starts[max(0, before - 1)], starts[min(behind, len(starts) - 1)])
    return passage or None
