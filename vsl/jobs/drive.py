"""The parent's side of a job: run a claimed task in an executor process and supervise it.

A claim flows in; the task's outcome is written to the task table. The choice of the task and the
work itself are elsewhere.
"""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Any, Self

from vsl.jobs.task import Child, Claim, Failure, FanOut
from vsl.jobs.task_table import TaskTable

_HEARTBEAT_S = 0.4  # the delay of a cancellation, and the age of the progress in the table
_BLOCK_BYTES = 1 << 16
_KILL_GROUP_AT_EOF = ("/bin/sh", "-c", "read -r _; kill -KILL 0")

_log = logging.getLogger(__name__)


class ExecutorProcess:
    """A child process that runs ``executor.serve``, with all the processes that it starts.

    They form one process group, in which a shell waits for the end of this process and then kills
    the group, since only the executor itself is killed with its parent. Create and keep it in one
    thread: the kernel takes the end of the thread that started a child for the end of the parent.
    """

    def __init__(self, command: Sequence[str]) -> None:
        """Start the executor.

        Args:
            command: the program and its arguments.
        """
        self._command = list(command)
        self._unread = b""
        self._readable = select.poll()
        self._spawn()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def revive(self) -> None:
        """Start a new executor if this one is dead."""
        if self._process.poll() is not None:
            self.kill()
            self._spawn()

    def begin(self, kind: str, payload: Mapping[str, Any]) -> None:
        """Send a request for one task."""
        line = json.dumps({"kind": kind, "payload": dict(payload)}) + "\n"
        with suppress(BrokenPipeError):  # next_message reports the death
            self._stdin.write(line.encode())
            self._stdin.flush()

    def next_message(self, timeout_s: float) -> tuple[str, Any] | None:
        """Return the next ``progress``, ``done``, ``parts`` (a fan-out), ``error`` or ``died``.

        The value of ``died`` is the exit status. None if there is none within ``timeout_s``.
        """
        while b"\n" not in self._unread:
            if not self._readable.poll(timeout_s * 1000):
                # a child that was forked without exec may hold the pipe of a dead executor open
                exit_status = self._process.poll()
                return None if exit_status is None else ("died", exit_status)
            block = os.read(self._stdout.fileno(), _BLOCK_BYTES)
            if not block:
                return "died", self._process.wait()
            self._unread += block
        line, _, self._unread = self._unread.partition(b"\n")
        ((name, value),) = json.loads(line).items()
        return name, value

    def kill(self) -> None:
        """Kill the executor and all processes that it started."""
        if self._process.poll() is None or self._killer.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        for process in (self._process, self._killer):
            process.wait()
        self._stdout.close()
        for pipe in (self._stdin, self._lifeline):
            with suppress(BrokenPipeError):  # raised if a request was not read to its end
                pipe.close()

    def _spawn(self) -> None:
        self._process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
        )
        self._killer = subprocess.Popen(
            _KILL_GROUP_AT_EOF, stdin=subprocess.PIPE, process_group=self._process.pid
        )
        self._stdin = _pipe(self._process.stdin)
        self._stdout = _pipe(self._process.stdout)
        self._lifeline = _pipe(self._killer.stdin)
        self._unread = b""
        self._readable = select.poll()
        self._readable.register(self._stdout, select.POLLIN)


_TIMED_OUT = Failure(
    "timed_out",
    "The work took too long and was stopped. Try a shorter recording, or raise "
    "PROCESSING_TIMEOUT_SECONDS (LARGE_FILE_TIMEOUT_SECONDS for large files).",
)


def drive(
    table: TaskTable,
    executor: ExecutorProcess,
    claim: Claim,
    *,
    timeout_s: float,
    stop: threading.Event,
) -> None:
    """Run one claimed task to its end, whatever that is; the executor is alive afterwards.

    Args:
        timeout_s: work that takes longer is killed and fails.
        stop: set when this worker stops; the task is then handed back.
    """
    executor.revive()
    answers = {"answers": claim.answers} if claim.answers else {}
    executor.begin(claim.kind, {**claim.payload, **answers})
    ending, value = _follow(table, executor, claim, timeout_s=timeout_s, stop=stop)
    if ending not in ("done", "parts", "error"):
        level = logging.WARNING if ending in ("died", "timed_out") else logging.INFO
        _log.log(level, "Task %s: %s (%s)", claim.id, ending, value)
        executor.kill()
    _settle(table, claim, ending, value)
    if not stop.is_set():
        executor.revive()


def _follow(
    table: TaskTable,
    executor: ExecutorProcess,
    claim: Claim,
    *,
    timeout_s: float,
    stop: threading.Event,
) -> tuple[str, Any]:
    """Return the executor's last message, or the reason to end it first."""
    started = time.monotonic()
    stage, share, next_heartbeat = claim.stage, claim.share, started + _HEARTBEAT_S
    while not stop.is_set():
        message = executor.next_message(max(0.0, next_heartbeat - time.monotonic()))
        if message is not None and message[0] != "progress":
            return message
        if message is not None:
            stage, share = message[1][0], max(message[1][1], claim.share)  # never decreases
        if time.monotonic() - started >= timeout_s:
            return "timed_out", None
        if time.monotonic() >= next_heartbeat:
            next_heartbeat = time.monotonic() + _HEARTBEAT_S
            answer = table.heartbeat(claim, stage, share)
            if answer != "ok":
                return answer, None
    return "stopped", None


def _settle(table: TaskTable, claim: Claim, ending: str, value: Any) -> None:
    match ending:
        case "done":
            table.finish(claim, value)
        case "parts":
            children = tuple(Child(**child) for child in value["children"])
            table.fan_out(claim, FanOut(value["stage"], children))
        case "error":
            table.retry_or_fail(claim, Failure(**value))
        case "died":
            table.lose(claim)
        case "timed_out":
            table.retry_or_fail(claim, _TIMED_OUT)
        case "cancel":
            table.confirm_cancel(claim)
        case "stopped":
            table.give_back(claim)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise TypeError("the process was started without this pipe")
    return pipe
