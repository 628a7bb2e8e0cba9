"""Cards around a deck, and the spans in which sections are on."""

from __future__ import annotations

from dataclasses import replace

from vsl.model.appearance import Card, Staging, Theme
from vsl.model.project import Deck, Section, Slide, Word, WordRange
from vsl.slides.cards import END, INTRO, lead_of, spans_of, with_cards

WORDS = (Word("One", 500, 900), Word("two", 2000, 2400), Word("three", 4000, 4400))
SLIDES = tuple(
    Slide(f"s{word.start_ms}", word.text, word.start_ms, end_ms, WordRange(n, n))
    for n, (word, end_ms) in enumerate(zip(WORDS, (2000, 4000, 6000), strict=True))
)
SECTIONS = (Section("hook", "s500"), Section("offer", "s2000"))
DECK = Deck(SLIDES, Theme(), 6000, SECTIONS)
CARDS = Staging(intro=Card("Watch this", 3000), end=Card("Click below", 2000))


def test_without_cards_nothing_moves() -> None:
    draft = with_cards(DECK, WORDS)
    assert (draft.deck, draft.words) == (DECK, WORDS)


def test_cards_stand_around_a_deck_that_moves_with_its_words() -> None:
    draft = with_cards(replace(DECK, staging=CARDS), WORDS)
    shown = [(slide.id, slide.text, slide.start_ms, slide.end_ms) for slide in draft.deck.slides]
    assert shown[0] == (INTRO, "Watch this", 0, 3000)
    assert shown[1] == ("s500", "One", 3500, 5000)
    assert shown[-1] == (END, "Click below", 9000, 11_000)
    assert draft.deck.duration_ms == 11_000
    assert [word.start_ms for word in draft.words] == [3500, 5000, 7000]
    assert lead_of(CARDS) == 3000


def test_spans_of_sections_touch_where_their_slides_do() -> None:
    assert spans_of(DECK, ()) == ((0, 6000),)
    assert spans_of(DECK, ("offer",)) == ((2000, 6000),)
    assert spans_of(DECK, ("hook",)) == ((500, 2000),)
    assert spans_of(DECK, ("price",)) == ()


def test_cards_belong_to_no_span() -> None:
    deck = with_cards(replace(DECK, staging=CARDS), WORDS).deck
    assert spans_of(deck, ()) == ((3500, 9000),)
