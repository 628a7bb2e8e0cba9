"""Match the tokens of a script with the recognised tokens. Pure.

1. The fewest edits between both texts (``vsl.basics.sequence_matching``) give runs of equal tokens.
2. Runs that may be equal by chance are dropped.
3. The gaps between them are paired by sound and spelling, one token with up to three.
4. Of repeated passages the last take counts; an unspoken passage begins at a line's start.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod

from vsl.basics.sequence_matching import Match, matching_runs
from vsl.text.script.gap_pairing import Gap, Pair, pair_gap

_BY_CHANCE = 0.1  # expected number of chance runs, above which a run is dropped
_UNLIKE_CHANCE = 0.5  # that two tokens of different spelling are as alike as a pair
_MOST_CELLS = 4_096  # of a gap that is searched for pairs, 64 tokens by 64
_MISHEARD = 3  # tokens that may be misrecognised between two passages
_AGAIN = 3  # repeated tokens that make a second take; fewer only from a line's start
_ALIKE_TAKES = 0.5  # score per token below which speech is not a second take
_LONGEST_TAKE = 150  # tokens
_UNSAID, _SCRAP = 6, 2  # tokens of an unspoken sentence, and of its remainder
_LONGEST_SLIDE = 30


@dataclass(frozen=True, slots=True)
class Texts:
    """The script and the recognised text as tokens."""

    script: Sequence[str]
    heard: Sequence[str]
    starts: frozenset[int]  # script tokens that begin a line or a sentence
    language: str = "en"
    runs: Sequence[Match] | None = None  # equal in both, if known


def pair_tokens(texts: Texts) -> list[Pair]:
    """Return the pairs, in order in both texts; tokens outside them have no counterpart."""
    runs = (
        matching_runs(texts.script, texts.heard, replacing=2) if texts.runs is None else texts.runs
    )
    runs = _trusted_runs(runs, texts)
    pairs = _drop_isolated([*_all_pairs(runs, texts)], texts)
    pairs = _latest_takes(_earliest(_join_lone_pairs(pairs, texts), texts), texts)
    return _without_scraps(_cut_at_starts(pairs, texts), texts)


def _trusted_runs(runs: Sequence[Match], texts: Texts) -> list[Match]:
    """Return the runs that are too long or too rare to be equal by chance.

    Between m and n unpaired tokens m·n·p runs are expected, where p is the chance that the run's
    tokens are drawn from the script. Source: S. Karlin, S. F. Altschul, Methods for assessing the
    statistical significance of molecular sequence features, PNAS 87 (1990) 2264-2268.
    """
    share = {token: count / len(texts.script) for token, count in Counter(texts.script).items()}
    ends = Match(-1, -1, 1), Match(len(texts.script), len(texts.heard), 1)
    kept = [ends[0], *runs, ends[1]]
    chances = [0.0, *(_chance_of(run, texts.script, share) for run in runs), 0.0]
    before, after = [n - 1 for n in range(len(kept))], [n + 1 for n in range(len(kept))]
    dropped: set[int] = set()
    doubted: Iterable[int] = range(1, len(kept) - 1)
    while doubted:  # a run's neighbours are judged anew when it is dropped, the others stay
        gone = [
            n
            for n in doubted
            if _count_places(kept[before[n]], kept[n], kept[after[n]]) * chances[n] > _BY_CHANCE
        ]
        dropped.update(gone)
        for n in gone:
            after[before[n]], before[after[n]] = after[n], before[n]
        neighbours = {beside[n] for n in gone for beside in (before, after)}
        doubted = sorted(n for n in neighbours - dropped if 0 < n < len(kept) - 1)
    return [run for n, run in enumerate(runs, start=1) if n not in dropped]


def _drop_isolated(pairs: Sequence[Pair], texts: Texts) -> list[Pair]:
    """Return the pairs without isolated ones in mostly unmatched surroundings."""
    share = Counter(texts.script)
    runs = list(_runs(pairs))
    begin, end = Pair(0, 0, 0, 0), Pair(len(texts.script), 0, len(texts.heard), 0)
    kept: list[Pair] = []
    for before, run, after in zip([[begin], *runs], runs, [*runs[1:], [end]], strict=False):
        script = run[0].first - before[-1].stop + after[0].first - run[-1].stop
        heard = (
            run[0].heard_first - before[-1].heard_stop + after[0].heard_first - run[-1].heard_stop
        )
        chance = prod(
            share[texts.script[pair.first]] / len(texts.script)
            if pair.likeness == 1
            else _UNLIKE_CHANCE
            for pair in run[:8]
        )
        if not script or script * max(1, heard) * chance <= 1:
            kept += run
    return kept


def _count_places(before: Match, run: Match, after: Match) -> int:
    """Return the number of places where such a run could lie between its neighbours."""
    script = after.first - before.first - before.size - run.size
    heard = after.other - before.other - before.size - run.size
    return max(1, script) * max(1, heard)


def _chance_of(run: Match, script: Sequence[str], share: dict[str, float]) -> float:
    return prod(share[token] for token in script[run.first : run.first + min(run.size, 8)])


def _all_pairs(runs: Sequence[Match], texts: Texts) -> Iterator[Pair]:
    """Yield the runs' tokens one by one, and the pairs between the runs."""
    first = other = 0
    for run in (*runs, Match(len(texts.script), len(texts.heard), 0)):
        yield from _between(first, run.first, other, run.other, texts=texts)
        for n in range(run.size):
            yield Pair(run.first + n, run.first + n + 1, run.other + n, run.other + n + 1)
        first, other = run.first + run.size, run.other + run.size


def _between(
    first: int, stop: int, heard_first: int, heard_stop: int, *, texts: Texts
) -> Iterator[Pair]:
    """Yield the pairs of a gap; of a gap too large to search only its equal runs."""
    rows, columns = stop - first, heard_stop - heard_first
    if not rows or not columns:
        return
    if rows * columns > _MOST_CELLS:
        part = Texts(texts.script[first:stop], texts.heard[heard_first:heard_stop], frozenset())
        for run in matching_runs(part.script, part.heard):
            for n in range(run.size if run.size > 1 else 0):
                one, other = first + run.first + n, heard_first + run.other + n
                yield Pair(one, one + 1, other, other + 1)
        return
    gap = Gap(
        texts.script[first:stop],
        texts.heard[heard_first:heard_stop],
        frozenset(n - first for n in range(first, stop + 1) if n in texts.starts),
        texts.language,
    )
    for pair in pair_gap(gap):
        yield pair.shift_by(first, heard_first)


def _join_lone_pairs(pairs: Sequence[Pair], texts: Texts) -> list[Pair]:
    """Return the pairs, with pairs isolated between two gaps moved next to their neighbours.

    Of equal passages the cheapest edits may choose any; the one next to the rest is meant.
    """
    reversed_texts = Texts(texts.script[::-1], texts.heard[::-1], frozenset())
    return _move_back(
        _mirror_pairs(_move_back(_mirror_pairs(pairs, texts), reversed_texts), texts), texts
    )


def _mirror_pairs(pairs: Sequence[Pair], texts: Texts) -> list[Pair]:
    """Return the pairs of both texts reversed."""
    end, heard_end = len(texts.script), len(texts.heard)
    return [
        Pair(
            end - pair.stop,
            end - pair.first,
            heard_end - pair.heard_stop,
            heard_end - pair.heard_first,
            pair.likeness,
        )
        for pair in reversed(pairs)
    ]


def _move_back(pairs: Sequence[Pair], texts: Texts) -> list[Pair]:
    """Return the pairs, with isolated runs moved next to the pair before them where they match."""
    found: list[Pair] = []
    runs = list(_runs(pairs))
    for number, run in enumerate(runs):
        after = runs[number + 1][0] if number + 1 < len(runs) else None
        if found and _is_plain(run) and not (after and _is_near(run[-1], after)):
            by, heard_by = _find_move(found[-1], run, texts)
            run = [pair.shift_by(by, heard_by) for pair in run] if by or heard_by else run
        found += run
    return found


def _is_plain(run: Sequence[Pair]) -> bool:
    return len(run) == run[-1].stop - run[0].first == run[-1].heard_stop - run[0].heard_first


def _is_near(pair: Pair, after: Pair) -> bool:
    return max(after.first - pair.stop, after.heard_first - pair.heard_stop) <= _MISHEARD


def _find_move(before: Pair, run: Sequence[Pair], texts: Texts) -> tuple[int, int]:
    """Return how far the run moves in the script and in the recognised text."""
    first, heard_first = run[0].first, run[0].heard_first
    gap, heard_gap = first - before.stop, heard_first - before.heard_stop
    least = min(gap, heard_gap)
    if gap > least + _MISHEARD:
        return _same(texts.script, first, len(run), before.stop + least) - first, 0
    if heard_gap > least + _MISHEARD:
        return 0, _same(texts.heard, heard_first, len(run), before.heard_stop + least) - heard_first
    return 0, 0


def _same(text: Sequence[str], first: int, size: int, nearest: int) -> int:
    """Return the first place from ``nearest`` on, within a few tokens, equal to the passage."""
    places = range(nearest, min(nearest + _MISHEARD + 1, first))
    passage = text[first : first + size]
    return next((n for n in places if text[n : n + size] == passage), first)


def _runs(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Yield pairs that follow one another in both texts."""
    run: list[Pair] = []
    for pair in pairs:
        if run and (pair.first, pair.heard_first) != (run[-1].stop, run[-1].heard_stop):
            yield run
            run = []
        run.append(pair)
    if run:
        yield run


def _earliest(pairs: Sequence[Pair], texts: Texts) -> list[Pair]:
    """Return the pairs, each moved up to the one before where the same word was recognised."""
    found: list[Pair] = []
    for pair in pairs:
        heard = found[-1].heard_stop if found else pair.heard_first
        if (
            heard < pair.heard_first
            and pair.first == found[-1].stop
            and pair.heard_stop == pair.heard_first + 1
            and texts.heard[heard] == texts.heard[pair.heard_first]
        ):
            pair = pair.shift_by(0, heard - pair.heard_first)
        found.append(pair)
    return found


def _latest_takes(pairs: Sequence[Pair], texts: Texts) -> list[Pair]:
    """Return the pairs, with the last of several takes of a repeated passage."""
    found: list[Pair] = []
    ends = (*pairs[1:], Pair(len(texts.script), 0, len(texts.heard), 0))
    for pair, following in zip(pairs, ends, strict=False):
        found.append(pair)
        extra = range(pair.heard_stop, following.heard_first)
        if not extra:
            continue
        first, heard_first = _find_repetition(following.first, extra, texts)
        if first < following.first:
            while found and found[-1].stop > first:
                found.pop()
            part = Texts(
                texts.script[first : following.first],
                texts.heard[heard_first : extra.stop],
                frozenset(n - first for n in texts.starts if first <= n < following.first),
                texts.language,
            )
            runs = matching_runs(part.script, part.heard, replacing=2)
            found += [each.shift_by(first, heard_first) for each in _all_pairs(runs, part)]
    return found


def _find_repetition(stop: int, extra: range, texts: Texts) -> tuple[int, int]:
    """Return where the repetition at the end of the extra speech begins, in both texts.

    Both ends are aligned with each other: an equal token scores one, an edit costs a half.
    """
    width = min(len(extra), _LONGEST_TAKE)
    script = texts.script[max(0, stop - width - 5) : stop][::-1]
    heard = texts.heard[extra.stop - width : extra.stop][::-1]
    best, place = 0.0, (stop, extra.stop)
    if not set(script[:12]) & set(heard[:12]):
        return place
    row = [-n / 2 for n in range(len(heard) + 1)]
    for i, token in enumerate(script, start=1):
        before, row = row, [-i / 2]
        for j, said in enumerate(heard, start=1):
            same = token == said
            score = max(before[j - 1] + (1 if same else -0.5), before[j] - 0.5, row[-1] - 0.5)
            row.append(score)
            least = 1 if stop - i in texts.starts else _AGAIN
            enough = score >= max(least, _ALIKE_TAKES * i)
            if same and enough and score >= best:
                best, place = score, (stop - i, extra.stop - j)
    return place


def _cut_at_starts(pairs: Sequence[Pair], texts: Texts) -> list[Pair]:
    """Return the pairs, with unspoken passages moved so that they begin at a line's start.

    In "the red car. The blue car." spoken as "the red car", both passages of two equal ends fit.
    """
    found = list(pairs)
    for n in range(len(found) - 1):
        here, after = found[n], found[n + 1]
        gap = range(here.stop, after.first)
        if not gap or gap.start in texts.starts or after.heard_first > here.heard_stop + _MISHEARD:
            continue
        if moved := _find_shift(texts, gap):
            taken, by = moved
            for place in _pairs_of(found, taken, n):
                found[place] = found[place].shift_by(by, 0)
    return found


def _find_shift(texts: Texts, gap: range) -> tuple[range, int] | None:
    """Return the tokens whose pairs move so that the gap begins a line, and how far they move.

    A few tokens at the gap's edge may be misrecognised words of the passage that stays.
    """
    script, starts = texts.script, texts.starts
    for skip in range(_MISHEARD + 1 if len(gap) > 2 * _MISHEARD else 1):
        for count in range(1, _LONGEST_SLIDE):
            one, other = gap.start - count, gap.stop - skip - count
            if one < 0 or script[one] != script[other]:
                break
            if one in starts:
                return range(one, gap.start), len(gap) - skip
        for count in range(1, _LONGEST_SLIDE):
            one, other = gap.start + skip + count, gap.stop + count
            if other > len(script) or script[one - 1] != script[other - 1]:
                break
            if one in starts:
                return range(gap.stop, other), skip - len(gap)
    return None


def _pairs_of(pairs: Sequence[Pair], tokens: range, near: int) -> list[int]:
    """Return the positions of these tokens' pairs, near ``near``; none if a pair extends beyond."""
    places = range(max(0, near - len(tokens)), min(len(pairs), near + len(tokens) + 2))
    inside = [n for n in places if pairs[n].first < tokens.stop and pairs[n].stop > tokens.start]
    whole = all(tokens.start <= pairs[n].first and pairs[n].stop <= tokens.stop for n in inside)
    return inside if whole else []


def _without_scraps(pairs: Sequence[Pair], texts: Texts) -> list[Pair]:
    """Return the pairs without the few matched words of a sentence that is not spoken."""
    dropped: set[int] = set()
    begin = Pair(0, 0, 0, 0)
    for before, after in pairwise([begin, *pairs, Pair(len(texts.script), 0, 0, 0)]):
        gap = range(before.stop, after.first)
        if len(gap) < _UNSAID:
            continue
        for n in range(1, _SCRAP + 1):
            if gap.start - n in texts.starts and not texts.starts & {gap.start}:
                dropped |= set(range(gap.start - n, gap.start))
            if gap.stop + n in texts.starts and not texts.starts & {gap.stop}:
                dropped |= set(range(gap.stop, gap.stop + n))
    return [pair for pair in pairs if dropped.isdisjoint(range(pair.first, pair.stop))]
