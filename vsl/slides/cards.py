"""Add the cards before the first and after the last word; the whole deck is shifted. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from vsl.model.appearance import Staging
from vsl.model.project import Deck, Slide, Word
from vsl.slides.editing.retype import Draft
from vsl.slides.sections import kind_by_slide

CARDS = INTRO, END = "card-intro", "card-end"
"""The ids of the two cards."""


def with_cards(deck: Deck, words: Sequence[Word]) -> Draft:
    """Return the deck with the cards of its staging, and the words at their shifted times."""
    lead_ms = lead_of(deck.staging)
    tail_ms = deck.staging.end.duration_ms if deck.staging.end else 0
    if not lead_ms + tail_ms:
        return Draft(deck, tuple(words))
    end_ms = lead_ms + deck.duration_ms
    moved = (
        replace(slide, start_ms=slide.start_ms + lead_ms, end_ms=slide.end_ms + lead_ms)
        for slide in deck.slides
    )
    slides = (*_card(INTRO, 0, deck.staging), *moved, *_card(END, end_ms, deck.staging))
    spoken = (
        replace(word, start_ms=word.start_ms + lead_ms, end_ms=word.end_ms + lead_ms)
        for word in words
    )
    staging = _move_staging(deck.staging, lead_ms)
    deck = replace(deck, slides=slides, duration_ms=end_ms + tail_ms, staging=staging)
    return Draft(deck, tuple(spoken))


def _move_staging(staging: Staging, lead_ms: int) -> Staging:
    call = staging.call_to_action
    if call is None or call.start_ms is None:
        return staging
    return replace(staging, call_to_action=replace(call, start_ms=call.start_ms + lead_ms))


def lead_of(staging: Staging) -> int:
    """Return the duration of the intro card in milliseconds.

    >>> from vsl.model.appearance import Card
    >>> lead_of(Staging(intro=Card("Hello", duration_ms=3000))), lead_of(Staging())
    (3000, 0)
    """
    return staging.intro.duration_ms if staging.intro else 0


def spans_of(deck: Deck, kinds: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return when sections of these kinds are shown, as (start_ms, end_ms).

    Without kinds, always except during cards; cards belong to no section.
    """
    return tuple(_merge_spans(_section_spans(deck, kinds)))


def _section_spans(deck: Deck, kinds: Sequence[str]) -> Iterator[tuple[int, int]]:
    section = kind_by_slide(deck)
    stops = [*(slide.start_ms for slide in deck.slides[1:]), deck.duration_ms]
    first = min((slide.start_ms for slide in deck.slides), default=0)
    if first and not kinds:
        yield 0, first
    for slide, stop_ms in zip(deck.slides, stops, strict=True):
        if slide.id not in CARDS and (not kinds or section[slide.id] in kinds):
            yield slide.start_ms, stop_ms


def _merge_spans(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans, adjacent ones merged."""
    begin_ms = end_ms = None
    for start_ms, stop_ms in spans:
        if begin_ms is not None and end_ms is not None and start_ms != end_ms:
            yield begin_ms, end_ms
            begin_ms = None
        begin_ms = start_ms if begin_ms is None else begin_ms
        end_ms = stop_ms
    if begin_ms is not None and end_ms is not None:
        yield begin_ms, end_ms


def _card(slide_id: str, start_ms: int, staging: Staging) -> tuple[Slide, ...]:
    card = staging.intro if slide_id == INTRO else staging.end
    if card is None:
        return ()
    return (Slide(slide_id, card.text, start_ms, start_ms + card.duration_ms, pinned=True),)
