"""A voice with what a staging lays around it: silence for cards, music that steps back.

Files flow in that this project wrote; an .m4a flows out that is as long as its video.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from vsl.export import ffmpeg
from vsl.progress import Progress

# Loudness is told in LUFS, of the whole (ITU-R BS.1770, EBU R 128).
_SILENT_LUFS = -70.0
_ATTACK_MS, _RELEASE_MS = 120, 900  # down before the first word is over, up again in a pause
_KNEE_DB = 15.0  # speech this far below its own loudness still holds the music down
_FADE_S = 2.0  # the music's end


@dataclass(frozen=True, slots=True)
class Bed:
    """What stands around a voice."""

    lead_ms: int = 0  # silence before it
    duration_ms: int = 0  # of the whole
    music: Path | None = None  # repeated where it is shorter
    level_db: float = -18.0  # of the music beside the voice
    duck_db: float = -10.0  # further down under speech


def write_bed(voice: Path, bed: Bed, target: Path, progress: Progress) -> None:
    """Put ``voice`` with its bed under ``target``, AAC in MP4.

    Raises:
        ToolFailed: a file can't be read or written.
    """
    length_s = bed.duration_ms / 1000
    lead = f"aresample=48000,adelay={bed.lead_ms}:all=1,apad,atrim=0:{length_s}"
    graph = f"[0:a]{lead}[out]"
    inputs: list[str | Path] = ["-i", voice]
    if bed.music is not None:
        graph = _with_music(lead, voice, bed.music, bed)
        inputs += ["-stream_loop", "-1", "-i", bed.music]
    ffmpeg.run(
        [
            *inputs,
            *("-filter_complex", graph, "-map", "[out]"),
            *("-c:a", "aac", "-b:a", "192k", "-movie_timescale", "48000"),
            *("-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "ipod", target),
        ],
        length_s,
        progress,
    )


def _with_music(lead: str, voice: Path, music: Path, bed: Bed) -> str:
    """A graph in which the voice holds the music down while it speaks.

    A compressor with the voice at its side chain takes ``duck_db`` off whatever lies above its
    threshold; the music is far enough above it for the whole of that (makeup is none).
    """
    spoken, played = loudness_lufs(voice), loudness_lufs(music)
    gain_db = bed.level_db + spoken - played if played > _SILENT_LUFS else 0.0
    threshold = 10 ** ((spoken - _KNEE_DB) / 20)
    ratio = max(1.0, min(20.0, _KNEE_DB / max(0.1, _KNEE_DB + bed.duck_db)))
    fade_at_s = max(0.0, bed.duration_ms / 1000 - _FADE_S)
    return (
        f"[0:a]{lead},asplit[voice][key];"
        f"[1:a]aresample=48000,volume={gain_db:.2f}dB,atrim=0:{bed.duration_ms / 1000},"
        f"afade=out:st={fade_at_s}:d={_FADE_S}[music];"
        f"[music][key]sidechaincompress=threshold={threshold:.6f}:ratio={ratio:.2f}:"
        f"attack={_ATTACK_MS}:release={_RELEASE_MS}[bed];"
        "[voice][bed]amix=inputs=2:duration=first:normalize=0,alimiter=limit=0.95:level=0[out]"
    )


def loudness_lufs(path: Path) -> float:
    """The loudness of a whole file; about -70 for silence."""
    graph = ("-af", "ebur128=framelog=quiet", "-f", "null", "-")
    done = subprocess.run(
        [ffmpeg.program(), "-nostdin", "-hide_banner", "-i", str(path), "-vn", *graph],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(r"I:\s+(-?\d+(?:\.\d+)?|-inf) LUFS", done.stderr)
    return max(_SILENT_LUFS, float(found[-1])) if found else _SILENT_LUFS
