"""Workers on any machine: Celery on Redis carries word that there is something to do.

Flows in: ids of tasks that wait. Flows out: tasks at work. Never here: who works on what.

A message is a doorbell. Whoever hears it asks the task table for work, and the table decides; so a
message that is lost costs a second, and one that comes twice costs nothing. Celery's own
acknowledgements, retries and results are not used.
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
"""The kinds of work by what they need; a GPU makes listening many times faster, nothing else."""

_RING = "vsl.ring"
_MOST_RINGS = 100  # a round; there are never that many workers idle
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_REDIS_ANSWERS_S = 2.0  # a web request does not wait longer for it

_log = logging.getLogger(__name__)


class WorkNotifier:
    """Rings when there is something to do; silent where Redis is gone, since it rings again."""

    def __init__(self, redis_url: str, database_url: str) -> None:
        """A bell on the Redis server at ``redis_url``.

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
        """Say that a task waits."""
        for queue, kinds in QUEUES.items():
            if kind in kinds:
                self._notify_once(queue, [task_id])

    def notify_again(self, table: TaskTable) -> None:
        """Ring for tasks that wait with no ring on its way: Redis forgot, or a worker died."""
        from redis.exceptions import RedisError

        for queue, kinds in QUEUES.items():
            waiting = table.due(kinds, most=_MOST_RINGS)
            if not waiting:
                continue
            try:
                unheard = _redis(self._url).llen(queue)
            except RedisError as error:
                _log.warning("Redis does not answer: %s", error)
                return
            self._notify_once(queue, waiting[unheard:])

    def _notify_once(self, queue: str, task_ids: Sequence[str]) -> None:
        from kombu.exceptions import OperationalError

        app = _ringer(self._url)
        try:
            for task_id in task_ids:
                app.send_task(_RING, (task_id,), queue=queue, retry=False)
        except OperationalError as error:
            _log.warning("Redis does not answer, so workers hear of their work late: %s", error)


class TaskWorker:
    """Where a worker works: an executor process for each of its threads, while it is wanted."""

    def __init__(
        self,
        table: TaskTable,
        executor_command: Sequence[str],
        time_limit_s: Callable[[Claim], float],
    ) -> None:
        """A bench for the tasks of ``table``; see ``local.run``."""
        self._table = table
        self._command = list(executor_command)
        self._time_limit_s = time_limit_s
        self._own = threading.local()
        self._owner = f"{socket.gethostname()}:{os.getpid()}"
        self._stop = threading.Event()

    def leave(self) -> None:
        """Give back what is at work, and begin nothing more."""
        self._stop.set()

    def do_next(self, kinds: Sequence[str]) -> None:
        """See the first task of these kinds that is due through to its end, if there is one."""
        claim = None if self._stop.is_set() else self._table.claim(self._owner, kinds)
        if claim is None:
            return
        executor = self._executor()
        try:
            limit_s = self._time_limit_s(claim)
            drive(self._table, executor, claim, timeout_s=limit_s, stop=self._stop)
        except BaseException:
            executor.kill()  # its next words would be about this task, which the lease saves
            del self._own.executor
            raise

    def _executor(self) -> ExecutorProcess:
        if not hasattr(self._own, "executor"):
            self._own.executor = ExecutorProcess(self._command)
        own: ExecutorProcess = self._own.executor
        return own


def worker_app(
    redis_url: str, queues: Sequence[str], concurrency: int, open_bench: Callable[[], TaskWorker]
) -> Any:
    """The Celery application of a worker.

    Args:
        queues: those of ``QUEUES`` that it serves.
        concurrency: tasks at work side by side.
        open_bench: called once, when the worker starts.
    """
    from celery import signals

    bench = cache(open_bench)
    app = _app(redis_url)
    app.conf.update(worker_pool="threads", worker_concurrency=concurrency)
    app.amqp.queues.select(list(queues))

    @app.task(name=_RING, bind=True)  # type: ignore[untyped-decorator]
    def ring(self: Any, _task_id: str) -> None:
        bench().do_next(QUEUES[self.request.delivery_info["routing_key"]])

    signals.worker_init.connect(lambda **_: bench(), weak=False)
    signals.worker_shutting_down.connect(lambda **_: bench().leave(), weak=False)
    return app


@cache
def _ringer(redis_url: str) -> Any:
    app = _app(redis_url)
    # Without these, sending waits for ever where Redis is gone.
    app.conf.broker_transport_options = {
        "max_retries": 1,
        "interval_start": 0.0,
        "interval_step": 0.0,
        "socket_connect_timeout": _REDIS_ANSWERS_S,
        "socket_timeout": _REDIS_ANSWERS_S,
    }
    return app


@cache
def _redis(redis_url: str) -> Any:
    from redis import Redis

    wait_s = _REDIS_ANSWERS_S
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
