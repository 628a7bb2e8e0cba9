"""Display names of engines and their models.

A model's setting may be the path of a custom checkpoint; only its stem becomes part of a name. All
displayed and stored model names are made here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

TITLES: Mapping[str, str] = {
    "whisper": "Whisper",
    "faster-whisper": "faster-whisper",
    "parakeet": "Parakeet",
    "sphinx": "PocketSphinx",
    "openai": "OpenAI service",
    "captions": "Your captions",
}
"""Display names of engines."""

_SEPARATOR = re.compile(r"[/\\]")
_SHORT = {"large-v3-turbo": "turbo"}
_CHECKPOINTS = (".pt", ".pth", ".bin", ".ckpt", ".safetensors")


def strip_path(model: str) -> str:
    """Return the model's name without folders and without a checkpoint's extension.

    >>> strip_path("base.en"), strip_path("/models/acme-v2.pt"), strip_path("C:\\\\models\\\\acme")
    ('base.en', 'acme-v2', 'acme')
    """
    name = [part for part in _SEPARATOR.split(model) if part][-1:] or [""]
    path = PurePath(name[0])
    return path.stem if path.suffix.lower() in _CHECKPOINTS else path.name


def name_model(model: str, engine: str = "whisper") -> str:
    """Return the display name of an engine's model; the engine's name if it has no models.

    >>> name_model("base"), name_model("tiny.en"), name_model("large-v3-turbo")
    ('Whisper base', 'Whisper tiny.en', 'Whisper turbo')
    >>> name_model("/models/acme.pt"), name_model("parakeet-tdt-0.6b-v3", "parakeet")
    ('Whisper acme', 'Parakeet tdt-0.6b-v3')
    """
    family = "Whisper" if engine == "faster-whisper" else TITLES.get(engine, engine)
    if engine not in ("whisper", "faster-whisper", "parakeet") or not model:
        return family
    name = strip_path(model).removeprefix("parakeet-")
    return f"{family} {_SHORT.get(name, name)}"


def name_listener(engine: str, model: str = "") -> str:
    """Return the display name of a model, with the engine where it is not the model's own.

    >>> name_listener("whisper", "base"), name_listener("faster-whisper", "base")
    ('Whisper base', 'Whisper base (faster-whisper)')
    >>> name_listener("openai", "whisper-1"), name_listener("sphinx")
    ('OpenAI service (whisper-1)', 'PocketSphinx')
    """
    name = name_model(model, engine)
    if engine == "faster-whisper":
        return f"{name} (faster-whisper)"
    return f"{name} ({strip_path(model)})" if engine == "openai" and model else name
