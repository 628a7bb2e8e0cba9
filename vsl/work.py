"""What a job does, and the two programs that do jobs: the runner and its executors.

python -m vsl.work runner       one a machine; the web process starts it
python -m vsl.work executor     started by the runner; keeps its recogniser between jobs
"""

from __future__ import annotations

import logging
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

from vsl import document
from vsl.bootstrap import Services, bootstrap
from vsl.errors import BadInput, NotFound
from vsl.formats.options import ExportOptions
from vsl.jobs import executor, local
from vsl.model import Project
from vsl.ops.cleanup import KEEP_DERIVED_H, clean
from vsl.options import MakeOptions
from vsl.pipeline import make_deck
from vsl.progress import Progress
from vsl.retake import options_of, retaken
from vsl.settings import Settings
from vsl.store.projects import ExportRow, ProjectRow
from vsl.variants import in_dress

Payload = dict[str, Any]
EXECUTOR = (sys.executable, "-m", "vsl.work", "executor")


def make(services: Services, payload: Payload, progress: Progress) -> Payload:
    """Listen to a project's recording and save the document of its deck.

    A project that has a document keeps it: the job was interrupted after its last step.
    """
    row = services.projects.get(payload["project"])
    if row.version:
        return {}
    options = MakeOptions.parse(row.options, services.wardrobe.find)
    recording = services.files.recording(row.sha256)
    if source := payload.get("retake_of"):
        return _retake(services, row, recording, source, options=options, progress=progress)
    media, transcript = services.listen(recording, options, progress)
    deck = make_deck(transcript, media.duration_ms, options.theme, preset=options.preset)
    return _keep(services, row, Project(media, transcript, deck), "Heard the recording")


def _retake(
    services: Services,
    row: ProjectRow,
    recording: Path,
    source: str,
    *,
    options: MakeOptions,
    progress: Progress,
) -> Payload:
    """Save the slides of the project ``source`` on the voice of this one's recording."""
    before = document.stored(services.projects.document(source).text)
    media, heard = services.listen(recording, options_of(before, options), progress)
    found = retaken(before, media, heard)
    kept = _keep(services, row, found.project, "Heard a new take")
    return {**kept, "retake_of": source, **found.to_json()}


def _keep(services: Services, row: ProjectRow, project: Project, what: str) -> Payload:
    text = document.dumps(project)
    services.projects.save_document(row.id, text, expected_version=row.version, what=what)
    return {"slides": len(project.deck.slides)}


def export(services: Services, payload: Payload, progress: Progress) -> Payload:
    """Write the file of an export from its project's document as it stands."""
    row = services.projects.get_export(payload["export"])
    owner = services.projects.get(row.project_id)
    project = document.stored(services.projects.document(owner.id).text)
    project, options = in_dress(project, row.options, services.wardrobe.find)
    length_ms = project.media.duration_ms
    watched = services.caches.values()
    with (
        services.files.writing_export(row.id, f".{row.format}") as target,
        services.metrics.timed("export", media_ms=length_ms, caches=watched),
    ):
        services.export(
            project,
            services.files.recording(owner.sha256),
            target,
            ExportOptions.parse({"fps": owner.options.get("fps", ""), **options}),
            progress=progress,
        )
        size_bytes = target.stat().st_size
    _drop_if_unwanted(services, row)
    return {"size_bytes": size_bytes}


def _drop_if_unwanted(services: Services, row: ExportRow) -> None:
    """Delete the file where its project was deleted while it was written."""
    try:
        services.projects.get_export(row.id)
    except NotFound:
        services.files.remove_export(row.id, f".{row.format}")
        raise


def tidy(services: Services) -> None:
    """Give back what derived files hold beyond their age and size, and uploads that nobody ends."""
    services.uploads.sweep()
    settings = services.settings
    clean(
        services.caches.values(),
        max_age_h=KEEP_DERIVED_H,
        max_bytes=settings.cache_max_size,
        leftovers_in=(settings.cache_dir, settings.instance_dir),
    )
    services.files.tidy()
    services.remove_old_projects()


def main() -> None:
    """Run the program that the command line names."""
    settings = Settings.from_environ(os.environ)
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    services = bootstrap(settings)
    programs = {"runner": run_runner, "executor": run_executor}
    if len(sys.argv) != 2 or sys.argv[1] not in programs:
        raise BadInput("Say which program to run: runner or executor.")
    programs[sys.argv[1]](services)


def run_executor(services: Services) -> None:
    """Do the jobs that come in on standard input until it closes."""
    executor.serve({"make": partial(make, services), "export": partial(export, services)})


def run_runner(services: Services) -> None:
    """Hand due jobs to executors until no web process is left."""
    local.run(
        services.tasks,
        EXECUTOR,
        instance_dir=services.settings.instance_dir,
        concurrency=services.settings.max_concurrent_jobs,
        timeout_s=services.settings.processing_timeout_seconds,
        tick=partial(tidy, services),
        cleanup_interval_s=services.settings.cleanup_interval,
    )


if __name__ == "__main__":
    main()
