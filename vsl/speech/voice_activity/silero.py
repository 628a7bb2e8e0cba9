"""Silero VAD 6 for 16 kHz in NumPy: the probability of speech in each 32 ms.

The wheel of silero-vad holds the weights; its package is not imported, since that needs torchaudio.
Layers as in the wheel's tinygrad_model.py. PyTorch would take two seconds and 130 MB to load, and
its threads wait for each other on a busy machine.

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

FRAME = 512  # samples per probability: 32 ms, the only length the network takes at 16 kHz
CONTEXT = 64  # samples before each frame that are input too

_WEIGHTS = "silero_vad_16k.safetensors"
_STRIDES = {"conv1": 1, "conv2": 2, "conv3": 2, "conv4": 1}

Values = npt.NDArray[np.float32]
State = tuple[Values, Values]
"""The network's state: its output and its cell, shape (128,) each."""

START: State = (np.zeros(128, np.float32), np.zeros(128, np.float32))


@dataclass(frozen=True, slots=True)
class Silero:
    """The network with its weights."""

    weights: dict[str, Values]

    def probabilities(self, frames: Values, state: State = START) -> tuple[Values, State]:
        """Return the probability of speech in each frame, and the state for the next frames.

        Args:
            frames: with their context, shape (n_frames, 576).
        """
        features = self._features(frames)
        into = features @ self.weights["lstm_cell.weight_ih"].T + self.weights["lstm_cell.bias_ih"]
        heard, state = self._remember(into + self.weights["lstm_cell.bias_hh"], state)
        last = np.maximum(heard, 0) @ self.weights["final_conv.weight"][0, :, 0]
        return _sigmoid(last + self.weights["final_conv.bias"][0]), state

    def _features(self, frames: Values) -> Values:
        """Return features, shape (n_frames, 128)."""
        sound = np.pad(frames, ((0, 0), (0, CONTEXT)), mode="reflect")[:, None]
        waves = _convolve(sound, self.weights["stft_conv.weight"], 128)
        real, imaginary = np.split(waves, 2, axis=1)
        features = np.sqrt(real * real + imaginary * imaginary)
        for name, stride in _STRIDES.items():
            padded = np.pad(features, ((0, 0), (0, 0), (1, 1)))
            features = _convolve(padded, self.weights[f"{name}.weight"], stride)
            features = np.maximum(features + self.weights[f"{name}.bias"][:, None], 0)
        return features[:, :, 0]

    def _remember(self, into: Values, state: State) -> tuple[Values, State]:
        """Return the output of the LSTM cell, shape (n_frames, 128), and its last state."""
        output, cell = state
        # A sigmoid is a scaled tanh of half its input, so one tanh computes a frame's four gates.
        halves = np.repeat(np.array([0.5, 0.5, 1, 0.5], np.float32), len(output))
        back = self.weights["lstm_cell.weight_hh"] * halves[:, None]
        heard = np.empty((len(into), len(output)), np.float32)
        for number, values in enumerate(into * halves):
            takes, keeps, offers, gives = np.tanh(values + back @ output).reshape(4, -1)
            cell = 0.5 * ((1 + keeps) * cell + (1 + takes) * offers)
            output = heard[number] = 0.5 * (1 + gives) * np.tanh(cell)
        return heard, (output, cell)


def _convolve(values: Values, weight: Values, stride: int) -> Values:
    """Convolve values of shape (n, channels, length) with filters (filters, channels, size)."""
    windows = np.lib.stride_tricks.sliding_window_view(values, weight.shape[2], axis=2)
    windows = windows[:, :, ::stride]
    n, channels, positions, size = windows.shape
    rows = windows.transpose(0, 2, 1, 3).reshape(n * positions, channels * size)
    products: Values = rows @ weight.reshape(len(weight), -1).T
    return products.reshape(n, positions, len(weight)).transpose(0, 2, 1)


def _sigmoid(values: Values) -> Values:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * values)), np.float32)


@lru_cache(maxsize=1)
def network() -> Silero | None:
    """Return the network, or None without the wheel."""
    file = _weights_file()
    return Silero(_read_weights(file)) if file else None


def _weights_file() -> Path | None:
    """Return the weights' file in silero-vad's wheel, found without importing the package."""
    try:
        files = importlib.metadata.files("silero-vad") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    paths = (Path(str(file.locate())) for file in files if file.name == _WEIGHTS)
    return next((file for file in paths if file.is_file()), None)


def _read_weights(file: Path) -> dict[str, Values]:
    """Return the tensors of a safetensors file.

    Source: https://huggingface.co/docs/safetensors, "Format".
    """
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
