"""Convert the encoded pictures of one slide to the content of a file, and back. Pure.

Pictures of one slide have most of their bands in common, so each band is stored once.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence

from vsl.export.video.still_h264 import Band, StillPicture

_WORD_BYTES = 4


def pack_pictures(pictures: Sequence[StillPicture]) -> bytes:
    """Return the content of the file, with a checksum at the front.

    The checksum is followed by integers: how many of them follow, the number of bands, the height,
    quantiser and size of each, then for each picture its number of bands and their indices. The
    code of the bands ends the file.
    """
    places: dict[Band, int] = {}
    for picture in pictures:
        for band in picture.bands:
            places.setdefault(band, len(places))
    numbers = [len(places)]
    for band in places:
        numbers += band.macroblocks, band.qp_delta, len(band.code)
    for picture in pictures:
        numbers += len(picture.bands), *(places[band] for band in picture.bands)
    head = struct.pack(f">{len(numbers) + 1}i", len(numbers), *numbers)
    content = b"".join((head, *(band.code for band in places)))
    return struct.pack(">I", zlib.crc32(content)) + content


def unpack_pictures(content: bytes) -> tuple[StillPicture, ...]:
    """Return the pictures that were passed to ``pack_pictures``.

    Raises:
        EOFError: the content is damaged.
    """
    body = content[_WORD_BYTES:]
    if len(body) < _WORD_BYTES or content[:_WORD_BYTES] != struct.pack(">I", zlib.crc32(body)):
        raise EOFError("the pictures of a slide are not all there")
    (count,) = struct.unpack_from(">i", body)
    numbers = iter(struct.unpack_from(f">{count}i", body, _WORD_BYTES))
    bands = list(_bands(numbers, body, _WORD_BYTES * (count + 1)))
    return tuple(StillPicture(tuple(bands[next(numbers)] for _ in range(size))) for size in numbers)


def _bands(numbers: Iterator[int], body: bytes, position: int) -> Iterator[Band]:
    for _ in range(next(numbers)):
        macroblocks, qp_delta, size = next(numbers), next(numbers), next(numbers)
        yield Band(macroblocks, qp_delta, body[position : position + size])
        position += size
