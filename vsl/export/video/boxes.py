"""Read and write boxes of MP4 files. Pure.

Source: ISO/IEC 14496-12 §4.2 (boxes), and the paragraph named at each box elsewhere.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Final

_HEAD_BYTES: Final = 8


def box(kind: bytes, *parts: bytes) -> bytes:
    """Return a box of a four-letter kind around ``parts``."""
    content = b"".join(parts)
    return struct.pack(">I4s", _HEAD_BYTES + len(content), kind) + content


def full_box(kind: bytes, flags: int, *parts: bytes, version: int = 0) -> bytes:
    """Return a box that begins with a version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def numbers(values: Sequence[int]) -> bytes:
    """Return the values as 32-bit numbers."""
    return struct.pack(f">{len(values)}I", *values)


def table(kind: bytes, *columns: Sequence[int]) -> bytes:
    """Return a full box with a count and rows of 32-bit numbers, given by column."""
    rows = [value for row in zip(*columns, strict=True) for value in row]
    return full_box(kind, 0, numbers([len(columns[0])]), numbers(rows))


def boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the content of each box in ``content``, in order.

    Raises:
        EOFError: a box extends beyond the end.
    """
    position = 0
    while position < len(content):
        if position + _HEAD_BYTES > len(content):
            raise EOFError("a box is cut short")
        size, kind = struct.unpack_from(">I4s", content, position)
        if not _HEAD_BYTES <= size <= len(content) - position:
            raise EOFError(f"the box {kind!r} is cut short")
        yield kind, content[position + _HEAD_BYTES : position + size]
        position += size


def find(content: bytes, *path: bytes) -> bytes:
    """Return the content of the first box at ``path``.

    Raises:
        EOFError: there is none.
    """
    for kind in path:
        inner_content = next((inner for name, inner in boxes(content) if name == kind), None)
        if inner_content is None:
            raise EOFError(f"there is no box {kind!r}")
        content = inner_content
    return content
