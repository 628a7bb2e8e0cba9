"""Papers that were edited outside come back as edits of the project."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vsl.errors import BadInput, TooLarge
from vsl.export.office.page import Row
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
from vsl.slides.editing.edits import to_json
from vsl.workflows.edit_requests import apply_requests
from vsl.workflows.import_edits import ImportResult, import_edits

_TEXTS = (
    "You water it every single day.",
    "You move it to the window.",
    "And still it gives up.",
    "So we made a small wooden stick.",
    "It is yours for just $47.",
)
_WORD_MS = 400


def _project(texts: tuple[str, ...] = _TEXTS) -> Project:
    tokens = " ".join(texts).split()
    words = tuple(Word(t, _WORD_MS * n, _WORD_MS * n + 300) for n, t in enumerate(tokens))
    slides, first = list[Slide](), 0
    for text in texts:
        last = first + len(text.split()) - 1
        start_ms, end_ms = words[first].start_ms, _WORD_MS * (last + 1)
        slides.append(Slide(f"s{start_ms}", text, start_ms, end_ms, WordRange(first, last)))
        first = last + 1
    slides[-1] = replace(slides[-1], emphasis=(Emphasis(5, "price"),))
    end_ms = slides[-1].end_ms
    media = MediaInfo("0" * 64, 9, "wav", end_ms, AudioStream("pcm_s16le", 16_000, 1))
    sections = (Section("hook", slides[0].id), Section("offer", slides[3].id, "Our offer"))
    deck = Deck(tuple(slides), Theme(), end_ms, sections)
    return Project(media, Transcript(words, "en", "scripted"), deck)


def _rows(project: Project, *, ids: bool = True) -> list[Row]:
    titles = ["Hook", "Hook", "Hook", "Our offer", "Our offer"]
    return [
        Row(
            id=slide.id if ids else "",
            text=slide.text,
            strong=frozenset(each.token for each in slide.emphasis),
            title=title,
            hidden=slide.hidden,
        )
        for slide, title in zip(project.deck.slides, titles, strict=False)
    ]


def _texts(returned: ImportResult) -> list[str]:
    return [slide.text for slide in returned.project.deck.slides]


def _kinds(returned: ImportResult) -> list[str]:
    return [str(to_json(edit)["edit"]) for edit in returned.edits]


@pytest.mark.parametrize("ids", [True, False])
def test_a_paper_that_nobody_changed_changes_nothing(ids: bool) -> None:
    project = _project()
    returned = import_edits(project, _rows(project, ids=ids))
    assert (returned.edits, returned.descriptions, returned.notes) == ((), (), ())
    assert returned.project == project


@pytest.mark.parametrize("ids", [True, False])
def test_a_new_text_is_retyped_and_corrects_the_words_at_their_times(ids: bool) -> None:
    project = _project()
    rows = _rows(project, ids=ids)
    rows[1] = replace(rows[1], text="You move it to the sunny window.")
    returned = import_edits(project, rows)
    assert _kinds(returned) == ["retype"]
    assert returned.descriptions == (
        "Slide 2 (0:02): “You move it to the window.” → “You move it to the sunny window.”",
    )
    old = {word.text: word.start_ms for word in project.transcript.words}
    new = {word.text: word.start_ms for word in returned.project.transcript.words}
    assert new["window."] == old["window."]
    assert new["So"] == old["So"]
    assert old["the"] <= new["sunny"] <= old["window."]


def test_the_edits_do_the_same_when_they_are_sent_one_by_one() -> None:
    project = _project()
    rows = _rows(project)
    rows[0:2] = [replace(rows[0], text="You water it every day."), Row("", "New one.")]
    rows[3] = replace(rows[3], strong=frozenset({4}))
    returned = import_edits(project, rows)
    assert apply_requests(project, [to_json(edit) for edit in returned.edits]) == returned.project


@pytest.mark.parametrize("ids", [True, False])
def test_a_slide_in_two_is_split_where_the_second_half_is_said(ids: bool) -> None:
    project = _project()
    rows = _rows(project, ids=ids)
    rows[3:4] = [replace(rows[3], text="So we made"), Row("", "a small wooden stick.")]
    returned = import_edits(project, rows)
    assert _kinds(returned) == ["split"]
    assert _texts(returned)[3:5] == ["So we made", "a small wooden stick."]
    said = {word.text: word.start_ms for word in project.transcript.words}
    assert returned.project.deck.slides[4].start_ms == said["a"]


@pytest.mark.parametrize("ids", [True, False])
def test_two_slides_in_one_are_merged(ids: bool) -> None:
    project = _project()
    rows = _rows(project, ids=ids)
    rows[1:3] = [replace(rows[1], text=f"{rows[1].text} {rows[2].text}")]
    returned = import_edits(project, rows)
    assert _kinds(returned) == ["merge"]
    assert _texts(returned) == [_TEXTS[0], f"{_TEXTS[1]} {_TEXTS[2]}", *_TEXTS[3:]]
    assert returned.project.transcript.words == project.transcript.words


@pytest.mark.parametrize("ids", [True, False])
def test_words_that_went_to_the_next_slide_keep_their_times(ids: bool) -> None:
    project = _project()
    rows = _rows(project, ids=ids)
    rows[0] = replace(rows[0], text="You water it every")
    rows[1] = replace(rows[1], text="single day. You move it to the window.")
    returned = import_edits(project, rows)
    assert _kinds(returned) == ["move_break"]
    assert _texts(returned)[:2] == [rows[0].text, rows[1].text]
    assert returned.project.transcript.words == project.transcript.words


def test_a_slide_that_is_gone_is_deleted_and_its_words_stay() -> None:
    project = _project()
    rows = _rows(project)
    del rows[2]
    returned = import_edits(project, rows)
    assert _kinds(returned) == ["delete"]
    assert "And still it gives up." in returned.descriptions[0]
    assert returned.project.transcript.words == project.transcript.words


def test_a_new_slide_takes_the_time_of_the_one_it_replaces() -> None:
    project = _project()
    rows = _rows(project)
    rows[2] = Row("", "Nothing you tried has worked", frozenset(), "Hook", False)
    returned = import_edits(project, rows)
    assert _kinds(returned) == ["delete", "insert"]
    new = returned.project.deck.slides[2]
    gone = project.deck.slides[2]
    assert (new.text, new.start_ms, new.end_ms) == (rows[2].text, gone.start_ms, gone.end_ms)


def test_a_slide_that_was_moved_stays_and_one_line_says_why() -> None:
    project = _project()
    rows = _rows(project)
    rows.insert(1, replace(rows.pop(4), text="It is yours for only $47.", title="Hook"))
    returned = import_edits(project, rows)
    assert _texts(returned)[4] == "It is yours for only $47."
    assert returned.project.deck.sections == project.deck.sections
    (note,) = returned.notes
    assert note.startswith("Slide 5 (0:09) was moved: slides follow the voice")


def test_what_stands_out_and_what_is_hidden_is_taken_over() -> None:
    project = _project()
    rows = _rows(project)
    rows[0] = replace(rows[0], strong=frozenset({1, 5}))
    rows[4] = replace(rows[4], strong=frozenset(), hidden=True)
    returned = import_edits(project, rows)
    slides = returned.project.deck.slides
    assert [each.token for each in slides[0].emphasis] == [1, 5]
    assert (slides[4].emphasis, slides[4].hidden) == ((), True)
    assert "Slide 1 (0:00): “water day.” stands out" in returned.descriptions


def test_a_slide_whose_text_was_deleted_is_hidden() -> None:
    project = _project()
    rows = _rows(project)
    rows[2] = replace(rows[2], text="", strong=frozenset())
    returned = import_edits(project, rows)
    assert _kinds(returned) == ["hide"]
    assert _texts(returned) == list(_TEXTS)


def test_sections_move_and_take_new_titles() -> None:
    project = _project()
    rows = _rows(project)
    rows[2] = replace(rows[2], title="The price")
    rows[3] = replace(rows[3], title="The price")
    rows[4] = replace(rows[4], title="The price")
    returned = import_edits(project, rows)
    assert returned.project.deck.sections == (
        Section("hook", "s0"),
        Section("price", project.deck.slides[2].id, "The price"),
    )


def test_a_paper_of_another_project_is_refused() -> None:
    rows = [Row("", text) for text in ("Something else", "entirely different", "in here")]
    with pytest.raises(BadInput, match="the file holds 0: choose the file"):
        import_edits(_project(), rows)


def test_a_text_longer_than_anybody_reads_is_refused() -> None:
    rows = _rows(_project())
    rows[1] = replace(rows[1], text="word " * 101)
    with pytest.raises(TooLarge, match="Slide 2 has a text of more than 500 characters"):
        import_edits(_project(), rows)


def test_cards_around_the_deck_are_none_of_its_slides() -> None:
    project = _project()
    staging = Staging(intro=Card("Welcome"), end=Card("Thank you"))
    project = replace(project, deck=replace(project.deck, staging=staging))
    cards = [Row("card-intro", "Hello", title=""), Row("card-end", "Thank you", title="Our offer")]
    returned = import_edits(project, [cards[0], *_rows(project), cards[1]])
    assert returned.edits == ()
    assert returned.notes == ("A card reads “Hello” there: cards are changed in the staging.",)
