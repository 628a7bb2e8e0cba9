"""/api/projects/<id>/report, decisions, lint, edits, recut: look a deck over and change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from vsl.edit_list import edited_by
from vsl.errors import BadInput
from vsl.revise import decided, recut, report_of
from vsl.slides.lint.checks import lint
from vsl.web.decks import change_project, open_project
from vsl.web.schema import Json, parse_decision
from vsl.web.services import current_services

blueprint = Blueprint("revisions", __name__, url_prefix="/api/projects/<project_id>")


@blueprint.get("/report")
def report(project_id: str) -> Json:
    """Where the voice left the script, line by line."""
    return report_of(open_project(current_services(), project_id)).to_json()


@blueprint.post("/decisions")
def decide(project_id: str) -> Response:
    """Follow the voice or the script where they differ."""
    difference, follow_voice = parse_decision(_given())
    return change_project(
        current_services(),
        project_id,
        lambda project: decided(project, difference, follow_voice),
    )


@blueprint.get("/lint")
def look_over(project_id: str) -> Json:
    """What viewers would stumble over, and the deck's mark."""
    project = open_project(current_services(), project_id)
    transcript = project.transcript
    return lint(project.deck, transcript.words, transcript.language).to_json()


@blueprint.post("/edits")
def edit(project_id: str) -> Response:
    """Carry out a list of edits, all of them or none."""
    rows = _asked("edits", 'a list such as [{"edit": "merge", "slide": "s1"}]')
    return change_project(current_services(), project_id, lambda project: edited_by(project, rows))


@blueprint.post("/recut")
def cut_anew(project_id: str) -> Response:
    """Break the words into slides by another preset."""
    preset = str(_asked("preset", "a name such as punchy"))
    return change_project(current_services(), project_id, lambda project: recut(project, preset))


def _asked(name: str, what: str) -> Any:
    given = _given()
    if name not in given:
        raise BadInput(f"Send {name}: {what}.")
    return given[name]


def _given() -> Mapping[str, Any]:
    try:
        given = request.get_json(silent=True)
    except RecursionError as error:
        raise BadInput("The JSON that was sent is nested too deeply.") from error
    if not isinstance(given, dict):
        raise BadInput("Send a JSON object, with the type application/json.")
    return given
