"""Sound beds: as long as the video, the voice where it belongs, the music below it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from vsl.export import ffmpeg
from vsl.export.audio.sound_bed import Bed, loudness_lufs, write_bed
from vsl.progress import Progress

RATE_HZ = 48_000
VOICE_HZ, MUSIC_HZ = 440, 2000


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A voice (a tone from second 2 to 4 of 6) and a second of music (a higher tone)."""
    folder = tmp_path_factory.mktemp("sounds")
    sources = {
        "voice": f"sine={VOICE_HZ}:d=6:r={RATE_HZ},volume='between(t,2,4)':eval=frame",
        "music": f"sine={MUSIC_HZ}:d=1:r={RATE_HZ}",
        "silence": "anullsrc=d=3",
    }
    for name, source in sources.items():
        ffmpeg.run(["-f", "lavfi", "-i", source, folder / f"{name}.m4a"], 6, Progress())
    return {name: folder / f"{name}.m4a" for name in sources}


def _samples(path: Path) -> NDArray[np.float32]:
    """Its samples as players give them out: without what fills up the last packet."""
    command = [ffmpeg.program(), "-v", "error", "-i", str(path), "-f", "f32le", "-ac", "1", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<f4")


def _level_db(samples: NDArray[np.float32], hz: int, start_s: float, end_s: float) -> float:
    """The level of one tone in a stretch of sound."""
    part = samples[int(start_s * RATE_HZ) : int(end_s * RATE_HZ)]
    wave = np.exp(-2j * np.pi * hz * np.arange(len(part)) / RATE_HZ)
    return float(20 * np.log10(2 * abs(np.mean(part * wave)) + 1e-9))


def test_silence_stands_around_the_voice(sounds: dict[str, Path], tmp_path: Path) -> None:
    target = tmp_path / "bed.m4a"
    write_bed(sounds["voice"], Bed(lead_ms=1500, duration_ms=9000), target, Progress())
    samples = _samples(target)
    assert len(samples) == 9 * RATE_HZ
    original = _level_db(_samples(sounds["voice"]), VOICE_HZ, 2.5, 3.5)
    assert _level_db(samples, VOICE_HZ, 4.0, 5.0) == pytest.approx(original, abs=0.5)
    assert _level_db(samples, VOICE_HZ, 3.6, 5.4) == pytest.approx(original, abs=0.5)
    assert _level_db(samples, VOICE_HZ, 0, 3.4) < -50
    assert _level_db(samples, VOICE_HZ, 5.6, 9) < -50


def test_music_plays_on_and_steps_back_while_somebody_speaks(
    sounds: dict[str, Path], tmp_path: Path
) -> None:
    target = tmp_path / "bed.m4a"
    bed = Bed(duration_ms=10_000, music=sounds["music"], level_db=-12, duck_db=-10)
    write_bed(sounds["voice"], bed, target, Progress())
    samples = _samples(target)
    assert len(samples) == 10 * RATE_HZ
    voice = _level_db(samples, VOICE_HZ, 2.5, 3.5)
    alone, under = (_level_db(samples, MUSIC_HZ, *span) for span in ((0.5, 1.5), (3, 3.9)))
    assert voice - alone == pytest.approx(12, abs=4)
    assert alone - under == pytest.approx(10, abs=4)
    assert _level_db(samples, MUSIC_HZ, 6, 7) == pytest.approx(alone, abs=1.5)
    assert _level_db(samples, MUSIC_HZ, 9.8, 10) < alone - 10  # it fades out


def test_silence_as_music_is_no_reason_to_fail(sounds: dict[str, Path], tmp_path: Path) -> None:
    target = tmp_path / "bed.m4a"
    write_bed(sounds["voice"], Bed(duration_ms=6000, music=sounds["silence"]), target, Progress())
    assert len(_samples(target)) == 6 * RATE_HZ


def test_loudness_is_told_in_lufs(sounds: dict[str, Path]) -> None:
    assert -30 < loudness_lufs(sounds["music"]) < -15
    assert loudness_lufs(sounds["silence"]) == -70
