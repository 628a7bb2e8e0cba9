"""Where a picture is parted into bands. Pure.

What changes as a whole, a line of text, has a band of its own. The ground between two of them is
parted evenly, so that what lies under the text of many slides is the same bands on each.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from vsl.export.picture_source import Rows

ROW_PX = 16  # macroblocks are as high
BAND_PX = 128  # where no text says better; thinner bands are coded less tightly


def partition(lines: Sequence[Rows], height_px: int) -> tuple[Rows, ...]:
    """The bands of a picture from top to bottom: whole rows of macroblocks but for the last.

    Args:
        lines: the rows of each line of text.
    """
    bounds = {0, height_px}
    end = 0
    for top, bottom in sorted(lines):
        first = max(end, top // ROW_PX * ROW_PX)
        end = max(first, -(-bottom // ROW_PX) * ROW_PX)
        bounds |= {first, end}
    inside = [range(top // ROW_PX * ROW_PX + 1, bottom) for top, bottom in lines]
    even = range(BAND_PX, height_px, BAND_PX)
    bounds |= {each for each in even if not any(each in rows for rows in inside)}
    return tuple(pairwise(sorted(each for each in bounds if 0 <= each <= height_px)))
