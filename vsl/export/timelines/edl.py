"""Write an edit decision list (CMX 3600) that cuts the exported video at its slides.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from vsl.basics.spacing import join_lines
from vsl.export.timeline import FrameSpan

_LONGEST_NAME: Final = 60  # characters of a slide's text in a comment


def to_edl(
    spans: Sequence[FrameSpan], fps: Fraction, *, clip: str, chapters: Mapping[int, str]
) -> str:
    """Return a list with a cut for each span, picture and sound together.

    Args:
        clip: file name of the video that is cut.
        chapters: titles by their first frame; they become markers.
    """
    lines = ["TITLE: Slides", "FCM: NON-DROP FRAME", ""]
    for number, span in enumerate(spans, 1):
        first, end = span.first_frame, span.first_frame + span.frame_count
        times = " ".join(timecode(each, fps) for each in (first, end, first, end))
        lines.append(f"{number:03}  AX       AA/V  C        {times}")
        lines.append(f"* FROM CLIP NAME: {clip}")
        if text := _line(span.still.text):
            lines.append(f"* COMMENT: {text}")
        lines += [
            f"* LOC: {timecode(frame, fps)} RED     {_line(title)}"
            for frame, title in chapters.items()
            if first <= frame < end
        ]
        lines.append("")
    return "\n".join(lines)


def timecode(frame: int, fps: Fraction) -> str:
    """Return hours, minutes, seconds and frames; non-drop-frame, also at 29.97 fps."""
    rate = round(fps)
    seconds, frames = divmod(frame, rate)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}:{frames:02}"


def _line(text: str) -> str:
    return join_lines(text)[:_LONGEST_NAME].strip()
