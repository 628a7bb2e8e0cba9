"""/api/projects/<id>/exports and /api/exports: have a file written, then fetch it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, request, send_file
from flask.typing import ResponseReturnValue

from vsl.bootstrap import Services
from vsl.errors import Conflict
from vsl.web.intake import Started
from vsl.web.names import download_name
from vsl.web.schema import parse_export
from vsl.web.services import current_services
from vsl.web.types import export_type

blueprint = Blueprint("exports", __name__, url_prefix="/api")


@blueprint.post("/projects/<project_id>/exports")
def create(project_id: str) -> ResponseReturnValue:
    """Start writing an export."""
    given = request.get_json(silent=True) if request.is_json else request.form
    return asdict(start_export(current_services(), project_id, given)), 202


@blueprint.get("/exports/<export_id>/file")
def download(export_id: str) -> Response:
    """The finished file, to be saved under the project's name."""
    services = current_services()
    export = services.projects.get_export(export_id)
    path = services.files.export_path(export.id, f".{export.format}")
    if not path.is_file():
        raise Conflict("This export is not finished: follow its job, or start it again.")
    name = services.projects.get(export.project_id).name
    return send_file(
        path.resolve(),
        mimetype=export_type(export.format),
        as_attachment=True,
        download_name=download_name(name, f".{export.format}"),
        conditional=True,
    )


def start_export(services: Services, project_id: str, given: Any) -> Started:
    """Have an export written from the project's document.

    Raises:
        BadInput: the format or an option can't be used.
        NotFound: there is no such project.
        Conflict: the project has no slides yet.
    """
    format, options = parse_export(given)
    if not services.projects.get(project_id).version:
        raise Conflict("There are no slides to export yet: wait until the recording is heard.")
    export = services.projects.add_export(project_id, format, options)
    return Started(export, services.tasks.submit("export", {"export": export}, project_id))
