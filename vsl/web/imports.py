"""/api/projects/<id>/import: slides that were edited in PowerPoint, Word or a table come back."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import FileStorage

from vsl.errors import BadInput
from vsl.export.office.page import Row
from vsl.export.office.readers import PAPERS, read_paper
from vsl.model.project import Project
from vsl.web.create_project import check_room, read_form
from vsl.web.decks import change_project, check_known, parse_document
from vsl.web.services import current_services
from vsl.workflows.import_edits import import_edits

blueprint = Blueprint("imports", __name__, url_prefix="/api/projects/<project_id>")

_YES = ("1", "true", "yes", "on")


@blueprint.post("/import")
def bring(project_id: str) -> Response:
    """What an edited file changes; with ``apply``, the deck after it as its next version."""
    services = current_services()
    check_room(services)
    form = read_form(services)
    rows = _rows(request.files.get("file"))
    if form.get("apply", "").lower() not in _YES:
        return _differences(project_id, rows)

    def change(project: Project) -> Project:
        return import_edits(project, rows).project

    return change_project(services, project_id, "Took over an edited file", change)


def _differences(project_id: str, rows: tuple[Row, ...]) -> Response:
    """The changes as a list, and the version that they were found in as the ETag."""
    stored = current_services().projects.document(project_id)
    check_known(stored.version)
    answer = jsonify(import_edits(parse_document(stored.text), rows).to_json())
    answer.set_etag(str(stored.version))
    return answer


def _rows(file: FileStorage | None) -> tuple[Row, ...]:
    if file is None or not file.filename:
        raise BadInput(f"Send the edited file ({', '.join(PAPERS)}) in the field file.")
    file.stream.flush()
    return read_paper(Path(file.stream.name), "The file", file.filename)
