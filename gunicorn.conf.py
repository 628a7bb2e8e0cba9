"""Production server settings: ``gunicorn -c gunicorn.conf.py app:app``.

HOST and PORT choose the address. Anything else can be overridden on gunicorn's command line or in
GUNICORN_CMD_ARGS, for instance ``--access-logfile -``.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from vsl.ops.system import usable_cores
from vsl.web.services import services_of

_MOST_WORKERS = 4  # they only carry bytes; the work runs in executor processes
_SHARED_MEMORY = Path("/dev/shm")

bind = f"{os.environ.get('HOST') or '0.0.0.0'}:{os.environ.get('PORT') or '7860'}"
worker_class = "gthread"
workers = max(2, min(usable_cores(), _MOST_WORKERS))
threads = 300  # each open stream of events holds one, and each slow upload or long download
timeout = 60  # for a worker that hangs; a slow request does not, its worker's main thread answers
graceful_timeout = 120  # what a replaced worker's uploads get to end
keepalive = 5
max_requests = 20_000  # then a fresh worker, so that no leak grows for ever
max_requests_jitter = 5_000  # not all at once
preload_app = False  # a database connection must not cross a fork
control_socket_disable = True  # gunicorn 25.1 and later open one in the home folder by default
accesslog = None
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "info")

if _SHARED_MEMORY.is_dir():
    worker_tmp_dir = str(_SHARED_MEMORY)  # heartbeat files on a busy disk would block workers


def post_worker_init(worker: Any) -> None:
    """End open streams of events when the worker is told to leave; clients come back elsewhere."""
    feed = services_of(worker.wsgi).events
    leave = signal.getsignal(signal.SIGTERM)

    def close_first(number: int, frame: Any) -> None:
        feed.close()
        if callable(leave):
            leave(number, frame)

    signal.signal(signal.SIGTERM, close_first)


def when_ready(server: Any) -> None:
    """Say where to look."""
    host, _, port = bind.rpartition(":")
    shown = "127.0.0.1" if host == "0.0.0.0" else host
    print(f"VSL is ready: http://{shown}:{port}", flush=True)
