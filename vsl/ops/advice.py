"""Recommendations to the operator, derived from this machine's own figures.

Each sentence names the figure behind it and the setting that changes it; without a figure there is
no recommendation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vsl.basics.model_names import name_model
from vsl.ops.metrics import StageSummary
from vsl.ops.system import System
from vsl.settings import Settings

# Gigabytes that a model needs, small to large. Source: "Available models and languages" in
# https://github.com/openai/whisper#readme, column "Required VRAM".
MODEL_GB = {"tiny": 1, "base": 1, "small": 2, "medium": 5, "turbo": 6, "large": 10}
_GB = 1 << 30


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures behind the recommendations."""

    system: System
    whisper: StageSummary | None  # of the "listen" stage
    queue: Mapping[str, int]
    cache_bytes: int
    has_gpu: bool = False


def recommend(settings: Settings, figures: Figures) -> tuple[str, ...]:
    """Return recommendations, the most urgent first; empty when nothing needs a change."""
    return (
        *_about_memory(settings, figures),
        *_about_speed(settings, figures),
        *_about_jobs(settings, figures),
        *_about_disk(settings, figures),
    )


def _about_memory(settings: Settings, figures: Figures) -> Iterator[str]:
    available_gb = figures.system.memory.available_bytes / _GB
    model = settings.whisper_model
    needed_gb = _model_gb(model) * settings.max_concurrent_jobs
    if needed_gb <= available_gb:
        return
    fitting = [name for name, size in MODEL_GB.items() if size <= available_gb]
    cure = f"set WHISPER_MODEL={fitting[-1]} or " if fitting and fitting[-1] != model else ""
    yield (
        f"{settings.max_concurrent_jobs} jobs with {name_model(model)} need about {needed_gb} GB, "
        f"{available_gb:.1f} GB are free: {cure}lower MAX_CONCURRENT_JOBS."
    )


def _about_speed(settings: Settings, figures: Figures) -> Iterator[str]:
    factor = figures.whisper.real_time_factor if figures.whisper else None
    if figures.has_gpu and not settings.enable_gpu_acceleration:
        yield "This machine has an NVIDIA GPU: set ENABLE_GPU_ACCELERATION=true."
    smaller = _next_smaller(settings.whisper_model)
    if factor and factor > 1 and smaller:
        yield (
            f"Listening takes {factor:.1f} times the length of the recording: "
            f"set WHISPER_MODEL={smaller}, which is faster and hears a little less well."
        )


def _about_jobs(settings: Settings, figures: Figures) -> Iterator[str]:
    jobs, cores = settings.max_concurrent_jobs, figures.system.cores
    waiting = figures.queue.get("queued", 0)
    if jobs > cores:
        yield f"{jobs} jobs share {cores} cores: set MAX_CONCURRENT_JOBS={cores} or less."
    elif waiting > jobs and cores >= 4 * jobs:
        yield (
            f"{waiting} jobs wait while {cores} cores serve {jobs}: "
            f"set MAX_CONCURRENT_JOBS={cores // 2}."
        )


def _about_disk(settings: Settings, figures: Figures) -> Iterator[str]:
    if figures.cache_bytes > settings.cache_max_size:
        yield (
            f"The caches hold {figures.cache_bytes >> 20} MB, "
            f"{settings.cache_max_size >> 20} MB are allowed (CACHE_MAX_SIZE): "
            "run performance_monitor.py --action cleanup."
        )


def _model_gb(model: str) -> int:
    return MODEL_GB.get(_family(model), MODEL_GB["base"])


def _next_smaller(model: str) -> str | None:
    smaller = dict(zip(list(MODEL_GB)[1:], MODEL_GB, strict=False))
    return smaller.get(_family(model))


def _family(model: str) -> str:
    """Return the size in a model's name: ``base`` of ``base.en``, ``large`` of ``large-v3``."""
    return model.split(".")[0].split("-")[0]
