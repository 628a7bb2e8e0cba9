"""Transitions: where they stand, and what their frames show."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.errors import BadInput
from vsl.export.timeline import FrameSpan
from vsl.export.transitions import MovingSpan, between, with_transitions
from vsl.look import Transition
from vsl.model import Still

FPS = Fraction(30)
A, B, C = Still("a"), Still("b"), Still("c")
SPANS = (FrameSpan(A, 0, 60), FrameSpan(B, 60, 4), FrameSpan(C, 64, 100))
FADE = Transition("crossfade", 300)


def _flat(value: int, height: int = 8, width: int = 8) -> np.ndarray:
    return np.full((height * 3 // 2, width), value, np.uint8)


def test_a_transition_begins_with_the_slide_and_takes_at_most_half_of_it() -> None:
    assert with_transitions(SPANS, FADE, FPS) == (
        FrameSpan(A, 0, 60),
        MovingSpan(A, B, "crossfade", 60, 2),
        FrameSpan(B, 62, 2),
        MovingSpan(B, C, "crossfade", 64, 9),
        FrameSpan(C, 73, 91),
    )


def test_a_cut_changes_nothing() -> None:
    assert with_transitions(SPANS, Transition(), FPS) == SPANS


def test_the_steps_of_a_build_change_at_once() -> None:
    steps = [FrameSpan(Still("a b", shown_tokens=n), n * 20, 20) for n in (0, 1, 2)]
    assert with_transitions(steps, FADE, FPS) == tuple(steps)


def test_an_unknown_transition_is_named() -> None:
    with pytest.raises(BadInput, match="'spin'"):
        with_transitions(SPANS, Transition("spin"), FPS)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(40, 2000))
def test_no_frame_is_lost_or_shown_twice(lengths: list[int], duration_ms: int) -> None:
    firsts = [sum(lengths[:n]) for n in range(len(lengths))]
    spans = [
        FrameSpan(Still(str(n)), first, length)
        for n, (first, length) in enumerate(zip(firsts, lengths, strict=True))
    ]
    moving = with_transitions(spans, Transition("slide", duration_ms), FPS)
    frames = [span.first_frame + n for span in moving for n in range(span.frame_count)]
    assert frames == list(range(sum(lengths)))


def test_a_crossfade_goes_evenly_from_one_picture_to_the_other() -> None:
    shades = [int(frame[0, 0]) for frame in between("crossfade", _flat(16), _flat(216), 9)]
    assert shades == sorted(shades)
    assert shades[4] == 116
    assert 16 < shades[0] < 40 < 190 < shades[-1] < 216


def test_a_slide_pushes_the_old_picture_out_to_the_left() -> None:
    old, new = _flat(50), _flat(200)
    old[:8, :4] = 10  # luma on the left
    (middle,) = between("slide", old, new, 1)
    assert (middle[:8, :4] == 50).all()  # what was right is left
    assert (middle[:8, 4:] == 200).all()
    assert sorted(middle[8:].ravel().tolist()) == [50] * 16 + [200] * 16
