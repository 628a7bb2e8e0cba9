"""Track headers, written by hand, and the turn that they mean."""

from __future__ import annotations

import io
import struct

import pytest

from vsl.media.child.rotation import rotations_deg

ONE = 1 << 16  # 16.16 fixed point


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def _track(track_id: int, matrix: tuple[int, int, int, int], *, version: int = 0) -> bytes:
    a, b, c, d = (ONE * cell for cell in matrix)
    times = struct.pack(">QQII8x" if version else ">IIII4x", 0, 0, track_id, 0)
    rest = struct.pack(">8x4h9i2I", 0, 0, 0, 0, a, b, 0, c, d, 0, 0, 0, 1 << 30, 0, 0)
    return _box(b"trak", _box(b"tkhd", bytes([version, 0, 0, 7]) + times + rest))


@pytest.mark.parametrize("version", [0, 1])
@pytest.mark.parametrize(
    ("matrix", "turn_deg"),
    [((1, 0, 0, 1), 0), ((0, 1, -1, 0), 90), ((-1, 0, 0, -1), 180), ((0, -1, 1, 0), 270)],
)
def test_the_matrix_of_a_track_says_how_far_to_turn(
    matrix: tuple[int, int, int, int], turn_deg: int, version: int
) -> None:
    file = _box(b"ftyp", b"qt  ") + _box(b"moov", _track(5, matrix, version=version))
    assert rotations_deg(io.BytesIO(file)) == {5: turn_deg}


def test_every_track_has_its_own_turn() -> None:
    file = _box(b"moov", _track(1, (1, 0, 0, 1)) + _track(2, (0, 1, -1, 0)))
    assert rotations_deg(io.BytesIO(file)) == {1: 0, 2: 90}


def test_a_box_of_more_than_4_gb_is_stepped_over() -> None:
    long_box = struct.pack(">I4sQ", 1, b"mdat", 20) + b"data"
    file = long_box + _box(b"moov", _track(1, (0, 1, -1, 0)))
    assert rotations_deg(io.BytesIO(file)) == {1: 90}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 100,
        b"\0\0\0\1moov",
        struct.pack(">I4s", 1 << 31, b"moov"),
        _box(b"moov", _box(b"trak", _box(b"tkhd", b""))),
        _box(b"moov", _box(b"trak", _box(b"tkhd", b"\7" + b"\0" * 90))),
        struct.pack(">I4sQ", 1, b"moov", 0),
        _box(b"moov", _track(1, (1, 0, 0, 1)))[:60],
    ],
)
def test_damaged_boxes_turn_nothing(content: bytes) -> None:
    assert rotations_deg(io.BytesIO(content)) == {}
