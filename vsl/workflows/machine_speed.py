"""What this machine knows of its own speed: a probe's file and the figures of finished work.

The file is derived data in the cache folder. What was measured on another machine, with other
weights or with other versions of an engine's packages is ignored. Measures nothing itself.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from vsl.basics.files import write_atomically
from vsl.basics.model_names import strip_path
from vsl.ops.gpu import gpu_memory_bytes
from vsl.ops.metrics import Metrics, factors
from vsl.ops.system import read_memory, usable_cores
from vsl.settings import Settings
from vsl.speech.listening_time import Key, Machine, Measured, Pace
from vsl.speech.registry import Parts, source
from vsl.speech.threads import count_threads

_RECENT = timedelta(days=30)  # what was measured before may have been another machine
_PACKAGES: Mapping[str, tuple[str, ...]] = {  # that decide how fast an engine is
    "whisper": ("vsl", "openai-whisper", "torch"),
    "faster-whisper": ("vsl", "faster-whisper", "ctranslate2"),
    "parakeet": ("vsl", "onnx-asr", "onnxruntime"),
    "sphinx": ("vsl", "pocketsphinx"),
}
_CPU_INFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class Probed:
    """How fast an engine heard the probe's sound, or why it could not."""

    engine: str
    model: str
    pace: Pace | None
    failure: str = ""


def read_machine(settings: Settings) -> Machine:
    """What there is to listen with at this moment."""
    gpu_bytes = gpu_memory_bytes() if settings.enable_gpu_acceleration else 0
    return Machine(usable_cores(), read_memory().available_bytes, gpu_bytes)


def read_measured(settings: Settings, metrics: Metrics | None = None) -> Measured:
    """The probe's paces, and the factors of what was heard in the last thirty days."""
    metrics = metrics or Metrics(settings.instance_dir / "metrics")
    return Measured(read_probe(settings), factors(metrics.runs(datetime.now(UTC) - _RECENT)))


def read_probe(settings: Settings) -> dict[Key, Pace]:
    """What the probe found on this machine as it is; empty where it has not run."""
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
        kept = json.loads(probe_file(settings).read_text("utf-8"))
        if kept["machine"] == describe_machine(settings):
            rows = [row for row in kept["engines"] if _is_current(row, settings)]
            return {(row["engine"], row["model"]): _read_pace(row) for row in rows}
    return {}


def write_probe(settings: Settings, found: Iterable[Probed]) -> None:
    """Keep what the probe found, in place of what an earlier one did."""
    rows = [
        {
            "engine": each.engine,
            "model": strip_path(each.model),
            "identity": identify(each.engine, each.model),
            **asdict(each.pace),
        }
        for each in found
        if each.pace
    ]
    at = datetime.now(UTC).isoformat(timespec="seconds")
    kept = {"machine": describe_machine(settings), "at": at, "engines": rows}
    settings.cache_dir.mkdir(parents=True, exist_ok=True)
    write_atomically(probe_file(settings), json.dumps(kept, indent=1) + "\n")


def probe_file(settings: Settings) -> Path:
    """Where the probe's figures are."""
    return settings.cache_dir / "probe.json"


def describe_machine(settings: Settings) -> dict[str, Any]:
    """What a machine's speed depends on."""
    return {
        "processor": _processor(),
        "cores": usable_cores(),
        "threads": count_threads(),
        "gpu_memory_bytes": gpu_memory_bytes() if settings.enable_gpu_acceleration else 0,
    }


def identify(engine: str, model: str) -> str:
    """What changes whenever an engine may have become faster or slower: weights and versions."""
    made_of = source(engine, Parts(whisper_model=model, parakeet_model=model))
    versions = " ".join(f"{name} {_version(name)}" for name in _PACKAGES.get(engine, ()))
    return hashlib.sha256(f"{made_of} {versions}".encode()).hexdigest()[:16]


def _is_current(row: Mapping[str, Any], settings: Settings) -> bool:
    """True if a row's identity is that of the model which the settings name."""
    parts = Parts(whisper_model=settings.whisper_model, parakeet_model=settings.parakeet_model)
    model = parts.model_of(row["engine"])
    known = model if strip_path(model) == row["model"] else row["model"]
    return bool(row["identity"] == identify(row["engine"], known))


def _read_pace(row: Mapping[str, Any]) -> Pace:
    points = tuple((float(length_s), float(work_s)) for length_s, work_s in row["points"])
    lengths = [length_s for length_s, _ in points]
    if float(row["start_s"]) < 0 or min(map(min, points)) <= 0 or lengths != sorted(lengths):
        raise ValueError("no pace")
    return Pace(float(row["start_s"]), points)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    """The processor's name; ``/proc`` has it on Linux, where ``platform`` often does not."""
    with suppress(OSError):
        for line in _CPU_INFO.read_text("utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
