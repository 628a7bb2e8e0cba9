"""/api/projects/<id>/import: take over edits made to an export in PowerPoint, Word or a table."""

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

_TRUE_WORDS = ("1", "true", "yes", "on")


@blueprint.post("/import")
def import_file(project_id: str) -> Response:
    """Return what an edited file changes; with ``apply``, save it and return the new deck."""
    services = current_services()
    check_room(services)
    form = read_form(services)
    rows = _read_rows(request.files.get("file"))
    if form.get("apply", "").lower() not in _TRUE_WORDS:
        return _differences(project_id, rows)

    def change(project: Project) -> Project:
        return import_edits(project, rows).project

    return change_project(services, project_id, "Took over an edited file", change)


def _differences(project_id: str, rows: tuple[Row, ...]) -> Response:
    """Return a response with the list of changes; its ETag is the version they apply to."""
    services = current_services()
    stored = services.projects.document(project_id)
    check_known(stored.version)
    response = jsonify(import_edits(parse_document(services, stored), rows).to_json())
    response.set_etag(str(stored.version))
    return response


def _read_rows(file: FileStorage | None) -> tuple[Row, ...]:
    if file is None or not file.filename:
        raise BadInput(f"Send the edited file ({', '.join(PAPERS)}) in the field file.")
    file.stream.flush()
    return read_paper(Path(file.stream.name), "The file", file.filename)
