"""The list of engines and the choice among them. Choosing loads no heavy library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vsl.basics.model_names import name_model
from vsl.errors import BadInput, NotInstalled
from vsl.model.project import Transcript, Word
from vsl.speech.faster_whisper import recogniser as faster_whisper
from vsl.speech.listening_time import UNMEASURED, Key, Machine, MeasuredSpeeds, find_pace
from vsl.speech.openai.recogniser import OpenAiAccess
from vsl.speech.parakeet import languages as parakeet_languages
from vsl.speech.parakeet import recogniser as parakeet
from vsl.speech.parakeet import weights as parakeet_weights
from vsl.speech.recogniser import ListenOptions, Recogniser
from vsl.speech.review import ReviewedRecogniser
from vsl.speech.weights import whisper as weights

_TIE = 0.05  # the share by which two measurements of one time may differ
AUTO = "auto"  # not an engine: the best one for this machine


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """The chosen engine, with a notice for the user."""

    name: str
    notice: str = ""  # plain sentences; may be empty


@dataclass(frozen=True, slots=True)
class Parts:
    """The configuration of all engines."""

    load_whisper: Callable[[str], Any] | None = None  # a name or checkpoint path → the model
    whisper_model: str = "base"
    parakeet_model: str = parakeet_weights.DEFAULT
    use_gpu: bool = True
    model_cache_size: int = 1  # models that stay loaded in this process
    openai: OpenAiAccess = field(default_factory=OpenAiAccess)
    captions: Transcript | None = None  # the captions that the engine captions returns
    scripted_words: Sequence[Word] = ()  # the words that the fake returns

    def model_of(self, engine: str) -> str:
        """Return the model that ``engine`` uses, if it has a choice."""
        return self.parakeet_model if engine == "parakeet" else self.whisper_model


def _faster_whisper(parts: Parts) -> Recogniser:
    return faster_whisper.FasterWhisperRecogniser(
        parts.whisper_model, parts.use_gpu, cache_size=parts.model_cache_size
    )


def _parakeet(parts: Parts) -> Recogniser:
    return parakeet.ParakeetRecogniser(
        parts.parakeet_model, parts.use_gpu, cache_size=parts.model_cache_size
    )


def _whisper(parts: Parts) -> Recogniser:
    from vsl.speech.whisper.recogniser import WhisperRecogniser

    if parts.load_whisper is None:
        raise NotInstalled("Whisper needs a loader of its weights; start it by transcriptor.py.")
    return WhisperRecogniser(parts.load_whisper, parts.whisper_model)


def _sphinx(_parts: Parts) -> Recogniser:
    from vsl.speech.pocketsphinx.recogniser import SphinxRecogniser

    return SphinxRecogniser()


def _openai(parts: Parts) -> Recogniser:
    from vsl.speech.openai.recogniser import OpenAiRecogniser

    return OpenAiRecogniser(parts.openai)


def _captions(parts: Parts) -> Recogniser:
    from vsl.speech.caption_recogniser import CaptionsRecogniser

    return CaptionsRecogniser(parts.captions)


def _fake_recogniser(parts: Parts) -> Recogniser:
    from vsl.speech.fake_recogniser import ScriptedRecogniser

    return ScriptedRecogniser(parts.scripted_words)


ENGINES: Mapping[str, Callable[[Parts], Recogniser]] = {
    "whisper": _whisper,
    "faster-whisper": _faster_whisper,
    "parakeet": _parakeet,
    "sphinx": _sphinx,
    "openai": _openai,
    "captions": _captions,
    "scripted": _fake_recogniser,
}


def create_recogniser(name: str, parts: Parts | None = None, **fields: Any) -> Recogniser:
    """Return the engine called ``name``, configured by ``parts`` or by their ``fields``.

    Its transcripts are reviewed, unless its words are given. Models are loaded when it transcribes.

    Raises:
        BadInput: no engine has this name; the message lists them.
    """
    if name not in ENGINES:
        raise _unknown(name)
    engine = ENGINES[name](parts or Parts(**fields))
    return engine if name in ("captions", "scripted") else ReviewedRecogniser(engine)


def source(name: str, parts: Parts) -> str:
    """Return a text that changes whenever the engine ``name`` may give another transcript."""
    if name == "openai":
        return f"{parts.openai.address} {parts.openai.model}"
    if name == "parakeet":
        return f"{parts.parakeet_model} {parakeet_weights.identity(parts.parakeet_model)}"
    return f"{parts.whisper_model} {weights.identity(parts.whisper_model)}" * ("whisper" in name)


def check_engine(name: str) -> str:
    """Return ``name`` if it is ``auto`` or an engine.

    Raises:
        BadInput: it is neither; the message lists the valid names.
    """
    if name != AUTO and name not in ENGINES:
        raise _unknown(name)
    return name


def choose_engine(
    name: str,
    options: ListenOptions,
    *,
    whisper_model: str = "base",
    parakeet_model: str = parakeet_weights.DEFAULT,
    measured: MeasuredSpeeds = UNMEASURED,
    machine: Machine | None = None,
) -> EngineChoice:
    """Return the engine for ``name``; ``auto`` takes the fastest whose weights are at hand.

    With captions, ``auto`` takes those. Of the engines with weights on this machine it takes the
    one with the smallest real-time factor: by the probe if it measured all of them, else by
    finished work if that covers all of them, else by the figures in ``listening_time``; one
    engine's probe is never compared with another's figure. Less than ``_TIE`` faster than Whisper
    is a tie, and ties go to Whisper (docs/decisions/015). Parakeet is a candidate if it was probed
    here, supports the language, and ``options`` name no model of Whisper's. Without weights,
    Whisper fetches them; if that is impossible, PocketSphinx is taken.

    ``auto`` never takes an engine that uploads the recording. It makes at most one network request,
    waits a few seconds at most, and never imports torch.

    Raises:
        BadInput: no engine has this name.
    """
    if check_engine(name) != AUTO:
        return EngineChoice(name)
    if options.captions:
        return EngineChoice("captions")
    model = options.model or whisper_model
    if candidates := list(_candidates(model, parakeet_model, options, measured)):
        return EngineChoice(_fastest(candidates, measured, machine))
    size_bytes = weights.size_if_reachable(model)
    if size_bytes is None:
        return EngineChoice("sphinx", _why_sphinx(options))
    return EngineChoice(
        "whisper",
        f"The weights of {name_model(model)} ({size_bytes >> 20} MB) are fetched this once.",
    )


def _candidates(
    model: str, parakeet_model: str, options: ListenOptions, measured: MeasuredSpeeds
) -> Iterator[Key]:
    """Yield the candidates of ``auto``: engines that need no network, with their models."""
    if weights.at_hand(model):
        yield "whisper", model
    if faster_whisper.at_hand(model):
        yield "faster-whisper", model
    if _may_take_parakeet(options, parakeet_model, measured):
        yield "parakeet", parakeet_model


def _may_take_parakeet(options: ListenOptions, model: str, measured: MeasuredSpeeds) -> bool:
    suits = options.base_language in parakeet_languages.LANGUAGES and not options.model
    probed = MeasuredSpeeds(measured.paces).has(("parakeet", model))
    return suits and probed and parakeet.at_hand(model)


def _fastest(candidates: Sequence[Key], measured: MeasuredSpeeds, machine: Machine | None) -> str:
    """Return the engine with the smallest factor, by figures from one source for all."""
    sources = (MeasuredSpeeds(paces=measured.paces), MeasuredSpeeds(factors=measured.factors))
    known = next((one for one in sources if all(map(one.has, candidates))), UNMEASURED)
    factors = {key[0]: find_pace(key, known, machine).factor for key in candidates}
    if "whisper" in factors:
        factors["whisper"] *= 1 - _TIE
    return min(factors, key=lambda engine: factors[engine])


def _why_sphinx(options: ListenOptions) -> str:
    reason = "Whisper's weights are not on this machine and can't be fetched"
    if options.script.strip():
        return f"{reason}, so PocketSphinx finds the times of your script's words."
    return (
        f"{reason}, so PocketSphinx listens. Expect a rough draft; add your script for exact text."
    )


def _unknown(name: str) -> BadInput:
    return BadInput(f"No engine is called {name!r}; choose " + ", ".join((AUTO, *ENGINES)) + ".")
