"""Align the words of a pitch with a new recording of the same words. Pure.

The words as shown (retyped ones included) and the recognised words of the new take flow in; the
same words at their new times flow out, with the differences.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from vsl.basics.spacing import join_words
from vsl.model.project import Break, Word
from vsl.text.script.alignment import Alignment, Laid, lay_manuscript
from vsl.text.script.differences import UNSPOKEN, Difference, differences
from vsl.text.spoken import readings
from vsl.text.written import Manuscript, ScriptWord

_SIGNS = re.compile(r"[\\`*_{}\[\]()#+\-!>~|<]")  # that mark unspoken text in scripts


@dataclass(frozen=True, slots=True)
class AlignedTake:
    """Words aligned with a new take."""

    words: tuple[Word | None, ...]  # at their new times; None: not spoken, or moved
    heard_share: float  # of the words, 0..1
    differences: tuple[Difference, ...]  # ``line`` is a position among the words
    moved: tuple[int, ...]  # positions of words spoken in another place
    order: tuple[int, ...]  # positions of the spoken words, in spoken order


def align_take(
    words: Sequence[Word], heard: Sequence[Word], language: str, end_ms: int
) -> AlignedTake:
    """Return ``words`` at the times of the recognised words of the new take.

    Args:
        end_ms: the new recording's end.
    """
    spoken = dict(_spoken_words(words, language))
    places = list(spoken)
    manuscript = Manuscript(tuple(spoken.values()), ())
    alignment = lay_manuscript(manuscript, tuple(heard), language=language, end_ms=end_ms)
    found = differences(alignment)
    unsaid = {n for each in found if each.kind == UNSPOKEN for n in each.laid}
    said = [laid for n, laid in enumerate(alignment.laid) if n not in unsaid]
    in_place = longest_rising([laid.number for laid in said])
    kept = {places[said[n].number]: said[n] for n in in_place}
    moved = {places[laid.number] for laid in said} - set(kept)
    return AlignedTake(
        words=tuple(_retime_words(words, kept, set(places), end_ms)),
        heard_share=alignment.heard_share,
        differences=tuple(replace(each, line=places[_number(alignment, each)]) for each in found),
        moved=tuple(sorted(moved)),
        order=tuple(places[laid.number] for laid in said),
    )


def script_of(words: Iterable[Word]) -> str:
    """Return the words as a script, for engines that recognise with one."""
    lines: list[list[str]] = [[]]
    for word in words:
        if word.break_before >= Break.LINE or (lines[-1] and lines[-1][-1][-1:] in ".!?…。！？"):
            lines.append([])
        lines[-1].append(_SIGNS.sub(r"\\\g<0>", word.spoken or word.text))
    return "\n".join(join_words(line) for line in lines if line)


def _spoken_words(words: Sequence[Word], language: str) -> Iterator[tuple[int, ScriptWord]]:
    """Yield the spoken words with their positions."""
    line = 1
    for place, word in enumerate(words):
        ways = readings(word.text, language)
        if word.spoken:
            ways = (readings(word.spoken, language)[0], *ways)
        ways = tuple(way for way in dict.fromkeys(ways) if way)
        line += word.break_before >= Break.LINE
        if ways:
            yield place, ScriptWord(word.text, ways, line, word.emphasised, word.break_before)


def longest_rising(numbers: Sequence[int]) -> list[int]:
    """Return the positions of the longest increasing subsequence."""
    tails: list[int] = []  # the last number of the best run of each length
    ends: list[int] = []  # its position
    before: list[int] = []
    for position, number in enumerate(numbers):
        length = bisect_left(tails, number)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [position]
    found = []
    position = ends[-1] if ends else -1
    while position >= 0:
        found.append(position)
        position = before[position]
    return found[::-1]


def _retime_words(
    words: Sequence[Word], kept: Mapping[int, Laid], spoken: Set[int], end_ms: int
) -> Iterator[Word | None]:
    """Yield the words in order without overlaps; lone signs stay with the word before them."""
    floor_ms, is_said = 0, True
    for place, word in enumerate(words):
        if laid := kept.get(place):
            start_ms = min(end_ms, max(floor_ms, laid.start_ms))
            floor_ms = min(end_ms, max(start_ms, laid.end_ms))
            yield replace(word, start_ms=start_ms, end_ms=floor_ms, confidence=laid.confidence)
            is_said = True
        elif place in spoken or not is_said:
            yield None
            is_said = False
        else:
            yield replace(word, start_ms=floor_ms, end_ms=floor_ms)


def _number(alignment: Alignment, difference: Difference) -> int:
    """Return the first word that a difference touches, or the one before it."""
    if difference.laid:
        return alignment.laid[difference.laid[0]].number
    said = [each for each in alignment.laid if each.end_ms <= difference.start_ms]
    return said[-1].number if said else 0
