"""Two channels become one; what cancels is not summed."""

from __future__ import annotations

import numpy as np
import pytest

from vsl.media.child.downmix import Downmix

_RATE_HZ = 16_000


def _noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 0.1, _RATE_HZ).astype(np.float32)


def _mix(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    mix, pair = Downmix(_RATE_HZ), np.stack([left, right], axis=1).astype(np.float32)
    return np.concatenate([mix(block) for block in np.array_split(pair, 43)])[:, 0]


def test_channels_that_agree_are_averaged() -> None:
    left, right = _noise(1), _noise(2)
    assert np.allclose(_mix(left, right), (left + right) / 2, atol=1e-6)


@pytest.mark.parametrize("share", [-1.0, -0.8, -0.6])
def test_a_channel_that_is_turned_round_is_left_out(share: float) -> None:
    voice = _noise(1)
    mixed = _mix(voice, share * voice)
    assert np.allclose(mixed[_RATE_HZ // 10 :], voice[_RATE_HZ // 10 :], atol=1e-6)


def test_the_louder_of_two_that_cancel_is_kept() -> None:
    voice = _noise(1)
    mixed = _mix(-0.5 * voice, voice)
    assert np.allclose(mixed[_RATE_HZ // 10 :], voice[_RATE_HZ // 10 :], atol=1e-6)


def test_a_voice_in_one_ear_is_averaged_with_silence() -> None:
    voice = _noise(1)
    assert np.allclose(_mix(voice, 0 * voice), voice / 2, atol=1e-6)


def test_the_weights_never_jump() -> None:
    voice = np.full(_RATE_HZ, 0.5, np.float32)
    turned = np.where(np.arange(_RATE_HZ) < _RATE_HZ // 2, voice, -voice)
    mixed = _mix(voice, turned)
    # where the channel turns, the sum falls by itself; after that no step is larger than a ramp's
    assert np.abs(np.diff(mixed[_RATE_HZ // 2 + 1 :])).max() < 0.01


def test_nothing_is_mixed_to_nothing() -> None:
    assert Downmix(_RATE_HZ)(np.zeros((0, 2), np.float32)).shape == (0, 1)
