"""Bits and NAL units survive the way there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.export.video.bitstream import (
    BitReader,
    BitWriter,
    add_emulation_prevention,
    nal_units,
    remove_emulation_prevention,
)

PAYLOADS = st.lists(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 255])).map(bytes)


def _bits(writer: BitWriter) -> str:
    return f"{writer.value:0{writer.size}b}"


@pytest.mark.parametrize(
    ("number", "bits"),
    [(0, "1"), (1, "010"), (2, "011"), (3, "00100"), (7, "0001000"), (8, "0001001")],
)
def test_exp_golomb_codes_are_those_of_the_standard(number: int, bits: str) -> None:
    writer = BitWriter()  # table 9-2
    writer.ue(number)
    assert _bits(writer) == bits


def test_signed_numbers_alternate_around_zero() -> None:
    reader = BitReader(bytes([0b1_010_011_0, 0b0100_0010, 0b1_1_000000]))  # table 9-3
    assert [reader.se() for _ in range(5)] == [0, 1, -1, 2, -2]


@given(st.lists(st.tuples(st.sampled_from("us"), st.integers(0, 1 << 40))), st.binary())
def test_fields_are_read_as_they_were_written(fields: list[tuple[str, int]], tail: bytes) -> None:
    writer = BitWriter()
    for kind, number in fields:
        writer.u(number, 41) if kind == "u" else writer.ue(number)
    writer.u(int.from_bytes(tail, "big"), 8 * len(tail))
    reader = BitReader(writer.payload())
    assert [reader.u(41) if kind == "u" else reader.ue() for kind, _ in fields] == [
        number for _, number in fields
    ]
    assert reader.left == 8 * len(tail)
    assert reader.u(reader.left) == int.from_bytes(tail, "big")


def test_reading_past_the_end_is_an_error() -> None:
    reader = BitReader(b"\x80")
    with pytest.raises(EOFError):
        reader.ue()


def test_two_zeros_are_guarded_as_the_standard_shows() -> None:
    assert add_emulation_prevention(b"\x00\x00\x00\x00\x01") == b"\x00\x00\x03\x00\x00\x03\x01"
    assert add_emulation_prevention(b"\x00\x00\x04") == b"\x00\x00\x04"


@given(PAYLOADS)
def test_an_escaped_payload_holds_no_start_code_and_comes_back_whole(payload: bytes) -> None:
    guarded = add_emulation_prevention(payload)
    assert not any(code in guarded for code in (b"\0\0\0", b"\0\0\1", b"\0\0\2"))
    assert remove_emulation_prevention(guarded) == payload


@given(
    st.lists(PAYLOADS.map(lambda payload: b"\x65" + add_emulation_prevention(payload) + b"\x80"))
)
def test_units_come_out_of_a_stream_with_short_and_long_start_codes(units: list[bytes]) -> None:
    codes = [b"\x00\x00\x01", b"\x00\x00\x00\x01"]
    stream = b"".join(codes[n % 2] + unit for n, unit in enumerate(units))
    assert nal_units(stream) == units
