"""Read how the picture of a recording is turned upright, from the headers of its tracks.

Parses mp4 and mov (ISO/IEC 14496-12 §8.3.2) and Matroska (RFC 9559 §5.1.4.1.28.41): PyAV gives the
matrix of decoded frames only, and a probe decodes no pictures.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import BinaryIO

_HEADER = struct.Struct(">I4s")
_LONG_SIZE = struct.Struct(">Q")
_MATRIX = struct.Struct(">9i")
_SIZE_IS_LONG, _SIZE_IS_REST = 1, 0
# Byte offsets in a track header of version 0, of version 1 (whose times have 64 bits)
_TRACK_ID_AT = (12, 20)
_MATRIX_AT = (40, 52)

# Matroska's elements
_SEGMENT, _TRACKS, _TRACK, _VIDEO, _PROJECTION = 0x18538067, 0x1654AE6B, 0xAE, 0xE0, 0x7670
_YAW, _ROLL = 0x7673, 0x7675
_LONGEST_ID, _LONGEST_SIZE = 4, 8  # bytes
_FLOATS = {4: ">f", 8: ">d"}
_HALF_TURN_DEG = 180
_SQUARE = Fraction(1)
_LONGEST_PIXEL = 4  # times its other side: more is damage


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a stored picture is turned upright: mirrored left to right first, then rotated."""

    rotation_deg: int = 0  # clockwise, 0..359
    is_mirrored: bool = False


UPRIGHT = Orientation()


def orientation_of(matrix: Sequence[int]) -> Orientation:
    """Return the orientation that a display matrix of nine fixed-point numbers stands for.

    >>> orientation_of([0, 1, 0, -1, 0, 0, 0, 0, 1])
    Orientation(rotation_deg=90, is_mirrored=False)
    >>> orientation_of([-1, 0, 0, 0, 1, 0, 0, 0, 1])
    Orientation(rotation_deg=0, is_mirrored=True)
    """
    across, down = matrix[0], matrix[1]  # where the picture's x axis points
    mirrored = across * matrix[4] - down * matrix[3] < 0
    if mirrored:
        across, down = -across, -down
    return Orientation(round(math.degrees(math.atan2(down, across))) % 360, mirrored)


def orientations_in_mp4(file: BinaryIO) -> dict[int, Orientation]:
    """Return the orientation of each track of an mp4 or mov, by track id."""
    end = file.seek(0, 2)
    found: dict[int, Orientation] = {}
    for movie in _boxes(file, b"moov", 0, end):
        for track in _boxes(file, b"trak", *movie):
            for start, stop in _boxes(file, b"tkhd", *track):
                file.seek(start)
                found.update(_track_orientation(file.read(min(stop - start, 100))))
    return found


def orientations_in_matroska(file: BinaryIO) -> list[Orientation]:
    """Return the orientation of each video track of an mkv or webm, in order."""
    end = file.seek(0, 2)
    found = []
    for segment in _elements(file, _SEGMENT, 0, end):
        for tracks in _elements(file, _TRACKS, *segment):
            for track in _elements(file, _TRACK, *tracks):
                found += [_projection(file, *video) for video in _elements(file, _VIDEO, *track)]
    return found


def _boxes(file: BinaryIO, kind: bytes, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield the start and end of the content of each box of one kind between two offsets."""
    while start + _HEADER.size <= stop:
        file.seek(start)
        size, name = _HEADER.unpack(file.read(_HEADER.size))
        header = _HEADER.size
        if size == _SIZE_IS_LONG and start + 16 <= stop:
            (size,) = _LONG_SIZE.unpack(file.read(_LONG_SIZE.size))
            header += _LONG_SIZE.size
        end = stop if size == _SIZE_IS_REST else min(stop, start + size)
        if name == kind:
            yield start + header, end
        start += max(size, header) if size != _SIZE_IS_REST else stop


def _track_orientation(header: bytes) -> dict[int, Orientation]:
    version = header[0] if header else 0
    if version > 1 or len(header) < _MATRIX_AT[version] + _MATRIX.size:
        return {}
    (track_id,) = struct.unpack_from(">I", header, _TRACK_ID_AT[version])
    return {track_id: orientation_of(_MATRIX.unpack_from(header, _MATRIX_AT[version]))}


def _elements(file: BinaryIO, kind: int, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Yield the start and end of the content of each element of one kind between two offsets."""
    while start < stop:
        file.seek(start)
        head = file.read(_LONGEST_ID + _LONGEST_SIZE)
        name, name_bytes = _variable_number(head, _LONGEST_ID, keeps_marker=True)
        size, size_bytes = _variable_number(head[name_bytes:], _LONGEST_SIZE)
        if not name_bytes or not size_bytes:
            return
        content = start + name_bytes + size_bytes
        is_open = size == (1 << 7 * size_bytes) - 1  # a recording that was streamed
        end = stop if is_open else min(stop, content + size)
        if name == kind:
            yield content, end
        start = end


def _variable_number(
    data: bytes, most_bytes: int, *, keeps_marker: bool = False
) -> tuple[int, int]:
    """Return a number whose first bits give its length, and that length; zeros if there is none."""
    length = 9 - data[0].bit_length() if data else 0
    if not 1 <= length <= min(most_bytes, len(data)):
        return 0, 0
    number = int.from_bytes(data[:length], "big")
    return number if keeps_marker else number & ((1 << 7 * length) - 1), length


def _projection(file: BinaryIO, start: int, stop: int) -> Orientation:
    for projection in _elements(file, _PROJECTION, start, stop):
        turns = {kind: _angle_deg(file, kind, *projection) for kind in (_YAW, _ROLL)}
        return Orientation(-turns[_ROLL] % 360, abs(turns[_YAW]) == _HALF_TURN_DEG)
    return UPRIGHT


def _angle_deg(file: BinaryIO, kind: int, start: int, stop: int) -> int:
    for first, end in _elements(file, kind, start, stop):
        file.seek(first)
        data = file.read(min(end - first, 8))
        if len(data) in _FLOATS:
            (angle,) = struct.unpack(_FLOATS[len(data)], data)
            return round(angle) if math.isfinite(angle) else 0
    return 0


def read_pixel_shape(stated: Fraction | None) -> Fraction:
    """Return the width of a pixel over its height, 1 where the file states none or nonsense."""
    if not stated or not Fraction(1, _LONGEST_PIXEL) <= stated <= _LONGEST_PIXEL:
        return _SQUARE
    return stated
