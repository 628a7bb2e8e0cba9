"""Split spans of frames into runs: a picture that changes the screen, and its repeats. Pure.

A player can only seek to a picture that needs none before it, so one starts each slide, and another
follows every two seconds. The steps of a slide's build are coded as changes of the picture before
them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vsl.export.timeline import FrameSpan


@dataclass(frozen=True, slots=True)
class FrameRun:
    """Equal frames from ``first_frame`` on."""

    span: int  # position of its span
    first_frame: int
    frame_count: int
    frame_num: int  # frames since the last whole picture; 0: starts with one


def runs(spans: Sequence[FrameSpan], reach: int) -> Iterator[FrameRun]:
    """Yield the runs of ``spans``, none further than ``reach`` frames from a whole picture.

    Args:
        spans: without gaps.
        reach: at least 1.
    """
    whole, slide = 0, None
    for position, span in enumerate(spans):
        frame, end = span.first_frame, span.first_frame + span.frame_count
        if span.still.slide != slide:
            whole, slide = frame, span.still.slide
        while frame < end:
            if frame - whole >= reach:
                whole = frame
            count = min(end, whole + reach) - frame
            yield FrameRun(position, frame, count, frame - whole)
            frame += count
