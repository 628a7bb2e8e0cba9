"""/api/projects/<id>/retake: a new recording under the same slides, as a project of its own.

The original project stays as it is.
"""

from __future__ import annotations

from dataclasses import asdict, replace

from flask import Blueprint
from flask.typing import ResponseReturnValue

from vsl.errors import NotFound
from vsl.web.create_project import check_room, keep_project, read_form, read_recording
from vsl.web.decks import open_project
from vsl.web.serialisers import Json, parse_make
from vsl.web.services import current_services
from vsl.workflows.replace_recording import options_of

blueprint = Blueprint("retake", __name__, url_prefix="/api/projects/<project_id>/retake")

_OF_THE_VOICE = (
    "script",
    "captions",
    "media_type",
)  # options of the previous take that a new one does not inherit


@blueprint.post("")
def create(project_id: str) -> ResponseReturnValue:
    """Keep a new take as a project and start its transcription; the answer names that project."""
    services = current_services()
    check_room(services)
    form = read_form(services)
    original = services.projects.get(project_id)
    project = open_project(services, project_id)
    take = read_recording(form)
    inherited = {name: text for name, text in original.options.items() if name not in _OF_THE_VOICE}
    take = replace(take, name=f"{original.name} (new take)", options={**inherited, **take.options})
    services.check(options_of(project, parse_make(take.options, services.themes.find)))
    return asdict(keep_project(services, take, retake_of=project_id)), 202


@blueprint.get("")
def show(project_id: str) -> Json:
    """Return how the words of a new take, given by its project, differ from the previous one."""
    services = current_services()
    services.projects.get(project_id)
    job = services.tasks.latest_for_project(project_id, kind="make")
    if job is None or not job.result or "retake_of" not in job.result:
        raise NotFound("This project is no new take, or it is not heard yet.")
    return dict(job.result)
