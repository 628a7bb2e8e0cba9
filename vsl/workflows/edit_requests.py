"""Apply edits and whole documents in JSON from outside, all of them or none.

Takes a project and plain JSON values; returns the changed project, as valid as any document.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vsl.errors import BadInput, TooLarge
from vsl.model import document
from vsl.model.project import Project
from vsl.render.assets.store import AssetStore
from vsl.render.assets.stored_names import bind_project
from vsl.render.themes.brand_kit import usable
from vsl.slides.editing.edits import Edit, from_json
from vsl.workflows.edit_project import apply_edit, set_emphasis

_MOST_EDITS = 1000  # in one request; more are a program's mistake
_LONGEST_TEXT = 500  # characters of a text sent; a slide has about sixty
_LONGEST_SLIDE = 2000  # characters after an edit: replacing may multiply a text


def apply_requests(project: Project, rows: Any, assets: AssetStore | None = None) -> Project:
    """Return ``project`` after all edits that ``rows`` describe, in order.

    Args:
        rows: a list of edits in the form of ``vsl.slides.editing.edits``.
        assets: with the files of themes and music that the edits name.
    Raises:
        BadInput: an edit can't be read or applied; the message says which and why.
        TooLarge: there are too many edits, or a text is too long.
    """
    edits = _read_all(rows)
    after = project
    for number, edit in enumerate(edits, start=1):
        try:
            after, _ = apply_edit(after, edit)
        except BadInput as error:
            raise BadInput(f"Edit {number} of {len(edits)}: {error}") from error
        if max((len(slide.text) for slide in after.deck.slides), default=0) > _LONGEST_SLIDE:
            raise TooLarge(
                f"Edit {number} of {len(edits)} makes a slide longer than anybody reads."
            )
    after = bind_project(after, assets) if assets else after
    check_changes(project, after)
    return after


def replace_document(project: Project, row: Any, assets: AssetStore) -> Project:
    """Return ``project`` as described by a document that was changed elsewhere.

    Args:
        assets: with the files of its theme.
    Raises:
        BadInput: it is no document, or belongs to another recording.
        TooLarge: a slide is too long.
    """
    after = bind_project(document.from_json(row), assets)
    if after.media != project.media:
        raise BadInput("This document belongs to another recording: make a project of that one.")
    if max((len(slide.text) for slide in after.deck.slides), default=0) > _LONGEST_SLIDE:
        raise TooLarge("A slide of this document is longer than anybody reads.")
    if after.deck.theme != project.deck.theme:
        usable(after.deck.theme)
    if after.deck.emphasis != project.deck.emphasis:
        return set_emphasis(after, after.deck.emphasis)
    return after


def _read_all(rows: Any) -> tuple[Edit, ...]:
    """Return the edits that plain JSON values describe."""
    if not isinstance(rows, list):
        raise BadInput('Edits are a JSON list, such as [{"edit": "merge", "slide": "s1"}].')
    if len(rows) > _MOST_EDITS:
        raise TooLarge(f"These are more than {_MOST_EDITS:,} edits; send them in several parts.")
    return tuple(_read(row, f"Edit {n} of {len(rows)}") for n, row in enumerate(rows, start=1))


def _read(row: Any, place: str) -> Edit:
    try:
        edit = from_json(row)
    except BadInput as error:
        raise BadInput(f"{place}: {error}") from error
    if any(isinstance(value, str) and len(value) > _LONGEST_TEXT for value in row.values()):
        raise TooLarge(f"{place} has a text of more than {_LONGEST_TEXT:,} characters.")
    return edit


def check_changes(before: Project, after: Project) -> None:
    """Validate the changed slides of ``after`` like a document.

    The rest is not validated again: for an hour of speech that takes seconds.

    Raises:
        BadInput: a change breaks the rules of documents.
    """
    known = set(before.deck.slides)
    begins = {section.slide for section in after.deck.sections}
    slides = tuple(
        replace(slide, words=None)
        for slide in after.deck.slides
        if slide not in known or slide.id in begins
    )
    transcript = replace(after.transcript, words=(), marks=(), reading=None)
    deck = replace(after.deck, slides=slides)
    document.from_json(document.to_json(replace(after, transcript=transcript, deck=deck)))
    if (theme := deck.theme) != before.deck.theme:
        usable(theme)
