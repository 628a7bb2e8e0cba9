"""Join two voices: all of one, then another from a given time on.

Takes soundtracks written by this project; writes an .m4a. Each voice is encoded separately, as raw
AAC frames that can be concatenated, so that an unchanged part is encoded once, however many others
it is joined with.
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
_LEAD: Final = 2  # silent frames before a part, so that its first frame is decoded like any other
_PRIMING: Final = 1  # frames that ffmpeg's AAC encoder puts before the first sample
_FADE: Final = 480  # samples; without it a cut through room noise clicks
_HEADER: Final = 7  # bytes before each frame (ISO/IEC 13818-7 §6.2, ADTS without a checksum)


@dataclass(frozen=True, slots=True)
class AudioSpan:
    """A part of a soundtrack."""

    sound: Path
    start_ms: int
    end_ms: int

    @property
    def frames(self) -> int:
        """Number of AAC frames that hold it; the last one is padded with silence."""
        samples = (self.end_ms - self.start_ms) * _RATE_HZ // 1000
        return -(-samples // _FRAME)


def length_ms(frames: int) -> int:
    """Return the duration of so many frames."""
    return round(frames * _FRAME * 1000 / _RATE_HZ)


def encode_frames(stretch: AudioSpan, target: Path, channels: int, progress: Progress) -> None:
    """Encode a span and write its frames to ``target``, after the lead-in frames.

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
    """Write the given number of frames of each part to ``target`` as an .m4a.

    Time zero is the first sample of the first part.

    Raises:
        ToolFailed: a part has too few frames, or the file can't be written.
    """
    options = ("-c", "copy", "-movie_timescale", str(_RATE_HZ), "-fflags", "+bitexact")
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=".part.aac") as bare:
        for path, count in parts:
            bare.writelines(_read_frames(path, count))
        bare.flush()
        ffmpeg.run(["-f", "aac", "-i", bare.name, *options, "-f", "ipod", target], 1.0, Progress())


def _read_frames(path: Path, count: int) -> Iterator[bytes]:
    """Yield the frames of a part after its lead-in."""
    first = _LEAD + _PRIMING
    read_count = 0
    with path.open("rb") as part:
        for frame in islice(_frames(part), first, first + count):
            read_count += 1
            yield frame
    if read_count < count:
        raise ToolFailed(f"The part {path.name} ends too soon; try again.")


def _frames(part: BinaryIO) -> Iterator[bytes]:
    """Yield the frames of an ADTS file, each with its header."""
    while len(header := part.read(_HEADER)) == _HEADER:
        size = (header[3] & 3) << 11 | header[4] << 3 | header[5] >> 5
        yield header + part.read(size - _HEADER)
