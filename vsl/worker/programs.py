"""The two programs that do jobs: the runner and its executors.

python -m vsl.worker runner       one a machine; the web process, or the worker, starts it
python -m vsl.worker executor     started by runner or worker; keeps its recogniser between jobs
"""

from __future__ import annotations

import logging
import os
import sys
from functools import partial
from typing import Any

from vsl.bootstrap import Services, bootstrap
from vsl.errors import BadInput, VslError
from vsl.jobs import executor
from vsl.jobs import runner as local
from vsl.jobs.celery_workers import TaskWorker, WorkNotifier
from vsl.jobs.task import Claim
from vsl.jobs.webhooks.delivery import Deliverer
from vsl.jobs.webhooks.outbox import Outbox
from vsl.jobs.webhooks.receivers import secrets_of
from vsl.ops.cleanup import KEEP_DERIVED_H, clean
from vsl.settings import Settings
from vsl.worker.jobs import KINDS

Payload = dict[str, Any]
EXECUTOR = (sys.executable, "-m", "vsl.worker", "executor")


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


def open_bench(settings: Settings) -> TaskWorker:
    """What a worker of many works with; this machine's runner cleans up beside it.

    Raises:
        SystemExit: the settings don't fit together, or something is not installed.
    """
    try:
        services = bootstrap(settings)
    except VslError as error:  # Celery would only log it, and go on without
        raise SystemExit(f"worker.py: {error}") from error
    services.start_runner()
    return TaskWorker(services.tasks, EXECUTOR, partial(time_limit_s, services))


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
    remote = WorkNotifier(settings.redis_url, settings.database) if settings.redis_url else None
    local.run(
        services.tasks,
        EXECUTOR,
        instance_dir=settings.instance_dir,
        concurrency=0 if remote else settings.max_concurrent_jobs,
        time_limit_s=partial(time_limit_s, services),
        each_round=partial(remote.notify_again, services.tasks) if remote else lambda: None,
        tick=partial(tidy, services),
        cleanup_interval_s=settings.cleanup_interval,
    )
