"""Two voices in a row: each where it belongs, to the sample."""

from __future__ import annotations

import wave
from pathlib import Path

import av
import numpy as np
import pytest

from vsl.errors import ToolFailed
from vsl.export.audio.sound_join import AudioSpan, encode_frames, join_frames, length_ms
from vsl.progress import Progress

_RATE_HZ = 48_000
_FRAME = 1024


def _noise(path: Path, seconds: int, seed: int) -> np.ndarray:
    """Soft noise in a file, and its samples."""
    rough = np.random.default_rng(seed).standard_normal(seconds * _RATE_HZ) * 4000
    samples = np.convolve(rough, np.ones(8) / 8, "same").astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes(samples.tobytes())
    return samples.astype(float)


def _decoded(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        assert container.streams.audio[0].start_time == 0
        return np.concatenate([each.to_ndarray()[0] for each in container.decode(audio=0)])


def _place(pattern: np.ndarray, among: np.ndarray) -> int:
    """Where the pattern fits best."""
    size = len(among) + len(pattern)
    spectrum = np.fft.rfft(among, size) * np.conj(np.fft.rfft(pattern, size))
    return int(np.argmax(np.fft.irfft(spectrum, size)))


@pytest.mark.parametrize("channels", [1, 2])
def test_both_voices_stand_where_their_frames_begin(tmp_path: Path, channels: int) -> None:
    one, other = _noise(tmp_path / "one.wav", 2, 1), _noise(tmp_path / "other.wav", 2, 2)
    stretches = (
        AudioSpan(tmp_path / "one.wav", 0, 1950),
        AudioSpan(tmp_path / "other.wav", 734, 2000),
    )
    parts = []
    for number, stretch in enumerate(stretches):
        part = tmp_path / f"{number}.aac"
        encode_frames(stretch, part, channels, Progress())
        parts.append((part, stretch.frames))
    join_frames((parts[0], parts[1]), tmp_path / "joined.m4a")
    heard = _decoded(tmp_path / "joined.m4a")
    frames = [stretch.frames for stretch in stretches]
    assert len(heard) == sum(frames) * _FRAME
    assert length_ms(sum(frames)) == round(1000 * len(heard) / _RATE_HZ)
    start = 734 * _RATE_HZ // 1000
    assert _place(one[10_000:20_000], heard) == 10_000
    assert _place(other[start + 10_000 : start + 20_000], heard) == frames[0] * _FRAME + 10_000
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "0.aac", "1.aac", "joined.m4a", "one.wav", "other.wav",
    ]  # fmt: skip


def test_a_part_that_is_cut_off_is_told(tmp_path: Path) -> None:
    _noise(tmp_path / "one.wav", 1, 1)
    stretch = AudioSpan(tmp_path / "one.wav", 0, 500)
    encode_frames(stretch, tmp_path / "one.aac", 1, Progress())
    with pytest.raises(ToolFailed, match="ends too soon"):
        join_frames(((tmp_path / "one.aac", 99),), tmp_path / "joined.m4a")
    assert not (tmp_path / "joined.m4a").exists()
