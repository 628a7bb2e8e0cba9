"""Forecast a transcription: its engine, its duration on this machine, and a better model.

Reads properties and measurements of the machine; starts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vsl.basics.model_names import name_listener, name_model
from vsl.ops.metrics import Metrics
from vsl.settings import Settings
from vsl.speech.advice import Recommendation, recommend_model, say_duration
from vsl.speech.engine_info import check_availability
from vsl.speech.listening_time import MODEL_GB, WHISPERS, estimate, family
from vsl.speech.openai.recogniser import OpenAiAccess
from vsl.speech.recogniser import ListenOptions
from vsl.speech.registry import choose_engine
from vsl.speech.weights import whisper as weights
from vsl.workflows.machine_speed import read_machine, read_measured


@dataclass(frozen=True, slots=True)
class Forecast:
    """The engine of a transcription and its expected duration."""

    engine: str
    model: str  # empty if the engine has no choice of models
    seconds: float
    models: Mapping[str, float]  # seconds of each Whisper model that fits into memory
    recommended: Recommendation | None  # None: no choice of models, or no better one
    notice: str = ""  # a notice about the engine for the user

    @property
    def name(self) -> str:
        """Display name of the model or engine."""
        return name_listener(self.engine, self.model)

    @property
    def line(self) -> str:
        """Model and duration in one line: ``Whisper base · about 3 min on this machine``."""
        if self.engine == "captions":
            return "Your captions · nothing to listen to"
        return f"{self.name} · about {say_duration(self.seconds)} on this machine"

    @property
    def advice(self) -> str:
        """Effect of the recommended model: ``Whisper small would be more exact, about 9 min``."""
        other = self.recommended
        if other is None:
            return ""
        name, time = name_model(other.model), say_duration(other.seconds)
        if MODEL_GB[other.model] > MODEL_GB[family(self.model)]:
            return f"{name} would be more exact, about {time}"
        return f"{name} would be done in about {time}, as a draft"


def forecast(
    duration_ms: int, options: ListenOptions, *, engine: str, settings: Settings, metrics: Metrics
) -> Forecast:
    """Return the forecast for a recording of that duration with ``options``.

    Raises:
        BadInput: the engine can't be used here; the message says what it lacks.
        Forbidden: it would send the recording away without consent.
    """
    access = OpenAiAccess.from_settings(settings)
    check_availability(engine, options, access)
    machine, measured = read_machine(settings), read_measured(settings, metrics)
    choice = choose_engine(
        engine,
        options,
        whisper_model=settings.whisper_model,
        parakeet_model=settings.parakeet_model,
        measured=measured,
        machine=machine,
    )
    name, model = choice.name, options.model or settings.whisper_model
    if name not in WHISPERS:
        models_of = {"openai": access.model, "parakeet": options.model or settings.parakeet_model}
        model = models_of.get(name, "")
        seconds = estimate(duration_ms, name, model, measured, machine=machine)
        return Forecast(name, model, seconds, {}, None, choice.notice)
    models = [other for other in MODEL_GB if machine.holds(other)]
    waits = {
        other: estimate(duration_ms, name, other, measured, machine=machine)
        for other in (*models, model)
    }
    better = recommend_model(duration_ms, machine, options.base_language, measured, engine=name)
    recommended = better if _is_another(better.model, model) else None
    offered = {other: waits[other] for other in models}
    return Forecast(name, model, waits[model], offered, recommended, choice.notice)


def _is_another(model: str, chosen: str) -> bool:
    """Return whether ``model`` is available and differs from ``chosen``, a comparable model."""
    if family(chosen) not in MODEL_GB or family(chosen) == model:
        return False
    return weights.at_hand(model) or weights.size_if_reachable(model) is not None
