"""Cues of captions, in any order and overlapping, become words in the order they are said. Pure.

Cues flow in as their files give them; words flow out that never overlap. The words of one cue stay
together: two speakers at once come one after the other, never word by word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from vsl.basics.spacing import split_words
from vsl.model.project import Word
from vsl.model.word_timing import even_pace

_LETTER_MS = 30  # of the fastest speech; a cue that is cut shorter is not cut
_EASY_LETTER_MS = 150  # of slow speech: a cue without an end is shown no longer
_SHORTEST_MS = 2000  # of a cue without an end
_LEAST_GAP_MS = 30  # between two timed words for one without a time


@dataclass(frozen=True, slots=True)
class CaptionPart:
    """A stretch of a cue's text; its times are None where the file gives none."""

    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    confidence: float = 1.0
    is_word: bool = False  # timed as a word: not split further unless it contains spaces


@dataclass(frozen=True, slots=True)
class CaptionCue:
    """What stands on the screen at once."""

    start_ms: int | None
    end_ms: int | None  # None, or not after the start: until the next cue
    parts: tuple[CaptionPart, ...]

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(part.text for part in self.parts)


def order_words(cues: Iterable[CaptionCue]) -> Iterator[Word]:
    """Yield the words of all cues in order; none overlaps the next.

    A cue that runs into the next one is cut there if its words fit; else both share their time.
    Repeated cues, as layers of one text on the screen, are read once.

    >>> cue = CaptionCue(0, 3000, (CaptionPart("so then"),))
    >>> other = CaptionCue(2000, 4000, (CaptionPart("yes"),))
    >>> [(word.text, word.start_ms) for word in order_words([other, cue])]
    [('so', 0), ('then', 1000), ('yes', 2000)]
    """
    timed = [cue for cue in _end_cues(cues) if cue.text.strip()]
    spoken = [words for cue in dict.fromkeys(timed) if (words := _cue_words(cue))]
    group: list[tuple[Word, ...]] = []
    start_ms = end_ms = 0
    for words in spoken:
        next_ms = words[0].start_ms
        if group and end_ms > next_ms and not _can_end(group, start_ms, next_ms):
            group.append(words)
        else:
            yield from _pace(group, start_ms, min(end_ms, next_ms))
            group, start_ms, end_ms = [words], next_ms, next_ms
        end_ms = max(end_ms, max(word.end_ms for word in words))
    yield from _pace(group, start_ms, end_ms)


def share_times(parts: Sequence[CaptionPart], start_ms: int, end_ms: int) -> list[CaptionPart]:
    """Return ``parts`` with times: those without one take it from their neighbours.

    A stretch without times fills the gap between its neighbours; where there is none, it shares
    the time of the one before it, or of the one after.

    Args:
        start_ms: where the cue begins, and where it ends.
    """
    known = _end_parts(parts, end_ms)
    result: list[CaptionPart] = []
    untimed: list[CaptionPart] = []
    for part in known:
        if part.start_ms is None:
            untimed.append(part)
            continue
        if untimed:
            result, part = _fill_gap(result, untimed, part, start_ms)
            untimed = []
        result.append(part)
    if untimed:
        last_ms = _end_of(result, start_ms)
        if result and end_ms - last_ms < _LEAST_GAP_MS * len(untimed):
            last = result.pop()
            untimed, last_ms = [last, *untimed], last.start_ms or 0
            end_ms = max(end_ms, last.end_ms or 0)
        result += _spread(untimed, last_ms, end_ms)
    return result


def _fill_gap(
    before: list[CaptionPart], untimed: list[CaptionPart], after: CaptionPart, start_ms: int
) -> tuple[list[CaptionPart], CaptionPart]:
    """Return the parts before ``after``, the untimed ones with times, and ``after``."""
    floor_ms, ceiling_ms = _end_of(before, start_ms), after.start_ms or 0
    if ceiling_ms - floor_ms >= _LEAST_GAP_MS * len(untimed):
        return before + _spread(untimed, floor_ms, ceiling_ms), after
    if before:
        first = before.pop()
        shared = _spread([first, *untimed], first.start_ms or 0, max(first.end_ms or 0, ceiling_ms))
        return before + shared, after
    *shared, after = _spread([*untimed, after], min(floor_ms, ceiling_ms), after.end_ms or 0)
    return shared, after


def _end_of(parts: Sequence[CaptionPart], start_ms: int) -> int:
    return parts[-1].end_ms or 0 if parts else start_ms


def _end_parts(parts: Sequence[CaptionPart], end_ms: int) -> Iterator[CaptionPart]:
    """Yield the parts; one with a start alone ends at the next start."""
    next_ms = end_ms
    ended = []
    for part in reversed(parts):
        if part.start_ms is not None:
            stop_ms = next_ms if part.end_ms is None else part.end_ms
            part = replace(part, end_ms=max(part.start_ms, stop_ms))
            next_ms = part.start_ms or 0
        ended.append(part)
    return reversed(ended)


def _spread(parts: Sequence[CaptionPart], start_ms: int, end_ms: int) -> list[CaptionPart]:
    paced = even_pace([part.text for part in parts], start_ms, end_ms)
    return [
        replace(part, start_ms=word.start_ms, end_ms=word.end_ms)
        for part, word in zip(parts, paced, strict=True)
    ]


def _end_cues(cues: Iterable[CaptionCue]) -> Iterator[CaptionCue]:
    """Yield the cues by their start, each with an end.

    Raises:
        ValueError: none has a time.
    """
    ordered = sorted(_start_cues(cues), key=lambda cue: cue.start_ms or 0)
    starts = [cue.start_ms or 0 for cue in ordered]
    next_ms: float = float("inf")
    ends: list[int] = []
    for number in range(len(ordered) - 1, -1, -1):
        cue, start_ms = ordered[number], starts[number]
        if number + 1 < len(starts) and starts[number + 1] > start_ms:
            next_ms = starts[number + 1]
        shown_ms = max(_SHORTEST_MS, _EASY_LETTER_MS * len(cue.text.strip()))
        end_ms = cue.end_ms or 0
        ends.append(end_ms if end_ms > start_ms else int(min(next_ms, start_ms + shown_ms)))
    for cue, stop_ms in zip(ordered, reversed(ends), strict=True):
        yield replace(cue, end_ms=stop_ms)


def _start_cues(cues: Iterable[CaptionCue]) -> Iterator[CaptionCue]:
    """Yield the cues with a start; one without any time starts where the one before ends."""
    before_ms, untimed, has_time = 0, False, False
    for cue in cues:
        starts = [part.start_ms for part in cue.parts if part.start_ms is not None]
        if cue.start_ms is not None:
            start_ms = cue.start_ms
        else:
            start_ms = min(starts, default=before_ms)
            untimed = untimed or not starts
        has_time = has_time or bool(starts) or cue.start_ms is not None
        before_ms = max(start_ms, cue.end_ms or 0)
        yield replace(cue, start_ms=max(0, start_ms))
    if untimed and not has_time:
        raise ValueError("no cue has a time")


def _cue_words(cue: CaptionCue) -> tuple[Word, ...]:
    """Return the words of one cue, none overlapping the next."""
    parts = share_times(cue.parts, cue.start_ms or 0, cue.end_ms or 0)
    words = [word for part in parts for word in _part_words(part)]
    words.sort(key=lambda word: word.start_ms)
    clipped = (
        replace(word, end_ms=max(word.start_ms, min(word.end_ms, after.start_ms)))
        for word, after in pairwise(words)
    )
    return (*clipped, *words[-1:])


def _part_words(part: CaptionPart) -> tuple[Word, ...]:
    is_one = part.is_word and len(part.text.split()) == 1
    texts = [part.text.lstrip()] if is_one else split_words(part.text)
    return even_pace(texts, part.start_ms or 0, part.end_ms or 0, confidence=part.confidence)


def _can_end(group: Sequence[tuple[Word, ...]], start_ms: int, end_ms: int) -> bool:
    """Return whether the words of ``group`` can be said between the two times."""
    letters = sum(len(word.text) for words in group for word in words)
    return end_ms - start_ms >= _LETTER_MS * letters


def _pace(group: Sequence[tuple[Word, ...]], start_ms: int, end_ms: int) -> Iterator[Word]:
    """Yield the words of overlapping cues, one cue after the other, within their time."""
    words = [word for words in group for word in words]
    if len(group) == 1 and (words[-1].start_ms < end_ms or words[-1].end_ms <= end_ms):
        yield from words[:-1]
        yield replace(words[-1], end_ms=max(words[-1].start_ms, min(words[-1].end_ms, end_ms)))
        return
    paced = even_pace([word.text for word in words], start_ms, end_ms)
    for word, timed in zip(words, paced, strict=True):
        yield replace(word, start_ms=timed.start_ms, end_ms=timed.end_ms)
