"""Which Whisper model suits a recording and a machine, and how long listening will take.

Plain numbers in, plain values and sentences out; reads neither the clock nor the machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Factors: TypeAlias = Mapping[tuple[str, str], float]
"""Real-time factors measured on this machine (seconds of work a second of sound), by engine and
model; the model is empty for engines that have no choice of it."""

_GB = 1 << 30

# What a model needs while it listens, small to large. Sources: the memory table of the performance
# guide this project follows; turbo from https://github.com/openai/whisper#readme.
MODEL_GB: Mapping[str, int] = {
    "tiny": 1,
    "base": 2,
    "small": 3,
    "medium": 5,
    "turbo": 6,
    "large": 8,
}

# Real-time factors of openai-whisper in batches on two cores: tiny and base measured with real
# dimensions, the others in proportion to their layers times the square of their width.
_WHISPER: Mapping[str, float] = {
    "tiny": 0.03,
    "base": 0.06,
    "small": 0.25,
    "medium": 0.9,
    "turbo": 0.6,
    "large": 1.8,
}
_REFERENCE_CORES = 2
_MOST_CORES = 8  # more bring a decoder next to nothing: its steps wait for one another
_GPU_GAIN = 10  # "10-50x faster" in the guide; the cautious end

# Of other engines. openai: the upload is most of it; captions and the fake listen to nothing.
# parakeet, not measured here: the authors of onnx-asr tell 9.5 times real time on the four cores of
# an i7-7700HQ (https://istupakov.github.io/onnx-asr/benchmarks/), which is this on two; 36 on a
# 9800X3D and 57 on a T4 (https://pypi.org/project/onnx-asr/).
_ENGINES: Mapping[str, float] = {
    "sphinx": 0.15,
    "parakeet": 0.21,
    "openai": 0.1,
    "captions": 0.0,
    "scripted": 0.0,
}
_BY_CORES = ("sphinx", "parakeet")  # the others don't compute here
_FASTER_WHISPER = 0.7  # of what whisper needs: int8
_START_S: Mapping[str, float] = {
    "whisper": 5.0,
    "faster-whisper": 3.0,
    "parakeet": 5.0,
    "sphinx": 1.0,
}

_PATIENCE_S = 600.0  # a longer wait for the words is worth a smaller model
_SHORT_S = 120.0  # a wait that nobody minds is worth a larger one


@dataclass(frozen=True, slots=True)
class Machine:
    """What a machine has to listen with."""

    cores: int
    memory_bytes: int  # that may be used: what is free, not what is built in
    gpu_memory_bytes: int = 0  # 0: no GPU

    @property
    def has_gpu(self) -> bool:
        """True if models run on a GPU."""
        return self.gpu_memory_bytes > 0

    def holds(self, model: str) -> bool:
        """True if ``model`` fits where it would run."""
        return MODEL_GB[model] * _GB <= (self.gpu_memory_bytes or self.memory_bytes)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A model, why it is the one, and how long it will listen."""

    model: str
    reason: str  # a plain sentence
    seconds: float


def recommend_model(
    duration_ms: int,
    machine: Machine,
    language: str | None,
    factors: Factors | None = None,
    *,
    engine: str = "whisper",
) -> Recommendation:
    """The Whisper model that hears a recording best without trying anybody's patience.

    Base is for general use, tiny for drafts and for what is very long on a CPU, small and medium
    are for what is short or for a GPU. Small models hear other languages less well than English,
    so those get the larger one for a longer wait.

    Args:
        language: ISO 639-1 code, None if nobody knows.
        factors: what this machine measured; none yet: those of two cores in proportion.
    """

    def waits(model: str) -> float:
        return estimate(duration_ms, engine, model, factors, machine=machine)

    length = say_duration(duration_ms / 1000)
    hard = language not in (None, "", "en", "und")
    limit_s = _PATIENCE_S if hard or machine.has_gpu else _SHORT_S
    for model in ("turbo", "medium", "small") if machine.has_gpu else ("medium", "small"):
        if machine.holds(model) and waits(model) <= limit_s:
            where = "The GPU has room for" if machine.has_gpu else f"{length} are short enough for"
            reason = f"{where} {model}, which hears better than base."
            return Recommendation(model, reason, waits(model))
    if not machine.holds("base"):
        reason = "The memory has room for nothing larger than tiny; take what it hears as a draft."
        return Recommendation("tiny", reason, waits("tiny"))
    if waits("base") > _PATIENCE_S and not machine.has_gpu:
        reason = (
            f"{length} would take base {say_duration(waits('base'))} on this machine; tiny is done"
            f" in {say_duration(waits('tiny'))}, take what it hears as a draft."
        )
        return Recommendation("tiny", reason, waits("tiny"))
    return Recommendation("base", "Base is the model for general use.", waits("base"))


def estimate(
    duration_ms: int,
    engine: str,
    model: str = "",
    factors: Factors | None = None,
    *,
    machine: Machine | None = None,
) -> float:
    """Seconds until ``engine`` has heard a recording, from what this machine measured.

    A model that was not measured is reckoned from another of the same engine; an engine that was
    not, from the figures of two cores and the number of cores in ``machine``.
    """
    factor = _factor(engine, family(model), factors or {}, machine)
    return _START_S.get(engine, 0.0) + duration_ms / 1000 * factor


def say_estimate(duration_ms: int, engine: str, model: str, seconds: float) -> str:
    """The line that people read before the start: ``About 40 s with sphinx for 4 min of sound.``"""
    listener = f"{engine} ({model})" if model and engine != "sphinx" else engine
    length = say_duration(duration_ms / 1000)
    return f"About {say_duration(seconds)} with {listener} for {length} of sound."


def say_duration(seconds: float) -> str:
    """A length as people say it: ``5 s``, ``40 s``, ``3 min``, ``1 h 20 min``."""
    if seconds < 57.5:
        return f"{max(5, 5 * round(seconds / 5))} s"
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(5 * round(minutes / 5), 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def _factor(engine: str, model: str, factors: Factors, machine: Machine | None) -> float:
    for (measured, other), factor in factors.items():
        if (measured, family(other)) == (engine, model):
            return factor
    usual = _usual(engine, model, machine)
    for (measured, other), factor in factors.items():
        if measured == engine and _usual(engine, family(other), machine):
            return factor * usual / _usual(engine, family(other), machine)
    return usual


def _usual(engine: str, model: str, machine: Machine | None) -> float:
    """The factor on ``machine`` by the figures of two cores."""
    cores = min(machine.cores, _MOST_CORES) if machine else _REFERENCE_CORES
    share = _REFERENCE_CORES / max(1, cores)
    if engine in ("whisper", "faster-whisper"):
        gain = _FASTER_WHISPER if engine == "faster-whisper" else 1.0
        if machine and machine.has_gpu:
            share = 1 / _GPU_GAIN
        return _WHISPER.get(model, _WHISPER["base"]) * gain * share
    if engine == "parakeet" and machine and machine.has_gpu:
        share = 1 / _GPU_GAIN
    return _ENGINES.get(engine, _ENGINES["sphinx"]) * (share if engine in _BY_CORES else 1.0)


def family(model: str) -> str:
    """The size in a model's name: ``base`` of ``base.en``, ``turbo`` of ``large-v3-turbo``."""
    if model.endswith("turbo"):
        return "turbo"
    return model.split(".")[0].split("-")[0]
