"""Write MP4 files of a picture track and a copied sound track, run by run.

The index comes before the media, so that players can start at once: its size follows from the
numbers of frames, runs and samples alone, so its space is reserved and filled in at the end, and
nothing is written twice. Equal input gives equal bytes: no timestamps are written.

Source: ISO/IEC 14496-12 (the boxes, by paragraph below), 14496-15 §5.4.2 (avcC).
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby, pairwise
from typing import BinaryIO

from vsl.export.audio.sound_copy import SoundCopy
from vsl.export.video.boxes import box, full_box, numbers, table
from vsl.export.video.runs import FrameRun

_VIDEO, _SOUND = 1, 2  # track numbers
_LEAST_SCALE = 10_000  # units per second that editors expect of a video track
_UNITY = numbers([0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000])  # §6.2.2: no transformation
_UNDETERMINED = 0x55C4  # the language "und", §8.4.2.3
_JPEG = 13
_NARROW = 1 << 32  # sizes and offsets up to here take 32 bits
_FREE_BYTES, _MEDIA_HEAD_BYTES = 8, 16  # at most, before the first sample
_FILE_TYPE = box(b"ftyp", b"isom", numbers([512]), b"isomiso2avc1mp41")


@dataclass(frozen=True, slots=True)
class VideoFormat:
    """The properties of the pictures that a player needs before the first one."""

    width_px: int
    height_px: int
    fps: Fraction
    sps: bytes
    pps: tuple[bytes, ...]

    @property
    def scale(self) -> int:
        """Units per second in which frames are counted."""
        scale = self.fps.numerator
        while scale < _LEAST_SCALE:
            scale *= 2
        return scale


@dataclass(slots=True)
class Movie:
    """A file being written: its content and the positions of its parts."""

    video: VideoFormat
    sound: SoundCopy
    runs: Sequence[FrameRun]
    cover: bytes = b""  # a JPEG that file browsers and players show for the file
    _frame_bytes: array[int] = field(default_factory=lambda: array("I"))
    _video_at: list[int] = field(default_factory=list)
    _sound_at: list[int] = field(default_factory=list)

    def write(self, file: BinaryIO, units: Iterable[Sequence[bytes]]) -> None:
        """Write the whole movie to an empty file.

        Args:
            units: the access units of each run, one per frame.
        """
        start = len(_FILE_TYPE) + self._index_bytes() + _FREE_BYTES + _MEDIA_HEAD_BYTES
        file.seek(start)
        position = start
        counts = self._sound_counts()
        for frames_of_run, samples in zip(units, self.sound.samples(counts), strict=True):
            self._frame_bytes.extend(map(len, frames_of_run))
            self._video_at.append(position)
            pictures = b"".join(frames_of_run)
            self._sound_at.append(position + len(pictures))
            file.write(pictures)
            file.write(samples)
            position += len(pictures) + len(samples)
        file.seek(0)
        file.write(self._head(start, position))

    def _head(self, start: int, end: int) -> bytes:
        """Return everything before the first sample."""
        index = self._index(wide=end >= _NARROW)
        size = end - start + 8
        media = struct.pack(">I4s", size, b"mdat")
        if size >= _NARROW:
            media = struct.pack(">I4sQ", 1, b"mdat", size + 8)
        gap = start - len(_FILE_TYPE) - len(index) - len(media)
        return _FILE_TYPE + index + box(b"free", bytes(gap - 8)) + media

    def _index_bytes(self) -> int:
        """Return the largest size that the index can have."""
        frames = array("I", bytes(4 * sum(run.frame_count for run in self.runs)))
        places = [0] * len(self.runs)
        movie = Movie(self.video, self.sound, self.runs, self.cover, frames, places, places)
        return len(movie._index(True))

    def _sound_counts(self) -> list[int]:
        """Return how many samples of sound follow each run: those that end during it."""
        ends_s, frame_s = self.sound.ends_s, float(1 / self.video.fps)
        ends = (run.first_frame + run.frame_count for run in self.runs[:-1])
        done = [0, *(bisect_right(ends_s, end * frame_s) for end in ends), len(ends_s)]
        return [after - before for before, after in pairwise(done)]

    def _index(self, wide: bool) -> bytes:
        """Return the moov box (§8.2.1)."""
        frames, scale = len(self._frame_bytes), self.sound.movie_scale
        duration = round(frames / self.video.fps * scale)
        whole = max(duration, self.sound.movie_duration)
        head = full_box(
            b"mvhd",
            0,
            numbers([0, 0, scale, whole, 0x10000]),  # rate 1
            struct.pack(">HHII", 0x100, 0, 0, 0),  # volume 1
            _UNITY,
            numbers([0] * 6 + [_SOUND + 1]),  # next track
        )
        tracks = self._video_track(duration, wide), self._sound_track(wide)
        return box(b"moov", head, *tracks, _cover(self.cover) if self.cover else b"")

    def _sound_track(self, wide: bool) -> bytes:
        pairs = zip(self._sound_counts(), self._sound_at, strict=True)
        chunks = [(count, place) for count, place in pairs if count]
        counts, places = zip(*chunks, strict=True) if chunks else ((), ())
        return self.sound.track(_SOUND, _places(counts, places, wide))

    def _video_track(self, duration: int, wide: bool) -> bytes:
        video, frames = self.video, len(self._frame_bytes)
        tick = video.scale // video.fps.numerator * video.fps.denominator
        head = full_box(
            b"tkhd",
            3,  # enabled, in the movie
            numbers([0, 0, _VIDEO, 0, duration, 0, 0, 0, 0]),
            _UNITY,
            numbers([video.width_px << 16, video.height_px << 16]),
        )
        clock = numbers([0, 0, video.scale, frames * tick, _UNDETERMINED << 16])
        samples = box(
            b"stbl",
            full_box(b"stsd", 0, numbers([1]), _sample_entry(video)),
            table(b"stts", [frames], [tick]),
            table(b"stss", [run.first_frame + 1 for run in self.runs if not run.frame_num]),
            full_box(b"stsz", 0, numbers([0, frames]), _big_endian(self._frame_bytes)),
            _places([run.frame_count for run in self.runs], self._video_at, wide),
        )
        media = box(
            b"mdia",
            full_box(b"mdhd", 0, clock),
            full_box(b"hdlr", 0, numbers([0]), b"vide", bytes(12), b"VideoHandler\0"),
            box(b"minf", full_box(b"vmhd", 1, bytes(8)), _HERE, samples),
        )
        return box(b"trak", head, media)


def _cover(jpeg: bytes) -> bytes:
    """The user data that holds a cover (§8.10.1, §8.11; the tags that iTunes made usual).

    Source: https://developer.apple.com/documentation/quicktime-file-format/metadata, "Well-known
    types" for 13, a JPEG.
    """
    picture = box(b"covr", box(b"data", numbers([_JPEG, 0]), jpeg))
    handler = full_box(b"hdlr", 0, numbers([0]), b"mdirappl", bytes(9))
    return box(b"udta", full_box(b"meta", 0, handler, box(b"ilst", picture)))


# §8.7.2: the samples are in this file
_HERE = box(b"dinf", full_box(b"dref", 0, numbers([1]), full_box(b"url ", 1)))


def _places(counts: Sequence[int], positions: Sequence[int], wide: bool) -> bytes:
    """Return the boxes with each chunk's number of samples and position (§8.7.4, §8.7.5)."""
    rows = list(_changes(counts))
    chunks = table(b"stsc", [row[0] for row in rows], [row[1] for row in rows], [1] * len(rows))
    if not wide:
        return chunks + table(b"stco", positions)
    offsets = struct.pack(f">{len(positions)}Q", *positions)
    return chunks + full_box(b"co64", 0, numbers([len(positions)]), offsets)


def _changes(counts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first of each group of equal counts, numbered from 1, and the count."""
    for count, group in groupby(enumerate(counts, 1), lambda each: each[1]):
        yield next(group)[0], count


def _sample_entry(video: VideoFormat) -> bytes:
    """Return the description of the pictures (§12.1.3)."""
    dots_per_inch = 72 << 16
    return box(
        b"avc1",
        struct.pack(">6xH16x", 1),  # data reference
        struct.pack(">HH", video.width_px, video.height_px),
        numbers([dots_per_inch, dots_per_inch, 0]),
        struct.pack(">H32sHH", 1, b"", 24, 0xFFFF),  # frames per sample, name, depth
        _configuration(video),
        box(b"colr", b"nclx", struct.pack(">HHHB", 1, 1, 1, 0)),  # BT.709, limited range
        box(b"pasp", numbers([1, 1])),
    )


def _configuration(video: VideoFormat) -> bytes:
    sps, *pps = (struct.pack(">H", len(each)) + each for each in (video.sps, *video.pps))
    return box(
        b"avcC",
        b"\x01" + video.sps[1:4] + b"\xff",  # profile and level; four-byte lengths
        b"\xe1" + sps + bytes([len(pps)]) + b"".join(pps),
        b"\xfd\xf8\xf8\x00",  # High profile: 4:2:0, 8 bits, 8 bits, no more sets
    )


def _big_endian(values: array[int]) -> bytes:
    return struct.pack(f">{len(values)}I", *values)
