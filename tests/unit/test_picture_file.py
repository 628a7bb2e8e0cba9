"""Encoded pictures as the content of a file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.export.video.picture_file import pack_pictures, unpack_pictures
from vsl.export.video.still_h264 import Band, StillPicture

BANDS = st.builds(Band, st.integers(1, 9000), st.integers(-51, 51), st.binary(max_size=20))
PICTURES = st.lists(st.builds(StillPicture, st.lists(BANDS, max_size=5).map(tuple)), max_size=4)


@given(PICTURES)
def test_pictures_are_read_back(pictures: list[StillPicture]) -> None:
    assert unpack_pictures(pack_pictures(pictures)) == tuple(pictures)


def test_a_band_that_many_pictures_share_is_there_once() -> None:
    pictures = [StillPicture((Band(n, 0, b"its own"), Band(9, 0, b"shared"))) for n in range(1, 5)]
    content = pack_pictures(pictures)
    assert (content.count(b"its own"), content.count(b"shared")) == (4, 1)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[4:],
        lambda content: content[:3],
        lambda content: b"",
        lambda content: content.replace(b"code", b"core"),
    ],
)
def test_damage_is_noticed(damage: Callable[[bytes], bytes]) -> None:
    content = pack_pictures([StillPicture((Band(8, -3, b"code"),))])
    with pytest.raises(EOFError):
        unpack_pictures(damage(content))
