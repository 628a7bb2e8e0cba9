"""A video whose sound starts late, from captions in to captions and video out: nothing moves."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from vsl.cli.main import main

RATE_HZ = 16_000
LATE_S = 1.7
BEEPS_S = (0.2, 1.2, 2.2)  # in the sound; on the file's clock each comes LATE_S later
CUES_MS = tuple(round(1000 * (at_s + LATE_S)) for at_s in BEEPS_S)
TEXTS = ("Alpha comes first.", "Beta is second.", "Gamma ends it.")


def _ffmpeg(*arguments: str | Path) -> bytes:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True).stdout


@pytest.fixture(params=["late.mp4", "late.mkv"])
def late(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Three beeps, 0.5 s each, that start LATE_S after the picture."""
    path = tmp_path / str(request.param)
    sounds = "+".join(f"between(t,{at_s},{at_s + 0.5})" for at_s in BEEPS_S)
    beeps = f"aevalsrc='0.5*sin(2*PI*880*t)*({sounds})':s={RATE_HZ}:d=3"
    _ffmpeg(
        *("-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=6", "-f", "lavfi", "-i", beeps),
        *("-af", f"asetpts=PTS+{LATE_S}/TB", "-c:v", "libx264", "-c:a", "aac", path),
    )
    return path


@pytest.fixture
def captions(tmp_path: Path) -> Path:
    """What the beeps say, on the file's own clock."""
    path = tmp_path / "words.srt"
    rows = (
        f"{number}\n{_clock(start_ms)} --> {_clock(start_ms + 500)}\n{text}\n"
        for number, (start_ms, text) in enumerate(zip(CUES_MS, TEXTS, strict=True), 1)
    )
    path.write_text("\n".join(rows))
    return path


def _clock(t_ms: int) -> str:
    return f"00:00:{t_ms // 1000:02},{t_ms % 1000:03}"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The ``vsl`` command."""
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "instance"))

    def _run(*arguments: object) -> None:
        with pytest.raises(SystemExit) as ended:
            main([*map(str, arguments)])
        assert not ended.value.code

    return _run


def test_captions_in_and_out_and_the_video_keep_the_files_own_times(
    late: Path, captions: Path, run: Callable[..., None], tmp_path: Path
) -> None:
    made = tmp_path / "made.mp4"
    given = ("--captions", captions, "--preset", "sentence", "--size", "640x360", "--quiet")
    run("make", late, "-o", made, *given)
    document = json.loads(made.with_suffix(".json").read_text())
    assert [slide["start_ms"] for slide in document["slides"]] == list(CUES_MS)
    for suffix in (".srt", ".vtt", ".ass", ".csv"):
        out = tmp_path / f"out{suffix}"
        run("export", made.with_suffix(".json"), "-o", out)
        assert _first_ms(out) == CUES_MS[0]
    assert _beeps_ms(made) == pytest.approx(CUES_MS, abs=1)
    assert _beeps_ms(late) == pytest.approx(CUES_MS, abs=1)


def _first_ms(path: Path) -> int:
    """When the first caption of a file begins."""
    found = re.search(r"(?:(\d+):)?(\d+):(\d+)[.,](\d+)", path.read_text("utf-8-sig"))
    assert found is not None
    hours, minutes, seconds, share = found.groups()
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int(share.ljust(3, "0"))


def _beeps_ms(path: Path) -> list[float]:
    """When a player is at the beginning of each beep."""
    fill = ("-af", "aresample=async=1:first_pts=0", "-ac", "1", "-ar", str(RATE_HZ))
    sound = np.frombuffer(_ffmpeg("-i", path, "-vn", *fill, "-f", "f32le", "-"), np.float32)
    loud = np.flatnonzero(np.abs(sound) > 0.2)
    starts = loud[np.diff(loud, prepend=-RATE_HZ) > RATE_HZ // 10]
    return [1000 * start / RATE_HZ for start in starts]
