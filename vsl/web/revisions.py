"""/api/projects/<id>/report, decisions, lint, edits, recut, highlights: change a deck.

versions, undo, redo: go back to what it was.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from vsl.errors import BadInput
from vsl.model.document import read_emphasis
from vsl.model.project import Project
from vsl.slides.lint.checks import lint
from vsl.web.change_summaries import describe_decision, describe_edits
from vsl.web.decks import change_project, open_project, walk_versions
from vsl.web.json_body import read_object
from vsl.web.paging import read_page
from vsl.web.serialisers import Json, history_json, parse_decision, parse_look
from vsl.web.services import current_services
from vsl.workflows.edit_project import apply_decisions, apply_theme, recut, report_of, set_emphasis
from vsl.workflows.edit_requests import apply_requests, replace_document

blueprint = Blueprint("revisions", __name__, url_prefix="/api/projects/<project_id>")

_DOCUMENT_BYTES = 16 << 20  # four hours of speech with their script
_VERSION_DIGITS = 9  # more versions than a deck can have


@blueprint.get("/report")
def report(project_id: str) -> Json:
    """Return where the voice differs from the script, line by line."""
    return report_of(open_project(current_services(), project_id)).to_json()


@blueprint.post("/decisions")
def decide(project_id: str) -> Response:
    """Follow the voice or the script in a place where they differ."""
    difference, follow_voice = parse_decision(read_object())
    return change_project(
        current_services(),
        project_id,
        describe_decision(follow_voice),
        lambda project: apply_decisions(project, {difference: follow_voice}),
    )


@blueprint.get("/lint")
def lint_deck(project_id: str) -> Json:
    """Return the problems that viewers would have with the deck, and its score."""
    project = open_project(current_services(), project_id)
    transcript = project.transcript
    return lint(project.deck, transcript.words, transcript.language).to_json()


@blueprint.post("/edits")
def edit(project_id: str) -> Response:
    """Apply a list of edits, all of them or none."""
    rows = _read_field("edits", 'a list such as [{"edit": "merge", "slide": "s1"}]')
    services, what = current_services(), describe_edits(rows)

    def change(project: Project) -> Project:
        return apply_requests(project, rows, services.assets)

    return change_project(services, project_id, what, change)


@blueprint.put("/deck")
def save(project_id: str) -> Response:
    """Save a document that was edited elsewhere, of the same recording."""
    request.max_content_length = _DOCUMENT_BYTES
    row = read_object()
    services, what = current_services(), "Took over a document"

    def change(project: Project) -> Project:
        return replace_document(project, row, services.assets)

    return change_project(services, project_id, what, change)


@blueprint.post("/recut")
def cut_anew(project_id: str) -> Response:
    """Divide the words into slides by another preset."""
    preset = str(_read_field("preset", "a name such as punchy"))
    services, what = current_services(), f"Cut the slides anew: {preset}"
    return change_project(services, project_id, what, lambda project: recut(project, preset))


@blueprint.post("/highlights")
def choose_highlights(project_id: str) -> Response:
    """Choose anew what stands out: which kinds, on which share of the slides at most."""
    given, services = read_object(), current_services()
    wanted = read_emphasis(given)

    def change(project: Project) -> Project:
        names = wanted.names if "names" in given else project.deck.emphasis.names
        return set_emphasis(project, replace(wanted, names=names))

    return change_project(services, project_id, "Chose what stands out", change)


@blueprint.post("/look")
def change_look(project_id: str) -> Response:
    """Change the deck's theme, its size, or both."""
    services = current_services()
    name, size = parse_look(read_object())
    look = services.themes.find(name) if name else None
    what = f"Changed the look: {name}" if name else f"Changed the shape: {size}"
    return change_project(
        services, project_id, what, lambda project: apply_theme(project, look, size)
    )


@blueprint.get("/versions")
def versions(project_id: str) -> Json:
    """Return the versions of the deck, newest first, and what undo and redo would change."""
    limit, below = read_page(request.args)
    store = current_services().projects.versions
    return history_json(store.page(project_id, limit=limit, below=_parse_version(below)))


@blueprint.post("/undo")
def undo(project_id: str) -> Response:
    """Undo the last change."""
    services = current_services()
    return walk_versions(services, project_id, services.projects.versions.undo)


@blueprint.post("/redo")
def redo(project_id: str) -> Response:
    """Redo the last change that was undone."""
    services = current_services()
    return walk_versions(services, project_id, services.projects.versions.redo)


@blueprint.post("/versions/<int(max=999_999_999):number>/restore")
def restore(project_id: str, number: int) -> Response:
    """Restore an older version of the deck."""
    services = current_services()
    step = partial(services.projects.versions.restore, number=number)
    return walk_versions(services, project_id, step)


def _parse_version(cursor: str) -> int | None:
    if not cursor:
        return None
    if not cursor.isdecimal() or len(cursor) > _VERSION_DIGITS:
        raise BadInput(f"after={cursor[:20]} names no version; take next of the page before.")
    return int(cursor)


def _read_field(name: str, what: str) -> Any:
    body = read_object()
    if name not in body:
        raise BadInput(f"Send {name}: {what}.")
    return body[name]
