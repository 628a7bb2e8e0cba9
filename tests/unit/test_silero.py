"""How likely sound is speech, by the network that says so."""

from __future__ import annotations

import numpy as np
import pytest

from vsl.speech.voice_activity import silero
from vsl.speech.voice_activity.silero import CONTEXT, FRAME


@pytest.fixture(scope="module")
def network() -> silero.Silero:
    found = silero.network()
    if found is None:
        pytest.skip("needs pip install silero-vad")
    return found


def test_the_state_carries_from_one_call_to_the_next(network: silero.Silero) -> None:
    frames = np.random.default_rng(1).normal(0, 0.1, (8, CONTEXT + FRAME)).astype(np.float32)
    whole, _ = network.probabilities(frames)
    first, state = network.probabilities(frames[:3])
    second, _ = network.probabilities(frames[3:], state)
    np.testing.assert_allclose(np.concatenate([first, second]), whole, atol=1e-5)


@pytest.mark.parametrize("level", [0.0, 0.01, 0.5])
def test_noise_is_no_speech(network: silero.Silero, level: float) -> None:
    frames = np.random.default_rng(1).normal(0, level, (30, CONTEXT + FRAME)).astype(np.float32)
    found, _ = network.probabilities(frames)
    assert found.max() < 0.2
