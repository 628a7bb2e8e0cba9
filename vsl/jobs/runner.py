"""One runner process on this machine, shared by all web processes.

The commands that start a runner and its executors flow in; the runner works on queued tasks. What
the work is, the executors decide.

Two files in the instance folder carry locks (flock(2)). The kernel releases a lock with the last
process that holds it, so nothing needs cleaning up after a kill -9. ``runner.lock`` belongs to the
runner, ``web.lock`` is shared by all web processes.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vsl.errors import Conflict, VslError
from vsl.jobs.drive import ExecutorProcess, drive
from vsl.jobs.task import Claim
from vsl.jobs.task_table import TaskTable

_ROUND_S = 1.0  # period of whatever is not urgent
_POLL_S = 0.15  # the longest delay of a new task

_log = logging.getLogger(__name__)


class RunnerGuard:
    """Keeps the shared runner alive for as long as this process lives."""

    def __init__(self, instance_dir: Path, command: Sequence[str]) -> None:
        """Start a runner if there is none; check every second until ``close``.

        Args:
            instance_dir: guards of the same folder share a runner.
            command: the program that calls ``run``, and its arguments.
        """
        self._folder = instance_dir
        self._command = list(command)
        self._closed = threading.Event()
        instance_dir.mkdir(parents=True, exist_ok=True)
        self._web_lock_descriptor = _lock(_web_lock(instance_dir), fcntl.LOCK_SH)
        self._start_missing_runner()
        threading.Thread(target=self._watch, name="runner-guard", daemon=True).start()

    def close(self) -> None:
        """Stop checking. The runner stops soon after the last guard is closed or dead."""
        if not self._closed.is_set():
            self._closed.set()
            os.close(self._web_lock_descriptor)

    def _watch(self) -> None:
        while not self._closed.wait(_ROUND_S):
            try:
                self._start_missing_runner()
            except OSError:
                _log.exception("The runner can't be started; trying again")

    def _start_missing_runner(self) -> None:
        """Start a runner if there is none; it inherits its lock as standard input."""
        try:
            lock = _lock(_runner_lock(self._folder), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        try:
            runner = subprocess.Popen(self._command, stdin=lock, start_new_session=True)
        finally:
            os.close(lock)
        threading.Thread(target=runner.wait, name="runner-wait", daemon=True).start()


def ensure_runner(instance_dir: Path, command: Sequence[str]) -> RunnerGuard:
    """Return a guard, having started the runner if there was none. Call it after forks."""
    return RunnerGuard(instance_dir, command)


def is_running(instance_dir: Path) -> bool:
    """Return whether a web process or a runner of this machine works in that folder."""
    for path in (_web_lock(instance_dir), _runner_lock(instance_dir)):
        if not path.exists():
            continue
        try:
            os.close(_lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB))
        except BlockingIOError:
            return True
    return False


def run(
    table: TaskTable,
    executor_command: Sequence[str],
    *,
    instance_dir: Path,
    concurrency: int,
    time_limit_s: Callable[[Claim], float],
    each_round: Callable[[], None] = lambda: None,
    tick: Callable[[], None] = lambda: None,
    cleanup_interval_s: float = 300.0,
    grace_s: float = 4.0,
) -> None:
    """Work on tasks until SIGTERM or SIGINT, or until no web process is left.

    One more executor than ``concurrency`` starts while all others work and a client waits for whom
    nothing runs: long jobs of one do not keep the others waiting.

    Tasks at work are handed back at the end. A runner that was not started by a guard stays when
    no web process is left. Call it in the main thread of a process of its own.

    Args:
        concurrency: number of executors; with 0 the work is done by workers elsewhere.
        time_limit_s: a task that takes longer fails.
        each_round: called every second.
        tick: automatic clean-up, called first at once, then every ``cleanup_interval_s``.
        grace_s: how long the runner stays without a web process, so that one may restart.
    Raises:
        Conflict: another runner is at work for this folder.
    """
    is_guarded = _hold_runner_lock(instance_dir)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    stop = threading.Event()
    pool = ThreadPoolExecutor(concurrency + 1, thread_name_prefix="slot")
    try:
        work = _Work(table, executor_command, time_limit_s, stop, idle_slots=concurrency)
        slots = [pool.submit(work.fill_slot) for _ in range(concurrency)]
        slots += [pool.submit(work.fill_spare_slot)] if concurrency else []
        rounds = _Rounds(tick, cleanup_interval_s)
        while not is_guarded or rounds.unserved_s(instance_dir) < grace_s:
            rounds.clean_up_when_due()
            _raise_errors(slots)
            table.reap()
            each_round()
            time.sleep(_ROUND_S)
    finally:
        stop.set()
        pool.shutdown()


class _Rounds:
    """The runner's periodic checks: clean-up, and the time without a web process."""

    def __init__(self, tick: Callable[[], None], every_s: float) -> None:
        self._tick = tick
        self._every_s = every_s
        self._served_at = self._tick_at = time.monotonic()

    def unserved_s(self, folder: Path) -> float:
        if _is_served(folder):
            self._served_at = time.monotonic()
        return time.monotonic() - self._served_at

    def clean_up_when_due(self) -> None:
        if time.monotonic() < self._tick_at:
            return
        self._tick_at = time.monotonic() + self._every_s
        try:
            self._tick()
        except (OSError, VslError):
            _log.exception("The automatic clean-up failed; it is tried again when next due")


@dataclass(slots=True)
class _Work:
    """What the slots of one runner share."""

    table: TaskTable
    executor_command: Sequence[str]
    time_limit_s: Callable[[Claim], float]
    stop: threading.Event
    idle_slots: int
    owner: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fill_slot(self) -> None:
        with ExecutorProcess(self.executor_command) as executor:
            while not self.stop.is_set():
                claim = self.table.claim(self.owner)
                if claim is None:
                    self.stop.wait(_POLL_S)
                    continue
                self._count_idle(-1)
                self._drive(executor, claim)
                self._count_idle(1)

    def fill_spare_slot(self) -> None:
        while not self.stop.wait(_ROUND_S):
            if self.idle_slots:
                continue
            if claim := self.table.claim(self.owner, of_idle_clients=True):
                with ExecutorProcess(self.executor_command) as executor:
                    self._drive(executor, claim)

    def _drive(self, executor: ExecutorProcess, claim: Claim) -> None:
        drive(self.table, executor, claim, timeout_s=self.time_limit_s(claim), stop=self.stop)

    def _count_idle(self, change: int) -> None:
        with self._lock:
            self.idle_slots += change


def _raise_errors(slots: Sequence[Future[None]]) -> None:
    """Raise a slot's error, which ends the runner: a guard starts a new one, leases save work."""
    for slot in slots:
        if slot.done():
            slot.result()


def _leave(_number: int, _frame: Any) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # the exit is under way
    raise SystemExit(0)


def _hold_runner_lock(folder: Path) -> bool:
    """Hold the lock until this process ends; return whether a guard has handed it over.

    Raises:
        Conflict: another runner has it.
    """
    path = _runner_lock(folder)
    if path.exists() and os.path.samestat(os.fstat(0), path.stat()):
        os.dup(0)  # stays open, and is not inherited by executors as standard input would be
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        return True
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _lock(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Conflict(f"Another runner is at work for {folder}: stop that one first.") from error
    return False


def _is_served(folder: Path) -> bool:
    try:
        os.close(_lock(_web_lock(folder), fcntl.LOCK_EX | fcntl.LOCK_NB))
    except BlockingIOError:
        return True
    return False


def _lock(path: Path, operation: int) -> int:
    """Return the descriptor of a file with the lock, which child processes do not inherit.

    Raises:
        BlockingIOError: the lock is taken, and ``operation`` does not wait.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, operation)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _runner_lock(folder: Path) -> Path:
    return folder / "runner.lock"


def _web_lock(folder: Path) -> Path:
    return folder / "web.lock"
