"""The health of the machine: figures, and a verdict for load balancers.

Cheap enough to be requested every second: figures that need a walk of folders are cached.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from vsl.basics.files import CacheFolder
from vsl.ops.metrics import Metrics, StageRun, look_ups, summary
from vsl.ops.system import Gauge, System

FULL_DISK_BYTES = 100 << 20  # below it, writing a short video may fail
LOW_DISK_BYTES = 2 << 30  # room for a long recording, its samples and its video
LOW_MEMORY_SHARE = 0.08
REMEMBER_S = 10.0
WRITE_CHECK_S = 2.0
WINDOW = timedelta(hours=24)

OK, DEGRADED, DOWN = "ok", "degraded", "down"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CacheUse:
    """The content of one cache, and its look-ups of the last 24 hours."""

    files: int
    size_bytes: int
    hits: int
    misses: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the machine can work, and its problems in plain sentences."""

    status: str  # OK, DEGRADED (works, but needs attention) or DOWN (cannot work)
    problems: tuple[str, ...]


class Health:
    """Collects the figures of the machine, the caches, the task table and the metrics."""

    def __init__(
        self,
        folder: Path,
        *,
        caches: Iterable[CacheFolder],
        metrics: Metrics,
        count_tasks: Callable[[], Mapping[Any, int]],
        writes_to: Iterable[Path] = (),
    ) -> None:
        """Watch the disk of ``folder``, and whether the folders ``writes_to`` can be written."""
        self._gauge = Gauge(folder)
        self._caches = tuple(caches)
        self._metrics = metrics
        self._count_tasks = count_tasks
        self._recent_runs = _cache_for(self._read_runs)
        self._sizes = _cache_for(self._measure)
        self._writes_to = tuple(writes_to)
        self._read_only = _cache_for(self._find_read_only, WRITE_CHECK_S)

    def report(self) -> dict[str, Any]:
        """Return all figures as one JSON object; ``status`` and ``problems`` are the verdict."""
        system = self._gauge.read()
        queue = self._queue()
        verdict = judge_health(
            system, database_answers=queue is not None, read_only=self._read_only()
        )
        runs = self._recent_runs()
        return {
            "status": verdict.status,
            "problems": list(verdict.problems),
            "cpu": {"cores": system.cores, "percent": system.cpu_percent},
            "memory": {**asdict(system.memory), "used_percent": system.memory.used_percent},
            "disk": asdict(system.disk),
            "caches": {kind: asdict(use) for kind, use in self._cache_use(runs).items()},
            "queue": dict(queue or {}),
            "stages": {stage: asdict(figures) for stage, figures in summary(runs).items()},
        }

    def _queue(self) -> Mapping[Any, int] | None:
        try:
            return self._count_tasks()
        except SQLAlchemyError:
            return None

    def _find_read_only(self) -> tuple[Path, ...]:
        return tuple(folder for folder in self._writes_to if not can_write(folder))

    def _read_runs(self) -> tuple[StageRun, ...]:
        return self._metrics.runs(datetime.now(UTC) - WINDOW)

    def _measure(self) -> dict[str, tuple[int, int]]:
        return {cache.kind: (len(cache.files()), cache.size_bytes()) for cache in self._caches}

    def _cache_use(self, runs: Iterable[StageRun]) -> dict[str, CacheUse]:
        look_ups_by_kind = look_ups(runs)
        return {
            kind: CacheUse(files, size, *look_ups_by_kind.get(kind, (0, 0)))
            for kind, (files, size) in self._sizes().items()
        }


def judge_health(
    system: System, *, database_answers: bool, read_only: Iterable[Path] = ()
) -> Verdict:
    """Return the verdict on the figures.

    Args:
        read_only: folders that should be writable and are not.
    """
    free, memory = system.disk.free_bytes, system.memory
    problems, warnings = [], []
    if not database_answers:
        problems.append("The database does not answer: check DATABASE_URL and that it runs.")
    problems += [
        f"The folder {folder} can't be written: check its disk and whose it is."
        for folder in read_only
    ]
    if free < FULL_DISK_BYTES:
        problems.append(f"The disk is full ({free >> 20} MB free): run the cleanup or add space.")
    elif free < LOW_DISK_BYTES:
        warnings.append(f"Only {free >> 20} MB of disk are free: run the cleanup or add space.")
    if memory.available_bytes < LOW_MEMORY_SHARE * memory.total_bytes:
        warnings.append(
            f"Only {memory.available_bytes >> 20} MB of memory are free: "
            "lower MAX_CONCURRENT_JOBS or choose a smaller WHISPER_MODEL."
        )
    status = DOWN if problems else DEGRADED if warnings else OK
    return Verdict(status, tuple(problems + warnings))


def can_write(folder: Path) -> bool:
    """Return whether a file can be written in ``folder``, by writing one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
            file.flush()
    except OSError:
        return False
    return True


def _cache_for(ask: Callable[[], T], seconds: float = REMEMBER_S) -> Callable[[], T]:
    """Return ``ask`` with its answer cached for some seconds."""
    answers: list[tuple[float, T]] = []

    def cached_ask() -> T:
        if not answers or answers[0][0] < time.monotonic():
            answers[:] = [(time.monotonic() + seconds, ask())]
        return answers[0][1]

    return cached_ask
