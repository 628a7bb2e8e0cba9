"""Segment words into slides: the cheapest set of breaks, by dynamic programming.

Words flow in, ranges of words flow out. ``costs`` and ``gaps`` decide what a break costs,
``presets`` what a slide may carry; fonts and pictures play no part.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from vsl.basics.reading_limits import measure
from vsl.basics.spacing import has_no_spaces, join_words
from vsl.errors import BadInput
from vsl.model.project import Break, Mark, Word, WordRange
from vsl.slides.segmentation.gaps import LAST_STAYS_MS, Gaps, Numbers, parting_marks, read_gaps
from vsl.slides.segmentation.presets import CLASSIC, SENTENCE, Preset
from vsl.slides.segmentation.units import fit_script, gather, merge_words

_ORPHAN: Final = 14.0  # a single word that is not a sentence
_WIDOW: Final = 3.0  # two such words
_TORN: Final = 6.0  # the end of one sentence and the beginning of another
_TORN_PHRASE: Final = 1.0  # the same with phrases, for each side that is not between clauses
_TORN_CLAUSE: Final = 3.0  # added where they are clauses
_UNDER_LEAST: Final = 0.8  # for each word missing
_OVER_MOST: Final = 1.5  # for each word more
_WHOLE: Final = 0.5  # share of the length cost that a whole sentence does not pay
_TOO_SHORT: Final = 40.0  # shown for less than the preset's least time
_SHORT: Final = 5.0  # for less than reads easily
_TOO_LONG: Final = 20.0  # shown for more, because of a pause
_OVER_COMFORT: Final = 6.0  # faster than reads comfortably
_OVER_CPS: Final = 4.0  # above the preset's highest reading speed
_EACH_CPS: Final = 0.8  # of either, for each character a second more
_MOST_FOR_SPEED: Final = 12.0  # shorter slides don't help with a fast speaker
_SAMPLE_WORDS: Final = 1000  # size of the sample of words

Positions = npt.NDArray[np.int64]


def segment(
    words: Sequence[Word],
    preset: Preset = CLASSIC,
    language: str = "en",
    marks: Iterable[Mark] = (),
    *,
    names: Iterable[str] = (),
) -> tuple[WordRange, ...]:
    """Return the ranges of words that become slides or captions.

    Args:
        words: in spoken order, not overlapping; may be empty.
        language: such as ``pt`` or ``pt-BR``; without word lists, punctuation and pauses decide.
        marks: of the script; a slide begins at each.
        names: of several words each, that are never split.
    Returns:
        Ranges that cover every word exactly once, in order. Empty for no words. A range passes a
        limit of the preset only if it is a single word.
    Raises:
        BadInput: two words overlap.

    >>> said = "You water it and still it dies. So we made a stick that tells you when.".split()
    >>> words = [Word(text, 300 * n, 300 * n + 300) for n, text in enumerate(said)]
    >>> [" ".join(said[span.first : span.last + 1]) for span in segment(words)]
    ['You water it and still it dies.', 'So we made a stick that tells you when.']
    """
    check_order(words)
    if not words:
        return ()
    preset = fitting(preset, words)
    return cut(words, preset, language, forced=parting_marks(marks), names=names)


def cut(
    words: Sequence[Word],
    preset: Preset,
    language: str,
    *,
    forced: Collection[int] = (),
    names: Iterable[str] = (),
    within: WordRange | None = None,
    until_ms: int | None = None,
) -> tuple[WordRange, ...]:
    """Return the cheapest ranges that cover ``words`` and split no unit.

    Args:
        forced: positions of words that begin a slide.
        within: the words to segment; those around them are context.
        until_ms: when something else is shown; None: a while after the last word.
    """
    span = within or WordRange(0, len(words) - 1)
    units = gather(words, {*forced, span.first, span.last + 1})
    place = {unit.first: n for n, unit in enumerate(units)} | {len(words): len(units)}
    merged = merge_words(words, units)
    gaps = read_gaps(
        merged, preset, language, forced=[place[n] for n in forced if n in place], names=names
    )
    inner = slice(place[span.first], place[span.last + 1])
    inner_units = units[inner]
    return tuple(
        WordRange(inner_units[each.first].first, inner_units[each.last].last)
        for each in solve(merged[inner], gaps.part(inner), preset, until_ms=until_ms)
    )


def solve(
    words: Sequence[Word], gaps: Gaps, preset: Preset, *, until_ms: int | None = None
) -> tuple[WordRange, ...]:
    """Return the cheapest ranges that cover ``words``.

    Args:
        until_ms: when something else is shown; None: a while after the last word.
    """
    if until_ms is None:
        until_ms = words[-1].end_ms + LAST_STAYS_MS
    table = _span_costs(_Lengths.of(words, until_ms), gaps, preset)
    widest = table.shape[1]
    best = np.full(widest + len(words) + 1, np.inf)  # the cheapest cost of the first n words
    best[widest] = 0.0
    length_of = [0] * (len(words) + 1)
    for stop in range(1, len(words) + 1):
        costs = best[stop : stop + widest] + table[stop - 1]
        column = int(costs.argmin())
        best[widest + stop] = costs[column]
        length_of[stop] = widest - column
    return _trace(length_of)


def _trace(length_of: Sequence[int]) -> tuple[WordRange, ...]:
    ranges = []
    stop = len(length_of) - 1
    while stop > 0:
        ranges.append(WordRange(stop - length_of[stop], stop - 1))
        stop -= length_of[stop]
    return tuple(reversed(ranges))


@dataclass(frozen=True, slots=True)
class _Lengths:
    """The start and end of each word, in time and in characters."""

    starts: Numbers
    ends: Numbers
    letters: Numbers  # characters before each word, separators included; one more than words
    seams: Numbers  # width of the separator after each word
    shown_until: Numbers  # when the slide after this word begins

    @classmethod
    def of(cls, words: Sequence[Word], until_ms: int) -> _Lengths:
        starts = np.array([word.start_ms for word in words], float)
        ends = np.array([word.end_ms for word in words], float)
        seams = np.array([*map(_seam, words, words[1:]), 1.0])
        widths = np.array([measure(word.text) for word in words], float)
        letters = np.append(0.0, np.cumsum(widths + seams))
        return cls(starts, ends, letters, seams, np.append(starts[1:], until_ms))

    def lines(self, first: Positions, characters: int) -> Positions:
        """Return the end of a line of ``characters`` that begins with the word ``first``."""
        return np.searchsorted(
            self.letters[1:] - self.seams, self.letters[first] + characters, "right"
        )


def _seam(word: Word, following: Word) -> float:
    """Return the width of the separator between two words."""
    if not has_no_spaces(word.text) and not has_no_spaces(following.text):
        return 1.0
    both = [word.text, following.text]
    return measure(join_words(both)) - sum(map(measure, both))


def _span_costs(lengths: _Lengths, gaps: Gaps, preset: Preset) -> Numbers:
    """Return the cost of each slide: rows by last word, columns by length, longest first."""
    reach = _reach(lengths, gaps, preset)
    count = len(reach)
    widest = int((reach - np.arange(count)).max())
    table = np.full((count, widest), np.inf)
    crossed = np.append(0.0, np.cumsum(gaps.inside))
    opens_whole = np.append(True, gaps.is_whole[:-1])
    opens_closed = np.append(True, gaps.is_closed[:-1])
    shorts = np.append(0, np.cumsum(gaps.is_short))
    wholes = np.append(0, np.cumsum(gaps.is_whole))
    closed = np.append(0, np.cumsum(gaps.is_closed))
    clauses = np.append(0, np.cumsum(gaps.parts_clauses))
    opens_at_seam = np.append(True, gaps.is_seam[:-1])
    for length in range(1, widest + 1):
        first = np.flatnonzero(reach >= np.arange(count) + length)
        last = first + length - 1
        cost = crossed[last] - crossed[first] + gaps.ending[last]
        is_whole = opens_whole[first] & gaps.is_whole[last]
        has_short = shorts[last + 1] > shorts[first]
        is_clause = opens_closed[first] & gaps.is_closed[last]
        cost += _length_cost(length, is_whole, has_short, preset)
        cost -= _exempt_cost(length, preset) * is_clause
        cost[(wholes[last] > wholes[first]) & ~is_whole] += _TORN
        torn_sides = (~gaps.is_seam[last]).astype(float) + ~opens_at_seam[first]
        cost += _TORN_PHRASE * torn_sides * (closed[last] > closed[first])
        cost += _TORN_CLAUSE * torn_sides * (clauses[last] > clauses[first])
        shown_ms = lengths.shown_until[last] - lengths.starts[first]
        characters = lengths.letters[last + 1] - lengths.letters[first] - lengths.seams[last]
        cost += _time_cost(shown_ms, characters, preset)
        table[last, widest - length] = cost
    return table


def _reach(lengths: _Lengths, gaps: Gaps, preset: Preset) -> Positions:
    """Return for each first word the farthest end of a slide that limits and marks allow."""
    first = np.arange(len(lengths.starts))
    by_letters = lengths.lines(first, preset.max_characters)
    by_time = np.searchsorted(lengths.ends, lengths.starts + preset.max_ms, "right")
    forced = np.flatnonzero(gaps.is_forced) + 1
    by_mark = forced[np.searchsorted(forced, first, "right")]
    reach = np.minimum.reduce(
        [first + int(preset.max_words / preset.unit_words), by_letters, by_time, by_mark]
    )
    if preset.max_lines:
        by_lines = first
        for _ in range(preset.max_lines):
            by_lines = lengths.lines(by_lines, preset.line_characters)
        reach = np.minimum(reach, by_lines)
    return np.maximum(reach, first + 1)


def _length_cost(
    units: int, is_whole: npt.NDArray[np.bool_], has_short: npt.NDArray[np.bool_], preset: Preset
) -> Numbers:
    length = units * preset.unit_words
    miss = length - preset.target_words
    cost = (miss / (preset.longer_by if miss > 0 else preset.shorter_by)) ** 2
    cost += _OVER_MOST * max(0, length - preset.most_words)
    if miss >= 0:
        return np.full(len(is_whole), cost)
    cost += _UNDER_LEAST * max(0, preset.least_words - length)
    torn = _ORPHAN if length <= 1 else _WIDOW if length <= 2 else 0.0
    return np.where(has_short, 0.0, cost) + np.where(is_whole, 0.0, torn)


def _exempt_cost(units: int, preset: Preset) -> float:
    """Return the part of the length cost that a whole sentence or clause does not pay."""
    length = units * preset.unit_words
    if length > preset.most_whole_words:
        return 0.0
    over = _OVER_MOST * max(0, length - preset.most_words)
    return over + _WHOLE * (max(0.0, length - preset.target_words) / preset.longer_by) ** 2


def _time_cost(shown_ms: Numbers, characters: Numbers, preset: Preset) -> Numbers:
    cps = characters * 1000 / np.maximum(shown_ms, 1)
    excess = np.maximum(cps - preset.comfortable_cps, 0)
    speed = _OVER_COMFORT * (excess > 0) + _OVER_CPS * (cps > preset.max_cps) + _EACH_CPS * excess
    cost = np.minimum(speed, _MOST_FOR_SPEED)
    cost += np.where(shown_ms < preset.easy_ms, _SHORT, 0.0)
    cost += np.where(shown_ms < preset.min_ms, _TOO_SHORT, 0.0)
    excess_s = np.maximum(shown_ms - preset.max_ms, 0) / 1000
    return cost + np.where(excess_s > 0, _TOO_LONG + excess_s, 0.0)


def fitting(preset: Preset, words: Sequence[Word]) -> Preset:
    """Return ``preset`` adapted to this text and this speaker.

    A preset that follows the author's lines uses sentences where there are none. For speakers who
    are always faster than the comfortable speed, that speed is raised: other breaks would not help.
    """
    if preset.follows_lines and not any(word.break_before >= Break.LINE for word in words):
        preset = SENTENCE
    preset = fit_script(preset, words)
    return replace(preset, comfortable_cps=max(preset.comfortable_cps, _pace_cps(words)))


def _pace_cps(words: Sequence[Word]) -> int:
    """Return the characters a second of the talk, rounded up so that edits rarely change it."""
    sample = words[:: 1 + len(words) // _SAMPLE_WORDS]
    space = 1 - sum(has_no_spaces(word.text) for word in sample) / len(sample)
    characters = len(words) * (space + sum([measure(word.text) for word in sample]) / len(sample))
    talk_ms = max(words[-1].end_ms - words[0].start_ms, 1)
    return math.ceil(characters * 1000 / talk_ms)


def check_order(words: Sequence[Word]) -> None:
    """Raise ``BadInput`` if two words overlap."""
    for index in range(1, len(words)):
        if words[index].start_ms < words[index - 1].end_ms:
            raise BadInput(f"Words {index - 1} and {index} overlap in time; check the transcript.")
