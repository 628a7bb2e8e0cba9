"""Hand-written H.264 syntax, checked field by field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.errors import ToolFailed
from vsl.export.video.bitstream import (
    BitReader,
    BitWriter,
    add_emulation_prevention,
    remove_emulation_prevention,
)
from vsl.export.video.still_h264 import Band, ParameterSets, StillPicture

SPS_FIELDS = {"profile": 100, "scaling": 0, "order": 2, "frames_only": 1, "rows": 68}
PPS_FIELDS = {"cabac": 1, "groups": 0, "weighted": 0, "offset": -2, "deblocking": 1, "redundant": 0}
FRAME_NUM_BITS = 4


def _sps(**changes: int) -> bytes:
    field = SPS_FIELDS | changes
    bits = BitWriter()
    bits.u(field["profile"], 8)
    bits.u(40, 16)  # no constraints; level 4
    bits.ue(0)  # sps id
    if field["profile"] == 100:
        for number in (1, 0, 0):  # 4:2:0, 8 bits, 8 bits
            bits.ue(number)
        bits.u(0, 1)
        bits.u(field["scaling"], 1)
    bits.ue(FRAME_NUM_BITS - 4)
    bits.ue(field["order"])
    bits.ue(1)  # reference frames
    bits.u(0, 1)
    bits.ue(119)  # 120 macroblocks wide
    bits.ue(field["rows"] - 1)  # macroblocks high
    bits.u(field["frames_only"], 1)
    return b"\x67" + add_emulation_prevention(bits.payload())


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
    for number in (-3, 0, field["offset"]):  # quantisers, chroma offset
        bits.se(number)
    bits.u(field["deblocking"], 1)
    bits.u(0, 1)
    bits.u(field["redundant"], 1)
    return b"\x68" + add_emulation_prevention(bits.payload())


def _slice(idr_pic_id: int, rest: bytes, *, deblocking: int = 1) -> bytes:
    """An IDR slice as encoders write it; ``rest`` stands for its macroblocks."""
    bits = BitWriter()
    bits.ue(0)
    bits.ue(7)  # slice_type: I
    bits.ue(0)
    bits.u(0, FRAME_NUM_BITS)
    bits.ue(idr_pic_id)
    bits.u(0, 2)
    bits.se(-9)  # slice_qp_delta
    bits.ue(deblocking)
    bits.align()
    return b"\x65" + add_emulation_prevention(bits.pad_to_byte() + rest + b"\x81")


def _stream(*units: bytes) -> bytes:
    return b"".join(b"\x00\x00\x00\x01" + unit for unit in units)


PICTURE = ParameterSets.parse(_stream(_sps(), _pps()))  # 120 x 68 macroblocks
STRIP = _sps(rows=34)


def _band(rest: bytes = b"x", *, idr_pic_id: int = 0) -> Band:
    return Band.parse(_stream(STRIP, _pps(), _slice(idr_pic_id, rest)), PICTURE)


def _fields(unit: bytes) -> list[int]:
    """What begins a slice: first_mb_in_slice, slice_type, pic_parameter_set_id, frame_num."""
    bits = BitReader(remove_emulation_prevention(unit[1:]))
    return [bits.ue(), bits.ue(), bits.ue(), bits.u(FRAME_NUM_BITS)]


def test_parameter_sets_tell_what_the_slices_depend_on() -> None:
    sets = PICTURE
    assert (sets.frame_num_bits, sets.columns, sets.macroblocks) == (FRAME_NUM_BITS, 120, 120 * 68)
    assert (sets.sps, sets.pps) == (_sps(), _pps())


def test_main_profile_is_told_as_high_which_takes_it_in() -> None:
    assert ParameterSets.parse(_stream(_sps(profile=77), _pps())) == PICTURE


@pytest.mark.parametrize(
    "change", [{"profile": 66}, {"scaling": 1}, {"order": 0}, {"frames_only": 0}]
)
def test_sequences_whose_repeats_would_need_other_headers_are_refused(
    change: dict[str, int],
) -> None:
    with pytest.raises(ToolFailed, match="repeats need"):
        ParameterSets.parse(_stream(_sps(**change), _pps()))


@pytest.mark.parametrize(
    "change", [{"cabac": 0}, {"groups": 1}, {"weighted": 1}, {"deblocking": 0}, {"redundant": 1}]
)
def test_pictures_whose_repeats_would_need_other_headers_are_refused(
    change: dict[str, int],
) -> None:
    with pytest.raises(ToolFailed, match="repeats need"):
        ParameterSets.parse(_stream(_sps(), _pps(**change)))


def _nals(content: bytes) -> list[bytes]:
    """The NAL units of a sequence, each behind its length in four bytes."""
    found, position = [], 0
    while position < len(content):
        size = int.from_bytes(content[position : position + 4], "big")
        found.append(content[position + 4 : position + 4 + size])
        position += 4 + size
    assert position == len(content)
    return found


def test_a_repeat_is_one_skip_run_over_all_macroblocks() -> None:
    (unit,) = _nals(PICTURE.repeat(19))
    assert unit[0] == 0x41  # a reference picture that is no IDR
    assert len(unit) <= 10
    bits = BitReader(remove_emulation_prevention(unit[1:]))
    assert [bits.ue(), bits.ue(), bits.ue(), bits.u(4), bits.u(3)] == [0, 0, 1, 19 % 16, 0]
    assert [bits.se(), bits.ue(), bits.ue(), bits.left] == [0, 1, 120 * 68, 0]


@given(st.binary(max_size=40), st.integers(0, 300), st.integers(0, 300))
def test_a_whole_picture_holds_its_bands_below_one_another(
    rest: bytes, old_id: int, new_id: int
) -> None:
    picture = StillPicture((_band(rest, idr_pic_id=old_id), _band(b"below")))
    unit = PICTURE.whole(picture, new_id)
    assert [_fields(nal) for nal in _nals(unit)] == [[0, 7, 0, 0], [120 * 34, 7, 0, 0]]
    assert _nals(PICTURE.whole(picture, 0))[0] == _slice(0, rest)


def test_the_same_pixels_are_the_same_band_wherever_they_stand() -> None:
    assert _band(idr_pic_id=0) == _band(idr_pic_id=7)


def test_a_change_codes_the_bands_that_differ_and_skips_the_others() -> None:
    quarter = _stream(_sps(rows=17), _pps())
    bands = [Band.parse(quarter + _stream(_slice(0, each)), PICTURE) for each in (b"a", b"b", b"c")]
    old = StillPicture((bands[0], bands[1], bands[0], bands[1]))
    new = StillPicture((bands[0], bands[1], bands[2], bands[1]))
    units = _nals(PICTURE.change(old, new, 18))
    assert [_fields(unit) for unit in units] == [
        [0, 0, 0, 2],
        [120 * 34, 2, 0, 2],
        [120 * 51, 0, 0, 2],
    ]
    assert units[1].endswith(b"c\x81")


def test_a_change_to_a_picture_parted_otherwise_codes_all_of_it() -> None:
    quarter = Band.parse(_stream(_sps(rows=17), _pps(), _slice(0, b"x")), PICTURE)
    old, new = StillPicture((_band(), _band())), StillPicture((quarter, quarter, _band()))
    units = _nals(PICTURE.change(old, new, 18))
    assert [_fields(unit)[:2] for unit in units] == [[0, 2], [120 * 17, 2], [120 * 34, 2]]


def test_a_change_of_nothing_skips_all() -> None:
    picture = StillPicture((_band(), _band()))
    (unit,) = _nals(PICTURE.change(picture, picture, 18))
    assert _fields(unit) == [0, 0, 0, 2]
    bits = BitReader(remove_emulation_prevention(unit[1:]))
    _ = bits.ue(), bits.ue(), bits.ue(), bits.u(4), bits.u(3)
    assert [bits.ue(), bits.se(), bits.ue()] == [0, 51 - 23, 1]  # cabac_init_idc, quantiser
    assert len(unit) < 70


def test_repeats_have_parameters_of_their_own() -> None:
    bits = BitReader(remove_emulation_prevention(PICTURE.repeating_pps[1:]))
    assert [bits.ue(), bits.ue(), bits.u(1)] == [1, 0, 0]  # id, sequence, no CABAC


def test_what_the_encoder_says_about_itself_is_dropped() -> None:
    letter = b"\x06\x05hello\x80"
    stream = _stream(STRIP, _pps(), letter, _slice(0, b"x"))
    assert Band.parse(stream, PICTURE) == _band()


@pytest.mark.parametrize(
    "stream",
    [
        b"",
        b"no start code",
        _stream(STRIP, _pps()),
        _stream(STRIP, _pps(), _slice(0, b"a"), _slice(0, b"b")),
        _stream(STRIP[:5], _pps(), _slice(0, b"a")),
        _stream(STRIP, _pps(cabac=0), _slice(0, b"a")),
        _stream(STRIP, _pps(offset=3), _slice(0, b"a")),
        _stream(STRIP, _pps(), _slice(0, b"a", deblocking=0)),
    ],
    ids=["empty", "text", "no picture", "two", "cut", "other code", "other sets", "smoothed"],
)
def test_streams_that_are_not_one_band_are_refused(stream: bytes) -> None:
    with pytest.raises(ToolFailed):
        Band.parse(stream, PICTURE)
