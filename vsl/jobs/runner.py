"""One runner process on this machine, however many web processes serve it.

Flows in: the commands that start a runner and its executors. Flows out: tasks at work. Never here:
what the work is.

Two files in the instance folder carry locks (flock(2)). The kernel drops a lock with the last
process that holds it, so that nothing is left to clean after a kill -9. ``runner.lock`` belongs to
the one runner, ``web.lock`` is shared by all web processes.
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
from pathlib import Path
from typing import Any

from vsl.errors import Conflict, VslError
from vsl.jobs.drive import ExecutorProcess, drive
from vsl.jobs.task import Claim
from vsl.jobs.task_table import TaskTable

_ROUND_S = 1.0  # the pace of everything that is not urgent
_POLL_S = 0.15  # a new task waits that long at worst

_log = logging.getLogger(__name__)


class RunnerGuard:
    """Keeps a runner alive for as long as this process lives, together with all other guards."""

    def __init__(self, instance_dir: Path, command: Sequence[str]) -> None:
        """Start a runner if there is none; look again every second until ``close``.

        Args:
            instance_dir: whoever names the same folder shares the runner.
            command: the program that calls ``run``, and its arguments.
        """
        self._folder = instance_dir
        self._command = list(command)
        self._closed = threading.Event()
        instance_dir.mkdir(parents=True, exist_ok=True)
        self._presence = _lock(_web_lock(instance_dir), fcntl.LOCK_SH)
        self._start_missing_runner()
        threading.Thread(target=self._watch, name="runner-guard", daemon=True).start()

    def close(self) -> None:
        """Stop looking. The runner leaves soon after the last guard is closed or dead."""
        if not self._closed.is_set():
            self._closed.set()
            os.close(self._presence)

    def _watch(self) -> None:
        while not self._closed.wait(_ROUND_S):
            try:
                self._start_missing_runner()
            except OSError:
                _log.exception("The runner can't be started; trying again")

    def _start_missing_runner(self) -> None:
        """Start a runner that has the lock from its first moment: it gets it as standard input."""
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
    """A guard that has seen to it that exactly one runner lives. Call it after forks."""
    return RunnerGuard(instance_dir, command)


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
    """Be the runner: work on tasks until told to leave (SIGTERM, SIGINT) or nobody serves any more.

    Whatever is at work then is given back. A runner that was not started by a guard stays when
    nobody serves. Call it in the main thread of a process of its own.

    Args:
        concurrency: executors at work side by side; with 0 the work is done by workers elsewhere.
        time_limit_s: a task that takes longer has failed.
        each_round: what else is due every second.
        tick: automatic clean-up, called first at once, then every ``cleanup_interval_s``.
        grace_s: a web process that restarts within it finds this runner still here.
    Raises:
        Conflict: another runner is at work for this folder.
    """
    guarded = _hold_runner_lock(instance_dir)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    stop = threading.Event()
    pool = ThreadPoolExecutor(max(1, concurrency), thread_name_prefix="slot")
    try:
        slots = [
            pool.submit(_fill_slot, table, executor_command, time_limit_s, stop)
            for _ in range(concurrency)
        ]
        rounds = _Rounds(tick, cleanup_interval_s)
        while not guarded or rounds.unserved_s(instance_dir) < grace_s:
            rounds.clean_up_when_due()
            _raise_errors(slots)
            table.reap()
            each_round()
            time.sleep(_ROUND_S)
    finally:
        stop.set()
        pool.shutdown()


class _Rounds:
    """What is due besides the tasks: the clean-up, and leaving once nobody serves."""

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


def _fill_slot(
    table: TaskTable,
    executor_command: Sequence[str],
    time_limit_s: Callable[[Claim], float],
    stop: threading.Event,
) -> None:
    owner = f"{socket.gethostname()}:{os.getpid()}"
    with ExecutorProcess(executor_command) as executor:
        while not stop.is_set():
            claim = table.claim(owner)
            if claim is None:
                stop.wait(_POLL_S)
            else:
                drive(table, executor, claim, timeout_s=time_limit_s(claim), stop=stop)


def _raise_errors(slots: Sequence[Future[None]]) -> None:
    """A slot that broke ends the runner: the guards start a fresh one, the leases save the work."""
    for slot in slots:
        if slot.done():
            slot.result()


def _leave(_number: int, _frame: Any) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # leaving is under way
    raise SystemExit(0)


def _hold_runner_lock(folder: Path) -> bool:
    """Hold the lock until this process ends; whether a guard has handed it over."""
    path = _runner_lock(folder)
    if path.exists() and os.path.samestat(os.fstat(0), path.stat()):
        os.dup(0)  # stays open, and is not inherited by executors as standard input would be
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
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
    """An open file that holds the lock and is not inherited; BlockingIOError where it is taken."""
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
