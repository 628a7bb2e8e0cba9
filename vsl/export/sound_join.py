"""Two voices one after the other: the whole of one, then another from some moment on.

Soundtracks flow in that this project wrote; an .m4a flows out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vsl.export import ffmpeg
from vsl.progress import Progress

_FADE_S: Final = 0.01  # a cut through a room's noise clicks without it
_FORMAT: Final = "aresample=48000,aformat=sample_fmts=fltp:channel_layouts=stereo"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a soundtrack."""

    sound: Path
    start_ms: int
    end_ms: int


def join_sounds(first: Stretch, second: Stretch, target: Path, progress: Progress) -> None:
    """Put two stretches in a row under ``target``, AAC in MP4; as long as both, to the sample.

    Raises:
        ToolFailed: a file can't be read or written.
    """
    graph = ";".join(_cut(number, each) for number, each in enumerate((first, second)))
    length_ms = first.end_ms - first.start_ms + second.end_ms - second.start_ms
    ffmpeg.run(
        [
            *("-i", first.sound, "-i", second.sound),
            *("-filter_complex", f"{graph};[part0][part1]concat=n=2:v=0:a=1[out]"),
            *("-map", "[out]", "-c:a", "aac", "-b:a", "192k", "-movie_timescale", "48000"),
            *("-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "ipod", target),
        ],
        length_ms / 1000,
        progress,
    )


def _cut(number: int, stretch: Stretch) -> str:
    start_s, end_s = stretch.start_ms / 1000, stretch.end_ms / 1000
    fades = f"afade=in:d={_FADE_S},afade=out:st={max(0.0, end_s - start_s - _FADE_S)}:d={_FADE_S}"
    return (
        f"[{number}:a]{_FORMAT},apad,atrim={start_s}:{end_s},asetpts=PTS-STARTPTS,"
        f"{fades}[part{number}]"
    )
