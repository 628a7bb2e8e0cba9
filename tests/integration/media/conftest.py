"""Recordings made on the spot, and what ffmpeg itself decodes from them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

from vsl.basics.files import CacheFolder
from vsl.media.samples import SampleCache
from vsl.media.soundtrack import SoundtrackCache

Sound = NDArray[np.float32]


def _ffmpeg(*arguments: str | Path, given: bytes = b"") -> bytes:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *map(str, arguments)]
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="session")
def ffmpeg() -> Callable[..., bytes]:
    """Runs ffmpeg and returns what it writes on standard output."""
    return _ffmpeg


@pytest.fixture(scope="session")
def voice() -> Sound:
    """1.7 s of bursts of noise at 44.1 kHz, shape (n,): every moment sounds like no other."""
    random = np.random.default_rng(7)
    noise = np.convolve(random.normal(0, 0.1, 74_970), np.ones(8) / 8, "same")
    loudness = np.interp(np.arange(74_970), np.arange(0, 74_971, 2000), random.random(38))
    return (noise * loudness).astype(np.float32)


@pytest.fixture
def record(tmp_path: Path, voice: Sound) -> Callable[..., Path]:
    """Writes the voice (or another sound) into a recording of the given name."""

    def _record(
        name: str, *options: str | Path, sound: Sound | None = None, rate_hz: int = 44_100
    ) -> Path:
        given = (voice if sound is None else sound).astype(np.float32)
        channels = given.shape[1] if given.ndim > 1 else 1
        raw = ("-f", "f32le", "-ar", str(rate_hz), "-ac", str(channels), "-i", "-")
        _ffmpeg(*raw, *options, tmp_path / name, given=given.tobytes())
        return tmp_path / name

    return _record


@pytest.fixture(scope="session")
def heard() -> Callable[..., Sound]:
    """What ffmpeg decodes from a file's sound as mono, at the file's own rate or another."""

    def _heard(path: Path, rate_hz: int | None = None) -> Sound:
        rate = ("-ar", str(rate_hz)) if rate_hz else ()
        raw = _ffmpeg("-i", path, "-vn", "-ac", "1", *rate, "-f", "f32le", "-")
        return np.frombuffer(raw, np.float32)

    return _heard


@pytest.fixture(scope="session")
def shift() -> Callable[[Sound, Sound], int]:
    """By how many samples the second sound lags behind the first."""

    def _shift(first: Sound, second: Sound) -> int:
        size = 2 * max(len(first), len(second))
        product = np.fft.rfft(second, size) * np.conj(np.fft.rfft(first, size))
        lag = int(np.argmax(np.fft.irfft(product, size)))
        return lag if lag < size // 2 else lag - size

    return _shift


@pytest.fixture
def sample_cache(tmp_path: Path) -> SampleCache:
    """An empty cache of samples."""
    return SampleCache(CacheFolder(tmp_path / "cache", "samples"))


@pytest.fixture
def soundtrack_cache(tmp_path: Path) -> SoundtrackCache:
    """An empty cache of soundtracks."""
    return SoundtrackCache(CacheFolder(tmp_path / "cache", "soundtracks", ".m4a"))
