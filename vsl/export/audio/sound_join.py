"""Two voices one after the other: the whole of one, then another from some moment on.

Soundtracks flow in that this project wrote; an .m4a flows out. Each voice is encoded apart, as bare
AAC frames that fit behind one another, so that what stays the same is encoded once, however many
others it is joined with.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from vsl.errors import ToolFailed
from vsl.export import ffmpeg
from vsl.progress import Progress

_RATE_HZ: Final = 48_000
_FRAME: Final = 1024  # samples of an AAC frame
_LEAD: Final = (
    2  # silent frames before a part, so that the first one kept is decoded like any other
)
_PRIMING: Final = 1  # frames that ffmpeg's AAC encoder puts before the first sample
_FADE: Final = 480  # samples; a cut through a room's noise clicks without it
_HEADER: Final = 7  # bytes before a frame's own (ISO/IEC 13818-7 §6.2, ADTS without a checksum)


@dataclass(frozen=True, slots=True)
class AudioSpan:
    """A part of a soundtrack."""

    sound: Path
    start_ms: int
    end_ms: int

    @property
    def frames(self) -> int:
        """How many AAC frames hold it; the last one is filled with silence."""
        samples = (self.end_ms - self.start_ms) * _RATE_HZ // 1000
        return -(-samples // _FRAME)


def length_ms(frames: int) -> int:
    """How long so many frames are heard."""
    return round(frames * _FRAME * 1000 / _RATE_HZ)


def encode_frames(stretch: AudioSpan, target: Path, channels: int, progress: Progress) -> None:
    """Put the frames of a stretch under ``target``, behind those that only lead in.

    Raises:
        ToolFailed: a file can't be read or written.
    """
    lead, samples = _LEAD * _FRAME, stretch.frames * _FRAME
    start = stretch.start_ms * _RATE_HZ // 1000
    spoken = (stretch.end_ms - stretch.start_ms) * _RATE_HZ // 1000
    layout = "mono" if channels == 1 else "stereo"
    graph = (
        f"aresample={_RATE_HZ},aformat=sample_fmts=fltp:channel_layouts={layout},"
        f"adelay={lead}S:all=1,apad,atrim=start_sample={start}:end_sample={start + lead + samples},"
        f"asetpts=N/SR/TB,afade=in:ss={lead}:ns={_FADE},"
        f"afade=out:ss={lead + max(0, spoken - _FADE)}:ns={_FADE}"
    )
    rate = "128k" if channels == 1 else "192k"
    ffmpeg.run(
        [
            *("-i", stretch.sound, "-af", graph, "-c:a", "aac", "-b:a", rate),
            *("-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "adts", target),
        ],
        (lead + samples) / _RATE_HZ,
        progress,
    )


def join_frames(parts: Sequence[tuple[Path, int]], target: Path) -> None:
    """Put the frames of several parts, so many of each, under ``target`` as an .m4a.

    Time zero is the first sample of the first part.

    Raises:
        ToolFailed: a part has too few, or the file can't be written.
    """
    options = ("-c", "copy", "-movie_timescale", str(_RATE_HZ), "-fflags", "+bitexact")
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".part.aac") as bare:
        for path, count in parts:
            bare.writelines(_read_frames(path, count))
        bare.flush()
        ffmpeg.run(["-f", "aac", "-i", bare.name, *options, "-f", "ipod", target], 1.0, Progress())


def _read_frames(path: Path, count: int) -> Iterator[bytes]:
    """The frames of a part that are heard."""
    first = _LEAD + _PRIMING
    found = 0
    with path.open("rb") as part:
        for frame in islice(_frames(part), first, first + count):
            found += 1
            yield frame
    if found < count:
        raise ToolFailed(f"The part {path.name} ends too soon; try again.")


def _frames(part: BinaryIO) -> Iterator[bytes]:
    """The frames of an ADTS file, each with its header."""
    while len(header := part.read(_HEADER)) == _HEADER:
        size = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
        yield header + part.read(size - _HEADER)
