"""The speed of this machine's engines: results of the speed probe and of finished jobs.

The probe's file is derived data in the cache folder. Measurements from another machine, with other
weights or with other versions of an engine's packages are ignored. Nothing is measured here.
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
from vsl.speech.listening_time import Key, Machine, MeasuredSpeeds, Pace
from vsl.speech.registry import Parts, source
from vsl.speech.threads import count_threads

_RECENT = timedelta(days=30)  # older measurements may be of another machine
_PACKAGES: Mapping[str, tuple[str, ...]] = {  # that affect an engine's speed
    "whisper": ("vsl", "openai-whisper", "torch"),
    "faster-whisper": ("vsl", "faster-whisper", "ctranslate2"),
    "parakeet": ("vsl", "onnx-asr", "onnxruntime"),
    "sphinx": ("vsl", "pocketsphinx"),
}
_CPU_INFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class ProbedSpeed:
    """The measured speed of an engine, or the reason for its failure."""

    engine: str
    model: str
    pace: Pace | None
    failure: str = ""


def read_machine(settings: Settings) -> Machine:
    """Return the hardware available at this moment."""
    gpu_bytes = gpu_memory_bytes() if settings.enable_gpu_acceleration else 0
    return Machine(usable_cores(), read_memory().available_bytes, gpu_bytes)


def read_measured(settings: Settings, metrics: Metrics | None = None) -> MeasuredSpeeds:
    """Return the probe's paces, and the real-time factors of jobs of the last thirty days."""
    metrics = metrics or Metrics(settings.instance_dir / "metrics")
    return MeasuredSpeeds(read_probe(settings), factors(metrics.runs(datetime.now(UTC) - _RECENT)))


def read_probe(settings: Settings) -> dict[Key, Pace]:
    """Return the probe's results if they match this machine; empty if it has not run."""
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
        kept = json.loads(probe_file(settings).read_text("utf-8"))
        if kept["machine"] == describe_machine(settings):
            rows = [row for row in kept["engines"] if _is_current(row, settings)]
            return {(row["engine"], row["model"]): _read_pace(row) for row in rows}
    return {}


def write_probe(settings: Settings, probed: Iterable[ProbedSpeed]) -> None:
    """Store the probe's results, replacing earlier ones."""
    rows = [
        {
            "engine": each.engine,
            "model": strip_path(each.model),
            "identity": identify(each.engine, each.model),
            **asdict(each.pace),
        }
        for each in probed
        if each.pace
    ]
    at = datetime.now(UTC).isoformat(timespec="seconds")
    kept = {"machine": describe_machine(settings), "at": at, "engines": rows}
    settings.cache_dir.mkdir(parents=True, exist_ok=True)
    write_atomically(probe_file(settings), json.dumps(kept, indent=1) + "\n")


def probe_file(settings: Settings) -> Path:
    """Return the path of the probe's results."""
    return settings.cache_dir / "probe.json"


def describe_machine(settings: Settings) -> dict[str, Any]:
    """Return the properties that a machine's speed depends on."""
    return {
        "processor": _processor(),
        "cores": usable_cores(),
        "threads": count_threads(),
        "gpu_memory_bytes": gpu_memory_bytes() if settings.enable_gpu_acceleration else 0,
    }


def identify(engine: str, model: str) -> str:
    """Return a hash of what affects an engine's speed: weights and package versions."""
    weights = source(engine, Parts(whisper_model=model, parakeet_model=model))
    versions = " ".join(f"{name} {_version(name)}" for name in _PACKAGES.get(engine, ()))
    return hashlib.sha256(f"{weights} {versions}".encode()).hexdigest()[:16]


def _is_current(row: Mapping[str, Any], settings: Settings) -> bool:
    """Return whether a row's identity is that of the model in the settings."""
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
    """Return the processor's name; from ``/proc`` on Linux, where ``platform`` often lacks it."""
    with suppress(OSError):
        for line in _CPU_INFO.read_text("utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
