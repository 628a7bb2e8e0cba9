"""Split a picture into bands. Pure.

On a slide with steps, each line of text has its own band, since lines change separately; on one
without, all text shares one band, since each band costs some bytes. The background around it is
split at positions that many slides share, so that they have bands in common there.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from vsl.export.video.picture_source import Rows

ROW_PX = 16  # height of a macroblock
BAND_PX = 128  # where there is no text


def partition(lines: Sequence[Rows], height_px: int, *, has_steps: bool) -> tuple[Rows, ...]:
    """Return the bands of a picture from top to bottom, each but the last of whole macroblock rows.

    Args:
        lines: the rows of each line of text; empty if nothing is known of the picture.
        has_steps: whether lines change separately.
    """
    if has_steps or not lines:
        return _between({*_sides(lines), *_evenly(lines, height_px)}, height_px)
    text = min(top for top, _ in lines), max(bottom for _, bottom in lines)
    return _between({_above(text[0], BAND_PX), _below(text[1], BAND_PX)}, height_px)


def _sides(lines: Sequence[Rows]) -> set[int]:
    """Return the top and bottom of each line, in whole macroblocks.

    A line that shares macroblocks with another starts below it.
    """
    sides, end = set[int](), 0
    for top, bottom in sorted(lines):
        first = max(end, _above(top, ROW_PX))
        end = max(first, _below(bottom, ROW_PX))
        sides |= {first, end}
    return sides


def _evenly(lines: Sequence[Rows], height_px: int) -> set[int]:
    """Return evenly spaced positions, except those inside lines."""
    inside = [range(_above(top, ROW_PX) + 1, bottom) for top, bottom in lines]
    even = range(BAND_PX, height_px, BAND_PX)
    return {each for each in even if not any(each in rows for rows in inside)}


def _between(places: set[int], height_px: int) -> tuple[Rows, ...]:
    inner = {each for each in places if 0 < each < height_px}
    return tuple(pairwise(sorted({0, *inner, height_px})))


def _above(y: int, unit: int) -> int:
    return y // unit * unit


def _below(y: int, unit: int) -> int:
    return -(-y // unit) * unit
