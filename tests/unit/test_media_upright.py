"""Track headers, written by hand, and the turn that they mean."""

from __future__ import annotations

import io
import struct

import pytest

from vsl.media.child.orientation import (
    Orientation,
    orientations_in_matroska,
    orientations_in_mp4,
)

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
    assert orientations_in_mp4(io.BytesIO(file)) == {5: Orientation(turn_deg)}


def test_every_track_has_its_own_turn() -> None:
    file = _box(b"moov", _track(1, (1, 0, 0, 1)) + _track(2, (0, 1, -1, 0)))
    assert orientations_in_mp4(io.BytesIO(file)) == {1: Orientation(), 2: Orientation(90)}


def test_a_box_of_more_than_4_gb_is_stepped_over() -> None:
    long_box = struct.pack(">I4sQ", 1, b"mdat", 20) + b"data"
    file = long_box + _box(b"moov", _track(1, (0, 1, -1, 0)))
    assert orientations_in_mp4(io.BytesIO(file)) == {1: Orientation(90)}


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
    assert orientations_in_mp4(io.BytesIO(content)) == {}


@pytest.mark.parametrize(
    ("matrix", "turn_deg"), [((-1, 0, 0, 1), 0), ((1, 0, 0, -1), 180), ((0, 1, 1, 0), 270)]
)
def test_a_matrix_may_mirror(matrix: tuple[int, int, int, int], turn_deg: int) -> None:
    file = _box(b"moov", _track(1, matrix))
    mirrored = Orientation(turn_deg, is_mirrored=True)
    assert orientations_in_mp4(io.BytesIO(file)) == {1: mirrored}


def _element(name: str, content: bytes, *, size: bytes = b"") -> bytes:
    return bytes.fromhex(name) + (size or struct.pack(">Q", 1 << 56 | len(content))) + content


def _matroska(roll_deg: float, yaw_deg: float, **how: bytes) -> bytes:
    roll, yaw = struct.pack(">f", roll_deg), struct.pack(">d", yaw_deg)
    video = _element("E0", _element("7670", _element("7673", yaw) + _element("7675", roll)))
    sound = _element("AE", _element("83", b"\2"))
    tracks = _element("1654AE6B", sound + _element("AE", video))
    return _element("1A45DFA3", b"") + _element("18538067", _element("EC", b"void") + tracks, **how)


def test_a_matroska_projection_says_how_far_to_turn() -> None:
    file = io.BytesIO(_matroska(-90, 0))
    assert orientations_in_matroska(file) == [Orientation(90)]
    assert orientations_in_matroska(io.BytesIO(_matroska(0, 180))) == [Orientation(0, True)]


def test_a_streamed_matroska_has_a_segment_without_size() -> None:
    file = io.BytesIO(_matroska(180, 0, size=b"\xff"))
    assert orientations_in_matroska(file) == [Orientation(180)]


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_damaged_elements_turn_nothing(cut: int) -> None:
    file = _matroska(float("nan"), float("inf"))
    assert set(orientations_in_matroska(io.BytesIO(file[:-cut]))) <= {Orientation()}
    assert orientations_in_matroska(io.BytesIO(b"\0" * cut)) == []
