"""Hand-written H.264 syntax, checked field by field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.errors import ToolFailed
from vsl.export.bitstream import START_CODE, BitReader, BitWriter, escaped, unescaped
from vsl.export.still_h264 import ParameterSets, StillPicture

SPS_FIELDS = {"scaling": 0, "order": 2, "frames_only": 1}
PPS_FIELDS = {"cabac": 0, "groups": 0, "weighted": 0, "deblocking": 1, "redundant": 0}
FRAME_NUM_BITS = 4


def _sps(**changes: int) -> bytes:
    field = SPS_FIELDS | changes
    bits = BitWriter()
    bits.u(100, 8)  # profile_idc: High
    bits.u(40, 16)  # no constraints; level 4
    for number in (0, 1, 0, 0):  # sps id, 4:2:0, 8 bits, 8 bits
        bits.ue(number)
    bits.u(0, 1)
    bits.u(field["scaling"], 1)
    bits.ue(FRAME_NUM_BITS - 4)
    bits.ue(field["order"])
    bits.ue(1)  # reference frames
    bits.u(0, 1)
    bits.ue(119)  # 120 macroblocks wide
    bits.ue(67)  # 68 macroblocks high
    bits.u(field["frames_only"], 1)
    return b"\x67" + escaped(bits.payload())


def _pps(**changes: int) -> bytes:
    field = PPS_FIELDS | changes
    bits = BitWriter()
    bits.ue(0)
    bits.ue(0)
    bits.u(field["cabac"], 1)
    bits.u(0, 1)
    bits.ue(field["groups"])
    bits.ue(0)
    bits.ue(0)
    bits.u(field["weighted"], 1)
    bits.u(0, 2)
    for number in (-3, 0, -2):  # quantisers, chroma offset
        bits.se(number)
    bits.u(field["deblocking"], 1)
    bits.u(0, 1)
    bits.u(field["redundant"], 1)
    return b"\x68" + escaped(bits.payload())


def _idr(idr_pic_id: int, rest: bytes) -> bytes:
    bits = BitWriter()
    bits.ue(0)
    bits.ue(7)  # slice_type: I
    bits.ue(0)
    bits.u(0, FRAME_NUM_BITS)
    bits.ue(idr_pic_id)
    bits.u(int.from_bytes(b"\x01" + rest, "big"), 8 * len(rest) + 1)
    return b"\x65" + escaped(bits.payload())


def _stream(*units: bytes) -> bytes:
    return b"".join(START_CODE + unit for unit in units)


def test_parameter_sets_tell_what_the_slices_depend_on() -> None:
    sets = ParameterSets.parse(_sps(), _pps())
    assert (sets.frame_num_bits, sets.macroblocks) == (FRAME_NUM_BITS, 120 * 68)
    assert sets.stream() == _stream(_sps(), _pps())


@pytest.mark.parametrize("change", [{"scaling": 1}, {"order": 0}, {"frames_only": 0}])
def test_sequences_whose_repeats_would_need_other_headers_are_refused(
    change: dict[str, int],
) -> None:
    with pytest.raises(ToolFailed, match="repeats need"):
        ParameterSets.parse(_sps(**change), _pps())


@pytest.mark.parametrize(
    "change", [{"cabac": 1}, {"groups": 1}, {"weighted": 1}, {"deblocking": 0}, {"redundant": 1}]
)
def test_pictures_whose_repeats_would_need_other_headers_are_refused(
    change: dict[str, int],
) -> None:
    with pytest.raises(ToolFailed, match="repeats need"):
        ParameterSets.parse(_sps(), _pps(**change))


def test_a_repeat_is_one_skip_run_over_all_macroblocks() -> None:
    sets = ParameterSets.parse(_sps(), _pps())
    picture = sets.skip_picture(19)
    assert picture.startswith(START_CODE + b"\x41")  # a reference picture that is no IDR
    assert len(picture) <= 14
    bits = BitReader(unescaped(picture[5:]))
    assert [bits.ue(), bits.ue(), bits.ue(), bits.u(4), bits.u(3)] == [0, 5, 0, 19 % 16, 0]
    assert [bits.se(), bits.ue(), bits.ue(), bits.left] == [0, 1, 120 * 68, 0]


@given(st.binary(), st.integers(0, 300), st.integers(0, 300))
def test_an_idr_picture_changes_its_number_and_nothing_else(
    rest: bytes, old_id: int, new_id: int
) -> None:
    picture = StillPicture.parse(_stream(_sps(), _pps(), _idr(old_id, rest)))
    assert picture.stream(new_id) == _stream(_idr(new_id, rest))


def test_what_the_encoder_says_about_itself_is_dropped() -> None:
    letter = b"\x06\x05hello\x80"
    picture = StillPicture.parse(_stream(_sps(), _pps(), letter, _idr(0, b"x")))
    assert picture == StillPicture.parse(_stream(_sps(), _pps(), _idr(0, b"x")))


@pytest.mark.parametrize(
    "stream",
    [
        b"",
        b"no start code",
        _stream(_sps(), _pps()),
        _stream(_sps(), _pps(), _idr(0, b"a"), _idr(0, b"b")),
        _stream(_sps()[:5], _pps(), _idr(0, b"a")),
    ],
    ids=["empty", "text", "no picture", "two slices", "cut short"],
)
def test_streams_that_are_not_one_picture_are_refused(stream: bytes) -> None:
    with pytest.raises(ToolFailed, match="damaged"):
        StillPicture.parse(stream)
