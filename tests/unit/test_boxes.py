"""Boxes of MP4 files, byte by byte and there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.export.video.boxes import box, boxes, find, full_box, numbers, table

KINDS = st.binary(min_size=4, max_size=4)


def test_a_box_is_its_size_its_kind_and_its_parts() -> None:
    assert box(b"free") == b"\x00\x00\x00\x08free"
    assert box(b"mdat", b"ab", b"", b"c") == b"\x00\x00\x00\x0bmdatabc"


def test_a_full_box_begins_with_its_version_and_flags() -> None:
    assert full_box(b"tkhd", 3, b"x") == b"\x00\x00\x00\x0dtkhd\x00\x00\x00\x03x"
    assert full_box(b"elst", 0, version=1)[8:] == b"\x01\x00\x00\x00"


def test_numbers_have_their_highest_byte_first() -> None:
    assert numbers([]) == b""
    assert numbers([1, 0xFFFFFFFE]) == b"\x00\x00\x00\x01\xff\xff\xff\xfe"


def test_a_table_counts_its_rows_and_holds_them_row_by_row() -> None:
    content = find(table(b"stts", [3, 1], [100, 200]), b"stts")
    assert content == numbers([0, 2, 3, 100, 1, 200])


def test_columns_of_different_lengths_are_no_table() -> None:
    with pytest.raises(ValueError, match="zip"):
        table(b"stts", [1, 2], [3])


@given(st.lists(st.tuples(KINDS, st.binary(max_size=9)), max_size=4))
def test_what_is_written_is_read(written: list[tuple[bytes, bytes]]) -> None:
    content = b"".join(box(kind, part) for kind, part in written)
    assert list(boxes(content)) == written


def test_the_first_box_on_a_path_is_found() -> None:
    inner = box(b"free", b"1") + box(b"trak", b"2") + box(b"trak", b"3")
    content = box(b"ftyp") + box(b"moov", inner)
    assert find(content, b"moov", b"trak") == b"2"
    assert find(content) == content


def test_a_path_that_leads_nowhere_is_named() -> None:
    with pytest.raises(EOFError, match="stbl"):
        find(box(b"moov", box(b"trak")), b"moov", b"trak", b"stbl")


@pytest.mark.parametrize("kept", [1, 7, 8, 11])
def test_a_box_cut_short_is_refused(kept: int) -> None:
    with pytest.raises(EOFError, match="cut short"):
        list(boxes(box(b"mdat", b"abcd")[:kept]))


@pytest.mark.parametrize("size", [0, 1, 7, 13])
def test_a_size_that_can_not_be_is_refused(size: int) -> None:
    content = size.to_bytes(4, "big") + b"mdat" + b"abcd"
    with pytest.raises(EOFError, match="cut short"):
        list(boxes(content))
