"""The child's side of a job: a long-lived process that runs one task after another.

Requests flow in as JSON lines on standard input; JSON lines flow out with progress and finally
``done``, ``parts`` or ``error``. Only the parent process accesses the task table.

What libraries print goes to standard error, never between the lines.
"""

from __future__ import annotations

import ctypes
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TextIO

from vsl.errors import VslError
from vsl.jobs.task import FanOut
from vsl.progress import Progress

Kind = Callable[[dict[str, Any], Progress], dict[str, Any] | FanOut]
"""Does one kind of work: takes the payload, reports progress, returns the result.

Or returns parts to be done by others; then it is called again with their results under ``answers``
in the payload.
"""

_PR_SET_PDEATHSIG = 1  # prctl(2)
_REPORT_EVERY_S = 0.1

_log = logging.getLogger(__name__)


def serve(kinds: Mapping[str, Kind]) -> None:
    """Run the tasks that standard input requests, until it ends."""
    _die_with_parent()
    # A service manager sends SIGTERM to all processes at once: the parent hands the task back and
    # then kills this process; ending first would look like a crash.
    signal.signal(signal.SIGTERM, lambda _number, _frame: None)
    requests, replies = _private_streams()
    for line in requests:
        request = json.loads(line)
        print(_answer(kinds, request, Progress(_Reporter(replies))), file=replies, flush=True)


def _answer(kinds: Mapping[str, Kind], request: dict[str, Any], progress: Progress) -> str:
    kind = request["kind"]
    try:
        result = kinds[kind](request["payload"], progress)
        if isinstance(result, FanOut):
            return json.dumps({"parts": asdict(result)})
        return json.dumps({"done": result})
    except VslError as error:
        return _error(error.code, str(error), retryable=error.retryable)
    except Exception:
        _log.exception("Work of the kind %r broke", kind)
        return _error(
            "internal",
            f"Something broke inside while working on this ({kind}). "
            "The server's log has the details.",
            retryable=True,
        )


def _error(code: str, message: str, *, retryable: bool) -> str:
    return json.dumps({"error": {"code": code, "message": message, "retryable": retryable}})


class _Reporter:
    """Writes progress lines: each new stage at once, shares at most ten times a second."""

    def __init__(self, replies: TextIO) -> None:
        self._replies = replies
        self._lock = threading.Lock()
        self._stage: str | None = None
        self._next_at = 0.0

    def __call__(self, stage: str, share: float) -> None:
        with self._lock:
            now = time.monotonic()
            if stage == self._stage and now < self._next_at:
                return
            self._stage, self._next_at = stage, now + _REPORT_EVERY_S
            print(json.dumps({"progress": [stage, share]}), file=self._replies, flush=True)


def _die_with_parent() -> None:
    """Have the kernel kill this process when its parent dies.

    If the parent is dead already, standard input is closed, which ends the loop.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _private_streams() -> tuple[TextIO, TextIO]:
    """Return standard input and output for this module alone.

    For all other code, standard input is empty and standard output goes to standard error.
    """
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return requests, replies
