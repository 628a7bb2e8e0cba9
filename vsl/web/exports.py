"""/api/projects/<id>/exports and /api/exports: start an export, then download its file."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from vsl.basics.download_names import download_name
from vsl.bootstrap import Services
from vsl.errors import Conflict, NotFound
from vsl.web.file_responses import send_stored
from vsl.web.json_body import read_json
from vsl.web.media_types import export_type
from vsl.web.serialisers import Json, parse_export
from vsl.web.services import current_services
from vsl.web.start_jobs import StartedProject, start_exports
from vsl.workflows.make_variants import variant_name

blueprint = Blueprint("exports", __name__, url_prefix="/api")

_LINK_LIFETIME = timedelta(hours=1)


@blueprint.post("/projects/<project_id>/exports")
def create(project_id: str) -> ResponseReturnValue:
    """Start writing an export."""
    options = read_json() if request.is_json else request.form
    return asdict(start_export(current_services(), project_id, options)), 202


@blueprint.get("/exports/<export_id>/file")
def download(export_id: str) -> Response:
    """Return the finished file, to be saved under the project's name."""
    services = current_services()
    export = services.projects.get_export(export_id)
    suffix = f".{export.format}"
    try:
        stored = services.files.open_export(export.id, suffix)
    except NotFound as error:
        raise _unfinished_error() from error
    variant = export.options.get("variant", "")
    name = variant_name(services.projects.get(export.project_id).name, variant)
    save_as = download_name(name, suffix)
    return send_stored(stored, export_type(export.format), etag=export.id, save_as=save_as)


@blueprint.get("/exports/<export_id>/link")
def link(export_id: str) -> Json:
    """Return an address of the finished file: at the file store itself, where it can give one."""
    services = current_services()
    export = services.projects.get_export(export_id)
    suffix = f".{export.format}"
    if not services.files.has_export(export.id, suffix):
        raise _unfinished_error()
    if address := services.files.export_link(export.id, suffix, _LINK_LIFETIME):
        return {"url": address, "expires_s": int(_LINK_LIFETIME.total_seconds())}
    return {"url": url_for("exports.download", export_id=export.id), "expires_s": None}


def _unfinished_error() -> Conflict:
    return Conflict("This export is not finished: follow its job, or start it again.")


def start_export(services: Services, project_id: str, body: Any) -> StartedProject:
    """Start an export of the project's current version.

    Raises:
        BadInput: the format or an option can't be used.
        NotFound: there is no such project.
        Conflict: the project has no slides yet.
        TooMany: as many jobs wait as may wait.
    """
    format, options = parse_export(body)
    if not services.projects.get(project_id).version:
        raise Conflict("There are no slides to export yet: wait until the recording is heard.")
    (started,) = start_exports(services, project_id, [(format, options)])
    return started
