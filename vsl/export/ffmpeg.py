"""Run ffmpeg on files written by this project, with progress and immediate cancellation.

User files are never passed to it: they go through the jail of ``vsl.media`` first.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from vsl.errors import ToolFailed
from vsl.progress import Progress

# Hardware encoders, the most common first. Each is tried before use.
_HARDWARE = ("h264_nvenc", "h264_videotoolbox", "h264_qsv", "h264_amf")
_SOFTWARE = "libx264"
_TRIAL_S = 10
_QUALITY = {
    "h264_nvenc": ("-preset", "p5", "-rc", "vbr", "-cq", "21", "-b:v", "0"),
    "h264_videotoolbox": ("-q:v", "65"),
    "h264_qsv": ("-global_quality", "21"),
    "h264_amf": ("-quality", "quality", "-qp_i", "20", "-qp_p", "22"),
    _SOFTWARE: ("-preset", "veryfast", "-crf", "18"),
}


def run(arguments: Sequence[str | Path], duration_s: float, progress: Progress) -> None:
    """Run ffmpeg with ``arguments``.

    Args:
        duration_s: duration of the output, to compute the share that is done. An exception raised
            by ``progress`` stops ffmpeg.
    Raises:
        ToolFailed: ffmpeg failed; the message contains its last line.
    """
    command = [program(), "-v", "error", "-nostdin", "-y", "-nostats", "-progress", "pipe:1"]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [*command, *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        with process:
            try:
                _follow(process, duration_s, progress)
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            errors.seek(0)
            lines = errors.read().decode(errors="replace").strip().splitlines()
            reason = lines[-1][:200] if lines else f"exit code {process.returncode}"
            raise ToolFailed(f"The video can't be composed: {reason}")
    progress(1.0)


def encoding() -> tuple[str, ...]:
    """Return the arguments for the fastest H.264 encoder that works on this machine."""
    name = _encoder()
    return ("-c:v", name, *_QUALITY[name])


def _follow(process: subprocess.Popen[str], duration_s: float, progress: Progress) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        name, _, value = line.strip().partition("=")
        if name == "out_time_us" and value.lstrip("-").isdecimal():
            progress(min(1.0, max(0.0, int(value) / 1e6 / duration_s)))


@cache
def _encoder() -> str:
    return next((name for name in _HARDWARE if _works(name)), _SOFTWARE)


def _works(encoder: str) -> bool:
    """Return whether an encoder works here; being listed says nothing of the hardware."""
    picture = ("-f", "lavfi", "-i", "color=black:s=320x240:r=30", "-frames:v", "3")
    command = [program(), "-v", "quiet", "-nostdin", *picture, "-c:v", encoder]
    try:
        done = subprocess.run(
            [*command, "-f", "null", os.devnull],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_TRIAL_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def program() -> str:
    """Return the path of the ffmpeg executable."""
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())
