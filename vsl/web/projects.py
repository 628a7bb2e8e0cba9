"""/api/projects: create projects; get their state, deck, slides and recording; delete them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from flask import Blueprint, Response, request, send_file
from flask.typing import ResponseReturnValue

from vsl.bootstrap import Services
from vsl.errors import BadInput
from vsl.model.appearance import Theme
from vsl.render.cache_key import image_key
from vsl.store.projects import ProjectRow
from vsl.web.create_project import start_project
from vsl.web.decks import find_slide, open_project, send_document
from vsl.web.file_responses import send_stored
from vsl.web.media_types import UNKNOWN
from vsl.web.paging import read_page
from vsl.web.serialisers import Json, parse_place, place_of, project_json, project_row_json
from vsl.web.services import current_services
from vsl.workflows.build_deck import still_of, theme_with_staging

blueprint = Blueprint("projects", __name__, url_prefix="/api/projects")

_WEBP = "image/webp"
_WIDTH_STEP_PX = 160  # requested widths are rounded up to it, to bound the number of cached sizes


@blueprint.post("")
def create() -> ResponseReturnValue:
    """Keep a recording as a project and start its transcription."""
    return asdict(start_project(current_services())), 202


@blueprint.get("")
def index() -> Json:
    """Return all projects, newest first."""
    services = current_services()
    limit, after = read_page(request.args)
    rows = services.projects.page(limit=limit + 1, after=parse_place(after) if after else None)
    shown = rows[:limit]
    return {
        "projects": [_project_row(services, row) for row in shown],
        "next": place_of(shown[-1]) if len(rows) > limit else None,
    }


@blueprint.delete("/<project_id>")
def remove(project_id: str) -> ResponseReturnValue:
    """Move a project to the trash, from which it can be taken back for some days."""
    current_services().remove_project(project_id)
    return "", 204


@blueprint.get("/<project_id>")
def show(project_id: str) -> Json:
    """Return a summary of a project."""
    services = current_services()
    row = services.projects.get(project_id)
    project = open_project(services, project_id) if row.version else None
    return project_json(row, project, services.tasks.latest_for_project(project_id, kind="make"))


@blueprint.get("/<project_id>/deck")
def deck(project_id: str) -> Response:
    """Return the project document as it was saved."""
    response = send_document(current_services().projects.document(project_id))
    response.make_conditional(request)
    return response


@blueprint.get("/<project_id>/slides/<slide_id>.png")
def slide(project_id: str, slide_id: str) -> Response:
    """Return the picture of one slide, at most ``width`` wide: WebP if the browser accepts it."""
    services = current_services()
    project = open_project(services, project_id)
    still = still_of(project, find_slide(project, slide_id))
    theme = theme_with_staging(project.deck)
    width_px, mimetype = _read_width(theme), _read_kind()
    webp = mimetype == _WEBP
    picture = services.pictures.thumbnail(still, theme, width_px, webp=webp)
    etag = f"{image_key(still, theme)}-{width_px}{'-webp' if webp else ''}"
    response = _send(picture, mimetype, etag=etag)
    response.vary.add("Accept")
    return response


@blueprint.get("/<project_id>/media")
def media(project_id: str) -> Response:
    """Return the recording, in ranges so that players can seek."""
    services = current_services()
    row = services.projects.get(project_id)
    stored = services.files.open_recording(row.sha256)
    return send_stored(stored, row.options.get("media_type", UNKNOWN), etag=row.sha256)


def _project_row(services: Services, row: ProjectRow) -> Json:
    has_slides = row.version > 0
    job = None if has_slides else services.tasks.latest_for_project(row.id, kind="make")
    return project_row_json(row, job)


def _read_kind() -> str:
    """Return WebP only if it is named: clients that accept any image expect PNG at this path."""
    accepted = (kind for kind, quality in request.accept_mimetypes if quality > 0)
    return _WEBP if _WEBP in accepted else "image/png"


def _read_width(theme: Theme) -> int:
    text = request.args.get("width", str(theme.width_px))
    if not text.isdecimal() or not 0 < int(text) <= 10_000:
        raise BadInput(f"width={text[:20]} is no width; write pixels such as 640.")
    return min(theme.width_px, -(-int(text) // _WIDTH_STEP_PX) * _WIDTH_STEP_PX)


def _send(path: Path, mimetype: str, *, etag: str) -> Response:
    """Return a response with a user's content: browsers may show it but not run it as a page."""
    response = send_file(path.resolve(), mimetype=mimetype, conditional=True, etag=etag)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
