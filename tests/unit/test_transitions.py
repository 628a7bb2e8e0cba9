"""Transitions: where they stand, and what their frames show."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from vsl.errors import BadInput
from vsl.export.timeline import FrameSpan
from vsl.export.video.picture_source import PaintedPicture
from vsl.export.video.transitions import Between, TransitionSource, with_transitions
from vsl.model.appearance import Transition
from vsl.model.project import Still

FPS = Fraction(30)
A, B, C = (Still(text, slide=text) for text in "abc")
SPANS = (FrameSpan(A, 0, 60), FrameSpan(B, 60, 4), FrameSpan(C, 64, 100))
FADE = Transition("crossfade", 300)


@dataclass(frozen=True)
class Shades:
    """Grey pictures: the darker half is on the left of the letter a's."""

    size: tuple[int, int] = (8, 4)

    def key(self, still: Still) -> str:
        """Its text."""
        return still.text

    def drawing(self, still: Still) -> PaintedPicture:
        """Grey, in mode P as drawn stills are."""
        picture = Image.new("L", self.size, 50 if still == A else 200)
        if still == A:
            picture.paste(10, (0, 0, 4, 4))
        return PaintedPicture(picture.convert("P"))


def _whole(source: TransitionSource, still: Still) -> Image.Image:
    return source.drawing(still).strip(0, source.size[1])


def test_a_transition_begins_with_the_slide_and_takes_at_most_half_of_it() -> None:
    moving = with_transitions(SPANS, FADE, FPS)
    assert moving[0] == FrameSpan(A, 0, 60)
    between = [span for span in moving if isinstance(span.still, Between)]
    assert [span.first_frame for span in between] == [60, 61, *range(64, 73)]
    assert {span.frame_count for span in between} == {1}
    assert {span.still.text for span in between[:2]} == {"b"}
    assert moving[3] == FrameSpan(B, 62, 2)
    assert moving[-1] == FrameSpan(C, 73, 91)


@pytest.mark.parametrize(("old", "new"), [(True, True), (True, False), (False, True)])
def test_no_text_is_pushed_under_the_speaker(old: bool, new: bool) -> None:
    spans = (
        FrameSpan(Still("a", beside=old, slide="a"), 0, 60),
        FrameSpan(Still("b", beside=new, slide="b"), 60, 60),
        FrameSpan(Still("c", slide="c"), 120, 60),
        FrameSpan(Still("d", slide="d"), 180, 60),
    )
    moving = with_transitions(spans, Transition("slide", 300), FPS)
    kinds = {s.still.text: s.still.kind for s in moving if isinstance(s.still, Between)}
    assert kinds["b"] == "crossfade"
    assert kinds["d"] == "slide"


def test_a_cut_changes_nothing() -> None:
    assert with_transitions(SPANS, Transition(), FPS) == SPANS


def test_the_steps_of_a_build_change_at_once() -> None:
    steps = [FrameSpan(Still("a b", shown_tokens=n, slide="s"), n * 20, 20) for n in (0, 1, 2)]
    assert with_transitions(steps, FADE, FPS) == tuple(steps)


def test_two_slides_with_the_same_text_have_a_transition_between_them() -> None:
    first, second = Still("Stop.", slide="s0"), Still("Stop.", slide="s1")
    moving = with_transitions([FrameSpan(first, 0, 60), FrameSpan(second, 60, 60)], FADE, FPS)
    between = [span.still for span in moving if isinstance(span.still, Between)]
    assert len(between) == 9
    assert {still.slide for still in between} == {"s1"}


def test_an_unknown_transition_is_named() -> None:
    with pytest.raises(BadInput, match="'spin'"):
        with_transitions(SPANS, Transition("spin"), FPS)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(40, 2000))
def test_no_frame_is_lost_or_shown_twice(lengths: list[int], duration_ms: int) -> None:
    firsts = [sum(lengths[:n]) for n in range(len(lengths))]
    spans = [
        FrameSpan(Still(str(n), slide=str(n)), first, length)
        for n, (first, length) in enumerate(zip(firsts, lengths, strict=True))
    ]
    moving = with_transitions(spans, Transition("slide", duration_ms), FPS)
    frames = [span.first_frame + n for span in moving for n in range(span.frame_count)]
    assert frames == list(range(sum(lengths)))


def test_a_crossfade_goes_evenly_from_one_picture_to_the_other() -> None:
    source = TransitionSource(Shades())
    steps = range(1000, 10_000, 1000)
    betweens = [Between("c", old=A, new=C, kind="crossfade", step=step) for step in steps]
    shades = [_whole(source, between).getpixel((7, 0))[0] for between in betweens]
    assert shades == sorted(shades)
    assert shades[4] == 125
    assert len({source.key(between) for between in betweens}) == len(betweens)


def test_a_slide_pushes_the_old_picture_out_to_the_left() -> None:
    middle = _whole(TransitionSource(Shades()), Between("c", old=A, new=C, kind="slide", step=5000))
    row = [middle.getpixel((x, 0))[0] for x in range(8)]
    assert row == [50] * 4 + [200] * 4  # what was right is left


def test_a_still_is_its_own_picture() -> None:
    source = TransitionSource(Shades())
    assert source.key(A) == "a"
    assert _whole(source, A).mode == "P"
    assert source.size == (8, 4)
