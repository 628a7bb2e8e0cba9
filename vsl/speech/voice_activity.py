"""Where somebody speaks: samples in, spans of speech out.

Silero VAD's network tells speech from silence, music and noise. Its wheel carries the weights; its
Python package is never imported, since that asks for torchaudio and runs one frame at a time. Where
the wheel is missing, everything above the noise floor counts as speech.

Source: https://github.com/snakers4/silero-vad (MIT), version 6.
"""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vsl.speech.pauses import Piece, pieces
from vsl.speech.recogniser import SAMPLE_RATE_HZ, Samples

_WEIGHTS = "silero_vad_16k.safetensors"
FRAME = 512  # samples of one probability: 32 ms; the network knows no other length at 16 kHz
_CONTEXT = 64  # samples before each frame that the network sees as well
_BLOCK_FRAMES = 2_048  # 65 s at a time: memory stays flat
_STARTS, _GOES_ON = 0.5, 0.35  # probabilities, the authors' own thresholds
_LONGEST_GAP = round(0.16 * SAMPLE_RATE_HZ / FRAME)  # a stop consonant is no pause
_SHORTEST = 2  # frames; a click is no speech
_QUIET_PEAK, _LOUD_PEAK = 1e-3, 0.5  # quieter than the one is silence, than the other is amplified

Network = Callable[[npt.NDArray[np.float32], Any], tuple[npt.NDArray[np.float32], Any]]
"""Frames with their context and the state before them in; probabilities and the next state out."""


def speech(samples: Samples) -> tuple[Piece, ...]:
    """The spans in which somebody speaks, in order, apart from each other."""
    network = _network()
    if network is None:
        return pieces(samples, longest_s=30)
    return _spans(speech_probabilities(samples, network), len(samples))


def speech_probabilities(samples: Samples, network: Network) -> npt.NDArray[np.float32]:
    """How likely each frame of 32 ms is speech, 0..1."""
    found = [np.zeros(0, np.float32)]
    state = None
    gain = _gain(samples)
    for block in _blocks(samples):
        values, state = network(block * gain, state)
        found.append(values)
    return np.concatenate(found)


def _blocks(samples: Samples) -> Iterator[npt.NDArray[np.float32]]:
    """Frames, each with the samples before it, shape (n_frames, 576)."""
    before = np.zeros(_CONTEXT, np.float32)
    for start in range(0, len(samples), _BLOCK_FRAMES * FRAME):
        block = Piece(start, start + _BLOCK_FRAMES * FRAME).of(samples)
        block = np.concatenate([before, block, np.zeros(-len(block) % FRAME, np.float32)])
        before = block[-_CONTEXT:]
        yield np.lib.stride_tricks.sliding_window_view(block, _CONTEXT + FRAME)[::FRAME]


def _gain(samples: Samples) -> float:
    """What makes a quiet recording loud enough for the network; 1 for silence and for loud ones."""
    peaks = [float(np.quantile(np.abs(block[:, ::8]), 0.999)) for block in _blocks(samples)]
    peak = max(peaks, default=0.0)
    return _LOUD_PEAK / peak if _QUIET_PEAK < peak < _LOUD_PEAK else 1.0


def _spans(probabilities: npt.NDArray[np.float32], n_samples: int) -> tuple[Piece, ...]:
    """Runs of likely frames; short gaps closed, clicks left out."""
    runs: list[list[int]] = []
    speaking = False
    for frame, share in enumerate(probabilities):
        speaking = bool(share >= (_GOES_ON if speaking else _STARTS))
        if not speaking:
            continue
        if runs and frame - runs[-1][1] <= _LONGEST_GAP:
            runs[-1][1] = frame + 1
        else:
            runs.append([frame, frame + 1])
    return tuple(
        Piece(first * FRAME, min(last * FRAME, n_samples))
        for first, last in runs
        if last - first >= _SHORTEST
    )


@lru_cache(maxsize=1)
def _network() -> Network | None:
    """Silero VAD 6 for 16 kHz; layers as in the wheel's tinygrad_model.py."""
    file = _weights_file()
    if file is None:
        return None
    import torch
    from torch.nn.functional import conv1d, pad

    weights = {name: torch.from_numpy(value) for name, value in _read_weights(file).items()}
    memory = torch.nn.LSTM(128, 128)
    memory.load_state_dict({f"{name}_l0": weights[f"lstm_cell.{name}"] for name in _LSTM_WEIGHTS})

    def run(frames: npt.NDArray[np.float32], state: Any) -> tuple[npt.NDArray[np.float32], Any]:
        with torch.inference_mode():
            sound = pad(torch.from_numpy(frames.copy()), (0, _CONTEXT), mode="reflect")[:, None]
            real, imaginary = conv1d(sound, weights["stft_conv.weight"], stride=128).chunk(2, dim=1)
            seen = (real**2 + imaginary**2).sqrt()
            for name, stride in _CONVOLUTIONS.items():
                weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
                seen = conv1d(seen, weight, bias, stride=stride, padding=1).relu()
            heard, state = memory(seen.squeeze(-1), state)
            last = conv1d(
                heard.relu()[..., None], weights["final_conv.weight"], weights["final_conv.bias"]
            )
            return last.sigmoid().flatten().numpy(), state

    return run


_LSTM_WEIGHTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
_CONVOLUTIONS = {"conv1": 1, "conv2": 2, "conv3": 2, "conv4": 1}  # layer: stride


def _weights_file() -> Path | None:
    """The network in silero-vad's wheel, found without importing the package."""
    try:
        files = importlib.metadata.files("silero-vad") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    found = (Path(str(file.locate())) for file in files if file.name == _WEIGHTS)
    return next((file for file in found if file.is_file()), None)


def _read_weights(file: Path) -> dict[str, npt.NDArray[np.float32]]:
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
