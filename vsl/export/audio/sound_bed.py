"""Mix a voice with silence for cards and with music that is ducked under it.

Takes files written by this project; writes an .m4a as long as its video.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from vsl.export import ffmpeg
from vsl.progress import Progress

# Integrated loudness in LUFS (ITU-R BS.1770, EBU R 128).
_SILENT_LUFS = -70.0
_ATTACK_MS, _RELEASE_MS = 120, 900  # ducked within the first word, back up in a pause
_KNEE_DB = 15.0  # speech this far below its own loudness still ducks the music
_FADE_S = 2.0  # at the end of the music


@dataclass(frozen=True, slots=True)
class Bed:
    """Silence and music to put around a voice."""

    lead_ms: int = 0  # silence before it
    duration_ms: int = 0  # of the whole
    music: Path | None = None  # repeated where it is shorter
    level_db: float = -18.0  # of the music relative to the voice
    duck_db: float = -10.0  # additional, under speech


def write_bed(voice: Path, bed: Bed, target: Path, progress: Progress) -> None:
    """Write ``voice`` with its bed to ``target``, AAC in MP4.

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
    """Return a filter graph in which the voice ducks the music.

    A compressor with the voice at its side chain reduces signals above its threshold by
    ``duck_db``; the music is far enough above it for the full reduction (without make-up gain).
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
    """Return the integrated loudness of a file; about -70 for silence."""
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
