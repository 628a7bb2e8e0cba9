"""Reorder the passages of a deck: slides, their words and their times. Pure.

The times are those of a recording with the passages in the new order, for decks that are about to
be transferred to such a recording; see docs/decisions/006.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TypeVar

from vsl.model.project import Mark, Slide, Word, WordRange
from vsl.slides.editing.retype import Draft

Timed = TypeVar("Timed", Slide, Word)


@dataclass(frozen=True, slots=True)
class DeckPassage:
    """A spoken slide, with the unspoken slides after it."""

    slides: range  # positions
    words: range  # spoken from it until the next passage


@dataclass(frozen=True, slots=True)
class ReorderedDeck:
    """A deck in a new order, and where its words went."""

    draft: Draft
    places: tuple[int, ...]  # of each word: its previous position


def passages(draft: Draft) -> tuple[DeckPassage, ...]:
    """Return the passages of a deck, in order; the first one includes everything before it."""
    spoken = [(n, slide.words) for n, slide in enumerate(draft.deck.slides) if slide.words]
    firsts = [0, *(n for n, _ in spoken[1:]), len(draft.deck.slides)]
    begins = [0, *(span.first for _, span in spoken[1:]), len(draft.words)]
    return tuple(
        DeckPassage(range(firsts[n], firsts[n + 1]), range(begins[n], begins[n + 1]))
        for n in range(len(spoken))
    )


def reorder_deck(draft: Draft, order: Sequence[DeckPassage]) -> ReorderedDeck:
    """Return the deck with all its passages in the given order; sections keep their slides."""
    slides, words, places = list[Slide](), list[Word](), list[int]()
    begins = {each: _begin_ms(draft, each) for each in order}
    ends = dict(zip(sorted(begins.values()), _ends(begins, draft), strict=True))
    at_ms = min(begins.values(), default=0)
    for passage in order:
        by_ms, more = at_ms - begins[passage], len(words) - passage.words.start
        slides += (_move_slide(draft.deck.slides[n], by_ms, more) for n in passage.slides)
        words += (_later(draft.words[n], by_ms) for n in passage.words)
        places += passage.words
        at_ms += ends[begins[passage]] - begins[passage]
    rank = {slide.id: n for n, slide in enumerate(slides)}
    sections = tuple(sorted(draft.deck.sections, key=lambda each: rank[each.slide]))
    end_ms = draft.deck.duration_ms
    deck = replace(draft.deck, slides=tuple(_apart(slides, end_ms)), sections=sections)
    return ReorderedDeck(Draft(deck, tuple(_apart(words, end_ms))), tuple(places))


def _begin_ms(draft: Draft, passage: DeckPassage) -> int:
    slide = draft.deck.slides[passage.slides[0]]
    return min(slide.start_ms, draft.words[passage.words.start].start_ms)


def _ends(begins: Mapping[DeckPassage, int], draft: Draft) -> list[int]:
    return [*sorted(begins.values())[1:], draft.deck.duration_ms]


def _move_slide(slide: Slide, by_ms: int, more: int) -> Slide:
    span = slide.words and WordRange(slide.words.first + more, slide.words.last + more)
    return replace(_later(slide, by_ms), words=span)


def _later(each: Timed, by_ms: int) -> Timed:
    return replace(each, start_ms=each.start_ms + by_ms, end_ms=each.end_ms + by_ms)


def _apart(row: Sequence[Timed], end_ms: int) -> Iterator[Timed]:
    """Yield the items without the overlaps that moved boundaries left."""
    floor_ms = 0
    for each, following in zip_longest(row, row[1:]):
        start_ms = min(end_ms, max(floor_ms, each.start_ms))
        until_ms = min(end_ms, following.start_ms if following else end_ms)
        floor_ms = max(start_ms, min(each.end_ms, until_ms))
        yield replace(each, start_ms=start_ms, end_ms=floor_ms)


def move_marks(marks: Sequence[Mark], places: Sequence[int]) -> Iterator[Mark]:
    """Yield the marks before the same words; ``places`` as in ``ReorderedDeck``."""
    now = {old: new for new, old in enumerate(places)}
    moved = (replace(m, before_word=now.get(m.before_word, len(places))) for m in marks)
    yield from sorted(moved, key=lambda mark: mark.before_word)
