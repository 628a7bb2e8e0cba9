"""What a job does, and the two programs that do jobs: the runner and its executors.

python -m vsl.worker.programs runner       one a machine; the web process, or the worker, starts it
python -m vsl.worker.programs executor     started by runner or worker; keeps its recogniser between jobs
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from vsl.bootstrap import Services, bootstrap
from vsl.errors import BadInput, NotFound, VslError
from vsl.jobs import executor
from vsl.jobs import runner as local
from vsl.jobs.celery_workers import Bench, Doorbell
from vsl.jobs.task import Claim, FanOut
from vsl.jobs.webhooks.delivery import Deliverer
from vsl.jobs.webhooks.outbox import Outbox
from vsl.jobs.webhooks.receivers import secrets_of
from vsl.model import document
from vsl.model.project import Project
from vsl.ops.cleanup import KEEP_DERIVED_H, clean
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.store.projects import ExportRow, ProjectRow
from vsl.workflows import distributed_transcription as shared_hearing
from vsl.workflows.build_deck import make_deck
from vsl.workflows.export_project.options import ExportOptions
from vsl.workflows.make_options import MakeOptions
from vsl.workflows.make_variants import in_dress
from vsl.workflows.replace_recording import options_of, retaken

Payload = dict[str, Any]
EXECUTOR = (sys.executable, "-m", "vsl.worker.programs", "executor")


def make(services: Services, payload: Payload, progress: Progress) -> Payload | FanOut:
    """Listen to a project's recording and save the document of its deck.

    Where workers listen elsewhere, a long recording is shared out among them first. A project that
    has a document keeps it: the job was interrupted after its last step.
    """
    row = services.projects.get(payload["project"])
    if row.version:
        return {}
    options = MakeOptions.parse(row.options, services.wardrobe.find)
    recording = services.files.recording(row.sha256)
    source = payload.get("retake_of")
    before = document.stored(services.projects.document(source).text) if source else None
    if before:
        options = options_of(before, options)
    if parts := _apart(services, recording, options, payload=payload, progress=progress):
        return parts
    media, transcript = services.listen(recording, options, progress)
    if before:
        found = retaken(before, media, transcript)
        kept = _keep(services, row, found.project, "Heard a new take")
        return {**kept, "retake_of": source, **found.to_json()}
    deck = make_deck(transcript, media.duration_ms, options.theme, preset=options.preset)
    return _keep(services, row, Project(media, transcript, deck), "Heard the recording")


def _apart(
    services: Services,
    recording: Path,
    options: MakeOptions,
    *,
    payload: Payload,
    progress: Progress,
) -> FanOut | None:
    """What others are to hear; None where nobody else is there to hear it."""
    if not services.settings.redis_url:
        return None
    listener = services.transcriptor
    return shared_hearing.parts(listener, recording, options, payload=payload, progress=progress)


def hear(services: Services, payload: Payload, progress: Progress) -> Payload:
    """Hear one chunk of a long recording, for the job that shared it out."""
    recording = services.files.recording(payload["media"]["sha256"])
    with services.metrics.timed("listen", caches=services.caches.values()) as timing:
        chunk, heard = shared_hearing.hear(services.transcriptor, recording, payload, progress)
        timing.media_ms = chunk.heard_ms
        timing.engine, timing.model = heard.engine, heard.model
    return shared_hearing.answer(chunk, heard)


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


KINDS: Mapping[str, Callable[[Services, Payload, Progress], Payload | FanOut]] = {
    "make": make,
    "hear": hear,
    "export": export,
}


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
    Outbox(services.projects.engine).forget_old()


def main() -> None:
    """Run the program that the command line names."""
    settings = Settings.from_environ(os.environ)
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    services = bootstrap(settings)
    programs = {"runner": run_runner, "executor": run_executor}
    if len(sys.argv) != 2 or sys.argv[1] not in programs:
        raise BadInput("Say which program to run: runner or executor.")
    programs[sys.argv[1]](services)


def time_limit_s(services: Services, claim: Claim) -> float:
    """How long a job may take: longer where the recording is large."""
    settings = services.settings
    try:
        project = claim.payload.get("project")
        if project is None:
            project = services.projects.get_export(claim.payload["export"]).project_id
        file, size_bytes = services.files.open_recording(services.projects.get(project).sha256)
    except VslError:
        return settings.processing_timeout_seconds  # the job itself will say what is wrong
    file.close()
    if size_bytes < settings.large_file_size:
        return settings.processing_timeout_seconds
    return max(settings.processing_timeout_seconds, settings.large_file_timeout_seconds)


def open_bench(settings: Settings) -> Bench:
    """What a worker of many works with; this machine's runner cleans up beside it.

    Raises:
        SystemExit: the settings don't fit together, or something is not installed.
    """
    try:
        services = bootstrap(settings)
    except VslError as error:  # Celery would only log it, and go on without
        raise SystemExit(f"worker.py: {error}") from error
    services.start_runner()
    return Bench(services.tasks, EXECUTOR, partial(time_limit_s, services))


def run_executor(services: Services) -> None:
    """Do the jobs that come in on standard input until it closes."""
    executor.serve({kind: partial(work, services) for kind, work in KINDS.items()})


def run_runner(services: Services) -> None:
    """Hand due jobs to executors until no web process is left.

    Where workers do the jobs, it rings for those that wait, and cleans up.
    """
    settings = services.settings
    outbox = Outbox(services.projects.engine)
    Deliverer(outbox, secrets_of(settings), settings.allow_private_webhooks).start()
    remote = Doorbell(settings.redis_url, settings.database) if settings.redis_url else None
    local.run(
        services.tasks,
        EXECUTOR,
        instance_dir=settings.instance_dir,
        concurrency=0 if remote else settings.max_concurrent_jobs,
        time_limit_s=partial(time_limit_s, services),
        each_round=partial(remote.ring_again, services.tasks) if remote else lambda: None,
        tick=partial(tidy, services),
        cleanup_interval_s=settings.cleanup_interval,
    )


if __name__ == "__main__":
    main()
