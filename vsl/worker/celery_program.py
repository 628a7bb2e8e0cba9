"""A worker on any machine: does jobs for web processes, by Celery on Redis."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from functools import cache
from typing import Any

from vsl.errors import BadSetting
from vsl.jobs.celery_workers import worker_app
from vsl.settings import Settings
from vsl.worker.programs import open_bench

# What workers would tell each other through Redis, which may forget it at any time.
_QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")


@cache
def celery_app() -> Any:
    """Return the Celery application that the settings ask for.

    Raises:
        BadSetting: no REDIS_URL is set.
    """
    settings = Settings.from_environ(os.environ)
    if not settings.redis_url:
        raise BadSetting("Set REDIS_URL: without it the web process does its jobs by itself.")
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    queues = settings.worker_queues.split(",")
    return worker_app(
        settings.redis_url, queues, settings.max_concurrent_jobs, lambda: open_bench(settings)
    )


def work(arguments: Sequence[str]) -> None:
    """Do jobs until told to leave (SIGTERM): what is at work then is given back."""
    celery_app().worker_main(["worker", *_QUIET, *arguments])
