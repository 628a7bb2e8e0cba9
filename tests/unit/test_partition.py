"""Where pictures are parted into bands."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.export.video.partition import BAND_PX, ROW_PX, partition
from vsl.export.video.picture_source import Rows


@pytest.mark.parametrize(
    ("lines", "bands"),
    [
        ([], [(0, 128), (128, 256), (256, 360)]),
        ([(35, 79)], [(0, 32), (32, 80), (80, 128), (128, 256), (256, 360)]),
        # text over a seam keeps it away; lines that share a row of macroblocks part below it
        ([(100, 140), (143, 200)], [(0, 96), (96, 144), (144, 208), (208, 256), (256, 360)]),
        ([(340, 400)], [(0, 128), (128, 256), (256, 336), (336, 360)]),
    ],
)
def test_a_line_of_text_has_a_band_of_its_own(lines: list[Rows], bands: list[Rows]) -> None:
    assert list(partition(lines, 360, has_steps=True)) == bands


@pytest.mark.parametrize(
    ("lines", "bands"),
    [
        ([(300, 350), (380, 500)], [(0, 256), (256, 512), (512, 1080)]),
        ([(20, 1070)], [(0, 1080)]),
        ([(600, 1030)], [(0, 512), (512, 1080)]),
    ],
)
def test_text_that_stays_is_one_band(lines: list[Rows], bands: list[Rows]) -> None:
    assert list(partition(lines, 1080, has_steps=False)) == bands


@given(
    st.lists(st.tuples(st.integers(-300, 1200), st.integers(0, 600)), max_size=5),
    st.integers(1, 600).map(lambda half: 2 * half),
    st.booleans(),
)
def test_bands_cover_every_row_once(
    lines: list[tuple[int, int]], height_px: int, has_steps: bool
) -> None:
    rows = [(top, top + size) for top, size in lines]
    bands = partition(rows, height_px, has_steps=has_steps)
    assert (bands[0][0], bands[-1][1]) == (0, height_px)
    assert all(one[1] == other[0] for one, other in pairwise(bands))
    assert all(top < bottom and top % ROW_PX == 0 for top, bottom in bands)
    if not lines:
        assert max(bottom - top for top, bottom in bands) <= BAND_PX
