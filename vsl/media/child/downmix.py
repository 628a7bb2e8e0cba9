"""Mix two channels into one without losing a voice; runs in the jailed child only.

A miswired cable turns one channel round, and the sum of both is silence. Where the channels cancel,
the louder one is taken alone.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

# Over which power is averaged: a cancelled voice is found at once, the way back is not taken in the
# noise between two words.
_SHORT_S, _LONG_S = 0.05, 1.0
# Of the mix, over that of the louder channel. Unrelated channels never come below 1/4.
_CANCELS, _HOLDS = 0.1, 0.2
_LOUDER = 2.0  # times the power of the other channel

_BOTH = (0.5, 0.5)
_LEFT, _RIGHT = (1.0, 0.0), (0.0, 1.0)


class Downmix:
    """Mixes consecutive stereo blocks; the weights of its channels change gradually."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._weights = _BOTH
        self._short, self._long = np.zeros(3), np.zeros(3)  # powers: left, right, mix

    def __call__(self, stereo: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the mix, shape (n_samples, 1), of a block of shape (n_samples, 2)."""
        if not len(stereo):
            return stereo[:, :1]
        before = self._weights
        self._weights = self._next_weights(stereo)
        share = np.linspace(0, 1, len(stereo), dtype=np.float32)[:, None]
        earlier, later = (np.array(each, np.float32) for each in (before, self._weights))
        weighted = stereo * (earlier + share * (later - earlier))
        mixed: NDArray[np.float32] = weighted.sum(axis=1, keepdims=True, dtype=np.float32)
        return mixed

    def _next_weights(self, stereo: NDArray[np.float32]) -> tuple[float, float]:
        left, right = stereo[:, 0].astype(np.float64), stereo[:, 1].astype(np.float64)
        fresh = [float(np.sum(each * each)) for each in (left, right, (left + right) / 2)]
        for powers, memory_s in ((self._short, _SHORT_S), (self._long, _LONG_S)):
            powers *= math.exp(-len(stereo) / (memory_s * self._rate_hz))
            powers += fresh
        if self._weights == _BOTH:
            return self._louder() if _is_below(self._short, _CANCELS) else _BOTH
        is_over = not any(_is_below(powers, _HOLDS) for powers in (self._short, self._long))
        return _BOTH if is_over else self._louder()

    def _louder(self) -> tuple[float, float]:
        return _RIGHT if self._long[1] > _LOUDER * self._long[0] else _LEFT


def _is_below(powers: NDArray[np.float64], share: float) -> bool:
    """Return whether the mix has less than a share of the louder channel's power."""
    return bool(powers[2] < share * max(powers[0], powers[1]))
