"""Silero VAD 6 for 16 kHz in NumPy: how likely each 32 ms of sound are speech.

The wheel of silero-vad carries the weights; its package is never imported, since that asks for
torchaudio. Layers as in the wheel's tinygrad_model.py. PyTorch would take two seconds and 130 MB to
load, and its threads wait for each other on a busy machine.

Source: https://github.com/snakers4/silero-vad (MIT).
"""

from __future__ import annotations

import importlib.metadata
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

FRAME = 512  # samples of one probability: 32 ms; the network knows no other length at 16 kHz
CONTEXT = 64  # samples before each frame that the network sees as well

_WEIGHTS = "silero_vad_16k.safetensors"
_STRIDES = {"conv1": 1, "conv2": 2, "conv3": 2, "conv4": 1}

Values = npt.NDArray[np.float32]
State = tuple[Values, Values]
"""What the network remembers: its output and its cell, shape (128,) each."""

START: State = (np.zeros(128, np.float32), np.zeros(128, np.float32))


@dataclass(frozen=True, slots=True)
class Silero:
    """The network with its weights."""

    weights: dict[str, Values]

    def probabilities(self, frames: Values, state: State = START) -> tuple[Values, State]:
        """Of each frame, 0..1; and the state for the frames that follow.

        Args:
            frames: with their context, shape (n_frames, 576).
        """
        seen = self._features(frames)
        into = seen @ self.weights["lstm_cell.weight_ih"].T + self.weights["lstm_cell.bias_ih"]
        heard, state = self._remember(into + self.weights["lstm_cell.bias_hh"], state)
        last = np.maximum(heard, 0) @ self.weights["final_conv.weight"][0, :, 0]
        return _sigmoid(last + self.weights["final_conv.bias"][0]), state

    def _features(self, frames: Values) -> Values:
        """Of each frame, shape (n_frames, 128)."""
        sound = np.pad(frames, ((0, 0), (0, CONTEXT)), mode="reflect")[:, None]
        waves = _convolve(sound, self.weights["stft_conv.weight"], 128)
        real, imaginary = np.split(waves, 2, axis=1)
        seen = np.sqrt(real * real + imaginary * imaginary)
        for name, stride in _STRIDES.items():
            padded = np.pad(seen, ((0, 0), (0, 0), (1, 1)))
            seen = _convolve(padded, self.weights[f"{name}.weight"], stride)
            seen = np.maximum(seen + self.weights[f"{name}.bias"][:, None], 0)
        return seen[:, :, 0]

    def _remember(self, into: Values, state: State) -> tuple[Values, State]:
        """The output of an LSTM cell, frame after frame, shape (n_frames, 128)."""
        output, cell = state
        # A sigmoid is the tanh of half its input: so one tanh serves a frame's four gates.
        halves = np.repeat(np.array([0.5, 0.5, 1, 0.5], np.float32), len(output))
        back = self.weights["lstm_cell.weight_hh"] * halves[:, None]
        heard = np.empty((len(into), len(output)), np.float32)
        for number, values in enumerate(into * halves):
            takes, keeps, offers, gives = np.tanh(values + back @ output).reshape(4, -1)
            cell = 0.5 * ((1 + keeps) * cell + (1 + takes) * offers)
            output = heard[number] = 0.5 * (1 + gives) * np.tanh(cell)
        return heard, (output, cell)


def _convolve(values: Values, weight: Values, stride: int) -> Values:
    """Shape (n, channels, length) by filters (filters, channels, size)."""
    windows = np.lib.stride_tricks.sliding_window_view(values, weight.shape[2], axis=2)
    windows = windows[:, :, ::stride]
    n, channels, positions, size = windows.shape
    rows = windows.transpose(0, 2, 1, 3).reshape(n * positions, channels * size)
    found: Values = rows @ weight.reshape(len(weight), -1).T
    return found.reshape(n, positions, len(weight)).transpose(0, 2, 1)


def _sigmoid(values: Values) -> Values:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * values)), np.float32)


@lru_cache(maxsize=1)
def network() -> Silero | None:
    """The network, or None without the wheel."""
    file = _weights_file()
    return Silero(_read_weights(file)) if file else None


def _weights_file() -> Path | None:
    """The weights in silero-vad's wheel, found without importing the package."""
    try:
        files = importlib.metadata.files("silero-vad") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    found = (Path(str(file.locate())) for file in files if file.name == _WEIGHTS)
    return next((file for file in found if file.is_file()), None)


def _read_weights(file: Path) -> dict[str, Values]:
    """The tensors of a safetensors file: https://huggingface.co/docs/safetensors, "Format"."""
    content = file.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    tensors = json.loads(content[8:start])
    tensors.pop("__metadata__", None)
    return {
        name: np.frombuffer(content[start:][slice(*about["data_offsets"])], "<f4")
        .reshape(about["shape"])
        .copy()
        for name, about in tensors.items()
    }
