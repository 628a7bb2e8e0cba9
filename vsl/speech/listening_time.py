"""Estimate transcription times: a duration and measured speeds go in, seconds come out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

import numpy as np

from vsl.basics.model_names import strip_path

_T = TypeVar("_T")

Key: TypeAlias = tuple[str, str]
"""An engine and its model; the model is empty for engines without a choice."""
Factors: TypeAlias = Mapping[Key, float]
"""Real-time factors (seconds of work per second of sound) of recordings of at least a minute."""

_GB = 1 << 30

# Memory a model needs in use, small to large. Sources: the memory table of the performance
# guide this project follows; turbo from https://github.com/openai/whisper#readme.
MODEL_GB: Mapping[str, int] = {
    "tiny": 1,
    "base": 2,
    "small": 3,
    "medium": 5,
    "turbo": 6,
    "large": 8,
}

# Real-time factors of openai-whisper in batches on two cores: tiny with real dimensions, base with
# its real weights on a letter of 166 s (19.0 times real time), the others in proportion to their
# layers times the square of their width.
_WHISPER: Mapping[str, float] = {
    "tiny": 0.03,
    "base": 0.053,
    "small": 0.25,
    "medium": 0.9,
    "turbo": 0.6,
    "large": 1.8,
}
_REFERENCE_CORES = 2
_MOST_CORES = 8  # more hardly speed a decoder up: its steps depend on one another
_GPU_GAIN = 10  # "10-50x faster" in the guide; the cautious end

# Of other engines. openai: mostly the upload; captions and the fake run no recognition.
# parakeet, not measured here: the authors of onnx-asr report 9.5 times real time on the four cores
# of an i7-7700HQ (https://istupakov.github.io/onnx-asr/benchmarks/), which is this on two; 36 on a
# 9800X3D and 57 on a T4 (https://github.com/istupakov/onnx-asr).
_ENGINES: Mapping[str, float] = {
    "sphinx": 0.15,
    "parakeet": 0.21,
    "openai": 0.1,
    "captions": 0.0,
    "scripted": 0.0,
}
_BY_CORES = ("sphinx", "parakeet")  # the others don't compute here
WHISPERS = ("whisper", "faster-whisper")
"""Engines that run Whisper's weights."""

# Relative to whisper. On processors: 0.063 for base on the same two cores and the same letter
# (15.8 times real time). On GPUs not measured here; a cautious reading of faster-whisper's table
# (https://github.com/SYSTRAN/faster-whisper#benchmark).
_FASTER_WHISPER = 0.063 / 0.053
_FASTER_WHISPER_ON_GPU = 0.7
_START_S: Mapping[str, float] = {
    "whisper": 5.0,
    "faster-whisper": 3.0,
    "parakeet": 5.0,
    "sphinx": 1.0,
}
_SHORT_S, _SHORT_AS_S = 5.0, 18.0  # 5 s of sound take Whisper as long as 18 s of a letter
_LETTER_S = 180.0  # a sales letter, whose factor is the one that counts


@dataclass(frozen=True, slots=True)
class Machine:
    """The hardware that transcription can use."""

    cores: int
    memory_bytes: int  # free, not installed
    gpu_memory_bytes: int = 0  # 0: no GPU

    @property
    def has_gpu(self) -> bool:
        """Whether models run on a GPU."""
        return self.gpu_memory_bytes > 0

    def holds(self, model: str) -> bool:
        """Return whether ``model`` fits into the memory it would use."""
        return MODEL_GB[model] * _GB <= (self.gpu_memory_bytes or self.memory_bytes)


@dataclass(frozen=True, slots=True)
class Pace:
    """The speed of an engine with a model, as work times for recordings of several lengths.

    A real-time factor alone is not enough: Whisper encodes whole windows, so five seconds take
    nearly as long as thirty, and decoding many windows takes little longer than decoding one.
    """

    start_s: float  # for a new process to load its libraries and the model
    points: tuple[tuple[float, float], ...]  # seconds of sound, seconds of work; the shortest first

    @property
    def factor(self) -> float:
        """The real-time factor in a long recording, once the model is loaded."""
        length_s, work_s = self.points[-1]
        return work_s / length_s

    def seconds(self, duration_ms: int) -> float:
        """Return how long a new process takes to transcribe a recording of that length.

        >>> pace = Pace(4.0, ((5.0, 1.0), (180.0, 8.0)))
        >>> [pace.seconds(ms) for ms in (1_000, 5_000, 92_500, 180_000, 360_000)]
        [5.0, 5.0, 8.5, 12.0, 20.0]
        """
        length_s = duration_ms / 1000
        if length_s >= self.points[-1][0]:
            return self.start_s + length_s * self.factor
        lengths, works = zip(*self.points, strict=True)
        return self.start_s + float(np.interp(length_s, lengths, works))

    def scale(self, gain: float) -> Pace:
        """Return the pace of an engine that takes ``gain`` times as long once it has started."""
        return Pace(self.start_s, tuple((length_s, gain * s) for length_s, s in self.points))


@dataclass(frozen=True, slots=True)
class MeasuredSpeeds:
    """Measured speeds of a machine's engines: by a probe, and from finished transcriptions."""

    paces: Mapping[Key, Pace] = field(default_factory=dict)
    factors: Factors = field(default_factory=dict)

    def has(self, key: Key) -> bool:
        """Return whether that engine and model were measured."""
        return _find(self.paces, key) is not None or _find(self.factors, key) is not None


UNMEASURED = MeasuredSpeeds()


def estimate(
    duration_ms: int,
    engine: str,
    model: str = "",
    measured: MeasuredSpeeds = UNMEASURED,
    *,
    machine: Machine | None = None,
) -> float:
    """Return how long ``engine`` will take to transcribe a recording, in seconds.

    A model that was not measured is estimated from another one of the same engine; an engine that
    was not, from figures for two cores and the number of cores in ``machine``.
    """
    return find_pace((engine, model), measured, machine).seconds(duration_ms)


def find_pace(key: Key, measured: MeasuredSpeeds, machine: Machine | None) -> Pace:
    """Return the pace by finished work, else by the probe, another model or built-in figures."""
    pace = _pace_by_probe(key, measured.paces, machine)
    factor = _find(measured.factors, key)
    if factor is None and _find(measured.paces, key) is None:
        factor = _factor_of_another(key, measured.factors, machine)
    return pace if factor is None or not pace.factor else pace.scale(factor / pace.factor)


def usual_pace(key: Key, machine: Machine | None) -> Pace:
    """Return the pace by this module's built-in figures."""
    engine, model = key
    factor, start_s = _usual(engine, family(model), machine), _START_S.get(engine, 0.0)
    shortest = (_SHORT_S, _SHORT_AS_S * factor) if engine in WHISPERS else (0.0, 0.0)
    return Pace(start_s, (shortest, (_LETTER_S, _LETTER_S * factor)))


def family(model: str) -> str:
    """Return a model's size: ``base`` of ``base.en``, ``turbo`` of ``large-v3-turbo``."""
    name = strip_path(model)
    return "turbo" if name.endswith("turbo") else name.split(".")[0].split("-")[0]


def _pace_by_probe(key: Key, paces: Mapping[Key, Pace], machine: Machine | None) -> Pace:
    if pace := _find(paces, key):
        return pace
    usual = usual_pace(key, machine)
    for other, pace in paces.items():
        if other[0] == key[0] and (other_factor := usual_pace(other, machine).factor):
            return pace.scale(usual.factor / other_factor)
    return usual


def _factor_of_another(key: Key, factors: Factors, machine: Machine | None) -> float | None:
    usual = usual_pace(key, machine).factor
    for other, factor in factors.items():
        if other[0] == key[0] and (other_factor := usual_pace(other, machine).factor):
            return factor * usual / other_factor
    return None


def _find(values: Mapping[Key, _T], key: Key) -> _T | None:
    for other, value in values.items():
        if _generic(other) == _generic(key):
            return value
    return None


def _generic(key: Key) -> Key:
    """Return the key shared by all models of one size, for engines with Whisper's sizes."""
    engine, model = key
    return engine, family(model) if engine in WHISPERS else strip_path(model)


def _usual(engine: str, model: str, machine: Machine | None) -> float:
    """Return the real-time factor on ``machine``, scaled from figures for two cores."""
    cores = min(machine.cores, _MOST_CORES) if machine else _REFERENCE_CORES
    has_gpu = machine is not None and machine.has_gpu
    share = _REFERENCE_CORES / max(1, cores)
    if engine in WHISPERS:
        gain = 1.0
        if engine == "faster-whisper":
            gain = _FASTER_WHISPER_ON_GPU if has_gpu else _FASTER_WHISPER
        return _WHISPER.get(model, _WHISPER["base"]) * gain * (1 / _GPU_GAIN if has_gpu else share)
    if engine == "parakeet" and has_gpu:
        share = 1 / _GPU_GAIN
    return _ENGINES.get(engine, _ENGINES["sphinx"]) * (share if engine in _BY_CORES else 1.0)
