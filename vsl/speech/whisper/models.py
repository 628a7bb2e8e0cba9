"""The Whisper models that this process keeps loaded, and the device that they run on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from vsl.speech.model_cache import MODELS

if TYPE_CHECKING:
    import whisper


@lru_cache(maxsize=2)
def get_device(use_gpu: bool = True) -> str:
    """Return the device of models: ``cuda``, ``mps`` or ``cpu``; looked up once."""
    import torch

    if use_gpu and torch.cuda.is_available():
        return "cuda"
    return "mps" if use_gpu and torch.backends.mps.is_available() else "cpu"


def get_whisper_model(name: str, device: str, *, cache_size: int = 1) -> whisper.Whisper:
    """Return the Whisper model ``name``, or the checkpoint at that path, loaded once on ``device``.

    Threads that ask at the same time share one load. An idle model is released after a while.
    """
    return MODELS.get(_load_whisper_model, cache_size, name, device)


def _load_whisper_model(name: str, device: str) -> whisper.Whisper:
    from vsl.speech.whisper.checkpoint import load_model

    return load_model(name, device)


def release_memory() -> None:
    """Release all models and the GPU's memory; a model that is in use stays until its work ends."""
    MODELS.release()
