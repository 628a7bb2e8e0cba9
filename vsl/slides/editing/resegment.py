"""Segment again only the part of a deck that a change of words affects. Pure.

The slides from the sentence end before the change to the one after it are segmented as in the whole
text; all others keep their ids, and so their pictures and the author's edits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from vsl.model.project import Break, Mark, Slide, Word, WordRange
from vsl.slides.segmentation.gaps import parting_marks
from vsl.slides.segmentation.presets import CLASSIC, Preset
from vsl.slides.segmentation.segment import check_order, cut, fitting
from vsl.slides.segmentation.word_features import End, read_tokens
from vsl.slides.timing import slide_id, text_of

_FAR: Final = 12  # slides on each side, if no sentence ends earlier
_CONTEXT: Final = 32  # words around the window that affect costs inside it


@dataclass(frozen=True, slots=True)
class Cutting:
    """The arguments with which a deck was segmented."""

    preset: Preset = CLASSIC
    language: str = "en"
    marks: tuple[Mark, ...] = ()  # positions after the change
    names: tuple[str, ...] = ()


def resegment(
    slides: Sequence[Slide],
    words: Sequence[Word],
    changed: WordRange,
    *,
    added: int = 0,
    cutting: Cutting = Cutting(),
) -> tuple[Slide, ...]:
    """Return ``slides``, segmented again around the words that changed.

    Pinned and unspoken slides stay and bound the segmentation. A slide with the same words stays
    the same slide; one that begins with the same word keeps its id.

    Args:
        slides: before the change; their ranges refer to the words of that time.
        words: after the change.
        changed: the position of the new words in ``words``; empty where words were removed.
        added: how many more words there are than before; negative for fewer.
    Raises:
        BadInput: two words overlap near the change.
    """
    if not slides:
        return ()
    moved = [_move_slide(slide, changed, added, len(words)) for slide in slides]
    kept = [
        slide for slide in moved if slide.words is None or slide.words.last >= slide.words.first
    ]
    cutter = _Cutter(words, changed, cutting, parting_marks(cutting.marks))
    window = cutter.window(kept)
    taken = {slide.id for slide in kept}
    new = list(cutter.cut([kept[n] for n in window], taken))
    joined = [*kept[: window.start], *new, *kept[window.stop :]]
    first = max(0, window.start - 1)
    _chain(joined, range(first, window.start + len(new)), slides[-1].end_ms)
    return tuple(joined)


def _move_slide(slide: Slide, changed: WordRange, added: int, count: int) -> Slide:
    """Return a slide with its words renumbered; new words go to the first slide affected."""
    if slide.words is None or not added:
        return slide
    old_stop = changed.first + len(changed) - added

    def place(boundary: int) -> int:
        if boundary == count - added:
            return count
        if boundary <= changed.first:
            return boundary
        return boundary + added if boundary >= old_stop else changed.last + 1

    first, stop = slide.words.first, slide.words.last + 1
    span = WordRange(0 if first == 0 else place(first), place(stop) - 1)
    return slide if span == slide.words else replace(slide, words=span)


@dataclass(frozen=True, slots=True)
class _Cutter:
    words: Sequence[Word]
    changed: WordRange
    cutting: Cutting
    forced: frozenset[int]  # words that begin a slide

    def window(self, slides: Sequence[Slide]) -> range:
        """Return the slides to segment again."""
        touched = self._touched_slides(slides)
        if not touched:
            return range(0)
        first, last = touched[0], touched[-1]
        for _ in range(_FAR):
            first -= first > 0 and self._goes_on(slides[first - 1], slides[first])
            last += last + 1 < len(slides) and self._goes_on(slides[last], slides[last + 1])
        return range(first, last + 1)

    def _touched_slides(self, slides: Sequence[Slide]) -> list[int]:
        """Return the slides affected; where words were removed, those on both sides."""
        first, last = self.changed.first, max(self.changed.last, self.changed.first)
        first -= not len(self.changed)
        return [
            n
            for n, slide in enumerate(slides)
            if slide.words and slide.words.first <= last and slide.words.last >= first
        ]

    def _goes_on(self, left: Slide, right: Slide) -> bool:
        """Return whether a sentence continues from one unpinned slide to the next."""
        if _is_fixed(left) or _is_fixed(right) or not (left.words and right.words):
            return False
        start = right.words.first
        if start != left.words.last + 1 or start in self.forced:
            return False
        before, after = self.words[start - 1], self.words[start]
        last, _ = read_tokens([before.text, after.text], self.cutting.language)
        return last.end < End.SENTENCE and after.break_before < Break.PARAGRAPH

    def cut(self, slides: Sequence[Slide], taken: set[str]) -> Iterator[Slide]:
        """Yield ``slides`` in order, each run of unpinned ones segmented again."""
        old = {slide.start_ms: slide for slide in slides if not _is_fixed(slide)}
        for run in _runs(slides):
            if run[0].words is None or run[-1].words is None or _is_fixed(run[0]):
                yield from run
                continue
            span = WordRange(run[0].words.first, run[-1].words.last)
            for part in self._ranges(span):
                same = old.pop(self.words[part.first].start_ms, None)
                yield self._slide(part, same, run[-1], taken)

    def _ranges(self, span: WordRange) -> Iterator[WordRange]:
        start, stop = max(0, span.first - _CONTEXT), span.last + 1 + _CONTEXT
        near = self.words[start:stop]
        check_order(near)
        preset = fitting(self.cutting.preset, self.words)
        following = self.words[span.last + 1 : span.last + 2]
        parts = cut(
            near,
            preset,
            self.cutting.language,
            forced=[n - start for n in self.forced if n > start],
            names=self.cutting.names,
            within=WordRange(span.first - start, span.last - start),
            until_ms=following[0].start_ms if following else None,
        )
        for part in parts:
            yield WordRange(start + part.first, start + part.last)

    def _slide(self, span: WordRange, old: Slide | None, run_end: Slide, taken: set[str]) -> Slide:
        if old and old.words == span and not _meet(span, self.changed):
            return old
        text, start_ms = text_of(self.words, span), self.words[span.first].start_ms
        if old:
            return replace(old, text=text, start_ms=start_ms, words=span, emphasis=())
        name = slide_id(start_ms, taken)
        taken.add(name)
        return Slide(name, text, start_ms, max(start_ms, run_end.end_ms), span)


def _is_fixed(slide: Slide) -> bool:
    return slide.pinned or slide.words is None


def _runs(slides: Sequence[Slide]) -> Iterator[list[Slide]]:
    """Yield runs of unpinned slides with consecutive words, and every other slide alone."""
    run: list[Slide] = []
    for slide in slides:
        if run and (_is_fixed(slide) or _is_fixed(run[-1]) or not _touch(run[-1], slide)):
            yield run
            run = []
        run.append(slide)
    if run:
        yield run


def _touch(left: Slide, right: Slide) -> bool:
    return bool(left.words and right.words and left.words.last + 1 == right.words.first)


def _meet(one: WordRange, other: WordRange) -> bool:
    return one.first <= other.last and other.first <= one.last


def _chain(slides: list[Slide], places: Collection[int], end_ms: int) -> None:
    """Extend each slide at ``places`` to the start of the next one, except pinned ones."""
    for n in places:
        if n and slides[n - 1].pinned and slides[n].start_ms < slides[n - 1].end_ms:
            slides[n] = replace(slides[n], start_ms=slides[n - 1].end_ms)
        until_ms = slides[n + 1].start_ms if n + 1 < len(slides) else end_ms
        if not slides[n].pinned:
            slides[n] = replace(slides[n], end_ms=max(until_ms, slides[n].start_ms))
