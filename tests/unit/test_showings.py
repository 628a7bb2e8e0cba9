"""What a deck shows and when: slides, and the steps of those that build up."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from vsl.export.timeline import spans
from vsl.model.appearance import Card, Staging, Theme
from vsl.model.project import (
    AudioStream,
    Deck,
    Emphasis,
    MediaInfo,
    Project,
    Section,
    Slide,
    Transcript,
    Word,
    WordRange,
)
from vsl.workflows.build_deck import showings, still_of
from vsl.workflows.staged_project import StagedProject

STARTS_MS = (100, 500, 900, 1400, 2100, 2600)
WORDS = tuple(
    Word(text, start_ms, start_ms + 300)
    for text, start_ms in zip(
        ["only", "forty", "seven", "dollars", "buy", "now"], STARTS_MS, strict=True
    )
)
FIRST = Slide("s1", "only forty seven dollars", 0, 2000, WordRange(0, 3), (Emphasis(1, "price"),))
SECOND = Slide("s2", "buy now", 2000, 4000, WordRange(4, 5))


def _project(*slides: Slide, theme: Theme | None = None, sections: tuple[str, ...] = ()) -> Project:
    marks = tuple(Section(f"kind {slide}", slide) for slide in sections)
    media = MediaInfo("0" * 64, 9, "wav", 4000, AudioStream("pcm_s16le", 16_000, 1))
    deck = Deck(slides, theme or Theme(), 4000, marks)
    return Project(media, Transcript(WORDS, "en", "scripted"), deck)


def test_a_slide_that_does_not_build_is_one_still_with_all_of_it() -> None:
    project = _project(FIRST, SECOND)
    shown = showings(project)
    assert [showing.start_ms for showing in shown] == [0, 2000]
    assert [showing.still for showing in shown] == [
        still_of(project, FIRST),
        still_of(project, SECOND),
    ]
    assert shown[0].still.emphasis == FIRST.emphasis
    assert {(each.still.shown_tokens, each.still.lit_token) for each in shown} == {(None, None)}


def test_words_come_one_by_one_and_the_last_step_is_the_whole_slide() -> None:
    project = _project(replace(FIRST, reveal="words"))
    shown = showings(project)
    assert [showing.start_ms for showing in shown] == [0, 500, 900, 1400]
    assert [showing.still.shown_tokens for showing in shown] == [1, 2, 3, None]
    assert shown[-1].still == still_of(project, FIRST)


def test_karaoke_lights_each_word_when_it_is_said() -> None:
    shown = showings(_project(replace(FIRST, reveal="karaoke"), SECOND))
    assert [showing.start_ms for showing in shown] == [0, 500, 900, 1400, 2000]
    assert [showing.still.lit_token for showing in shown] == [0, 1, 2, 3, None]
    assert {showing.still.shown_tokens for showing in shown} == {None}


def test_lines_come_as_they_are_drawn() -> None:
    narrow = Theme(width_px=400, height_px=720, max_lines=4)
    shown = showings(_project(replace(FIRST, reveal="lines"), theme=narrow))
    assert len(shown) > 1
    assert shown[-1].still.shown_tokens is None
    wide = Theme(width_px=3840, height_px=400, max_lines=1)
    assert len(showings(_project(replace(FIRST, reveal="lines"), theme=wide))) == 1


def test_a_hidden_slide_leaves_the_one_before_it() -> None:
    shown = showings(_project(FIRST, replace(SECOND, hidden=True, reveal="words")))
    assert [showing.start_ms for showing in shown] == [0]


def test_stills_know_their_section_from_its_first_slide_on() -> None:
    third = Slide("s3", "now", 3000, 4000)
    project = _project(FIRST, SECOND, third, sections=("s2",))
    assert [each.still.section for each in showings(project)] == ["", "kind s2", "kind s2"]
    assert still_of(project, third).section == "kind s2"


@pytest.mark.parametrize(("bar", "expected"), [("", [0, 0, 0]), ("#C8102E", [0, 0.5, 0.65])])
def test_progress_is_told_where_the_theme_has_a_bar(bar: str, expected: list[float]) -> None:
    project = _project(FIRST, replace(SECOND, reveal="words"), theme=Theme(progress_bar=bar))
    assert [each.still.progress for each in showings(project)] == expected


@pytest.mark.parametrize(
    ("first_slide", "voice_ms", "shown_ms"),
    [
        ("start", 400, 0),
        ("start", 1600, 0),
        ("soon", 1000, 0),
        ("soon", 1001, 1001),
        ("voice", 400, 400),
    ],
)
def test_the_first_slide_comes_when_the_staging_says(
    first_slide: str, voice_ms: int, shown_ms: int
) -> None:
    project = _project(replace(FIRST, start_ms=voice_ms), SECOND)
    project = _staged(project, Staging(first_slide=first_slide))
    assert [each.start_ms for each in showings(project)] == [shown_ms, 2000]
    assert project.deck.slides[0].start_ms == voice_ms


def test_by_default_no_video_begins_with_a_blank_picture() -> None:
    late = _project(replace(SECOND, start_ms=3000))
    first, *_ = spans(showings(late), 4000, Fraction(30))
    assert (first.first_frame, first.still.text) == (0, "buy now")


def test_a_slide_that_builds_shows_its_first_step_before_the_voice() -> None:
    shown = showings(_project(replace(FIRST, start_ms=100, reveal="words")))
    assert [each.start_ms for each in shown] == [0, 500, 900, 1400]


def test_what_comes_first_is_what_is_not_hidden() -> None:
    shown = showings(_project(replace(FIRST, hidden=True), SECOND))
    assert [(each.start_ms, each.still.text) for each in shown] == [(0, "buy now")]


def test_over_the_recordings_own_picture_slides_wait_for_their_words() -> None:
    project = _project(replace(FIRST, start_ms=400), SECOND)
    assert showings(_staged(project, Staging(over_source=True)))[0].start_ms == 400


def test_an_opening_card_is_what_comes_first() -> None:
    project = _project(replace(FIRST, start_ms=400), SECOND)
    shown = showings(
        StagedProject.of(_staged(project, Staging(intro=Card("Watch this", 3000)))).shown
    )
    assert [each.start_ms for each in shown] == [0, 3400, 5000]


def _staged(project: Project, staging: Staging) -> Project:
    return replace(project, deck=replace(project.deck, staging=staging))
