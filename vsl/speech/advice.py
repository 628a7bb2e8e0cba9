"""Recommend a Whisper model for a recording and a machine.

Pure: a duration and measurements go in, a model's name and a sentence that explains it come out.
"""

from __future__ import annotations

from dataclasses import dataclass

from vsl.speech.listening_time import UNMEASURED, Machine, MeasuredSpeeds, estimate

_PATIENCE_S = 600.0  # a longer transcription is worth a smaller model
_SHORT_S = 120.0  # a shorter one leaves time for a larger model


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommended model, the reason, and the estimated transcription time."""

    model: str
    reason: str  # a plain sentence
    seconds: float


def recommend_model(
    duration_ms: int,
    machine: Machine,
    language: str | None,
    measured: MeasuredSpeeds = UNMEASURED,
    *,
    engine: str = "whisper",
) -> Recommendation:
    """Return the most accurate Whisper model whose transcription time is acceptable.

    Base is for general use, tiny for drafts and very long recordings on a CPU, small and medium for
    short recordings or a GPU. Small models are less accurate in other languages than in English,
    so for those a longer wait is accepted.

    Args:
        language: ISO 639-1 code, None if unknown.
        measured: this machine's measured speeds.
    """

    def time_s(model: str) -> float:
        return estimate(duration_ms, engine, model, measured, machine=machine)

    length = say_duration(duration_ms / 1000)
    is_hard = language not in (None, "", "en", "und")
    limit_s = _PATIENCE_S if is_hard or machine.has_gpu else _SHORT_S
    for model in ("turbo", "medium", "small") if machine.has_gpu else ("medium", "small"):
        if machine.holds(model) and time_s(model) <= limit_s:
            where = "The GPU has room for" if machine.has_gpu else f"{length} are short enough for"
            reason = f"{where} {model}, which hears better than base."
            return Recommendation(model, reason, time_s(model))
    if not machine.holds("base"):
        reason = "The memory has room for nothing larger than tiny; take what it hears as a draft."
        return Recommendation("tiny", reason, time_s("tiny"))
    if time_s("base") > _PATIENCE_S and not machine.has_gpu:
        reason = (
            f"{length} would take base {say_duration(time_s('base'))} on this machine; tiny is done"
            f" in {say_duration(time_s('tiny'))}, take what it hears as a draft."
        )
        return Recommendation("tiny", reason, time_s("tiny"))
    return Recommendation("base", "Base is the model for general use.", time_s("base"))


def say_duration(seconds: float) -> str:
    """Return a rounded, readable duration: ``5 s``, ``40 s``, ``3 min``, ``1 h 20 min``."""
    if seconds < 57.5:
        return f"{max(5, 5 * round(seconds / 5))} s"
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes_left = divmod(5 * round(minutes / 5), 60)
    return f"{hours} h {minutes_left} min" if minutes_left else f"{hours} h"
