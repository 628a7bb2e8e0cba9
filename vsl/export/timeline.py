"""Slides in milliseconds → spans of video frames. Pure; never adds up rounded durations.

Every boundary is rounded once, from its absolute time, so nothing drifts however long the video.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from vsl.model import Slide


@dataclass(frozen=True, slots=True)
class FrameSpan:
    """A run of equal frames: which text they show, where the run begins, how long it is."""

    text: str
    first_frame: int
    frame_count: int


def frame_at(t_ms: int, fps: Fraction) -> int:
    """The frame whose start lies nearest to ``t_ms``: exactly ``round(t_ms * fps / 1000)``.

    A tie goes to the even frame, as Python's ``round`` has it.
    """
    return round(Fraction(t_ms) * fps / 1000)


def spans(slides: Sequence[Slide], duration_ms: int, fps: Fraction) -> tuple[FrameSpan, ...]:
    """What each frame from 0 up to ``frame_at(duration_ms, fps)`` shows, without a hole.

    A slide stays until the next one starts, the last until the end; the empty text stands before
    the first. A hidden slide leaves the one before it on the screen. Where every slide lasts at
    least one frame, each begins within half a frame of its ``start_ms``. A crowd of shorter ones
    takes a frame each, in order, as near as it can; only where there are more slides than frames do
    the first of them go unseen.

    Args:
        slides: in order of time.
        duration_ms: of the sound; the video has the frames of it, never one more.
    """
    slides = [slide for slide in slides if not slide.hidden]
    total = frame_at(duration_ms, fps)
    texts = ["", *(slide.text for slide in slides)]
    bounds = [0, *_first_frames(slides, total, fps), total]
    return tuple(
        FrameSpan(text, first, end - first)
        for text, (first, end) in zip(texts, pairwise(bounds), strict=True)
        if end > first
    )


def _first_frames(slides: Sequence[Slide], total: int, fps: Fraction) -> list[int]:
    """The frame each slide begins with: after the one before, with room for those behind."""
    firsts: list[int] = []
    earliest = 0
    for position, slide in enumerate(slides):
        first = max(frame_at(slide.start_ms, fps), earliest)
        latest = total - (len(slides) - position)
        firsts.append(max(0, min(first, latest)))
        earliest = first + 1
    return firsts
