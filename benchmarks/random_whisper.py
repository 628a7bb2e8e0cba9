"""Whisper in its real sizes with random weights, to measure speed without real weights."""

from __future__ import annotations

import tempfile
import wave
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

SPEECH = Path(__file__).resolve().parents[2] / "shared" / "speech"
RATE_HZ = 16_000
# width, heads, layers: https://github.com/openai/whisper/blob/main/model-card.md
_SIZES = {"tiny": (384, 6, 4), "base": (512, 8, 6), "small": (768, 12, 12)}


def model(name: str) -> Any:
    """The model of that size, loaded from a checkpoint as a real one is."""
    import torch
    import whisper

    with tempfile.TemporaryDirectory() as folder:
        loaded = whisper.load_model(str(checkpoint(name, Path(folder))), device="cpu")
    _, heads, layers = _SIZES[name]
    few = torch.zeros(layers * heads, dtype=torch.bool)
    few[-8:] = True  # of the later layers: as many as the real tiny and base models align by
    loaded.alignment_heads = few.reshape(layers, heads).to_sparse()
    return loaded


def checkpoint(name: str, folder: Path) -> Path:
    """A checkpoint of that size in openai-whisper's own form, written into ``folder``."""
    import torch
    from whisper.model import ModelDimensions, Whisper

    torch.manual_seed(0)
    width, heads, layers = _SIZES[name]
    made = Whisper(
        ModelDimensions(80, 1500, width, heads, layers, 51_865, 448, width, heads, layers)
    )
    torch.nn.init.normal_(made.decoder.positional_embedding, std=0.02)
    file = folder / f"{name}.pt"
    torch.save({"dims": vars(made.dims), "model_state_dict": made.state_dict()}, file)
    return file


def talk(minutes: float) -> npt.NDArray[np.float32]:
    """Read sentences, one after another, until the time is full; empty without the recordings."""
    said = [_read(file) for file in sorted(SPEECH.glob("lj-*.wav"))]
    if not said:
        return np.zeros(0, np.float32)
    whole = np.concatenate(said)
    length = round(minutes * 60 * RATE_HZ)
    return np.tile(whole, -(-length // len(whole)))[:length]


def _read(file: Path) -> npt.NDArray[np.float32]:
    with wave.open(str(file)) as sound:
        rate, content = sound.getframerate(), sound.readframes(sound.getnframes())
    samples = np.frombuffer(content, "<i2").astype(np.float32) / 32768
    steps = np.arange(0, len(samples), rate / RATE_HZ)
    return np.interp(steps, np.arange(len(samples)), samples).astype(np.float32)
