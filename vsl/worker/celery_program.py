"""A worker on any machine, which runs jobs of the web processes by Celery on Redis."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from functools import cache
from typing import Any

from vsl.errors import BadSetting
from vsl.jobs.celery_workers import worker_app
from vsl.settings import Settings
from vsl.worker.programs import open_task_worker

# Messages between workers, which are not needed: the task table holds all state.
_CELERY_OPTIONS = ("--without-gossip", "--without-mingle", "--without-heartbeat")


@cache
def celery_app() -> Any:
    """Return the Celery application for the settings.

    Raises:
        BadSetting: no REDIS_URL is set.
    """
    settings = Settings.from_environ(os.environ)
    if not settings.redis_url:
        raise BadSetting("Set REDIS_URL: without it the web process does its jobs by itself.")
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    queues = settings.worker_queues.split(",")
    return worker_app(
        settings.redis_url, queues, settings.max_concurrent_jobs, lambda: open_task_worker(settings)
    )


def work(arguments: Sequence[str]) -> None:
    """Run jobs until SIGTERM; running tasks are then handed back."""
    celery_app().worker_main(["worker", *_CELERY_OPTIONS, *arguments])
