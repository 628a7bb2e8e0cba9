"""Make the first slides of a video into an animated picture for mails and posts.

Takes pictures and their durations; returns an animated WebP or GIF, scaled down until it is small
enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Final

from PIL import Image

from vsl.errors import BadInput
from vsl.model.project import Showing, Still

MOST_BYTES: Final = 10 << 20  # limit of common mail programs and chats
_WIDEST_PX: Final = 960
_SMALLER: Final = 0.8  # factor of the width, applied repeatedly
_NARROWEST_PX: Final = 160
_HOLD_MS: Final = 1500  # extra time of the last slide before the loop restarts
_STEP_MS: Final = 10  # GIF counts in hundredths of a second


@dataclass(frozen=True, slots=True)
class Frame:
    """A still and its duration."""

    still: Still
    duration_ms: int


def teaser_frames(
    showings: Sequence[Showing], *, start_ms: int, length_ms: int, duration_ms: int
) -> tuple[Frame, ...]:
    """Return the stills of the video from ``start_ms`` on, the last of them held a little longer.

    Raises:
        BadInput: nothing is shown there.
    """
    end_ms = min(start_ms + length_ms, duration_ms)
    ends = [*(each.start_ms for each in showings), duration_ms][1:]
    inside = [
        (each.still, max(each.start_ms, start_ms), min(until, end_ms))
        for each, until in zip(showings, ends, strict=True)
        if max(each.start_ms, start_ms) < min(until, end_ms)
    ]
    if not inside:
        raise BadInput("There is no slide in that stretch: choose where the teaser begins.")
    bounds = [_step(first) for _, first, _ in inside] + [_step(inside[-1][2]) + _HOLD_MS]
    stays = [max(_STEP_MS, end - first) for first, end in pairwise(bounds)]
    return tuple(Frame(each[0], stay) for each, stay in zip(inside, stays, strict=True))


def teaser(
    pictures: Sequence[Path],
    durations_ms: Sequence[int],
    format: str,
    *,
    most_bytes: int = MOST_BYTES,
) -> bytes:
    """Return the animated picture, at most ``most_bytes`` large if possible.

    Args:
        format: WEBP or GIF.
    """
    with Image.open(pictures[0]) as first:
        width = min(_WIDEST_PX, max(first.size))
    while True:
        content = _encode_frames(pictures, durations_ms, format, width)
        if len(content) <= most_bytes or width <= _NARROWEST_PX:
            return content
        width = max(_NARROWEST_PX, int(width * _SMALLER))


def _encode_frames(
    pictures: Sequence[Path], durations_ms: Sequence[int], format: str, width_px: int
) -> bytes:
    first, *rest = (_frame(path, format, width_px) for path in pictures)
    result = BytesIO()
    # whole frames: remains of the one before would show through the letters
    kind = {"quality": 85, "method": 4, "kmax": 1} if format == "WEBP" else {"optimize": False}
    first.save(
        result,
        format,
        save_all=True,
        append_images=rest,
        duration=list(durations_ms),
        loop=0,
        **kind,
    )
    return result.getvalue()


def _frame(path: Path, format: str, width_px: int) -> Image.Image:
    with Image.open(path) as opened:
        picture: Image.Image = opened.convert("RGB")
    picture.thumbnail((width_px, width_px), Image.Resampling.LANCZOS)
    return picture.quantize(256) if format == "GIF" else picture


def _step(t_ms: int) -> int:
    return _STEP_MS * round(t_ms / _STEP_MS)
