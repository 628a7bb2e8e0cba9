"""Spans of frames → runs: a picture that changes the screen, and the frames that repeat it. Pure.

A player can only jump to a picture that needs none before it, so one stands at the beginning of
each slide, and again after two seconds. The steps of a slide's build are changes of the picture
before them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vsl.export.timeline import FrameSpan


@dataclass(frozen=True, slots=True)
class FrameRun:
    """Frames that show the same, from ``first_frame`` on."""

    span: int  # position of the span it belongs to
    first_frame: int
    frame_count: int
    frame_num: int  # frames since the last whole picture; 0: it begins with one


def runs(spans: Sequence[FrameSpan], reach: int) -> Iterator[FrameRun]:
    """The runs of ``spans``, none further than ``reach`` frames from a whole picture.

    Args:
        spans: without a hole.
        reach: at least 1.
    """
    whole, text = 0, None
    for position, span in enumerate(spans):
        frame, end = span.first_frame, span.first_frame + span.frame_count
        if span.still.text != text:
            whole, text = frame, span.still.text
        while frame < end:
            if frame - whole >= reach:
                whole = frame
            count = min(end, whole + reach) - frame
            yield FrameRun(position, frame, count, frame - whole)
            frame += count
