"""Services built from settings: the composition root of the application.

Each service can be overridden by an argument, for instance with a fake in tests.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any, TypedDict, Unpack

from sqlalchemy import Connection, Engine, Row

from vsl.basics.blob_store import BlobStore
from vsl.basics.files import CacheFolder, keep_private
from vsl.basics.sealing import Seal, read_instance_key
from vsl.jobs import runner
from vsl.jobs.celery_workers import WorkNotifier
from vsl.jobs.event_feed import EventFeed
from vsl.jobs.project_rows import latest_payload
from vsl.jobs.queue import QueueLimits
from vsl.jobs.task_table import TaskTable
from vsl.jobs.webhooks.outbox import Receiver, announce
from vsl.jobs.webhooks.receivers import receiver_in, receivers_of
from vsl.media.footage import FootageCache
from vsl.media.probe import Probe, describe_choice
from vsl.media.soundtrack import SoundtrackCache
from vsl.model.project import EmphasisSettings, MediaInfo, Project, Transcript
from vsl.ops.metrics import Metrics
from vsl.progress import Progress
from vsl.render.assets.store import AssetStore
from vsl.render.assets.stored_names import bind_project
from vsl.render.pictures import Pictures
from vsl.render.themes.theme_store import ThemeStore
from vsl.settings import Settings
from vsl.speech.engine_info import check_availability
from vsl.speech.model_cache import MODELS
from vsl.speech.openai.recogniser import OpenAiAccess
from vsl.store.database import connect
from vsl.store.files import FileStore
from vsl.store.local_blobs import LocalBlobStore
from vsl.store.migrations import migrate
from vsl.store.projects import ProjectStore, read_options
from vsl.store.quotas import Quotas
from vsl.store.s3 import open_bucket
from vsl.store.trash import Trash
from vsl.store.uploads import UploadFolder
from vsl.workflows.build_deck import Pipeline
from vsl.workflows.compose_video import VideoComposer
from vsl.workflows.deletion import Deletion
from vsl.workflows.export_project.options import ExportOptions
from vsl.workflows.export_project.registry import write_export
from vsl.workflows.forecast import Forecast, forecast
from vsl.workflows.make_options import MakeOptions
from vsl.workflows.transcribe import Transcriber

_DAY_S = 86_400.0
RUNNER = (sys.executable, "-m", "vsl.worker", "runner")


@dataclass(frozen=True, slots=True)
class Tools:
    """The services that turn a recording into slides and slides into a video, with their caches."""

    settings: Settings
    caches: Mapping[str, CacheFolder]
    probe: Probe
    transcriber: Transcriber
    pictures: Pictures
    pipeline: Pipeline
    composer: VideoComposer
    metrics: Metrics
    assets: AssetStore
    themes: ThemeStore

    def check(self, options: MakeOptions) -> None:
        """Check before any work begins that ``options`` can be carried out on this machine.

        Raises:
            BadInput: the engine can't transcribe here, or the script can't be used.
            TooLarge: the script is too long.
            Forbidden: the engine would upload the recording, which the settings do not allow.
        """
        options.check_script()
        access = OpenAiAccess.from_settings(self.settings)
        check_availability(options.engine, options.listening(), access)

    def forecast(self, duration_ms: int, options: MakeOptions) -> Forecast:
        """Return which engine will transcribe a recording of that length, and how long it takes."""
        return forecast(
            duration_ms,
            options.listening(),
            engine=options.engine,
            settings=self.settings,
            metrics=self.metrics,
        )

    def probe_for(self, recording: Path, options: MakeOptions) -> MediaInfo:
        """Return the properties of ``recording``, with the sound track that ``options`` ask for.

        Raises:
            BadInput: it is no recording, or has no such track.
            TooLarge: it exceeds a limit.
        """
        language = options.language or ""
        return self.transcriber.probe(recording, track=options.track, language=language)

    def listen(
        self,
        recording: Path,
        options: MakeOptions,
        progress: Progress,
        *,
        media: MediaInfo | None = None,
    ) -> tuple[MediaInfo, Transcript]:
        """Transcribe ``recording``; record how long that took, for later forecasts."""
        loaded_before_s = MODELS.loading_s
        with self.metrics.time_stage("listen", caches=self.caches.values()) as timing:
            media, transcript = self.transcriber.listen(
                recording,
                options.listening(),
                engine=options.engine,
                correcting=options.correcting(),
                media=media or self.probe_for(recording, options),
                progress=progress,
            )
            timing.media_ms = media.duration_ms
            timing.engine, timing.model = transcript.engine, transcript.model
            timing.start_s = MODELS.loading_s - loaded_before_s
        notes = (*options.warnings(), *filter(None, [describe_choice(media)]))
        return media, replace(transcript, warnings=(*notes, *transcript.warnings))

    def choose_emphasis(self, options: MakeOptions) -> EmphasisSettings:
        """Return what stands out in a new deck, with names of both glossaries."""
        merged = self.transcriber.corrector.merged_options(options.correcting())
        return replace(options.emphasis, names=merged.glossary.hot_words())

    def export(
        self,
        project: Project,
        recording: Path | None,
        target: Path,
        options: ExportOptions = ExportOptions(),  # noqa: B008 -- a frozen value
        *,
        progress: Progress,
    ) -> None:
        """Write ``project`` to ``target``, whose extension selects the format.

        Args:
            recording: the project's recording; some formats do not need it.
        Raises:
            BadInput: the extension is unknown, or the recording is missing.
        """
        project = bind_project(project, self.assets)
        write_export(self.composer, project, recording, target, options=options, progress=progress)


@dataclass(frozen=True, slots=True)
class Services(Tools):
    """Tools with a database and files: the services of the web application and its jobs."""

    projects: ProjectStore
    files: FileStore
    uploads: UploadFolder
    tasks: TaskTable
    events: EventFeed
    start_runner: Callable[[], object]
    seal: Seal

    @property
    def trash(self) -> Trash:
        """The projects that were deleted and can be taken back."""
        return Trash(self.projects.engine)

    @property
    def quotas(self) -> Quotas:
        """What may be stored and sent."""
        return Quotas(
            self.settings.max_stored_bytes,
            self.settings.max_stored_bytes_per_client,
            self.settings.max_minutes_per_day,
            self.settings.max_minutes_per_day_per_client,
        )

    def remove_project(self, project_id: str) -> None:
        """Stop a project's jobs and move it to the trash; delete it if there is no trash.

        Raises:
            NotFound: there is no such project.
        """
        if not self.settings.trash_days:
            return self.deletion.erase(project_id)
        self.tasks.cancel_all(project_id)
        return self.trash.put(project_id)

    @property
    def deletion(self) -> Deletion:
        """What deletes projects for good, and finishes what was begun."""
        return Deletion(self.projects, self.files, self.tasks, self.settings.cache_dir)

    def restore_project(self, project_id: str) -> None:
        """Take a project out of the trash; it is transcribed again if it was not yet.

        Raises:
            NotFound: it is not in the trash.
        """
        row = self.trash.find(project_id)
        self.trash.restore(project_id)
        if not row.version:
            before = latest_payload(self.projects.engine, project_id, "make")
            self.tasks.submit("make", {"project": project_id} | before, project_id)

    def empty_trash(self) -> int:
        """Delete what has been in the trash for TRASH_DAYS; return how many projects there were."""
        keep_s = self.settings.trash_days * _DAY_S
        return self.deletion.erase_all(self.trash.deleted_before(time.time() - keep_s))

    def remove_old_projects(self) -> int:
        """Delete projects unused for the retention time; return how many there were."""
        if not self.settings.retention_days:
            return 0
        keep_s = self.settings.retention_days * _DAY_S
        return self.deletion.erase_all(self.projects.untouched_since(time.time() - keep_s))


class ToolOverrides(TypedDict, total=False):
    """Tools that replace those made from the settings."""

    caches: Mapping[str, CacheFolder]
    probe: Probe
    transcriber: Transcriber
    pictures: Pictures
    pipeline: Pipeline
    composer: VideoComposer
    metrics: Metrics
    assets: AssetStore
    themes: ThemeStore


class ServiceOverrides(ToolOverrides, total=False):
    """Services that replace those made from the settings."""

    projects: ProjectStore
    files: FileStore
    uploads: UploadFolder
    tasks: TaskTable
    events: EventFeed
    start_runner: Callable[[], object]
    seal: Seal


def build_tools(settings: Settings, **overrides: Unpack[ToolOverrides]) -> Tools:
    """Return the tools for ``settings``, with ``overrides`` by field name."""
    return replace(_tools(settings), **overrides)


def bootstrap(settings: Settings, **overrides: Unpack[ServiceOverrides]) -> Services:
    """Return all services for ``settings``, with ``overrides`` by field name.

    Creates the instance folder and brings the tables up to date; starts no process.
    """
    keep_private(settings.instance_dir)
    engine = connect(settings.database)
    seal = Seal(settings.encryption_key or read_instance_key(settings.instance_dir))
    # with a key of this machine alone, what others stored would be lost to them
    is_shared = bool(settings.database_url and not settings.encryption_key)
    migrate(engine, seal=str if is_shared else seal.close)
    tasks = _tasks(settings, engine)
    blobs = _blobs(settings)
    tools = _tools(settings, blobs if settings.storage_url else None)
    services = Services(
        **{each.name: getattr(tools, each.name) for each in fields(tools)},
        projects=ProjectStore(engine),
        files=FileStore(blobs, settings.max_file_size),
        uploads=UploadFolder(
            settings.instance_dir / "uploads",
            settings.max_file_size,
            settings.upload_keep_hours * 3600.0,
        ),
        tasks=tasks,
        events=EventFeed(tasks),
        start_runner=partial(runner.ensure_runner, settings.instance_dir, RUNNER),
        seal=seal,
    )
    return replace(services, **overrides)


def _tasks(settings: Settings, engine: Engine) -> TaskTable:
    on_end = partial(_announce, receivers_of(settings))
    limits = QueueLimits(settings.max_queued_jobs, settings.max_queued_jobs_per_client)
    if not settings.redis_url:
        return TaskTable(engine, limits=limits, on_end=on_end)
    notify = WorkNotifier(settings.redis_url, settings.database).notify
    return TaskTable(engine, limits=limits, tell=notify, on_end=on_end)


def _announce(
    operator_receivers: Sequence[Receiver], connection: Connection, task: Row[Any]
) -> None:
    """Store a message that a task has ended, for the operator's and the project's receivers."""
    project_receivers = receiver_in(read_options(connection, task.project))
    announce(connection, task, (*operator_receivers, *project_receivers))


def _blobs(settings: Settings) -> BlobStore:
    if settings.storage_url:
        return open_bucket(settings.storage_url, settings.cache_dir)
    return LocalBlobStore(settings.instance_dir)


def _tools(settings: Settings, shared_files: BlobStore | None = None) -> Tools:
    transcriber = Transcriber.from_settings(settings)
    soundtracks = CacheFolder(settings.cache_dir, "soundtracks", ".m4a")
    slides = CacheFolder(settings.cache_dir, "slides", ".png")
    encoded = CacheFolder(settings.cache_dir, "idr", ".h264")
    pictures = Pictures(slides, settings.max_workers or os.cpu_count() or 1)
    transcription_caches = (
        transcriber.samples.cache,
        transcriber.transcripts.cache,
        transcriber.corrector.cache.folder,
    )
    footage = CacheFolder(settings.cache_dir, "footage", ".mp4")
    beds = CacheFolder(settings.cache_dir, "beds", ".m4a")
    assets = AssetStore.under(settings.instance_dir, shared_files)
    pipeline = Pipeline(pictures, SoundtrackCache(soundtracks), encoded)
    return Tools(
        settings=settings,
        caches={
            folder.kind: folder
            for folder in (*transcription_caches, soundtracks, beds, footage, slides, encoded)
        },
        probe=transcriber.probe,
        transcriber=transcriber,
        pictures=pictures,
        pipeline=pipeline,
        composer=VideoComposer(pipeline, transcriber.probe, FootageCache(footage), beds),
        metrics=Metrics(
            settings.instance_dir / "metrics", enabled=settings.log_performance_metrics
        ),
        assets=assets,
        themes=ThemeStore(settings.instance_dir / "themes", assets),
    )
