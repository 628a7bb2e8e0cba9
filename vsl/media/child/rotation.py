"""Read the rotation that turns the picture of an mp4 or mov upright.

Parses the track headers (ISO/IEC 14496-12 §8.3.2): PyAV gives the rotation of decoded frames only,
and no pictures are decoded here.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from typing import BinaryIO

_HEADER = struct.Struct(">I4s")
_LONG_SIZE = struct.Struct(">Q")
_MATRIX = struct.Struct(">9i")
_SIZE_IS_LONG, _SIZE_IS_REST = 1, 0
# Byte offsets in a track header of version 0, of version 1 (whose times have 64 bits)
_TRACK_ID_AT = (12, 20)
_MATRIX_AT = (40, 52)

Box = tuple[bytes, int, int]
"""Type, offset of the content, offset after the content."""


def rotations_deg(file: BinaryIO) -> dict[int, int]:
    """Return by track id the clockwise rotation, 0..359°, that turns the picture upright."""
    end = file.seek(0, 2)
    turns: dict[int, int] = {}
    for movie in _boxes(file, b"moov", 0, end):
        for track in _boxes(file, b"trak", *movie):
            for start, stop in _boxes(file, b"tkhd", *track):
                file.seek(start)
                turns.update(_turn(file.read(min(stop - start, 100))))
    return turns


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


def _turn(header: bytes) -> dict[int, int]:
    version = header[0] if header else 0
    if version > 1 or len(header) < _MATRIX_AT[version] + _MATRIX.size:
        return {}
    (track_id,) = struct.unpack_from(">I", header, _TRACK_ID_AT[version])
    matrix = _MATRIX.unpack_from(header, _MATRIX_AT[version])
    across, down = matrix[0], matrix[1]  # where the picture's x axis points
    return {track_id: round(math.degrees(math.atan2(down, across))) % 360}
