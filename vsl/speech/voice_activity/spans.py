"""Voice activity detection: samples in, spans of speech out.

Silero VAD's network distinguishes speech from silence, music and noise. Without its wheel,
everything above the noise floor counts as speech.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples
from vsl.speech.pauses import AudioPiece, pieces
from vsl.speech.voice_activity import silero
from vsl.speech.voice_activity.silero import CONTEXT, FRAME, Silero

_BLOCK_FRAMES = 2_048  # 65 s at a time: memory stays flat
_STARTS, _GOES_ON = 0.5, 0.35  # probabilities, the authors' thresholds
_LONGEST_GAP = round(0.16 * SAMPLE_RATE_HZ / FRAME)  # a stop consonant is no pause
_SHORTEST = 2  # frames; a click is no speech
_last: tuple[Callable[[], Samples | None], tuple[AudioPiece, ...]] = (lambda: None, ())
_QUIET_PEAK, _LOUD_PEAK = 1e-3, 0.5  # below the first is silence, below the second is amplified


def speech(samples: Samples) -> tuple[AudioPiece, ...]:
    """Return the spans of speech, in order, not touching.

    The result for the last array is cached, since an engine and the review use the same one.
    """
    global _last
    array, spans = _last
    if array() is not samples:
        spans = _find_speech(samples)
        _last = weakref.ref(samples), spans
    return spans


def _find_speech(samples: Samples) -> tuple[AudioPiece, ...]:
    network = silero.network()
    if network is None:
        return pieces(samples, longest_s=30)
    return _spans(speech_probabilities(samples, network), len(samples))


def speech_probabilities(samples: Samples, network: Silero) -> npt.NDArray[np.float32]:
    """Return the probability of speech in each frame of 32 ms, 0..1."""
    probabilities_by_block = [np.zeros(0, np.float32)]
    state = silero.START
    gain = _gain(samples)
    for block in _blocks(samples):
        values, state = network.probabilities(block * gain, state)
        probabilities_by_block.append(values)
    return np.concatenate(probabilities_by_block)


def _blocks(samples: Samples) -> Iterator[npt.NDArray[np.float32]]:
    """Yield blocks of frames, each with the samples before it, shape (n_frames, 576)."""
    before = np.zeros(CONTEXT, np.float32)
    for start in range(0, len(samples), _BLOCK_FRAMES * FRAME):
        block = AudioPiece(start, start + _BLOCK_FRAMES * FRAME).of(samples)
        block = np.concatenate([before, block, np.zeros(-len(block) % FRAME, np.float32)])
        before = block[-CONTEXT:]
        yield np.lib.stride_tricks.sliding_window_view(block, CONTEXT + FRAME)[::FRAME]


def _gain(samples: Samples) -> float:
    """Return the gain that makes a quiet recording loud enough for the network, else 1."""
    peaks = [float(np.quantile(np.abs(block[:, ::8]), 0.999)) for block in _blocks(samples)]
    peak = max(peaks, default=0.0)
    return _LOUD_PEAK / peak if _QUIET_PEAK < peak < _LOUD_PEAK else 1.0


def _spans(probabilities: npt.NDArray[np.float32], n_samples: int) -> tuple[AudioPiece, ...]:
    """Return runs of likely frames, with short gaps closed and clicks left out."""
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
        AudioPiece(first * FRAME, min(last * FRAME, n_samples))
        for first, last in runs
        if last - first >= _SHORTEST
    )
