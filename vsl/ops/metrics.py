"""How long stages took: one JSON line a finished stage, in one file a day, and what they add up to.

Any process may append at any time. Nothing here is needed to make a video; losing it loses figures.
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

_TELLING_MEDIA_S = 60.0  # shorter ones tell of windows that are not full


@dataclass(frozen=True, slots=True)
class StageRun:
    """One finished stage."""

    stage: str
    seconds: float
    media_seconds: float = 0.0  # length of the recording worked on; 0 where it does not matter
    engine: str = ""
    caches: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # kind → hits, misses
    model: str = ""  # of the engine; empty where it has no choice of it
    start_s: float = 0.0  # of the seconds, spent loading a model
    at: str = ""  # ISO 8601, UTC, when it ended


@dataclass(frozen=True, slots=True)
class StageSummary:
    """What the runs of one stage add up to."""

    count: int
    median_s: float
    p95_s: float
    real_time_factor: float | None  # seconds of work a second of media; None: length unknown


@dataclass(slots=True)
class Timing:
    """What a timed block may say about itself once it knows."""

    media_ms: int = 0
    engine: str = ""
    model: str = ""
    start_s: float = 0.0


class Metrics:
    """The metric files of one folder."""

    def __init__(self, folder: Path, *, enabled: bool = True) -> None:
        self._folder = folder
        self._enabled = enabled

    def record(self, run: StageRun) -> None:
        """Append ``run``; whole lines only, whoever else appends meanwhile.

        Where nothing can be written, nothing is kept: the work itself has gone well.
        """
        if self._enabled:
            with suppress(OSError):
                self._append(run)

    def _append(self, run: StageRun) -> None:
        ended = datetime.now(UTC)
        line = json.dumps({**asdict(run), "at": ended.isoformat(timespec="milliseconds")}) + "\n"
        self._folder.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND  # one write of an O_APPEND file is not torn
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
        """Time a block, and its look-ups in ``caches``; record them if it ends well."""
        watched, timing = tuple(caches), Timing(media_ms, engine)
        before = [(cache.count.hits, cache.count.misses) for cache in watched]
        start = time.perf_counter()
        yield timing
        seconds = time.perf_counter() - start
        looked_up = {
            cache.kind: (cache.count.hits - hits, cache.count.misses - misses)
            for cache, (hits, misses) in zip(watched, before, strict=True)
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
        """Every run that ended at ``since`` (with a time zone) or later, oldest first."""
        start = since.astimezone(UTC)
        oldest, limit = self._file_of(start), start.isoformat(timespec="milliseconds")
        files = sorted(file for file in self._folder.glob("*.jsonl") if file >= oldest)
        return tuple(run for file in files for run in _read(file) if run.at >= limit)

    def _file_of(self, moment: datetime) -> Path:
        return self._folder / f"{moment:%Y-%m-%d}.jsonl"


def summary(runs: Iterable[StageRun]) -> dict[str, StageSummary]:
    """The figures of each stage, by its name in alphabetical order."""
    by_stage = groupby(sorted(runs, key=_stage), key=_stage)
    return {stage: _summarise(list(group)) for stage, group in by_stage}


def look_ups(runs: Iterable[StageRun]) -> dict[str, tuple[int, int]]:
    """Hits and misses of each kind of cache."""
    totals: dict[str, tuple[int, int]] = {}
    for run in runs:
        for kind, (hits, misses) in run.caches.items():
            old_hits, old_misses = totals.get(kind, (0, 0))
            totals[kind] = (old_hits + hits, old_misses + misses)
    return totals


def factors(runs: Iterable[StageRun]) -> dict[tuple[str, str], float]:
    """Seconds of listening a second of sound, by engine and model, of what this machine did.

    Loading a model is no part of it. Says nothing of recordings that were heard before, or that are
    so short that they take longer than their share.
    """
    found: dict[tuple[str, str], list[float]] = {}
    for run in runs:
        hits, _ = run.caches.get("transcripts", (0, 0))
        if run.stage == "listen" and run.media_seconds >= _TELLING_MEDIA_S and not hits:
            heard_s = max(0.0, run.seconds - run.start_s)
            found.setdefault((run.engine, run.model), []).append(heard_s / run.media_seconds)
    return {engine: median(shares) for engine, shares in found.items()}


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
    """The run of one line; None for a line that a power cut tore or somebody else wrote."""
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
