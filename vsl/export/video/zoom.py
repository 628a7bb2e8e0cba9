"""Zoom slowly into backgrounds while the slides in front of them change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from vsl.basics.h264_stream import BT_709, FULL, LIMITED, add_h264_stream
from vsl.errors import ToolFailed
from vsl.progress import Progress

if TYPE_CHECKING:
    import av

_CRF = 14  # it is encoded again with the text on it


@dataclass(frozen=True, slots=True)
class BackgroundRun:
    """The background of a run of frames."""

    image: Image.Image  # RGB, the size of the canvas
    frame_count: int
    is_moving: bool = True  # False for a plain colour


def write_zoom(
    runs: Sequence[BackgroundRun], share: float, target: Path, *, fps: Fraction, progress: Progress
) -> None:
    """Write a silent video to ``target`` in which each background grows by ``share``.

    Raises:
        ToolFailed: it can't be written.
    """
    import av

    total = sum(run.frame_count for run in runs)
    try:
        with av.open(str(target), "w", format="mp4") as output:
            stream = add_h264_stream(output, runs[0].image.size, fps, crf=_CRF)
            frames = (frame for run in runs for frame in _frames(run, share))
            for number, image in enumerate(frames):
                frame = _video_frame(image)
                frame.pts, frame.time_base = number, 1 / fps
                output.mux(stream.encode(frame))
                progress(number / total)
            output.mux(stream.encode(None))
    except (OSError, av.FFmpegError) as error:
        raise ToolFailed(f"{target.name} can't be written: {error.strerror or error}.") from error
    progress(1.0)


def _frames(run: BackgroundRun, share: float) -> Iterator[Image.Image]:
    """Yield the background, larger with each frame; subpixel sampling avoids jitter."""
    width, height = run.image.size
    for number in range(run.frame_count):
        if not run.is_moving:
            yield run.image
            continue
        near = 1 + share * number / run.frame_count
        x, y = width * (1 - 1 / near) / 2, height * (1 - 1 / near) / 2
        box = (x, y, width - x, height - y)
        yield run.image.resize(run.image.size, Image.Resampling.BILINEAR, box=box)


def _video_frame(image: Image.Image) -> av.VideoFrame:
    import av

    return av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24").reformat(
        format="yuv420p",
        src_colorspace=BT_709,
        dst_colorspace=BT_709,
        src_color_range=FULL,
        dst_color_range=LIMITED,
    )
