"""Copy the sound track of an MP4 file into another one, sample by sample.

All metadata of the track is copied (format, priming, edit list, duration); only the positions of
the samples are written anew.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

from vsl.errors import ToolFailed
from vsl.export.video.boxes import box, boxes, find

_PLACES = (b"stsc", b"stco", b"co64")  # boxes with the positions of samples
_SCALE_AT = 12  # in mvhd and mdhd boxes of version 0: after version, flags and two times
_CHANNELS_AT = 32  # in an stsd box, of its first entry
_TRACK_ID_AT = 12  # in a tkhd box of version 0


@dataclass(frozen=True, slots=True)
class SoundCopy:
    """A sound track and the positions of its samples."""

    path: Path
    trak: bytes  # content of its box
    sample_rate_hz: int
    channels: int
    movie_scale: int  # units per second of the track's edit list
    movie_duration: int  # in these units
    ends_s: tuple[float, ...]  # end of each sample, counted from the start of the first
    sizes: tuple[int, ...]
    chunks: tuple[tuple[int, int], ...]  # position in the file, bytes

    @classmethod
    def open(cls, path: Path) -> SoundCopy:
        """Return the sound track of the file at ``path``.

        Raises:
            ToolFailed: the file can't be read, or has no sound.
        """
        try:
            return _read(path)
        except (OSError, EOFError, struct.error) as error:
            raise ToolFailed(f"The soundtrack {path.name} can't be read: {error}.") from error

    def samples(self, counts: list[int]) -> Iterator[bytes]:
        """Yield all samples, ``counts`` at a time."""
        ends = [0, *accumulate(self.sizes)]
        position = 0
        with self.path.open("rb") as file:
            pieces = _Pieces(file, self.chunks)
            for count in counts:
                yield pieces.take(ends[position + count] - ends[position])
                position += count

    def track(self, number: int, places: bytes) -> bytes:
        """Return the track's box with another number and ``places`` as its sample positions."""
        return box(b"trak", b"".join(_renumber_boxes(self.trak, number, places)))


class _Pieces:
    """A file's chunks as one stream of bytes."""

    def __init__(self, file: BinaryIO, chunks: tuple[tuple[int, int], ...]) -> None:
        self._file = file
        self._chunks = iter(chunks)
        self._left = 0

    def take(self, size: int) -> bytes:
        pieces = []
        while size:
            if not self._left:
                position, self._left = next(self._chunks, (0, 0))
                self._file.seek(position)
            piece = self._file.read(min(size, self._left))
            if not piece:
                raise ToolFailed("The soundtrack ends too soon; export again.")
            pieces.append(piece)
            size -= len(piece)
            self._left -= len(piece)
        return b"".join(pieces)


def _read(path: Path) -> SoundCopy:
    moov = _movie(path)
    head = find(moov, b"mvhd")
    traks = [inner for kind, inner in boxes(moov) if kind == b"trak"]
    trak = next((each for each in traks if _handler(each) == b"soun"), None)
    if trak is None:
        raise ToolFailed(f"The soundtrack {path.name} has no sound.")
    table = find(trak, b"mdia", b"minf", b"stbl")
    sizes = _sizes(find(table, b"stsz"))
    media_head = find(trak, b"mdia", b"mdhd")
    if head[0] or media_head[0] or find(trak, b"tkhd")[0]:
        raise EOFError("it is too long")  # versions of 64-bit times; these begin at 24 hours
    (scale,) = struct.unpack_from(">I", media_head, _SCALE_AT)
    movie_scale, duration = struct.unpack_from(">II", head, _SCALE_AT)
    return SoundCopy(
        path=path,
        trak=trak,
        sample_rate_hz=scale,  # a track of sound counts its samples
        channels=struct.unpack_from(">H", find(table, b"stsd"), _CHANNELS_AT)[0],
        movie_scale=movie_scale,
        movie_duration=duration,
        ends_s=tuple(end / scale for end in accumulate(_durations(find(table, b"stts")))),
        sizes=sizes,
        chunks=tuple(_chunks(table, sizes)),
    )


def _movie(path: Path) -> bytes:
    """Return the content of the file's moov box; samples are skipped."""
    with path.open("rb") as file:
        while head := file.read(8):
            size, kind = struct.unpack(">I4s", head)
            skipped = 8
            if size == 1:
                (size,) = struct.unpack(">Q", file.read(8))
                skipped = 16
            if kind == b"moov":
                return file.read(size - skipped)
            if size < skipped:
                break
            file.seek(size - skipped, 1)
    raise EOFError("it is no MP4 file")


def _handler(trak: bytes) -> bytes:
    return find(trak, b"mdia", b"hdlr")[8:12]


def _sizes(stsz: bytes) -> tuple[int, ...]:
    """Return the size of each sample (§8.7.3)."""
    same, count = struct.unpack_from(">II", stsz, 4)
    return (same,) * count if same else struct.unpack_from(f">{count}I", stsz, 12)


def _durations(stts: bytes) -> Iterator[int]:
    """Yield the duration of each sample (§8.6.1.2)."""
    (rows,) = struct.unpack_from(">I", stts, 4)
    for row in range(rows):
        count, duration = struct.unpack_from(">II", stts, 8 + 8 * row)
        yield from (duration for _ in range(count))


def _chunks(table: bytes, sizes: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Yield the position and size in bytes of each chunk (§8.7.4, §8.7.5)."""
    kinds = dict(boxes(table))
    wide = b"co64" in kinds
    offsets = kinds[b"co64"] if wide else find(table, b"stco")
    (count,) = struct.unpack_from(">I", offsets, 4)
    positions = struct.unpack_from(f">{count}{'Q' if wide else 'I'}", offsets, 8)
    stsc = find(table, b"stsc")
    (rows,) = struct.unpack_from(">I", stsc, 4)
    per_chunk = dict(struct.unpack_from(">II", stsc, 8 + 12 * row) for row in range(rows))
    samples = sample = 0
    for number, position in enumerate(positions, 1):
        samples = per_chunk.get(number, samples)
        yield position, sum(sizes[sample : sample + samples])
        sample += samples


def _renumber_boxes(content: bytes, number: int, places: bytes) -> Iterator[bytes]:
    """Yield the boxes of a track, or of a box in it, with another number and other places."""
    for kind, inner in boxes(content):
        if kind == b"tkhd":
            rest = inner[_TRACK_ID_AT + 4 :]
            yield box(kind, inner[:_TRACK_ID_AT], struct.pack(">I", number), rest)
        elif kind in (b"mdia", b"minf"):
            yield box(kind, *_renumber_boxes(inner, number, places))
        elif kind == b"stbl":
            kept = [box(name, each) for name, each in boxes(inner) if name not in _PLACES]
            yield box(kind, *kept, places)
        else:
            yield box(kind, inner)
