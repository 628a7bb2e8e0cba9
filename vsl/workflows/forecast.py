"""What people are told before listening starts: who will listen, how long that takes on this
machine, and which model would suit the recording better.

Looks at the machine and at what it measured; starts nothing.
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
    """Who will listen and how long it takes."""

    engine: str
    model: str  # empty where the engine has no choice of it
    seconds: float
    models: Mapping[str, float]  # Whisper's models that the machine holds, the seconds of each
    recommended: Recommendation | None  # None: no model to choose, or no better one to be had
    notice: str = ""  # what the user should know about the engine

    @property
    def name(self) -> str:
        """Who will listen, as people call it."""
        return name_listener(self.engine, self.model)

    @property
    def line(self) -> str:
        """Model and time in one line: ``Whisper base · about 3 min on this machine``."""
        if self.engine == "captions":
            return "Your captions · nothing to listen to"
        return f"{self.name} · about {say_duration(self.seconds)} on this machine"

    @property
    def advice(self) -> str:
        """What another model would do: ``Whisper small would be more exact, about 9 min``."""
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
    """What listening to a recording of that length with ``options`` comes to.

    Raises:
        BadInput: the engine can't listen here; the message says what it lacks.
        Forbidden: it would send the recording away, and nobody consented.
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
    """True if ``model`` can be had and ``chosen`` is another of those that are compared."""
    if family(chosen) not in MODEL_GB or family(chosen) == model:
        return False
    return weights.at_hand(model) or weights.size_if_reachable(model) is not None
