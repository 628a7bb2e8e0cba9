"""Watch gunicorn's processes during a benchmark: their memory and processor time.

Memory is the resident set (proc(5), VmRSS) of the master and all its workers together; shared pages
count more than once. The runner and its executors are not included.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import psutil

from tests.upload_clients import Server

_MB = 1 << 20
_LOOK_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Cost:
    """What was taken of the server."""

    seconds: float
    cpu_s: float
    memory_mb: tuple[float, ...]  # from the beginning to the end, evenly spaced

    @property
    def growth_mb(self) -> float:
        """How much more it held than in the beginning, at most."""
        return max(self.memory_mb) - self.memory_mb[0]

    def curve_mb(self, points: int = 6) -> str:
        """How the memory went, in so many figures."""
        last = len(self.memory_mb) - 1
        shown = (self.memory_mb[last * each // (points - 1)] for each in range(points))
        return " → ".join(f"{each:.0f}" for each in shown)


class Watch:
    """Gunicorn's processes of a studio, their memory looked at again and again."""

    def __init__(self, server: Server) -> None:
        """Look from now on."""
        self._server, self._on = server, True
        self._memory_mb = [self._now_mb()]
        self._cpu_s, self._begun = self._cpu(), time.monotonic()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def end(self) -> Cost:
        """Look no more; what happened since the beginning."""
        seconds, cpu_s = time.monotonic() - self._begun, self._cpu() - self._cpu_s
        self._on = False
        self._thread.join()
        return Cost(seconds, cpu_s, (*self._memory_mb, self._now_mb()))

    def _look(self) -> None:
        while self._on:
            self._memory_mb.append(self._now_mb())
            time.sleep(_LOOK_EVERY_S)

    def _now_mb(self) -> float:
        return sum(_or_zero(_resident_mb, each) for each in self._web())

    def _cpu(self) -> float:
        return sum(_or_zero(_cpu_s, each) for each in self._web())

    def _web(self) -> list[psutil.Process]:
        with suppress(psutil.Error):
            master = psutil.Process(self._server.pid)
            return [master, *(each for each in master.children() if _is_gunicorn(each))]
        return []


def _is_gunicorn(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return "gunicorn" in " ".join(process.cmdline())
    return False


def _or_zero(read: Callable[[psutil.Process], float], process: psutil.Process) -> float:
    with suppress(psutil.Error):
        return read(process)
    return 0.0


def _resident_mb(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / _MB


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
