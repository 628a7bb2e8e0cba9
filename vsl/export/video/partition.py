"""Where a picture is parted into bands. Pure.

On a slide with steps, what changes as a whole, a line of text, has a band of its own; on one
without, all its text has, since a band more is some bytes more. The ground around is parted at
places that many slides share, so that what lies under their text is the same bands on each.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from vsl.export.video.picture_source import Rows

ROW_PX = 16  # macroblocks are as high
BAND_PX = 128  # where no text says better


def partition(lines: Sequence[Rows], height_px: int, *, has_steps: bool) -> tuple[Rows, ...]:
    """The bands of a picture from top to bottom: whole rows of macroblocks but for the last.

    Args:
        lines: the rows of each line of text; none where nothing is known of the picture.
        has_steps: whether lines change apart from one another.
    """
    if has_steps or not lines:
        return _between({*_sides(lines), *_evenly(lines, height_px)}, height_px)
    text = min(top for top, _ in lines), max(bottom for _, bottom in lines)
    return _between({_above(text[0], BAND_PX), _below(text[1], BAND_PX)}, height_px)


def _sides(lines: Sequence[Rows]) -> set[int]:
    """Where each line begins and ends; one that shares macroblocks with another ends below them."""
    found, end = set[int](), 0
    for top, bottom in sorted(lines):
        first = max(end, _above(top, ROW_PX))
        end = max(first, _below(bottom, ROW_PX))
        found |= {first, end}
    return found


def _evenly(lines: Sequence[Rows], height_px: int) -> set[int]:
    """Places at even distances, but inside lines."""
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
