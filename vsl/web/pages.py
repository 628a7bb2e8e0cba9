"""HTML pages: the studio at /, and a plain page for each project that works without JavaScript."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vsl.basics.model_names import name_model
from vsl.bootstrap import Services
from vsl.render.themes.theme import parse_size
from vsl.speech.engine_info import list_engines
from vsl.speech.listening_time import MODEL_GB
from vsl.speech.openai.recogniser import OpenAiAccess
from vsl.store.projects import ExportRow
from vsl.web.create_project import start_project
from vsl.web.decks import open_project
from vsl.web.exports import start_export
from vsl.web.page_assets import find_assets
from vsl.web.serialisers import job_json
from vsl.web.services import current_services
from vsl.web.themes import all_themes, theme_json
from vsl.workflows.export_project.registry import group_formats

blueprint = Blueprint("page", __name__)

PRESETS = (
    ("classic", "Classic: 5–10 words"),
    ("punchy", "Punchy: 3–6 words, or a short sentence"),
    ("sentence", "Sentence: one a slide"),
    ("script", "Script lines: as written"),
    ("captions", "Captions: up to two lines"),
)
"""The presets with their titles, in the order of the menu."""

_SHAPES = {"16:9": "Wide", "9:16": "Tall", "1:1": "Square", "4:5": "Portrait"}
_SIZES = tuple(
    (f"{title}, {shape}", [parse_size(f"{shape}@{side}") for side in ("1080p", "720p", "4K")])
    for shape, title in _SHAPES.items()
)
"""The canvases with their titles and sizes in pixels, the usual one first."""

_REFRESH_S = 2


@blueprint.get("/")
def studio() -> str:
    """Return the studio page."""
    static = Path(current_app.static_folder or "")
    services = current_services()
    settings = services.settings
    return render_template(
        "vsl.html",
        assets=find_assets(static),
        looks=[theme_json(theme) for theme in all_themes(services)],
        sizes=_SIZES,
        presets=PRESETS,
        listeners=list_engines(
            OpenAiAccess.from_settings(settings), settings.whisper_model, settings.parakeet_model
        ),
        models=MODEL_GB,
        menus=group_formats(),
        usual_model=name_model(settings.whisper_model),
        name_model=name_model,
        chunk_bytes=settings.upload_chunk_size,
        parallel=settings.enable_parallel_upload,
    )


@blueprint.post("/projects")
def create() -> ResponseReturnValue:
    """Keep a recording, start its transcription and redirect to the project's page."""
    started = start_project(current_services())
    return redirect(url_for("page.project", project_id=started.id), 303)


@blueprint.get("/projects/<project_id>")
def project(project_id: str) -> str:
    """Return a project's page without JavaScript: progress, slides, player, exports."""
    services = current_services()
    row = services.projects.get(project_id)
    job = services.tasks.latest_for_project(project_id)
    working = job is not None and job.state in ("queued", "running")
    return render_template(
        "project.html",
        row=row,
        project=open_project(services, project_id) if row.version else None,
        job=job_json(job) if job else None,
        refresh_s=_REFRESH_S if working else None,
        media=row.options.get("media_type", "").partition("/")[0],
        exports=_finished_exports(services, project_id),
        menus=group_formats(),
    )


@blueprint.post("/projects/<project_id>/exports")
def export(project_id: str) -> ResponseReturnValue:
    """Start writing an export and redirect to the project's page."""
    start_export(current_services(), project_id, request.form)
    return redirect(url_for("page.project", project_id=project_id), 303)


@blueprint.post("/projects/<project_id>/cancel")
def cancel(project_id: str) -> ResponseReturnValue:
    """Cancel the project's latest job and redirect to its page."""
    tasks = current_services().tasks
    if job := tasks.latest_for_project(project_id):
        tasks.cancel(job.id)
    return redirect(url_for("page.project", project_id=project_id), 303)


def _finished_exports(services: Services, project_id: str) -> list[ExportRow]:
    return [
        export
        for export in services.projects.exports(project_id)
        if services.files.has_export(export.id, f".{export.format}")
    ]
