"""Who can listen on this machine: the engines with a plain word each, and what the others lack.

Looks for packages and weights; imports no engine and asks no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from vsl.errors import BadInput, BadSetting, NotInstalled, VslError
from vsl.speech import parakeet_weights, weights
from vsl.speech.advice import MODEL_GB
from vsl.speech.engines import check_engine
from vsl.speech.openai_api import OpenAiAccess
from vsl.speech.parakeet_languages import check_language
from vsl.speech.recogniser import ListenOptions

TITLES = {
    "whisper": "Whisper",
    "faster-whisper": "faster-whisper",
    "parakeet": "Parakeet",
    "sphinx": "PocketSphinx",
    "openai": "OpenAI service",
    "captions": "Your captions",
}


@dataclass(frozen=True, slots=True)
class Listener:
    """An engine that people may choose."""

    name: str
    title: str
    about: str  # a plain word about it
    missing: str = ""  # why it can't listen, with the cure; empty: it can


def listeners(
    access: OpenAiAccess, whisper_model: str, parakeet_model: str = parakeet_weights.DEFAULT
) -> tuple[Listener, ...]:
    """Every engine that listens, the best first."""
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
    return tuple(
        Listener(name, TITLES[name], about, _what_is_missing(name, access))
        for name, about in abouts.items()
    )


def _about_parakeet(model: str) -> str:
    about = "exact in 25 European languages"
    if model in parakeet_weights.MODELS and not parakeet_weights.at_hand(model):
        about += f", fetches {parakeet_weights.size_gb(model):.1f} GB once"
    return about


def check_listener(name: str, options: ListenOptions, access: OpenAiAccess) -> None:
    """Nothing, if the engine meant by ``name`` can listen; asked before any work begins.

    Raises:
        BadInput: no engine has this name, it lacks something, or captions leave it nothing to do.
        Forbidden: it would send the recording away, and nobody consented.
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


_PACKAGES = {  # engine: what it imports, how that is called in the shop
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
        check_listener(name, ListenOptions(), access)
    except VslError as error:
        return str(error)
    return ""
