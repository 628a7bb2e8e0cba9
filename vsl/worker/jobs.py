"""The work of each kind of job, from services, payload and progress to a JSON result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from vsl.basics.cache_owners import working_for
from vsl.basics.download_names import download_name
from vsl.bootstrap import Services
from vsl.errors import NotFound
from vsl.jobs.task import FanOut
from vsl.model import document
from vsl.model.project import Project
from vsl.progress import Progress
from vsl.render.assets.stored_names import bind_project
from vsl.store.projects import ExportRow, ProjectRow
from vsl.workflows import distributed_transcription
from vsl.workflows.build_deck import make_deck
from vsl.workflows.export_project.options import ExportOptions
from vsl.workflows.make_options import MakeOptions
from vsl.workflows.make_variants import apply_variant, variant_name
from vsl.workflows.replace_recording import options_of, replace_recording

Payload = dict[str, Any]


def make(services: Services, payload: Payload, progress: Progress) -> Payload | FanOut:
    """Transcribe a project's recording and save the document of its deck.

    With remote workers, a long recording is divided among them first. A project that has a document
    keeps it: the job was interrupted after its last step.
    """
    row = services.projects.get(payload["project"])
    if row.version:
        return {}
    options = MakeOptions.parse(row.options, services.themes.find)
    recording = services.files.recording(row.sha256)
    source = payload.get("retake_of")
    before = _open_project(services, source) if source else None
    if before:
        options = options_of(before, options)
    if parts := _fan_out(services, recording, options, payload=payload, progress=progress):
        return parts
    media, transcript = services.listen(recording, options, progress)
    if before:
        found = replace_recording(before, media, transcript)
        kept = _keep(services, row, found.project, "Heard a new take")
        return {**kept, "retake_of": source, **found.to_json()}
    deck = make_deck(
        transcript,
        media.duration_ms,
        options.theme,
        preset=options.preset,
        emphasis=services.choose_emphasis(options),
    )
    return _keep(services, row, Project(media, transcript, deck), "Heard the recording")


def _fan_out(
    services: Services,
    recording: Path,
    options: MakeOptions,
    *,
    payload: Payload,
    progress: Progress,
) -> FanOut | None:
    """Return parts of a long recording for remote workers; None without workers or parts."""
    if not services.settings.redis_url:
        return None
    transcriber = services.transcriber
    return distributed_transcription.parts(
        transcriber, recording, options, payload=payload, progress=progress
    )


def hear(services: Services, payload: Payload, progress: Progress) -> Payload:
    """Transcribe one chunk of a long recording, for the job that was divided."""
    recording = services.files.recording(payload["media"]["sha256"])
    with services.metrics.time_stage("listen", caches=services.caches.values()) as timing:
        chunk, transcript = distributed_transcription.hear(
            services.transcriber, recording, payload, progress
        )
        timing.media_ms = chunk.heard_ms
        timing.engine, timing.model = transcript.engine, transcript.model
    return distributed_transcription.answer(chunk, transcript)


def _open_project(services: Services, project_id: str) -> Project:
    text = services.projects.document(project_id).text
    return bind_project(document.loads(text), services.assets)


def _keep(services: Services, row: ProjectRow, project: Project, what: str) -> Payload:
    text = document.dumps(project)
    services.projects.save_document(row.id, text, expected_version=row.version, what=what)
    return {"slides": len(project.deck.slides)}


def export(services: Services, payload: Payload, progress: Progress) -> Payload:
    """Write the file of an export from the current version of its project's document."""
    row = services.projects.get_export(payload["export"])
    owner = services.projects.get(row.project_id)
    project = _open_project(services, owner.id)
    project, options = apply_variant(project, row.options, services.themes.find)
    length_ms = project.media.duration_ms
    caches = services.caches.values()
    with (
        services.files.writing_export(row.id, f".{row.format}") as target,
        services.metrics.time_stage("export", media_ms=length_ms, caches=caches),
    ):
        services.export(
            project,
            services.files.recording(owner.sha256),
            target,
            replace(
                ExportOptions.parse({"fps": owner.options.get("fps", ""), **options}),
                video_name=_video_name(owner.name, row),
            ),
            progress=progress,
        )
        size_bytes = target.stat().st_size
    services.projects.note_size(row.id, size_bytes)
    _drop_if_deleted(services, row)
    return {"size_bytes": size_bytes}


def run(services: Services, kind: str, payload: Payload, progress: Progress) -> Payload | FanOut:
    """Do a job of that kind; what it caches goes with its project."""
    project = payload.get("project")
    if project is None:
        project = services.projects.get_export(payload["export"]).project_id
    with working_for(project):
        return KINDS[kind](services, payload, progress)


KINDS: Mapping[str, Callable[[Services, Payload, Progress], Payload | FanOut]] = {
    "make": make,
    "hear": hear,
    "export": export,
}


def _video_name(project_name: str, row: ExportRow) -> str:
    """Return the name under which the video of the same variant is saved."""
    return download_name(variant_name(project_name, row.options.get("variant", "")), ".mp4")


def _drop_if_deleted(services: Services, row: ExportRow) -> None:
    """Delete the file if its project was deleted while it was written."""
    try:
        services.projects.get_export(row.id)
    except NotFound:
        services.files.remove_export(row.id, f".{row.format}")
        raise
