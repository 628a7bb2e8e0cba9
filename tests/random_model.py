"""Models as small as Whisper goes, with weights drawn at random: they hear nonsense, repeatably."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def random_whisper(text_length: int) -> Any:
    """A ``whisper.Whisper`` that writes at most ``text_length`` tokens of its real vocabulary."""
    import torch
    from whisper.model import ModelDimensions, Whisper

    torch.manual_seed(1)
    model = Whisper(ModelDimensions(80, 1500, 16, 1, 1, 51_865, text_length, 16, 1, 1))
    # whisper/model.py leaves it as the memory was found
    torch.nn.init.normal_(model.decoder.positional_embedding, std=0.02)
    return model


def random_model(folder: Path) -> Path:
    """Write such a model into ``folder``, as faster-whisper reads it."""
    import torch

    from tests.checkpoint.convert import convert

    model = random_whisper(448)
    checkpoint = folder / "random.pt"
    torch.save({"dims": vars(model.dims), "model_state_dict": model.state_dict()}, checkpoint)
    return convert(checkpoint, folder)
