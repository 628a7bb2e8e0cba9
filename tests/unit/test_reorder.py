"""Decks whose passages stand in another order."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from vsl.model import document
from vsl.model.appearance import Theme
from vsl.model.project import (
    AudioStream,
    Deck,
    Mark,
    MediaInfo,
    Project,
    Section,
    Slide,
    Transcript,
    Word,
    WordRange,
)
from vsl.slides.editing.reorder import ReorderedDeck, move_marks, passages, reorder_deck
from vsl.slides.editing.retype import Draft

_LENGTHS = (3, 2, 4, 1, 3)  # words on each slide


def _draft() -> Draft:
    """Slides of some words each; behind the second one a slide that nobody speaks."""
    words = tuple(Word(f"w{n}", 500 + 400 * n, 800 + 400 * n) for n in range(sum(_LENGTHS)))
    slides, first = list[Slide](), 0
    for length in _LENGTHS:
        span = WordRange(first, first + length - 1)
        start_ms, end_ms = words[first].start_ms, words[first].start_ms + 400 * length
        text = " ".join(word.text for word in words[first : first + length])
        slides.append(Slide(f"s{start_ms}", text, start_ms, end_ms, span))
        first += length
    host = slides[1]
    slides[1] = replace(host, end_ms=host.end_ms - 100)
    slides.insert(2, Slide("extra", "Look!", host.end_ms - 100, host.end_ms))
    sections = (Section("hook", slides[0].id), Section("offer", slides[3].id))
    return Draft(Deck(tuple(slides), Theme(), slides[-1].end_ms, sections), words)


def _in_order(draft: Draft, order: list[int]) -> ReorderedDeck:
    found = passages(draft)
    return reorder_deck(draft, [found[n] for n in order])


def test_the_same_order_changes_nothing() -> None:
    draft = _draft()
    same = _in_order(draft, [0, 1, 2, 3, 4])
    assert same.draft == draft
    assert same.places == tuple(range(len(draft.words)))


def test_a_slide_that_nobody_speaks_goes_with_the_one_before_it() -> None:
    found = _in_order(_draft(), [0, 2, 3, 4, 1]).draft
    assert [slide.text for slide in found.deck.slides][-2:] == ["w3 w4", "Look!"]
    assert [(e.kind, e.slide) for e in found.deck.sections] == [
        (e.kind, e.slide) for e in _draft().deck.sections
    ]


def test_marks_stay_before_their_words() -> None:
    draft = _draft()
    places = _in_order(draft, [1, 0, 2, 3, 4]).places
    marks = (Mark("pause", "", 0), Mark("pause", "1", 3), Mark("pause", "2", len(draft.words)))
    assert tuple(move_marks(marks, places)) == (
        Mark("pause", "1", 0), Mark("pause", "", 2), Mark("pause", "2", len(draft.words)),
    )  # fmt: skip


@given(st.permutations(range(len(_LENGTHS))), st.integers(-300, 300))
def test_in_any_order_each_slide_keeps_its_words_and_the_document_is_whole(
    order: list[int], moved_ms: int
) -> None:
    draft = _draft()
    slides = list(draft.deck.slides)  # with a boundary that its author moved
    slides[3] = replace(slides[3], end_ms=slides[3].end_ms + moved_ms)
    slides[4] = replace(slides[4], start_ms=slides[4].start_ms + moved_ms)
    draft = replace(draft, deck=replace(draft.deck, slides=tuple(slides)))
    found = _in_order(draft, order).draft
    for slide in found.deck.slides:
        if slide.words:
            words = found.words[slide.words.first : slide.words.last + 1]
            assert " ".join(word.text for word in words) == slide.text
    media = MediaInfo("0" * 64, 9, "wav", found.deck.duration_ms, AudioStream("x", 16_000, 1))
    project = Project(media, Transcript(found.words, "en", "scripted"), found.deck)
    assert document.from_json(document.to_json(project)) == project
