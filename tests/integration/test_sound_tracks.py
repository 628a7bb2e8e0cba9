"""The choice among several sound tracks, from the command line to the video."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from vsl.errors import BadInput
from vsl.model import document
from vsl.workflows.make_options import MakeOptions

Run = Callable[..., tuple[int, str, str]]

_VOICE = "aevalsrc=0.4*sin(1500*t)*gt(sin(25*t)\\,0):d=3:s=16000"  # four syllables a second
_HUM = "sine=f=110:d=3:r=16000"
_CAPTIONS = "1\n00:00:00,000 --> 00:00:01,400\nStop.\n\n2\n00:00:01,500 --> 00:00:03,000\nLook.\n"


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A hum on the first track, something like a voice on the second."""
    path = tmp_path / "obs.mkv"
    sources = ("-f", "lavfi", "-i", _HUM, "-f", "lavfi", "-i", _VOICE, "-map", "0", "-map", "1")
    _ffmpeg(*sources, str(path))
    (tmp_path / "said.srt").write_text(_CAPTIONS)
    return path


def _ffmpeg(*arguments: str) -> bytes:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout


def _pitch_hz(video: Path) -> float:
    raw = _ffmpeg("-i", str(video), "-ac", "1", "-ar", "16000", "-f", "f32le", "-")
    spectrum = np.abs(np.fft.rfft(np.frombuffer(raw, np.float32)[:32_000]))
    return float(np.argmax(spectrum) / 2)


@pytest.mark.parametrize(
    ("asked", "track", "pitch_hz"), [("", 2, 239), ("1", 1, 110), ("2", 2, 239)]
)
def test_the_track_that_is_chosen_is_in_the_video(
    run: Run, recording: Path, tmp_path: Path, *, asked: str, track: int, pitch_hz: float
) -> None:
    made = tmp_path / "made.mp4"
    chosen = ("--track", asked) if asked else ()
    said = ("--captions", tmp_path / "said.srt", "--size", "640x360")
    code, told, complaint = run("make", recording, "-o", made, *said, *chosen)
    assert (code, complaint.count("\n") < 4) == (0, True)
    assert f"from track {track}" in told
    assert document.read(made.with_suffix(".json")).media.audio.track == track
    assert abs(_pitch_hz(made) - pitch_hz) < 8


def test_a_track_that_does_not_exist_is_refused_in_a_line(
    run: Run, recording: Path, tmp_path: Path
) -> None:
    code, _, complaint = run("make", recording, "-o", tmp_path / "made.mp4", "--track", "9")
    assert code == 2
    assert "has 2 sound tracks; there is no track 9" in complaint


@pytest.mark.parametrize("text", ["0", "-1", "second", "1.5", "99999"])
def test_a_number_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="no sound track; write its number"):
        MakeOptions.parse({"track": text})


def test_a_track_may_be_left_to_the_studio() -> None:
    assert MakeOptions.parse({}).track == MakeOptions.parse({"track": "auto"}).track == 0
    assert MakeOptions.parse({"track": "2"}).track == 2
