"""Services out of Settings: the one place where collaborators are chosen.

Each can be overridden by an argument, so that tests put fakes where they like.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row

from vsl.basics.files import CacheFolder
from vsl.errors import NotFound
from vsl.jobs import runner as local
from vsl.jobs.celery_workers import WorkNotifier
from vsl.jobs.event_feed import EventFeed
from vsl.jobs.task_table import TaskTable
from vsl.jobs.webhooks.outbox import Receiver, announce
from vsl.jobs.webhooks.receivers import receiver_in, receivers_of
from vsl.media.footage import FootageCache
from vsl.media.probe import Probe
from vsl.media.soundtrack import SoundtrackCache
from vsl.model.project import MediaInfo, Project, Transcript
from vsl.ops.metrics import Metrics
from vsl.progress import Progress
from vsl.render.assets import store as assets
from vsl.render.assets.store import AssetStore
from vsl.render.pictures import Pictures
from vsl.render.themes.theme_store import ThemeStore
from vsl.settings import Settings
from vsl.speech.engine_info import check_availability
from vsl.speech.model_cache import MODELS
from vsl.speech.openai.recogniser import OpenAiAccess
from vsl.store.blob_store import BlobStore, LocalBlobStore
from vsl.store.database import connect
from vsl.store.files import FileStore
from vsl.store.migrations import migrate
from vsl.store.projects import ProjectStore, read_options
from vsl.store.s3 import open_bucket
from vsl.store.uploads import UploadFolder
from vsl.workflows.build_deck import Pipeline
from vsl.workflows.compose_video import VideoComposer
from vsl.workflows.export_project.options import ExportOptions
from vsl.workflows.export_project.registry import write_export
from vsl.workflows.forecast import Forecast, forecast
from vsl.workflows.make_options import MakeOptions
from vsl.workflows.transcribe import Transcriber

_DAY_S = 86_400.0
RUNNER = (sys.executable, "-m", "vsl.worker", "runner")


@dataclass(frozen=True, slots=True)
class Tools:
    """What turns a recording into slides and slides into a video; keeps caches and figures."""

    settings: Settings
    caches: Mapping[str, CacheFolder]
    probe: Probe
    transcriber: Transcriber
    pictures: Pictures
    pipeline: Pipeline
    stage: VideoComposer
    metrics: Metrics
    assets: AssetStore
    themes: ThemeStore

    def check(self, options: MakeOptions) -> None:
        """Nothing, if what ``options`` ask for can be done here; asked before any work begins.

        Raises:
            BadInput: the engine can't listen here, or the script can't be read out.
            TooLarge: the script is too long.
            Forbidden: the engine would send the recording away, and nobody consented.
        """
        options.check_script()
        access = OpenAiAccess.from_settings(self.settings)
        check_availability(options.engine, options.listening(), access)

    def forecast(self, duration_ms: int, options: MakeOptions) -> Forecast:
        """Who will listen to a recording of that length, and how long; see ``check``."""
        return forecast(
            duration_ms,
            options.listening(),
            engine=options.engine,
            settings=self.settings,
            metrics=self.metrics,
        )

    def listen(
        self,
        recording: Path,
        options: MakeOptions,
        progress: Progress,
        *,
        media: MediaInfo | None = None,
    ) -> tuple[MediaInfo, Transcript]:
        """What is said in ``recording``; how long that took is kept for later forecasts."""
        loaded_before_s = MODELS.loading_s
        with self.metrics.time_stage("listen", caches=self.caches.values()) as timing:
            media, transcript = self.transcriber.listen(
                recording,
                options.listening(),
                engine=options.engine,
                correcting=options.correcting(),
                media=media,
                progress=progress,
            )
            timing.media_ms = media.duration_ms
            timing.engine, timing.model = transcript.engine, transcript.model
            timing.start_s = MODELS.loading_s - loaded_before_s
        doubts = (options.doubt(),) if options.doubt() else ()
        return media, replace(transcript, warnings=doubts + transcript.warnings)

    def export(
        self,
        project: Project,
        recording: Path | None,
        target: Path,
        options: ExportOptions = ExportOptions(),  # noqa: B008 -- a frozen value
        *,
        progress: Progress,
    ) -> None:
        """Write ``project`` to ``target``, whose extension chooses the format.

        Args:
            recording: what the project was made from; some formats do without.
        Raises:
            BadInput: the extension is unknown, or the recording is missing.
        """
        write_export(self.stage, project, recording, target, options=options, progress=progress)


@dataclass(frozen=True, slots=True)
class Services(Tools):
    """Tools with a memory: what the web page and its jobs work with."""

    projects: ProjectStore
    files: FileStore
    uploads: UploadFolder
    tasks: TaskTable
    events: EventFeed
    start_runner: Callable[[], object]

    def remove_project(self, project_id: str) -> None:
        """Delete a project with its versions and exports, and stop its jobs.

        Its recording goes with it where no other project has the same.

        Raises:
            NotFound: there is no such project.
        """
        self.tasks.cancel_all(project_id)
        for export in self.projects.remove(project_id, self.files.remove_recording):
            self.files.remove_export(export.id, f".{export.format}")

    def remove_old_projects(self) -> int:
        """Delete projects that nobody touched for as long as the settings keep them; how many."""
        if not self.settings.retention_days:
            return 0
        old = self.projects.untouched_since(time.time() - self.settings.retention_days * _DAY_S)
        for project_id in old:
            with suppress(NotFound):  # somebody else was faster
                self.remove_project(project_id)
        return len(old)


def build_tools(settings: Settings, **overrides: Any) -> Tools:
    """The tools that ``settings`` ask for, with ``overrides`` by field name in their place."""
    return Tools(**{**_tools(settings), **overrides})


def bootstrap(settings: Settings, **overrides: Any) -> Services:
    """All services that ``settings`` ask for, with ``overrides`` by field name in their place.

    Creates the instance folder and brings the tables up to date; starts no process.
    """
    engine = connect(settings.database)
    migrate(engine)
    tasks = _tasks(settings, engine)
    shelf = _shelf(settings)
    memory = {
        "projects": ProjectStore(engine),
        "files": FileStore(shelf, settings.max_file_size),
        "uploads": UploadFolder(
            settings.instance_dir / "uploads",
            settings.max_file_size,
            settings.upload_keep_hours * 3600.0,
        ),
        "tasks": tasks,
        "events": EventFeed(tasks),
        "start_runner": partial(local.ensure_runner, settings.instance_dir, RUNNER),
    }
    if settings.storage_url:
        memory["assets"] = _assets(settings, shelf)
    return Services(**{**_tools(settings), **memory, **overrides})


def _tasks(settings: Settings, engine: Engine) -> TaskTable:
    on_end = partial(_announce, receivers_of(settings))
    if not settings.redis_url:
        return TaskTable(engine, on_end=on_end)
    ring = WorkNotifier(settings.redis_url, settings.database).notify
    return TaskTable(engine, tell=ring, on_end=on_end)


def _announce(everybody: Sequence[Receiver], connection: Connection, task: Row[Any]) -> None:
    """Have the operator's receivers told that a task has ended, and its project's own."""
    own = receiver_in(read_options(connection, task.project))
    announce(connection, task, (*everybody, *own))


def _assets(settings: Settings, shelf: BlobStore | None = None) -> AssetStore:
    own = AssetStore(settings.instance_dir / "assets", shelf)
    assets.look_in(own.folder, own.shelf)
    return own


def _shelf(settings: Settings) -> BlobStore:
    if settings.storage_url:
        return open_bucket(settings.storage_url, settings.cache_dir)
    return LocalBlobStore(settings.instance_dir)


def _tools(settings: Settings) -> dict[str, Any]:
    transcriber = Transcriber.from_settings(settings)
    soundtracks = CacheFolder(settings.cache_dir, "soundtracks", ".m4a")
    slides = CacheFolder(settings.cache_dir, "slides", ".png")
    encoded = CacheFolder(settings.cache_dir, "idr", ".h264")
    pictures = Pictures(slides, settings.max_workers or os.cpu_count() or 1)
    heard = (
        transcriber.samples.cache,
        transcriber.transcripts.cache,
        transcriber.desk.kept.cache,
    )
    footage = CacheFolder(settings.cache_dir, "footage", ".mp4")
    beds = CacheFolder(settings.cache_dir, "beds", ".m4a")
    pipeline = Pipeline(pictures, SoundtrackCache(soundtracks), encoded)
    return {
        "settings": settings,
        "caches": {
            folder.kind: folder for folder in (*heard, soundtracks, beds, footage, slides, encoded)
        },
        "probe": transcriber.probe,
        "transcriber": transcriber,
        "pictures": pictures,
        "pipeline": pipeline,
        "stage": VideoComposer(pipeline, transcriber.probe, FootageCache(footage), beds),
        "metrics": Metrics(
            settings.instance_dir / "metrics", enabled=settings.log_performance_metrics
        ),
        "assets": _assets(settings),
        "wardrobe": ThemeStore(settings.instance_dir / "themes"),
    }
