"""Durations of stages: one JSON line for each finished stage, one file a day, and their summary.

Any process may append at any time. Videos do not depend on these files, which may be deleted.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from vsl.basics.files import CacheFolder

_LEAST_MEDIA_S = 60.0  # shorter recordings mostly measure windows that are not full


@dataclass(frozen=True, slots=True)
class StageRun:
    """One finished stage."""

    stage: str
    seconds: float
    media_seconds: float = 0.0  # length of the recording; 0 if irrelevant
    engine: str = ""
    caches: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # kind → hits, misses
    model: str = ""  # of the engine; empty if it has only one
    start_s: float = 0.0  # the part of ``seconds`` spent loading a model
    at: str = ""  # end, ISO 8601, UTC


@dataclass(frozen=True, slots=True)
class StageSummary:
    """The statistics of one stage's runs."""

    count: int
    median_s: float
    p95_s: float
    real_time_factor: float | None  # seconds of work a second of media; None if unknown


@dataclass(slots=True)
class Timing:
    """Facts about a timed block, set inside it."""

    media_ms: int = 0
    engine: str = ""
    model: str = ""
    start_s: float = 0.0


class Metrics:
    """The metric files in one folder."""

    def __init__(self, folder: Path, *, enabled: bool = True) -> None:
        self._folder = folder
        self._enabled = enabled

    def record(self, run: StageRun) -> None:
        """Append ``run`` as one whole line, also while other processes append.

        Errors of the disk are ignored, since the work itself has succeeded.
        """
        if self._enabled:
            with suppress(OSError):
                self._append(run)

    def _append(self, run: StageRun) -> None:
        ended = datetime.now(UTC)
        line = json.dumps({**asdict(run), "at": ended.isoformat(timespec="milliseconds")}) + "\n"
        self._folder.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND  # a single O_APPEND write is atomic
        descriptor = os.open(self._file_of(ended), flags, 0o644)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)

    @contextmanager
    def time_stage(
        self,
        stage: str,
        *,
        media_ms: int = 0,
        engine: str = "",
        caches: Iterable[CacheFolder] = (),
    ) -> Iterator[Timing]:
        """Time a block and its look-ups in ``caches``; record them if it succeeds."""
        counted_caches, timing = tuple(caches), Timing(media_ms, engine)
        before = [(cache.count.hits, cache.count.misses) for cache in counted_caches]
        start = time.perf_counter()
        yield timing
        seconds = time.perf_counter() - start
        looked_up = {
            cache.kind: (cache.count.hits - hits, cache.count.misses - misses)
            for cache, (hits, misses) in zip(counted_caches, before, strict=True)
        }
        used = {kind: counts for kind, counts in looked_up.items() if any(counts)}
        media_s = timing.media_ms / 1000
        self.record(
            StageRun(
                stage,
                round(seconds, 4),
                media_s,
                timing.engine,
                used,
                timing.model,
                round(timing.start_s, 4),
            )
        )

    def runs(self, since: datetime) -> tuple[StageRun, ...]:
        """Return the runs that ended at ``since`` (with a time zone) or later, oldest first."""
        start = since.astimezone(UTC)
        oldest, limit = self._file_of(start), start.isoformat(timespec="milliseconds")
        files = sorted(file for file in self._folder.glob("*.jsonl") if file >= oldest)
        return tuple(run for file in files for run in _read(file) if run.at >= limit)

    def _file_of(self, moment: datetime) -> Path:
        return self._folder / f"{moment:%Y-%m-%d}.jsonl"


def summary(runs: Iterable[StageRun]) -> dict[str, StageSummary]:
    """Return the statistics of each stage, by name in alphabetical order."""
    by_stage = groupby(sorted(runs, key=_stage), key=_stage)
    return {stage: _summarise(list(group)) for stage, group in by_stage}


def look_ups(runs: Iterable[StageRun]) -> dict[str, tuple[int, int]]:
    """Return hits and misses by kind of cache."""
    totals: dict[str, tuple[int, int]] = {}
    for run in runs:
        for kind, (hits, misses) in run.caches.items():
            old_hits, old_misses = totals.get(kind, (0, 0))
            totals[kind] = (old_hits + hits, old_misses + misses)
    return totals


def factors(runs: Iterable[StageRun]) -> dict[tuple[str, str], float]:
    """Return the measured real-time factors of transcription by engine and model.

    Loading a model does not count. Recordings answered from the cache, and very short ones, are
    left out.
    """
    shares_by_engine: dict[tuple[str, str], list[float]] = {}
    for run in runs:
        hits, _ = run.caches.get("transcripts", (0, 0))
        if run.stage == "listen" and run.media_seconds >= _LEAST_MEDIA_S and not hits:
            work_s = max(0.0, run.seconds - run.start_s)
            shares_by_engine.setdefault((run.engine, run.model), []).append(
                work_s / run.media_seconds
            )
    return {engine: median(shares) for engine, shares in shares_by_engine.items()}


def _stage(run: StageRun) -> str:
    return run.stage


def _summarise(runs: list[StageRun]) -> StageSummary:
    seconds = [run.seconds for run in runs]
    p95 = quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
    factors = [run.seconds / run.media_seconds for run in runs if run.media_seconds > 0]
    return StageSummary(
        count=len(runs),
        median_s=round(median(seconds), 4),
        p95_s=round(p95, 4),
        real_time_factor=round(median(factors), 5) if factors else None,
    )


def _read(file: Path) -> Iterator[StageRun]:
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        run = _parse(line)
        if run:
            yield run


def _parse(line: str) -> StageRun | None:
    """Return the run in one line; None if the line is torn or has another format."""
    try:
        data: dict[str, Any] = json.loads(line)
        caches = {kind: (int(hits), int(misses)) for kind, (hits, misses) in data["caches"].items()}
        return StageRun(
            stage=str(data["stage"]),
            seconds=float(data["seconds"]),
            media_seconds=float(data["media_seconds"]),
            engine=str(data["engine"]),
            caches=caches,
            model=str(data.get("model", "")),
            start_s=float(data.get("start_s", 0.0)),
            at=str(data["at"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
