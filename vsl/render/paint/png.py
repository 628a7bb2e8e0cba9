"""Encode slides as PNG, fast: one filter for all rows, compressed without Python's global lock.

Pillow compresses while it holds the lock, so that threads wait for each other. ISA-L's deflate
releases it, and takes a twelfth of zlib's time on a flat slide, a fourth on a photograph, for a
tenth more bytes. Rows of background alone are compressed once for all slides on it.
Source: https://www.w3.org/TR/png-3/.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from itertools import groupby
from typing import Final, NamedTuple

import numpy as np
from isal import isal_zlib
from PIL import Image

from vsl.render.paint.drawing import Drawing, Rows

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_COLOURS, _PALETTE = 2, 3  # colour types
_NO_FILTER, _UP = 0, 2
_LEVEL: Final = 1  # of ISA-L's four; higher ones are no smaller here
_BAND_PX: Final = 60  # rows that are compressed and cached together
_ZLIB_START: Final = b"\x78\x01"
_ZLIB_END: Final = b"\x03\x00"  # an empty last block
_ADLER: Final = 65521  # RFC 1950, the modulus of its checksum


class _Piece(NamedTuple):
    """Some rows of a picture: byte-aligned deflate blocks with their checksum and size."""

    blocks: bytes
    adler: int
    size_bytes: int  # before compression


@dataclass(frozen=True, slots=True)
class _Background:
    """A background, equal for all pictures on it."""

    key: tuple[object, ...]
    drawing: Drawing = field(compare=False)  # of any of them


def draw_png(drawing: Drawing) -> bytes:
    """Return the PNG file of a drawing."""
    width, height = drawing.size
    if not drawing.strokes or drawing.is_flat != drawing.without_slide().is_flat:
        return _whole(drawing.strip(0, height))
    palette = _palette(drawing.strip(0, 1)) if drawing.is_flat else b""
    return _file((width, height), palette, _pieces(drawing))


def _whole(picture: Image.Image) -> bytes:
    palette = _palette(picture) if picture.mode == "P" else b""
    return _file(picture.size, palette, [_piece(picture)])


def _pieces(drawing: Drawing) -> Iterator[_Piece]:
    """Yield the rows from the top: drawn where there are strokes, else from the background."""
    height = drawing.size[1]
    bands = [(top, min(top + _BAND_PX, height)) for top in range(0, height, _BAND_PX)]
    background = _Background(drawing.background_key, drawing.without_slide())
    for is_bare, group in groupby(bands, key=lambda rows: _is_bare(drawing, rows)):
        rows = list(group)
        if is_bare:
            yield from (_background_piece(background, each) for each in rows)
        else:
            yield _draw_piece(drawing, (rows[0][0], rows[-1][1]))


def _is_bare(drawing: Drawing, rows: Rows) -> bool:
    """Return whether no stroke touches those rows or the one above, which their filter uses."""
    boxes = (stroke.box for stroke in drawing.strokes)
    return not any(top < rows[1] and rows[0] - 1 < bottom for _, top, _, bottom in boxes)


@lru_cache(maxsize=128)
def _background_piece(background: _Background, rows: Rows) -> _Piece:
    return _draw_piece(background.drawing, rows)


def _draw_piece(drawing: Drawing, rows: Rows) -> _Piece:
    above = not drawing.is_flat and rows[0] > 0
    return _piece(drawing.strip(rows[0] - above, rows[1]), above=above)


def _piece(picture: Image.Image, *, above: bool = False) -> _Piece:
    """Return a picture's rows; if ``above``, the first is used for the second's filter only."""
    rows = _entries(picture) if picture.mode == "P" else _differences(picture, above)
    squeeze = isal_zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    blocks = squeeze.compress(rows) + squeeze.flush(isal_zlib.Z_SYNC_FLUSH)
    return _Piece(blocks, zlib.adler32(rows), rows.nbytes)


def _entries(picture: Image.Image) -> memoryview:
    """Return the rows, each after the filter byte for none."""
    rows = np.empty((picture.height, picture.width + 1), np.uint8)
    rows[:, 0] = _NO_FILTER
    rows[:, 1:] = np.asarray(picture)
    return rows.data


def _differences(picture: Image.Image, above: bool) -> memoryview:
    """Return the rows as differences from the row above, for gradients and letters."""
    pixels = np.asarray(picture).reshape(picture.height, -1)
    rows = np.empty((picture.height - above, pixels.shape[1] + 1), np.uint8)
    rows[:, 0] = _UP
    if not above:
        rows[0, 1:] = pixels[0]
    np.subtract(pixels[1:], pixels[:-1], out=rows[1 - above :, 1:])
    return rows.data


def _palette(picture: Image.Image) -> bytes:
    return _chunk(b"PLTE", bytes(picture.getpalette() or ()))


def _file(size: tuple[int, int], palette: bytes, pieces: Iterable[_Piece]) -> bytes:
    head = struct.pack(">IIBBBBB", *size, 8, _PALETTE if palette else _COLOURS, 0, 0, 0)
    found = list(pieces)
    adler, _ = reduce(_both, ((piece.adler, piece.size_bytes) for piece in found))
    blocks = (piece.blocks for piece in found)
    content = b"".join((_ZLIB_START, *blocks, _ZLIB_END, struct.pack(">I", adler)))
    chunks = _chunk(b"IHDR", head), palette, _chunk(b"IDAT", content), _chunk(b"IEND", b"")
    return b"".join((_SIGNATURE, *chunks))


def _both(first: tuple[int, int], second: tuple[int, int]) -> tuple[int, int]:
    """Return the checksum and the length of two concatenated byte strings.

    Source: RFC 1950, section 9: the low half is 1 plus the sum of the bytes, the high half the sum
    of all intermediate low halves.
    """
    (adler, before), (other, length) = first, second
    low, high = adler & 0xFFFF, adler >> 16
    both_low = (low + (other & 0xFFFF) - 1) % _ADLER
    both_high = (high + (other >> 16) + length * (low - 1)) % _ADLER
    return both_high << 16 | both_low, before + length


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(content, zlib.crc32(name))
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
