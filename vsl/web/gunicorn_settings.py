"""Production server settings: ``gunicorn -c python:vsl.web.gunicorn_settings …``.

HOST and PORT set the address; without API_KEY it is one of this machine's own. Any other setting
can be overridden on gunicorn's command line or by GUNICORN_CMD_ARGS (``--access-logfile -``).
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Any

from vsl.basics.files import PRIVATE
from vsl.errors import BadSetting
from vsl.jobs.shutdown import stop_runner
from vsl.ops.heap import keep_heap_together
from vsl.ops.system import usable_cores
from vsl.settings import Settings
from vsl.web.exposure import (
    REACHED_AT,
    check_exposure,
    default_host,
    describe_exposure,
    join_host,
)
from vsl.web.services import services_of

_MOST_CONNECTIONS = 8192
_FEWEST_CONNECTIONS = 512
_OTHER_FILES = 1024  # that a worker may have open
_MOST_WORKERS = 4  # they only transfer bytes; jobs run in executor processes
_SHARED_MEMORY = Path("/dev/shm")


def _most_connections() -> int:
    """Return how many connections a worker may have, and allow it as many files."""
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most_files == resource.RLIM_INFINITY:
        most_files = _MOST_CONNECTIONS + _OTHER_FILES
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
    return max(_FEWEST_CONNECTIONS, min(_MOST_CONNECTIONS, most_files - _OTHER_FILES))


_host = os.environ.get("HOST") or default_host(os.environ.get("API_KEY", ""))
bind = join_host(_host, os.environ.get("PORT") or "7860")
forwarded_allow_ips = ""  # TRUSTED_PROXIES alone says who may name a client (proxies.py)
worker_class = "vsl.web.line_worker.LineWorker"
workers = max(2, min(usable_cores(), _MOST_WORKERS))
# For requests that have arrived, uploads and downloads under way; streams of events hold none. They
# are started on demand: an idle server has a few. One address gets half of them at most.
threads = 256
worker_connections = _most_connections()  # of which most only wait
timeout = 60  # of a hanging worker; during a slow request its main thread still reports
graceful_timeout = 120  # for the uploads of a worker that is replaced
keepalive = 5
max_requests = 20_000  # then the worker is replaced, which bounds any memory leak
max_requests_jitter = 5_000  # not all at once
preload_app = False  # a database connection must not cross a fork
control_socket_disable = True  # gunicorn 25.1 and later open one in the home folder by default
accesslog = None
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "info")

if _SHARED_MEMORY.is_dir():
    worker_tmp_dir = str(_SHARED_MEMORY)  # heartbeat files on a busy disk would block workers


def on_starting(server: Any) -> None:
    """Stop in one line if a setting can't be read, or if others could enter without a key."""
    if server.cfg.is_ssl:
        sys.exit("gunicorn's TLS can't be used here: let a proxy do it, see docs/deploy.md.")
    try:
        check_exposure(Settings.from_environ(os.environ), _listening_hosts(server))
    except BadSetting as error:
        sys.exit(str(error))


def _listening_hosts(server: Any) -> list[str]:
    """Return the addresses that gunicorn will listen on; empty ones for Unix sockets."""
    addresses = server.cfg.address
    return [address[0] if isinstance(address, tuple) else "" for address in addresses]


def post_fork(server: Any, worker: Any) -> None:
    """Limit the memory fragmentation of a worker's many threads, and keep its files private."""
    os.umask(PRIVATE)
    keep_heap_together()


def post_worker_init(worker: Any) -> None:
    """On SIGTERM, stop accepting connections and end the streams of events.

    Clients then reconnect to another worker at once. By default gunicorn keeps a copy of the
    listening socket open until the worker's last upload has ended, and new connections to it wait.
    """
    feed = services_of(worker.wsgi).events
    leave = signal.getsignal(signal.SIGTERM)

    def close_first(number: int, frame: Any) -> None:
        feed.close()
        if callable(leave):
            leave(number, frame)
        worker.method_queue.defer(partial(_close_sockets, worker))

    signal.signal(signal.SIGTERM, close_first)


def _close_sockets(worker: Any) -> None:
    worker.set_accept_enabled(False)
    for listening in worker.sockets:
        listening.close()


def on_exit(server: Any) -> None:
    """Stop the background runner; in a container it would be killed with this process."""
    stop_runner(Settings.from_environ(os.environ).instance_dir)


def when_ready(server: Any) -> None:
    """Print the server's address and who can reach it."""
    host, _, port = bind.rpartition(":")
    shown = REACHED_AT.get(host, host)
    settings = Settings.from_environ(os.environ)
    print(f"VSL is ready: http://{shown}:{port}")
    print(describe_exposure(settings, _listening_hosts(server)), flush=True)
