"""Which Whisper model suits a recording and a machine, and how people are told.

Plain numbers in, plain values and sentences out; reads neither the clock nor the machine.
"""

from __future__ import annotations

from dataclasses import dataclass

from vsl.speech.listening_time import UNMEASURED, Machine, Measured, estimate

_PATIENCE_S = 600.0  # a longer wait for the words is worth a smaller model
_SHORT_S = 120.0  # a wait that nobody minds is worth a larger one


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
    measured: Measured = UNMEASURED,
    *,
    engine: str = "whisper",
) -> Recommendation:
    """The Whisper model that hears a recording best without trying anybody's patience.

    Base is for general use, tiny for drafts and for what is very long on a CPU, small and medium
    are for what is short or for a GPU. Small models hear other languages less well than English,
    so those get the larger one for a longer wait.

    Args:
        language: ISO 639-1 code, None if nobody knows.
        measured: what this machine knows of itself.
    """

    def waits(model: str) -> float:
        return estimate(duration_ms, engine, model, measured, machine=machine)

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


def say_duration(seconds: float) -> str:
    """A length as people say it: ``5 s``, ``40 s``, ``3 min``, ``1 h 20 min``."""
    if seconds < 57.5:
        return f"{max(5, 5 * round(seconds / 5))} s"
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(5 * round(minutes / 5), 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"
