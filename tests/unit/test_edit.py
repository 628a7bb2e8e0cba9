from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.errors import BadInput
from vsl.model import document
from vsl.model.appearance import Card, Staging, Theme
from vsl.model.project import (
    AudioStream,
    Deck,
    Emphasis,
    MediaInfo,
    Project,
    Section,
    Transcript,
    Word,
    WordRange,
)
from vsl.slides.editing import edits
from vsl.slides.editing.apply import apply
from vsl.slides.editing.retype import Draft
from vsl.slides.timing import time_slides
from vsl.slides.tokens import token_times

_SAID = "You pay forty seven dollars today. Nothing more, ever. Click the button now."
WORDS = tuple(
    Word(text, 500 + 400 * n, 800 + 400 * n, spoken="") for n, text in enumerate(_SAID.split())
)
RANGES = (WordRange(0, 5), WordRange(6, 8), WordRange(9, 12))
LENGTH_MS = 7000


def draft() -> Draft:
    slides = time_slides(RANGES, WORDS, LENGTH_MS)
    first = replace(slides[0], emphasis=(Emphasis(2, "price"), Emphasis(5, "power")))
    sections = (Section("price", slides[0].id), Section("call_to_action", slides[2].id))
    return Draft(Deck((first, *slides[1:]), Theme(), LENGTH_MS, sections), WORDS)


FIRST, SECOND, THIRD = (slide.id for slide in draft().deck.slides)


def after(*steps: edits.Edit, start: Draft | None = None) -> Draft:
    now = start or draft()
    for step in steps:
        now = apply(now, step).draft
    return now


def texts(now: Draft) -> list[str]:
    return [slide.text for slide in now.deck.slides]


def test_a_retyped_text_corrects_the_words_and_keeps_their_times() -> None:
    now = after(edits.Retype(FIRST, "You pay $47 today."))
    assert [word.text for word in now.words[:4]] == ["You", "pay", "$47", "today."]
    price = now.words[2]
    assert (price.start_ms, price.end_ms) == (WORDS[2].start_ms, WORDS[4].end_ms)
    assert price.spoken == "forty seven dollars"
    assert now.deck.slides[0].words == WordRange(0, 3)
    assert now.deck.slides[1].words == WordRange(4, 6)
    assert now.words[4:] == WORDS[6:]


def test_a_text_for_the_screen_alone_leaves_the_words() -> None:
    now = after(edits.Retype(SECOND, "ZERO", shown_only=True))
    assert now.words == WORDS
    assert texts(now)[1] == "ZERO"
    again = after(edits.Retype(SECOND, "Zero more"), start=now)
    assert again.words == WORDS


def test_emphasis_stays_with_its_word() -> None:
    now = after(edits.Retype(FIRST, "So you pay forty seven dollars, not more, today."))
    tokens = now.deck.slides[0].text.split()
    assert [tokens[each.token] for each in now.deck.slides[0].emphasis] == ["forty", "today."]


def test_a_word_typed_in_addition_shares_its_neighbour_s_time() -> None:
    now = after(edits.Retype(SECOND, "Nothing at all more, ever."))
    nothing, at, everything = now.words[6:9]
    assert nothing.start_ms == WORDS[6].start_ms
    assert nothing.end_ms == at.start_ms
    assert everything.end_ms == WORDS[6].end_ms


def test_one_text_is_replaced_wherever_it_stands() -> None:
    now = after(edits.ReplaceAll("more", "else"))
    assert texts(now)[1] == "Nothing else, ever."
    with pytest.raises(BadInput, match="stands on no slide"):
        after(edits.ReplaceAll("mor", "else"))
    with pytest.raises(BadInput, match="stands on no slide"):
        after(edits.ReplaceAll("More", "else", match_case=True))


def test_a_split_shows_the_second_part_when_it_is_said() -> None:
    now = after(edits.Split(FIRST, 2))
    left, right = now.deck.slides[:2]
    assert (left.text, right.text) == ("You pay", "forty seven dollars today.")
    assert left.end_ms == right.start_ms == WORDS[2].start_ms
    assert (left.words, right.words) == (WordRange(0, 1), WordRange(2, 5))
    assert right.emphasis == (Emphasis(0, "price"), Emphasis(3, "power"))


def test_merging_what_was_split_gives_the_slide_again() -> None:
    now = after(edits.Split(FIRST, 2), edits.Merge(FIRST))
    assert now.deck.slides[0] == replace(draft().deck.slides[0], pinned=True)


def test_a_section_of_a_merged_or_deleted_slide_begins_at_the_next_one() -> None:
    start = after(edits.SetSection(SECOND, "guarantee"), edits.SetSection(THIRD, ""))
    now = after(edits.Merge(FIRST), start=start)
    assert [each.slide for each in now.deck.sections] == [FIRST, THIRD]
    assert [each.slide for each in after(edits.Delete(FIRST)).deck.sections] == [SECOND, THIRD]
    assert [each.kind for each in after(edits.Delete(THIRD)).deck.sections] == ["price"]


def test_a_break_moves_by_words() -> None:
    now = after(edits.MoveBreak(FIRST, 8))
    assert texts(now)[:2] == ["You pay forty seven dollars today. Nothing more,", "ever."]
    assert [slide.id for slide in now.deck.slides] == [FIRST, SECOND, THIRD]
    assert now.deck.slides[1].start_ms == WORDS[8].start_ms


def test_a_boundary_moves_for_both_its_slides_but_not_over_them() -> None:
    now = after(edits.MoveBoundary(SECOND, 2500))
    assert now.deck.slides[0].end_ms == now.deck.slides[1].start_ms == 2500
    for start_ms in (500, LENGTH_MS):
        with pytest.raises(BadInput, match="overlap a neighbour"):
            after(edits.MoveBoundary(SECOND, start_ms))


def test_a_new_slide_takes_the_pause_after_another() -> None:
    now = after(edits.Insert(THIRD, "Results not typical"))
    last = now.deck.slides[-1]
    assert (last.start_ms, last.end_ms, last.words) == (WORDS[-1].end_ms, LENGTH_MS, None)
    first = after(edits.Insert("", "Watch this")).deck.slides[0]
    assert (first.start_ms, first.end_ms) == (0, 500)


def test_a_slide_shown_twice_carries_its_words_once() -> None:
    now = after(edits.Duplicate(SECOND))
    one, other = now.deck.slides[1:3]
    assert (one.text, one.words) == (other.text, RANGES[1])
    assert other.words is None
    assert one.end_ms == other.start_ms


def test_a_deleted_slide_leaves_its_time_to_the_one_before() -> None:
    now = after(edits.Delete(SECOND))
    assert now.deck.slides[0].end_ms == now.deck.slides[1].start_ms
    assert now.words == WORDS


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (edits.Retype("s0", "x"), "No slide is called 's0'"),
        (edits.Retype(FIRST, "  "), "needs a text"),
        (edits.Split(FIRST, 0), "has 6 words"),
        (edits.Split(FIRST, 6), "has 6 words"),
        (edits.Merge(THIRD), "last one"),
        (edits.MoveBreak(FIRST, 9), "has 9 words"),
        (edits.Insert(FIRST, ""), "needs a text"),
        (edits.Insert("", "x", 500), "from 0 to 499"),
        (edits.Emphasise(FIRST, (6,)), "no number 6"),
        (edits.SetReveal(FIRST, "spin"), "use one of words, lines, karaoke"),
        (edits.ReplaceAll(" ", "x"), "which text"),
    ],
)
def test_what_can_t_be_done_is_refused_by_name(edit: edits.Edit, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        apply(draft(), edit)


_ids = st.sampled_from([FIRST, SECOND, THIRD, "s1", "s2500", "s2100"])
_typed = st.lists(
    st.sampled_from(["you", "pay", "$47", "ever.", "new", "Click"]), min_size=1, max_size=6
).map(" ".join)
_small = st.integers(0, 9)
_edits = st.one_of(
    st.builds(edits.Retype, _ids, _typed, st.booleans()),
    st.builds(edits.ReplaceAll, st.sampled_from(["pay", "now.", "the button"]), _typed),
    st.builds(edits.Split, _ids, _small),
    st.builds(edits.Merge, _ids),
    st.builds(edits.MoveBreak, _ids, _small),
    st.builds(edits.MoveBoundary, _ids, st.integers(0, LENGTH_MS)),
    st.builds(edits.Insert, _ids | st.just(""), _typed, st.none() | st.integers(0, LENGTH_MS)),
    st.builds(edits.Duplicate, _ids),
    st.builds(edits.Delete, _ids),
    st.builds(edits.Emphasise, _ids, st.tuples(_small), st.sampled_from(["price", ""])),
    st.builds(edits.Hide, _ids, st.booleans()),
    st.builds(edits.SetReveal, _ids | st.just(""), st.sampled_from(["", "words", "karaoke"])),
    st.builds(edits.SetSection, _ids, st.sampled_from(["offer", "proof", ""])),
    st.builds(edits.SetTheme, st.just(Theme("night"))),
    st.builds(edits.SetStaging, st.just(Staging(end=Card("Bye")))),
)


@given(st.lists(_edits, max_size=8))
def test_edits_undone_give_the_same_draft_and_redone_the_same_again(steps: list[Any]) -> None:
    now, path = draft(), []
    for step in steps:
        try:
            edited = apply(now, step)
        except BadInput:
            continue
        path.append((now, edited))
        now = edited.draft
    for before, edited in reversed(path):
        undone = apply(now, edited.inverse)
        assert undone.draft == before
        assert apply(before, undone.inverse).draft == now
        now = before


@given(st.lists(_edits, max_size=8))
def test_an_edited_deck_stays_whole(steps: list[Any]) -> None:
    now = draft()
    for step in steps:
        try:
            now = apply(now, step).draft
        except BadInput:
            continue
        for slide in now.deck.slides:
            times = [(word.start_ms, word.end_ms) for word in token_times(slide, now.words)]
            assert len(times) == len(slide.text.split())
            flat = [slide.start_ms, *(t for span in times for t in span), slide.end_ms]
            assert flat == sorted(flat)
    media = MediaInfo("0" * 64, 1, "wav", LENGTH_MS, AudioStream("pcm", 16_000, 1))
    project = Project(media, Transcript(now.words, "en", "scripted"), now.deck)
    assert document.from_json(document.to_json(project)) == project


@given(_edits)
def test_edits_travel_as_json(edit: Any) -> None:
    assert edits.from_json(json.loads(json.dumps(edits.to_json(edit)))) == edit


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (None, "No edit is called None"),
        ({"edit": "explode"}, "No edit is called 'explode'"),
        ({"edit": ["split"]}, "No edit is called"),
        ({"edit": "split", "slide": FIRST}, "lacks a field"),
        ({"edit": "split", "slide": FIRST, "token": "2"}, "split.token is '2'"),
        ({"edit": "split", "slide": FIRST, "token": True}, "split.token is True"),
        ({"edit": "split", "slide": FIRST, "token": 2, "x": 1}, "no field 'x'"),
        ({"edit": "emphasise", "slide": FIRST, "tokens": ["a"]}, "emphasise.tokens"),
        ({"edit": "set_theme", "theme": {"x": 1}}, "The theme is wrong"),
        ({"edit": "set_staging", "staging": {"intro": {}}}, "The staging is wrong"),
        ({"edit": "undo"}, "No edit is called 'undo'"),
    ],
)
def test_what_is_no_edit_gets_one_clear_line(row: Any, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        edits.from_json(row)
