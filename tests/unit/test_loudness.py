"""The gain of quiet recordings."""

from __future__ import annotations

import math

import numpy as np

from vsl.media.child.pcm import Loudness

_PART = 1600


def _gain_db(*levels_db: float) -> float:
    """The gain of a recording with a part of noise at each level."""
    noise, loudness = np.random.default_rng(5), Loudness(_PART)
    for level_db in levels_db:
        part = noise.normal(0, 10 ** (level_db / 20), _PART).astype(np.float32)
        for block in np.array_split(part, 7):
            loudness.add(block)
    return 20 * math.log10(loudness.gain())


def test_a_quiet_voice_is_raised_to_a_usual_level() -> None:
    assert abs(_gain_db(*[-50.0] * 300) - 26) < 1


def test_a_usual_voice_is_left_alone() -> None:
    assert _gain_db(*[-25.0] * 300) == 0
    assert _gain_db(*[-60.0] * 200, *[-25.0] * 100) == 0


def test_near_silence_is_left_alone() -> None:
    assert _gain_db(*[-95.0] * 300) == 0


def test_a_loud_remark_between_long_pauses_is_not_clipped() -> None:
    assert _gain_db(*[-60.0] * 1000, *[-20.0] * 40) < 9


def test_a_click_does_not_hide_a_quiet_voice() -> None:
    assert _gain_db(*[-50.0] * 3000, -5.0) > 20


def test_less_than_a_part_has_a_gain_too() -> None:
    loudness = Loudness(_PART)
    loudness.add(np.full(10, 0.5, np.float32))
    assert loudness.gain() == 1.0
    assert Loudness(_PART).gain() == 1.0
