"""Colours of HDR and wide gamuts in BT.709."""

from __future__ import annotations

import numpy as np
import pytest

from vsl.media.child.colour_cube import HLG, LEVEL, PQ, hald_picture, map_to_bt709, needs_cube

_BT709, _BT2020, _P3, _SRGB = 1, 9, 12, 13
# Signals of diffuse white, 203 cd/m²: ITU-R BT.2408 table 1
_WHITE = {PQ: 0.58, HLG: 0.75}


@pytest.mark.parametrize(("transfer", "primaries"), [(_BT709, _BT709), (_SRGB, 2), (2, 2), (6, 6)])
def test_usual_pictures_need_no_table(transfer: int, primaries: int) -> None:
    assert not needs_cube(transfer, primaries)


@pytest.mark.parametrize("transfer", [PQ, HLG])
@pytest.mark.parametrize("primaries", [_BT2020, 2])
def test_diffuse_white_is_white_and_black_is_black(transfer: int, primaries: int) -> None:
    assert needs_cube(transfer, primaries)
    ends = np.array([[0.0] * 3, [_WHITE[transfer]] * 3, [1.0] * 3])
    mapped = map_to_bt709(ends, transfer, primaries)
    assert np.allclose(mapped, [[0] * 3, [1] * 3, [1] * 3], atol=0.02)


@pytest.mark.parametrize("primaries", [_BT2020, _P3])
def test_greys_of_a_wide_gamut_stay_what_they_are(primaries: int) -> None:
    greys = np.linspace(0, 0.9, 10)[:, None].repeat(3, axis=1)
    mapped = map_to_bt709(greys, _BT709, primaries)
    assert (mapped.max(axis=1) - mapped.min(axis=1)).max() < 0.01
    assert (np.diff(mapped[:, 0]) > 0).all()


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_more_light_is_never_darker(transfer: int) -> None:
    ramp = np.linspace(0, 1, 200)[:, None].repeat(3, axis=1)
    assert (np.diff(map_to_bt709(ramp, transfer, _BT2020), axis=0) > -1e-9).all()


def test_a_highlight_keeps_its_hue() -> None:
    orange = map_to_bt709(np.array([[0.80, 0.62, 0.40]]), PQ, _P3)[0]
    assert orange[0] > orange[1] + 0.1 > orange[2]


def test_the_table_is_a_hald_picture_with_red_first() -> None:
    table = hald_picture(HLG, _BT2020)
    assert table.shape == (LEVEL**3, LEVEL**3, 3)
    assert (table.dtype, int(table[0, 0].max())) == (np.uint16, 0)
    assert table[0, LEVEL**2 - 1].argmax() == 0
    assert int(table[-1, -1].min()) > 65_000
