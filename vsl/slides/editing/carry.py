"""Transfer a deck to another recording of the same words: its slides follow them. Pure.

Text, order, emphasis, reveals, sections and hidden slides are kept. A slide begins with its first
word; times that are not tied to a word move with the words around them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from vsl.model.appearance import Staging
from vsl.model.project import Deck, Section, Slide, Word, WordRange
from vsl.slides.editing.retype import Draft
from vsl.slides.limits import SHORTEST_MS
from vsl.slides.timing import slide_id


@dataclass(frozen=True, slots=True)
class CarriedDeck:
    """A deck transferred to another recording."""

    draft: Draft
    ids: dict[str, str]  # of each slide before → after


def carry_deck(
    deck: Deck, before: Sequence[Word], after: Sequence[Word | None], duration_ms: int
) -> CarriedDeck:
    """Return ``deck`` at the times of ``after``; slides without any spoken word left are hidden.

    Args:
        before: the deck's words.
        after: the same words at their new times, in order, at least one; None for words no longer
            spoken.
        duration_ms: of the new recording.
    """
    warp = _Warp.of(before, after, deck.duration_ms, duration_ms)
    counts = list(accumulate((word is not None for word in after), initial=0))
    moved = [_move_slide(slide, before, after, counts) for slide in deck.slides]
    starts = _starts(moved, warp)
    ids = _ids(moved, starts)
    slides = list[Slide]()
    bounds = pairwise((*starts, duration_ms))
    untils = [*(slide.start_ms for slide in deck.slides[1:]), deck.duration_ms]
    for each, until_ms, (start_ms, next_ms) in zip(moved, untils, bounds, strict=True):
        end_ms = next_ms if each.slide.end_ms == until_ms else warp(each.slide.end_ms)
        end_ms = min(max(start_ms, end_ms), next_ms)
        slides.append(
            replace(each.remaining_slide(), id=ids[each.slide.id], start_ms=start_ms, end_ms=end_ms)
        )
    silent = {ids[each.slide.id] for each in moved if each.is_silent}
    new = replace(
        deck,
        slides=tuple(slides),
        duration_ms=duration_ms,
        sections=tuple(_sections(deck, ids, silent)),
        staging=_staging(deck.staging, warp),
    )
    words = tuple(word for word in after if word)
    return CarriedDeck(Draft(new, words), ids)


@dataclass(frozen=True, slots=True)
class _Warp:
    """A map of times between two recordings: exact at words, proportional between them."""

    old: tuple[int, ...]
    new: tuple[int, ...]

    @classmethod
    def of(
        cls, before: Sequence[Word], after: Sequence[Word | None], old_ms: int, new_ms: int
    ) -> _Warp:
        old, new = [0], [0]
        for one, other in zip(before, after, strict=True):
            if other:
                old += one.start_ms, one.end_ms
                new += other.start_ms, other.end_ms
        return cls((*old, max(old_ms, old[-1])), (*new, new_ms))

    def __call__(self, t_ms: int) -> int:
        n = bisect_right(self.old, t_ms) - 1
        if n + 1 == len(self.old) or self.old[n] == t_ms:
            return self.new[n]
        share = (t_ms - self.old[n]) / (self.old[n + 1] - self.old[n])
        return round(self.new[n] + share * (self.new[n + 1] - self.new[n]))


@dataclass(frozen=True, slots=True)
class _Moved:
    """A slide with those of its words that are still spoken."""

    slide: Slide
    words: WordRange | None  # among all spoken words
    first_ms: int | None  # start of the first of them; None if the slide does not begin with it
    is_partial: bool  # some of its words are no longer spoken

    @property
    def is_silent(self) -> bool:
        """Whether it had words and none of them is spoken any more."""
        return self.slide.words is not None and self.words is None

    def remaining_slide(self) -> Slide:
        """Return the slide with the remaining words; if some are gone, its text is pinned."""
        slide = replace(self.slide, words=self.words)
        if self.is_partial:
            slide = replace(slide, pinned=True)
        return replace(slide, hidden=True) if self.is_silent else slide


def _move_slide(
    slide: Slide, before: Sequence[Word], after: Sequence[Word | None], counts: Sequence[int]
) -> _Moved:
    """Return the slide with its spoken words; ``counts`` of them before each word."""
    if slide.words is None:
        return _Moved(slide, None, None, False)
    first, stop = slide.words.first, slide.words.last + 1
    said = [word for word in after[first:stop] if word]
    if not said:
        return _Moved(slide, None, None, True)
    begins = slide.start_ms == before[first].start_ms
    return _Moved(
        slide,
        WordRange(counts[first], counts[stop] - 1),
        said[0].start_ms if begins else None,
        len(said) < stop - first,
    )


def _starts(moved: Sequence[_Moved], warp: _Warp) -> list[int]:
    """Return when each slide begins, in order; a silent one begins with the next."""
    starts = list[int]()
    for each in moved:
        at_ms = warp(each.slide.start_ms) if each.first_ms is None else each.first_ms
        starts.append(max([at_ms, *starts[-1:]]))
    until_ms = warp.new[-1]
    for n in range(len(moved) - 1, -1, -1):
        if moved[n].is_silent:
            starts[n] = until_ms
        elif n and moved[n].slide.words is None and not moved[n].slide.hidden:
            half_ms = (starts[n - 1] + until_ms) // 2
            starts[n] = min(starts[n], max(half_ms, until_ms - SHORTEST_MS))
        until_ms = starts[n] = min(starts[n], until_ms)
    return starts


def _ids(moved: Sequence[_Moved], starts: Sequence[int]) -> dict[str, str]:
    """Return the new id of each slide; of several at one time a visible one gets the plain id."""
    ids, taken = dict[str, str](), set[str]()
    both = zip(moved, starts, strict=True)
    for each, start_ms in sorted(both, key=lambda pair: pair[0].is_silent):
        ids[each.slide.id] = name = slide_id(start_ms, taken)
        taken.add(name)
    return ids


def _sections(deck: Deck, ids: dict[str, str], silent: set[str]) -> Iterator[Section]:
    """Yield the sections at the same slides; for a silent slide at the next one."""
    begins = {ids[each.slide] for each in deck.sections}
    names = [ids[slide.id] for slide in deck.slides]
    for section in deck.sections:
        behind = names[names.index(ids[section.slide]) :]
        target = next((name for name in behind if name not in silent), "")
        if target and (target == behind[0] or target not in begins):
            begins.add(target)
            yield replace(section, slide=target)


def _staging(staging: Staging, warp: _Warp) -> Staging:
    call = staging.call_to_action
    if call is None or call.start_ms is None:
        return staging
    return replace(staging, call_to_action=replace(call, start_ms=warp(call.start_ms)))
