"""Another recording's beginning before a pitch's own body."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vsl.errors import BadInput
from vsl.model import document
from vsl.model.appearance import CallToAction, Staging, Theme
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
from vsl.workflows.replace_intro import join_projects

_WORD_MS = 400


def _project(*texts: str, sections: tuple[str, ...] = ()) -> Project:
    """A slide a text, its words said in a row after half a second; a section a slide."""
    tokens = " ".join(texts).split()
    words = tuple(
        Word(t, 500 + _WORD_MS * n, 500 + _WORD_MS * n + 300) for n, t in enumerate(tokens)
    )
    slides, first = list[Slide](), 0
    for text in texts:
        last = first + len(text.split()) - 1
        start_ms, end_ms = words[first].start_ms, words[last].start_ms + _WORD_MS
        slides.append(Slide(f"s{start_ms}", text, start_ms, end_ms, WordRange(first, last)))
        first = last + 1
    end_ms = slides[-1].end_ms
    media = MediaInfo("0" * 64, 9, "wav", end_ms, AudioStream("pcm_s16le", 16_000, 1))
    parts = zip(sections, slides, strict=False)
    named = tuple(Section(kind, slide.id, kind.title()) for kind, slide in parts if kind)
    deck = Deck(tuple(slides), Theme("night"), end_ms, named)
    return Project(media, Transcript(words, "en", "scripted"), deck)


def _media(hook: Project, body: Project, cut_ms: int) -> MediaInfo:
    length_ms = hook.media.duration_ms + body.media.duration_ms - cut_ms
    return replace(hook.media, sha256="1" * 64, duration_ms=length_ms)


_BODY = _project(
    "Do you water it?", "Every single day?", "You are guessing.", "Buy it now.",
    sections=("hook", "", "problem", "call_to_action"),
)  # fmt: skip
_HOOK = _project("Stop watering!", "It drowns.")


def test_the_hook_comes_first_and_the_body_goes_on_behind_its_own() -> None:
    problem = _BODY.deck.slides[2]
    cut_ms = problem.start_ms - 50  # half of the silence of 100 ms before its first word
    project = join_projects(_HOOK, _BODY, _media(_HOOK, _BODY, cut_ms))
    slides = project.deck.slides
    assert [each.text for each in slides] == [
        "Stop watering!", "It drowns.", "You are guessing.", "Buy it now.",
    ]  # fmt: skip
    later_ms = _HOOK.media.duration_ms - cut_ms
    assert slides[0].start_ms == _HOOK.deck.slides[0].start_ms
    assert slides[2].start_ms == problem.start_ms + later_ms
    assert slides[1].end_ms == slides[2].start_ms
    for slide in slides:
        assert slide.words
        words = project.transcript.words[slide.words.first : slide.words.last + 1]
        assert " ".join(word.text for word in words) == slide.text
        assert words[0].start_ms == slide.start_ms
    assert document.from_json(document.to_json(project)) == project


def test_the_joined_deck_wears_the_look_of_the_body_and_keeps_its_later_sections() -> None:
    project = join_projects(_HOOK, _BODY, _media(_HOOK, _BODY, 0))
    names = [(each.kind, each.title) for each in project.deck.sections]
    assert names == [
        ("hook", ""), ("problem", "Problem"), ("call_to_action", "Call_To_Action"),
    ]  # fmt: skip
    assert project.deck.theme == _BODY.deck.theme


def test_a_word_said_before_its_slide_appears_is_not_cut_off() -> None:
    late = replace(_BODY.deck.slides[2], start_ms=_BODY.deck.slides[2].start_ms + 200)
    slides = (*_BODY.deck.slides[:2], late, *_BODY.deck.slides[3:])
    body = replace(_BODY, deck=replace(_BODY.deck, slides=slides))
    project = join_projects(_HOOK, body, _media(_HOOK, body, 0))
    words = project.transcript.words
    assert words[4].text == "You"
    assert words[4].start_ms == _HOOK.media.duration_ms + 50  # after half of the silence before it
    assert project.deck.slides[2].start_ms == words[4].start_ms + 200


def test_a_hook_without_slides_is_refused() -> None:
    empty = replace(_HOOK, deck=replace(_HOOK.deck, slides=(), sections=()))
    with pytest.raises(BadInput, match="has no slides"):
        join_projects(empty, _BODY, _media(_HOOK, _BODY, 0))


def test_a_call_at_a_set_time_moves_with_the_body_and_marks_with_their_words() -> None:
    staging = Staging(call_to_action=CallToAction("Order", start_ms=5000))
    marks = (Mark("pause", "", 2), Mark("pause", "", 7))
    body = replace(
        _BODY,
        deck=replace(_BODY.deck, staging=staging),
        transcript=replace(_BODY.transcript, marks=marks),
    )
    project = join_projects(_HOOK, body, _media(_HOOK, body, 0))
    call = project.deck.staging.call_to_action
    assert call
    assert call.start_ms
    moved_ms = project.deck.slides[2].start_ms - body.deck.slides[2].start_ms
    assert call.start_ms == 5000 + moved_ms
    assert project.transcript.marks == (Mark("pause", "", 4),)


@pytest.mark.parametrize("sections", [(), ("problem",), ("hook",)])
def test_a_body_without_an_end_of_its_hook_is_refused(sections: tuple[str, ...]) -> None:
    body = _project("Do you water it?", "You are guessing.", sections=sections)
    with pytest.raises(BadInput, match=r"hook: say where"):
        join_projects(_HOOK, body, _media(_HOOK, body, 0))
