"""Cut a recording at pauses: samples in, pieces of bounded length out.

Silent pieces are left out, since engines invent words for them. Samples are read block by block, so
that a memory-mapped recording of hours takes little memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples, release_pages

_FRAME = SAMPLE_RATE_HZ // 100  # 10 ms, the step of both engines' features
_BLOCK_FRAMES = 6_000  # a minute at a time
_PAUSE_FRAMES = 20  # a cut is placed in the quietest 0.2 s
_SILENCE = 1e-3  # RMS, -60 dBFS: a quiet room on a live microphone, far below quiet speech


@dataclass(frozen=True, slots=True)
class AudioPiece:
    """Samples from ``start`` up to, not including, ``stop``."""

    start: int
    stop: int

    @property
    def start_ms(self) -> int:
        """The start of the piece in milliseconds."""
        return self.start * 1000 // SAMPLE_RATE_HZ

    @property
    def stop_ms(self) -> int:
        """The end of the piece in milliseconds."""
        return self.stop * 1000 // SAMPLE_RATE_HZ

    def of(self, samples: Samples) -> Samples:
        """Return a cleaned copy of this piece's samples.

        Releases the pages that a memory-mapped recording used for them.
        """
        copy = _sound(samples[self.start : self.stop])
        release_pages(samples)
        return copy


def pieces(samples: Samples, *, longest_s: float) -> tuple[AudioPiece, ...]:
    """Return the parts of a recording with any sound, in order, each at most ``longest_s`` long."""
    levels = _levels(samples)
    longest = max(_PAUSE_FRAMES * 2, int(longest_s * 100))
    parts = []
    for first, last in _spans(levels, longest):
        if levels[first:last].max() > _SILENCE:
            parts.append(AudioPiece(first * _FRAME, min(last * _FRAME, len(samples))))
    return tuple(parts)


def _spans(levels: npt.NDArray[np.float32], longest: int) -> Iterator[tuple[int, int]]:
    first = 0
    while len(levels) - first > longest:
        last = _quietest(levels, first + longest // 2, first + longest)
        yield first, last
        first = last
    if first < len(levels):
        yield first, len(levels)


def _quietest(levels: npt.NDArray[np.float32], low: int, high: int) -> int:
    """Return the middle of the quietest pause in frames ``low`` to ``high``."""
    sums = np.cumsum(np.concatenate([[0.0], levels[low:high]]))
    means = sums[_PAUSE_FRAMES:] - sums[:-_PAUSE_FRAMES]
    return low + int(np.argmin(means)) + _PAUSE_FRAMES // 2


def _levels(samples: Samples) -> npt.NDArray[np.float32]:
    """Return the root mean square of every 10 ms; the last frame may be shorter."""
    count = -(-len(samples) // _FRAME)
    levels = np.zeros(count, dtype=np.float32)
    for first in range(0, count, _BLOCK_FRAMES):
        block = AudioPiece(first * _FRAME, (first + _BLOCK_FRAMES) * _FRAME).of(samples)
        block = np.pad(block, (0, -len(block) % _FRAME)).reshape(-1, _FRAME)
        levels[first : first + len(block)] = np.sqrt(np.mean(block * block, axis=1))
    return levels


def _sound(samples: Samples) -> Samples:
    """Return a copy without a broken file's values: clipped to -1..1, NaN replaced by zero."""
    numbers = np.nan_to_num(np.array(samples, dtype=np.float32), nan=0, posinf=1, neginf=-1)
    return np.clip(numbers, -1, 1)
