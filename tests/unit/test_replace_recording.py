"""Another take of the voice under a finished deck: what its author did stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vsl.errors import BadInput
from vsl.model import document
from vsl.model.appearance import CallToAction, Staging, Theme
from vsl.model.project import AudioStream, MediaInfo, Project, Slide, Transcript, Word
from vsl.text.script.reading import apply_script
from vsl.text.written import script_words
from vsl.workflows.build_deck import make_deck
from vsl.workflows.edit_project import adopt_retyped_slides, report_of
from vsl.workflows.edit_requests import apply_requests
from vsl.workflows.make_options import MakeOptions
from vsl.workflows.replace_recording import Retake, options_of, replace_recording

_SAID = (
    "Have you ever watered a plant that died anyway? You water it every single day."
    " You move it to the window. And still it gives up on you. So we made a small wooden stick."
    " It is yours for just $47. Order it today and save your plants."
)
_HEARD = _SAID.replace("$47", "forty seven dollars")


def _voice(text: str, *, word_ms: int = 400, lead_ms: int = 0) -> tuple[Word, ...]:
    """What is heard of a text, one word after the other."""
    bare = text.lower().replace(".", "").replace("?", "").split()
    return tuple(
        Word(token, lead_ms + word_ms * n, lead_ms + word_ms * n + word_ms * 3 // 4)
        for n, token in enumerate(bare)
    )


def _media(words: Sequence[Word]) -> MediaInfo:
    end_ms = words[-1].end_ms + 1000
    return MediaInfo("0" * 64, 9, "wav", end_ms, AudioStream("pcm_s16le", 16_000, 1))


def _project() -> Project:
    tokens = _SAID.split()
    times = _voice(_SAID)
    words = tuple(replace(word, text=t) for word, t in zip(times, tokens, strict=True))
    transcript = Transcript(words, "en", "scripted")
    end_ms = words[-1].end_ms + 1000
    return Project(_media(words), transcript, make_deck(transcript, end_ms, Theme()))


def _retaken(project: Project, text: str, *, word_ms: int = 520, lead_ms: int = 700) -> Retake:
    heard = _voice(text, word_ms=word_ms, lead_ms=lead_ms)
    media = replace(_media(heard), sha256="1" * 64)
    found = replace_recording(project, media, Transcript(heard, "en", "other", model="small"))
    assert document.from_json(document.to_json(found.project)) == found.project
    assert (
        adopt_retyped_slides(found.project) == found.project
    )  # opening the document changes nothing
    return found


def _texts(project: Project) -> list[str]:
    return [slide.text for slide in project.deck.slides]


def _find(project: Project, text: str) -> Slide:
    return next(slide for slide in project.deck.slides if text in slide.text)


def test_slides_follow_the_new_voice_word_by_word() -> None:
    project = _project()
    found = _retaken(project, _HEARD)
    assert found.changes == ()
    assert found.project.media.sha256 == "1" * 64
    assert (found.project.transcript.engine, found.project.transcript.model) == ("other", "small")
    assert _texts(found.project) == _texts(project)
    for old, new in zip(project.deck.slides, found.project.deck.slides, strict=True):
        assert (old.words, old.emphasis) == (new.words, new.emphasis)
        assert new.words
        assert new.start_ms == found.project.transcript.words[new.words.first].start_ms
        assert new.id == f"s{new.start_ms}"
    before = project.transcript.words[10]
    place = before.start_ms // 400
    assert found.project.transcript.words[10].start_ms == 700 + 520 * place
    ends = [slide.end_ms for slide in found.project.deck.slides]
    assert ends[-1] == found.project.media.duration_ms
    assert ends[:-1] == [slide.start_ms for slide in found.project.deck.slides[1:]]


def test_the_same_take_again_changes_nothing() -> None:
    project = _project()
    heard = tuple(replace(w, text=w.text.lower()) for w in project.transcript.words)
    found = replace_recording(project, project.media, Transcript(heard, "en", "scripted"))
    assert found.project.deck == project.deck
    assert found.project.transcript.words == project.transcript.words


def test_what_the_author_did_is_kept() -> None:
    project = _project()
    ids = [slide.id for slide in project.deck.slides]
    gives_up = _find(project, "gives up")
    first, second = project.deck.slides[:2]
    edited = apply_requests(
        project,
        [
            {"edit": "split", "slide": second.id, "token": 2},
            {"edit": "merge", "slide": ids[-2]},
            {"edit": "retype", "slide": first.id, "text": first.text.replace("plant", "FERN")},
            {"edit": "emphasise", "slide": gives_up.id, "tokens": [0, 1]},
            {"edit": "hide", "slide": _find(project, "window").id},
            {"edit": "insert", "after": gives_up.id, "text": "Sounds familiar?"},
            {"edit": "set_reveal", "slide": "", "reveal": "words"},
            {"edit": "set_section", "slide": gives_up.id, "kind": "problem", "title": "Why"},
        ],
    )
    staging = Staging(call_to_action=CallToAction("Order", start_ms=gives_up.start_ms))
    edited = replace(edited, deck=replace(edited.deck, staging=staging))
    after = _retaken(edited, _HEARD).project
    kept = [(s.text, s.emphasis, s.hidden, s.pinned, s.reveal, s.words) for s in edited.deck.slides]
    assert [
        (s.text, s.emphasis, s.hidden, s.pinned, s.reveal, s.words) for s in after.deck.slides
    ] == kept
    places = {slide.id: n for n, slide in enumerate(after.deck.slides)}
    olds = {slide.id: n for n, slide in enumerate(edited.deck.slides)}
    assert [(e.kind, e.title, places[e.slide]) for e in after.deck.sections] == [
        (e.kind, e.title, olds[e.slide]) for e in edited.deck.sections
    ]
    inserted, host = _find(after, "familiar"), _find(after, "gives up")
    assert inserted.words is None
    assert host.start_ms < inserted.start_ms < inserted.end_ms
    call = after.deck.staging.call_to_action
    assert call
    assert call.start_ms == host.start_ms
    assert [word.text for word in after.transcript.words] == [
        word.text for word in edited.transcript.words
    ]


def test_an_inserted_slide_keeps_time_to_be_read_where_the_pause_is_gone() -> None:
    project = _project()
    host = _find(project, "gives up")
    following = project.deck.slides[project.deck.slides.index(host) + 1]
    said_ms = following.start_ms - 100
    rows = [{"edit": "insert", "after": host.id, "text": "Really", "start_ms": said_ms}]
    after = _retaken(apply_requests(project, rows), _HEARD).project
    inserted = _find(after, "Really")
    assert inserted.end_ms - inserted.start_ms >= 400
    assert _find(after, "gives up").start_ms < inserted.start_ms


def test_what_is_said_no_more_is_hidden_told_and_leaves_the_captions() -> None:
    project = _project()
    gone = "You move it to the window. And still it gives up on you."
    found = _retaken(project, _HEARD.replace(gone, ""))
    assert _texts(found.project) == _texts(project)  # nothing is lost
    (change,) = [each for each in found.changes if each.kind == "unspoken"]
    assert change.shown == gone
    slide = _find(found.project, "window")
    assert (slide.hidden, slide.words, slide.pinned) == (True, None, True)
    assert "window." not in [word.text for word in found.project.transcript.words]
    assert any("no longer said" in each for each in found.project.transcript.warnings)
    assert any("window" in line for line in found.told())
    rows = found.to_json()["differences"]
    assert [row["kind"] for row in rows] == ["unspoken"]
    assert rows[0]["slide"] in {each.id for each in found.project.deck.slides}


def test_what_is_said_new_or_otherwise_is_told_and_shown_nowhere() -> None:
    project = _project()
    new = _HEARD.replace("So we made", "by the way my neighbour laughed about it so we made")
    new = new.replace("a small wooden stick", "a tiny plastic gadget")
    found = _retaken(project, new)
    assert _texts(found.project) == _texts(project)
    kinds = {each.kind: each for each in found.changes}
    assert "neighbour laughed" in kinds["ad_lib"].heard
    assert "gadget" in kinds["changed"].heard
    assert not any(slide.hidden for slide in found.project.deck.slides)


def test_slides_go_with_a_passage_that_is_said_in_another_place() -> None:
    project = _project()
    passage = "You water it every single day. You move it to the window."
    first = _find(project, "You water")
    rows = [
        {"edit": "emphasise", "slide": first.id, "tokens": [1]},
        {"edit": "insert", "after": first.id, "text": "Every day!"},
        {"edit": "set_section", "slide": first.id, "kind": "story", "title": "Mine"},
    ]
    edited = apply_requests(project, rows)
    moved = _HEARD.replace(passage + " ", "").replace("Order it", passage + " Order it")
    found = _retaken(edited, moved)
    texts = _texts(found.project)
    assert sorted(texts) == sorted(_texts(edited))
    assert texts.index("Every day!") == 1 + next(
        n for n, text in enumerate(texts) if text.startswith("You water")
    )
    assert " ".join(each for each in texts if each != "Every day!") == " ".join(
        _SAID.replace(passage + " ", "").replace("Order it", passage + " Order it").split()
    )
    assert not any(slide.hidden for slide in found.project.deck.slides)
    water = _find(found.project, "You water")
    assert [each.token for each in water.emphasis] == [
        each.token for each in _find(edited, "You water").emphasis
    ]
    assert "Mine" in {e.title for e in found.project.deck.sections if e.slide == water.id}
    assert {each.kind for each in found.changes} == {"moved"}
    for slide in found.project.deck.slides:
        if slide.words:
            words = found.project.transcript.words
            said = words[slide.words.first : slide.words.last + 1]
            assert " ".join(word.text for word in said) == slide.text
            assert slide.start_ms == said[0].start_ms


def test_a_section_of_a_slide_that_is_gone_begins_with_the_next_one() -> None:
    project = _project()
    project = replace(project, deck=replace(project.deck, sections=()))
    gone = "You move it to the window. And still it gives up on you."
    slide = _find(project, "move it")
    rows = [{"edit": "set_section", "slide": slide.id, "kind": "problem"}]
    after = _retaken(apply_requests(project, rows), _HEARD.replace(gone, "")).project
    (section,) = after.deck.sections
    begins = next(each for each in after.deck.slides if each.id == section.slide)
    assert not begins.hidden
    assert begins.text.startswith("So we made")


@pytest.mark.parametrize(
    "said",
    [
        "the quick brown fox jumps over the lazy dog again and again until the evening comes",
        "você rega a planta todos os dias e mesmo assim ela morre sem que ninguém saiba por quê",
    ],
)
def test_a_take_of_something_else_is_refused(said: str) -> None:
    with pytest.raises(BadInput, match="is it the same text, in the same language"):
        _retaken(_project(), said)


def test_with_a_script_the_report_compares_it_with_the_new_voice() -> None:
    heard = _voice(_HEARD)
    media = _media(heard)
    transcript = apply_script(Transcript(heard, "en", "scripted"), _SAID, media.duration_ms)
    project = Project(media, transcript, make_deck(transcript, media.duration_ms, Theme()))
    after = _retaken(project, _HEARD.replace("You move it to the window.", "")).project
    (difference,) = report_of(after).differences
    assert (difference.kind, difference.script) == ("unspoken", "You move it to the window.")


def test_the_new_take_is_listened_to_with_what_the_slides_say() -> None:
    project = _project()
    signs = apply_requests(
        project,
        [{"edit": "retype", "slide": project.deck.slides[0].id, "text": "[Ever] *seen* #1"}],
    )
    options = options_of(signs, MakeOptions.parse({"engine": "sphinx"}))
    assert (options.engine, options.language) == ("sphinx", "en")
    said = " ".join(word.text for word in script_words(options.script, "en"))
    assert said.startswith("[Ever] *seen* #1 You water")
    assert "$47." in said


@settings(max_examples=10)
@given(st.sets(st.integers(0, 6), max_size=2), st.integers(150, 900))
def test_whatever_is_left_out_the_document_stays_whole(left_out: set[int], word_ms: int) -> None:
    sentences = _HEARD.replace("?", "?|").replace(".", ".|").split("|")
    text = " ".join(each for n, each in enumerate(sentences) if n not in left_out)
    project = _project()
    found = _retaken(project, text, word_ms=word_ms)
    assert _texts(found.project) == _texts(project)
