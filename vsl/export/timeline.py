"""Stills in milliseconds → spans of video frames. Pure; never adds up rounded durations.

Every boundary is rounded once, from its absolute time, so nothing drifts however long the video.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from vsl.model.project import Showing, Still


@dataclass(frozen=True, slots=True)
class FrameSpan:
    """A run of equal frames: what they show, where the run begins, how long it is."""

    still: Still
    first_frame: int
    frame_count: int


def frame_at(t_ms: int, fps: Fraction) -> int:
    """The frame whose start lies nearest to ``t_ms``: exactly ``round(t_ms * fps / 1000)``.

    A tie goes to the even frame, as Python's ``round`` has it.
    """
    return round(Fraction(t_ms) * fps / 1000)


def spans(showings: Sequence[Showing], duration_ms: int, fps: Fraction) -> tuple[FrameSpan, ...]:
    """What each frame from 0 up to ``frame_at(duration_ms, fps)`` shows, without a hole.

    A still stays until the next one comes, the last until the end; the empty still stands before
    the first. Where every still lasts at least one frame, each begins within half a frame of its
    ``start_ms``. A crowd of shorter ones takes a frame each, in order, as near as it can; only
    where there are more stills than frames do the first of them go unseen.

    Args:
        showings: in order of time.
        duration_ms: of the sound; the video has the frames of it, never one more.
    """
    total = frame_at(duration_ms, fps)
    stills = [Still(), *(showing.still for showing in showings)]
    bounds = [0, *_first_frames(showings, total, fps), total]
    return tuple(
        FrameSpan(still, first, end - first)
        for still, (first, end) in zip(stills, pairwise(bounds), strict=True)
        if end > first
    )


def _first_frames(showings: Sequence[Showing], total: int, fps: Fraction) -> list[int]:
    """The frame each still begins with: after the one before, with room for those behind."""
    firsts: list[int] = []
    earliest = 0
    for position, showing in enumerate(showings):
        first = max(frame_at(showing.start_ms, fps), earliest)
        latest = total - (len(showings) - position)
        firsts.append(max(0, min(first, latest)))
        earliest = first + 1
    return firsts
