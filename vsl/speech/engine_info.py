"""Describe the speech engines: which can be used on this machine, and what the others lack.

Looks for packages and weights without importing an engine; servers are checked in the background.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import urlsplit

from vsl.basics.model_names import TITLES, name_model
from vsl.errors import BadInput, BadSetting, NotInstalled, VslError
from vsl.speech.listening_time import MODEL_GB
from vsl.speech.openai.recogniser import OpenAiAccess
from vsl.speech.parakeet import weights as parakeet_weights
from vsl.speech.parakeet.languages import check_language
from vsl.speech.recogniser import ListenOptions
from vsl.speech.registry import check_engine
from vsl.speech.server_reach import REACH
from vsl.speech.weights import converted as converted_weights
from vsl.speech.weights import whisper as weights


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """An engine that users may choose."""

    name: str
    title: str
    about: str  # a short description
    missing: str = ""  # why it can't be used, with the cure; empty: it can
    awaits: str = ""  # which weights it would fetch first; empty: none


def list_engines(
    access: OpenAiAccess, whisper_model: str, parakeet_model: str = parakeet_weights.DEFAULT
) -> tuple[EngineInfo, ...]:
    """Return all engines, the best first; unusable ones name what is missing."""
    about = "exact, on this machine"
    if not weights.at_hand(whisper_model):
        about = "exact, fetches its weights once"
    about_openai = f"sends the recording to {access.host}"
    if access.stays_here:
        about_openai = "a service on this machine"
    abouts = {
        "whisper": about,
        "faster-whisper": "exact and quick",
        "parakeet": _about_parakeet(parakeet_model),
        "sphinx": "a draft, exact with your script",
        "openai": about_openai,
    }
    awaited = _missing_weights(whisper_model, parakeet_model)
    return tuple(
        EngineInfo(
            name,
            TITLES[name],
            about,
            _what_is_missing(name, access) or _why_not_fetched(awaited.get(name)),
            f"{awaited[name].name} is not on this machine." if name in awaited else "",
        )
        for name, about in abouts.items()
    )


@dataclass(frozen=True, slots=True)
class _Weights:
    """Weights that are not on this machine."""

    name: str
    server: str  # the URL of the server that has them; empty: unknown


def _missing_weights(whisper_model: str, parakeet_model: str) -> dict[str, _Weights]:
    """Return the weights that are missing, by engine."""
    whisper, parakeet = name_model(whisper_model), name_model(parakeet_model, "parakeet")
    missing = {}
    if not weights.at_hand(whisper_model):
        missing["whisper"] = _Weights(whisper, weights.server_of(whisper_model))
    if not converted_weights.is_at_hand(whisper_model):
        name = f"{whisper} as faster-whisper reads it"
        missing["faster-whisper"] = _Weights(name, converted_weights.server_of(whisper_model))
    if not parakeet_weights.at_hand(parakeet_model):
        missing["parakeet"] = _Weights(parakeet, parakeet_weights.server_of(parakeet_model))
    return missing


def _why_not_fetched(awaited: _Weights | None) -> str:
    if awaited is None:
        return ""
    if not awaited.server:
        return f"{awaited.name} is not on this machine, and nothing says where to fetch it."
    if REACH.is_known_dead(awaited.server):
        return (
            f"{awaited.name} is not on this machine, and {urlsplit(awaited.server).hostname} does"
            " not answer: connect to the network once."
        )
    return ""


def _about_parakeet(model: str) -> str:
    about = "exact in 25 European languages"
    if model in parakeet_weights.MODELS and not parakeet_weights.at_hand(model):
        about += f", fetches {parakeet_weights.size_gb(model):.1f} GB once"
    return about


def check_availability(name: str, options: ListenOptions, access: OpenAiAccess) -> None:
    """Raise an error if the engine ``name`` can't be used; called before any work begins.

    Raises:
        BadInput: no engine has this name, a package or model is missing, or captions are given.
        Forbidden: it would upload the recording without consent.
    """
    check_engine(name)
    if options.captions and name not in ("auto", "captions"):
        raise BadInput(f"Captions spare listening: leave them or the engine {name} away.")
    if name == "captions" and not options.captions:
        raise BadInput("The engine captions needs a captions file, such as .srt or .vtt.")
    if options.model and name in ("auto", "whisper") and not weights.is_model(options.model):
        raise BadInput(
            f"No Whisper model is called {options.model!r}: give a checkpoint's path or "
            + ", ".join(MODEL_GB)
            + "."
        )
    if name == "parakeet":
        _check_parakeet(options)
    try:
        _check_installed(name, access)
    except (NotInstalled, BadSetting) as error:
        raise BadInput(str(error)) from error


def _check_parakeet(options: ListenOptions) -> None:
    check_language(options.base_language)
    if options.model and not parakeet_weights.is_model(options.model):
        raise BadInput(parakeet_weights.no_model(options.model))


_PACKAGES = {  # engine: module, name of the package to install
    "whisper": ("whisper", "openai-whisper"),
    "faster-whisper": ("faster_whisper", "'vsl[fast]'"),
    "parakeet": ("onnx_asr", "'vsl[parakeet]'"),
    "sphinx": ("pocketsphinx", "pocketsphinx"),
}


def _check_installed(name: str, access: OpenAiAccess) -> None:
    if name == "openai":
        access.check()
    module, package = _PACKAGES.get(name, ("", ""))
    if module and find_spec(module) is None:
        raise NotInstalled(f"The engine {name} is not installed: pip install {package}.")


def _what_is_missing(name: str, access: OpenAiAccess) -> str:
    try:
        check_availability(name, ListenOptions(), access)
    except VslError as error:
        return str(error)
    return ""
