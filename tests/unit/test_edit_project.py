from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from vsl.errors import BadInput, NotFound
from vsl.model import document
from vsl.model.appearance import Theme
from vsl.model.project import (
    EMPHASIS_KINDS,
    AudioStream,
    EmphasisSettings,
    MediaInfo,
    Project,
    Transcript,
    Word,
)
from vsl.slides.editing.apply import apply
from vsl.slides.editing.edits import Emphasise, Merge, MoveBoundary, Retype
from vsl.slides.editing.retype import Draft
from vsl.text.script import differences
from vsl.text.script.reading import apply_script
from vsl.workflows.build_deck import make_deck
from vsl.workflows.edit_project import (
    adopt_retyped_slides,
    apply_decisions,
    apply_edit,
    recut,
    report_of,
    set_emphasis,
)

_SCRIPT = """You water it every single day.

Nobody ever says this line here at all.

You move it to the window. [PAUSE]

And still it gives up on you."""
_HEARD = (
    "you water it every single day you move it to the window"
    " by the way my neighbor laughed about that for weeks and still it gives up on you"
)


def _project(script: str = _SCRIPT) -> Project:
    words = tuple(Word(t, 400 * n, 400 * n + 300) for n, t in enumerate(_HEARD.split()))
    end_ms = words[-1].end_ms + 1000
    transcript = Transcript(words, "en", "scripted")
    if script:
        transcript = apply_script(transcript, script, end_ms)
    media = MediaInfo("0" * 64, 1, "wav", end_ms, AudioStream("pcm", 16_000, 1))
    return Project(media, transcript, make_deck(transcript, end_ms, Theme()))


def _difference(project: Project, kind: str) -> str:
    return next(each.id for each in report_of(project).differences if each.kind == kind)


def _texts(project: Project) -> str:
    return " ".join(slide.text for slide in project.deck.slides)


def _whole(project: Project) -> None:
    """What every project keeps to: a valid document whose slides carry each word once."""
    assert document.from_json(document.to_json(project)) == project
    carried = [slide.words for slide in project.deck.slides if slide.words]
    assert carried[0].first == 0
    assert carried[-1].last == len(project.transcript.words) - 1
    assert all(one.last + 1 == other.first for one, other in pairwise(carried))


def test_speech_beside_the_script_is_on_the_slides_unless_the_script_is_followed() -> None:
    project = _project()
    assert "By the way my neighbor laughed" in _texts(project)
    after = apply_decisions(project, {_difference(project, "ad_lib"): False})
    assert "neighbor" not in _texts(after)
    assert any("neighbor" in each for each in project.transcript.warnings)
    assert not any("neighbor" in each for each in after.transcript.warnings)
    _whole(after)
    assert apply_decisions(after, {_difference(project, "ad_lib"): False}) == after
    assert _texts(apply_decisions(after, {_difference(project, "ad_lib"): None})) == _texts(project)


def test_a_line_nobody_says_comes_onto_the_slides_when_the_script_is_followed() -> None:
    project = _project()
    assert "Nobody" not in _texts(project)
    after = apply_decisions(project, {_difference(project, "unspoken"): False})
    assert "Nobody ever says this line" in _texts(after)
    _whole(after)


def test_slides_far_from_a_decision_stay_the_same() -> None:
    project = _project()
    after = apply_decisions(project, {_difference(project, "ad_lib"): False})
    assert after.deck.slides[0] == project.deck.slides[0]
    assert after.deck.slides[-1].id == project.deck.slides[-1].id


def test_a_decision_keeps_what_the_author_retyped_elsewhere() -> None:
    project = _project()
    first = project.deck.slides[0]
    project, _ = apply_edit(project, Retype(first.id, "You drown it every single blessed day."))
    after = apply_decisions(project, {_difference(project, "ad_lib"): False})
    assert _texts(after).startswith("You drown it every single blessed day.")
    _whole(after)


def test_decisions_taken_together_compare_script_and_voice_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project, found = _project(), []
    one, other = _difference(project, "ad_lib"), _difference(project, "unspoken")
    expected = apply_decisions(apply_decisions(project, {one: False}), {other: False})
    find = differences.differences
    monkeypatch.setattr(differences, "differences", lambda laid: found.append(laid) or find(laid))
    assert apply_decisions(project, {one: False, other: False}) == expected
    assert len(found) == 1
    _project()
    assert len(found) == 2


def test_a_decision_on_nothing_is_refused() -> None:
    with pytest.raises(NotFound, match="no difference 'x'"):
        apply_decisions(_project(), {"x": True})
    with pytest.raises(BadInput, match="without a script"):
        apply_decisions(_project(script=""), {"x": True})


def test_slides_retyped_in_the_document_by_hand_correct_the_words_under_them() -> None:
    project = _project()
    first, last = project.deck.slides[0], project.deck.slides[-1]
    by_hand = replace(first, text="You drown it every day.")
    on_screen = replace(last, text="GIVES UP", emphasis=(), pinned=True)
    slides = (by_hand, *project.deck.slides[1:-1], on_screen)
    project = replace(project, deck=replace(project.deck, slides=slides))
    after = adopt_retyped_slides(project)
    assert [word.text for word in after.transcript.words[:5]] == by_hand.text.split()
    assert after.transcript.words[-1] == project.transcript.words[-1]
    assert [slide.text for slide in after.deck.slides] == [slide.text for slide in slides]
    _whole(after)
    assert adopt_retyped_slides(after) == after


def test_an_edit_and_its_way_back() -> None:
    project = _project()
    after, back = apply_edit(project, Retype(project.deck.slides[0].id, "You water it too much."))
    _whole(after)
    assert apply(Draft(after.deck, after.transcript.words), back).draft.deck == project.deck
    pauses = [mark.before_word for mark in project.transcript.marks if mark.kind == "pause"]
    moved = [mark.before_word for mark in after.transcript.marks if mark.kind == "pause"]
    assert moved == [before_word - 1 for before_word in pauses]


def test_another_preset_cuts_anew_all_but_what_the_author_touched() -> None:
    project = _project(script="")
    last = project.deck.slides[-1]
    project, _ = apply_edit(project, MoveBoundary(last.id, last.start_ms + 100))
    after = recut(project, "punchy")
    assert after.deck.preset == "punchy"
    assert len(after.deck.slides) > len(project.deck.slides)
    assert after.deck.slides[-1] == replace(last, start_ms=last.start_ms + 100, pinned=True)
    _whole(after)
    with pytest.raises(BadInput, match="no preset 'tiny'"):
        recut(project, "tiny")


def test_what_stands_out_is_chosen_anew_and_kept_by_later_cuts() -> None:
    project = _project(script="")
    first = project.deck.slides[0]
    project, _ = apply_edit(project, Emphasise(first.id, (0,), "power"))
    everything = EmphasisSettings(EMPHASIS_KINDS, 1.0)
    lit = set_emphasis(project, everything)
    assert lit.deck.slides[0] == project.deck.slides[0]
    assert any(slide.emphasis for slide in lit.deck.slides[1:])
    assert recut(lit, "punchy").deck.emphasis == everything
    dark = set_emphasis(lit, EmphasisSettings(()))
    assert not any(slide.emphasis for slide in dark.deck.slides[1:])
    _whole(lit)


def test_a_merged_slide_survives_another_preset() -> None:
    project = _project()
    project, _ = apply_edit(project, Merge(project.deck.slides[0].id))
    after = recut(project, "sentence")
    assert after.deck.slides[0] == project.deck.slides[0]
    _whole(after)
