"""Workers on any machine, woken through Celery on Redis.

Ids of queued tasks flow in; workers then claim tasks. The task table decides which worker gets
which task.

A message only announces work: its receiver claims a task from the table. So a lost message costs a
second, and a duplicate costs nothing. Celery's own acknowledgements, retries and results are not
used.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from vsl.errors import BadSetting, NotInstalled
from vsl.jobs.drive import ExecutorProcess, drive
from vsl.jobs.task import Claim
from vsl.jobs.task_table import TaskTable

QUEUES: Mapping[str, tuple[str, ...]] = {"gpu": ("make", "hear"), "cpu": ("export",)}
"""The kinds of work by queue; a GPU speeds up transcription many times, and nothing else."""

_MESSAGE_NAME = "vsl.ring"
_MOST_MESSAGES = 100  # a round; far more than there are idle workers
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_REDIS_TIMEOUT_S = 2.0  # a web request waits that long at most

_log = logging.getLogger(__name__)


class WorkNotifier:
    """Notifies workers of queued tasks; while Redis is away it logs, and the runner repeats it."""

    def __init__(self, redis_url: str, database_url: str) -> None:
        """Check the configuration for a Redis server at ``redis_url``.

        Raises:
            BadSetting: the database is a SQLite file, which workers elsewhere could not reach.
            NotInstalled: Celery is missing.
        """
        if database_url.startswith("sqlite") and urlsplit(redis_url).hostname not in _LOOPBACK:
            raise BadSetting(
                "REDIS_URL names another machine, whose workers can't share a SQLite file: "
                "set DATABASE_URL to a PostgreSQL database."
            )
        if not all(map(importlib.util.find_spec, ("celery", "redis"))):
            raise NotInstalled("Celery is not installed: pip install 'vsl[celery]'")
        self._url = redis_url

    def notify(self, task_id: str, kind: str) -> None:
        """Send a message about a queued task."""
        for queue, kinds in QUEUES.items():
            if kind in kinds:
                self._notify_once(queue, [task_id])

    def notify_again(self, table: TaskTable) -> None:
        """Send messages for due tasks that have none in Redis: lost, or their worker died."""
        from redis.exceptions import RedisError

        for queue, kinds in QUEUES.items():
            due = table.due(kinds, most=_MOST_MESSAGES)
            if not due:
                continue
            try:
                unread = _redis(self._url).llen(queue)
            except RedisError as error:
                _log.warning("Redis does not answer: %s", error)
                return
            self._notify_once(queue, due[unread:])

    def _notify_once(self, queue: str, task_ids: Sequence[str]) -> None:
        from kombu.exceptions import OperationalError

        app = _sender_app(self._url)
        try:
            for task_id in task_ids:
                app.send_task(_MESSAGE_NAME, (task_id,), queue=queue, retry=False)
        except OperationalError as error:
            _log.warning("Redis does not answer, so workers hear of their work late: %s", error)


class TaskWorker:
    """A worker's executor processes, one for each of its threads."""

    def __init__(
        self,
        table: TaskTable,
        executor_command: Sequence[str],
        time_limit_s: Callable[[Claim], float],
    ) -> None:
        """Make a worker on the tasks of ``table``; see ``runner.run``."""
        self._table = table
        self._command = list(executor_command)
        self._time_limit_s = time_limit_s
        self._per_thread = threading.local()
        self._owner = f"{socket.gethostname()}:{os.getpid()}"
        self._stop = threading.Event()

    def leave(self) -> None:
        """Hand back running tasks and claim no more."""
        self._stop.set()

    def do_next(self, kinds: Sequence[str]) -> None:
        """Claim the first due task of these kinds, if there is one, and run it to its end."""
        claim = None if self._stop.is_set() else self._table.claim(self._owner, kinds)
        if claim is None:
            return
        executor = self._executor()
        try:
            limit_s = self._time_limit_s(claim)
            drive(self._table, executor, claim, timeout_s=limit_s, stop=self._stop)
        except BaseException:
            executor.kill()  # its next messages would be about this task; the lease saves that
            del self._per_thread.executor
            raise

    def _executor(self) -> ExecutorProcess:
        if not hasattr(self._per_thread, "executor"):
            self._per_thread.executor = ExecutorProcess(self._command)
        executor: ExecutorProcess = self._per_thread.executor
        return executor


def worker_app(
    redis_url: str,
    queues: Sequence[str],
    concurrency: int,
    open_task_worker: Callable[[], TaskWorker],
) -> Any:
    """Return the Celery application of a worker.

    Args:
        queues: those of ``QUEUES`` that it serves.
        concurrency: number of tasks at the same time.
        open_task_worker: called once, when the worker starts.
    """
    from celery import signals

    task_worker = cache(open_task_worker)
    app = _app(redis_url)
    app.conf.update(worker_pool="threads", worker_concurrency=concurrency)
    app.amqp.queues.select(list(queues))

    @app.task(name=_MESSAGE_NAME, bind=True)  # type: ignore[untyped-decorator]
    def handle_message(self: Any, _task_id: str) -> None:
        task_worker().do_next(QUEUES[self.request.delivery_info["routing_key"]])

    signals.worker_init.connect(lambda **_: task_worker(), weak=False)
    signals.worker_shutting_down.connect(lambda **_: task_worker().leave(), weak=False)
    return app


@cache
def _sender_app(redis_url: str) -> Any:
    app = _app(redis_url)
    # Without these, sending waits for ever while Redis is away.
    app.conf.broker_transport_options = {
        "max_retries": 1,
        "interval_start": 0.0,
        "interval_step": 0.0,
        "socket_connect_timeout": _REDIS_TIMEOUT_S,
        "socket_timeout": _REDIS_TIMEOUT_S,
    }
    return app


@cache
def _redis(redis_url: str) -> Any:
    from redis import Redis

    wait_s = _REDIS_TIMEOUT_S
    return Redis.from_url(redis_url, socket_connect_timeout=wait_s, socket_timeout=wait_s)


def _app(redis_url: str) -> Any:
    from celery import Celery

    app = Celery("vsl", broker=redis_url, set_as_current=False)
    app.conf.update(
        task_ignore_result=True,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,  # Redis may be away for hours
    )
    return app
