"""The programs that run jobs: the runner and its executors.

python -m vsl.worker runner       one a machine, started by the web process or the worker
python -m vsl.worker executor     started by runner or worker; keeps its recogniser between jobs
"""

from __future__ import annotations

import logging
import os
import sys
from functools import partial

from vsl.basics.files import PRIVATE
from vsl.bootstrap import Services, bootstrap
from vsl.errors import BadInput, VslError
from vsl.jobs import executor, runner
from vsl.jobs.celery_workers import TaskWorker, WorkNotifier
from vsl.jobs.task import Claim
from vsl.jobs.webhooks.delivery import Deliverer
from vsl.jobs.webhooks.outbox import Outbox
from vsl.jobs.webhooks.receivers import secrets_of
from vsl.ops.cleanup import KEEP_DERIVED_H, clean
from vsl.settings import Settings
from vsl.store.database import empty_log
from vsl.worker.jobs import KINDS, run
from vsl.workflows.stored_sizes import measure_recordings

EXECUTOR = (sys.executable, "-m", "vsl.worker", "executor")


def clean_up(services: Services) -> None:
    """Delete unused derived files, expired uploads, old projects, old trash and old messages."""
    services.uploads.sweep()
    settings = services.settings
    clean(
        services.caches.values(),
        max_age_h=KEEP_DERIVED_H,
        max_bytes=settings.cache_max_size,
        leftovers_in=(settings.cache_dir, settings.instance_dir),
    )
    services.files.clean_up()
    services.remove_old_projects()
    services.empty_trash()
    services.deletion.release_caches()
    empty_log(services.projects.engine)
    services.deletion.finish_what_was_begun()
    measure_recordings(services.projects.engine, services.files)
    Outbox(services.projects.engine).forget_old()


def main() -> None:
    """Run the program that the command line names."""
    os.umask(PRIVATE)
    settings = Settings.from_environ(os.environ)
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    services = bootstrap(settings)
    programs = {"runner": run_runner, "executor": run_executor}
    if len(sys.argv) != 2 or sys.argv[1] not in programs:
        raise BadInput("Say which program to run: runner or executor.")
    programs[sys.argv[1]](services)


def time_limit_s(services: Services, claim: Claim) -> float:
    """Return how long a job may take, which is more for large recordings."""
    settings = services.settings
    try:
        project = claim.payload.get("project")
        if project is None:
            project = services.projects.get_export(claim.payload["export"]).project_id
        file, size_bytes = services.files.open_recording(services.projects.get(project).sha256)
    except VslError:
        return settings.processing_timeout_seconds  # the job itself reports what is wrong
    file.close()
    if size_bytes < settings.large_file_size:
        return settings.processing_timeout_seconds
    return max(settings.processing_timeout_seconds, settings.large_file_timeout_seconds)


def open_task_worker(settings: Settings) -> TaskWorker:
    """Return a Celery worker's task worker, and start this machine's runner, which cleans up.

    Raises:
        SystemExit: the settings contradict each other, or something is not installed.
    """
    os.umask(PRIVATE)
    try:
        services = bootstrap(settings)
    except VslError as error:  # Celery would only log it and continue
        raise SystemExit(f"worker.py: {error}") from error
    services.start_runner()
    return TaskWorker(services.tasks, EXECUTOR, partial(time_limit_s, services))


def run_executor(services: Services) -> None:
    """Run the tasks that standard input requests, until it ends."""
    executor.serve({kind: partial(run, services, kind) for kind in KINDS})


def run_runner(services: Services) -> None:
    """Run due jobs in executors until no web process is left.

    With remote workers, it only notifies them of queued tasks and cleans up.
    """
    settings = services.settings
    outbox = Outbox(services.projects.engine)
    secrets, open_secret = secrets_of(settings), services.seal.open
    Deliverer(outbox, secrets, settings.allow_private_webhooks, open_secret).start()
    notifier = WorkNotifier(settings.redis_url, settings.database) if settings.redis_url else None
    runner.run(
        services.tasks,
        EXECUTOR,
        instance_dir=settings.instance_dir,
        concurrency=0 if notifier else settings.max_concurrent_jobs,
        time_limit_s=partial(time_limit_s, services),
        each_round=partial(notifier.notify_again, services.tasks) if notifier else lambda: None,
        tick=partial(clean_up, services),
        cleanup_interval_s=settings.cleanup_interval,
    )
