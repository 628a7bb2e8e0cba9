"""The Celery face: does jobs for web processes on any machine. docs/deploy.md says how.

python worker.py                             as the settings say
celery -A worker worker -Q gpu -c 1          the same with options of Celery's own
celery -A worker inspect ping                whether workers answer
"""

from __future__ import annotations

import logging
import os
import sys
from functools import cache
from typing import Any

from vsl.errors import BadSetting, VslError
from vsl.settings import Settings

# What workers would tell each other through Redis, which may forget it at any time.
_QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")


@cache
def _app() -> Any:
    from vsl.jobs.celery_workers import worker_app
    from vsl.worker.programs import open_bench

    settings = Settings.from_environ(os.environ)
    if not settings.redis_url:
        raise BadSetting("Set REDIS_URL: without it the web process does its jobs by itself.")
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    queues = settings.worker_queues.split(",")
    return worker_app(
        settings.redis_url, queues, settings.max_concurrent_jobs, lambda: open_bench(settings)
    )


def __getattr__(name: str) -> Any:
    """``app`` for Celery, built when it is first asked for."""
    if name == "app":
        return _app()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main() -> None:
    """Work until told to leave (SIGTERM): what is at work then is given back."""
    try:
        _app().worker_main(["worker", *_QUIET, *sys.argv[1:]])
    except VslError as error:
        raise SystemExit(f"worker.py: {error}") from error


if __name__ == "__main__":
    main()
