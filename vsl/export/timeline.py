"""Convert stills with times in milliseconds to spans of video frames. Pure.

Every boundary is rounded once, from its absolute time, so that rounding errors never add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from vsl.model.project import Showing, Still


@dataclass(frozen=True, slots=True)
class FrameSpan:
    """A run of equal frames: its still, first frame and length."""

    still: Still
    first_frame: int
    frame_count: int


def frame_at(t_ms: int, fps: Fraction) -> int:
    """Return the frame whose start is nearest to ``t_ms``: exactly ``round(t_ms * fps / 1000)``.

    A tie goes to the even frame, as with Python's ``round``.
    """
    return round(Fraction(t_ms) * fps / 1000)


def spans(showings: Sequence[Showing], duration_ms: int, fps: Fraction) -> tuple[FrameSpan, ...]:
    """Return the span of each still, together covering frames 0 to ``frame_at(duration_ms, fps)``.

    The last of these frames is excluded. A still lasts until the next one, the last until the end;
    an empty still comes before the first. Where every still lasts at least one frame, each begins
    within half a frame of its ``start_ms``. Shorter stills get one frame each, in order, as close
    to their times as possible; only where there are more stills than frames are the first of them
    left out.

    Args:
        showings: in order of time.
        duration_ms: of the sound, which sets the number of frames.
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
    """Return the first frame of each still, with room for the stills after it."""
    firsts: list[int] = []
    earliest = 0
    for position, showing in enumerate(showings):
        first = max(frame_at(showing.start_ms, fps), earliest)
        latest = total - (len(showings) - position)
        firsts.append(max(0, min(first, latest)))
        earliest = first + 1
    return firsts
