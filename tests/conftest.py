"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import shutil
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from hypothesis import settings

from tests.postgres import postgres_server
from tests.s3 import s3_server

# The tests start hundreds of Python programs, and each would compile the package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Beside other workers a second thread of PyTorch finds no core, and waits for one by spinning.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# `make test` answers soon, `make check` looks harder, `exhaustive` hunts. No example is timed.
settings.register_profile("quick", max_examples=12, deadline=None)
settings.register_profile("thorough", max_examples=100, deadline=None)
settings.register_profile("exhaustive", max_examples=3000, deadline=None)
settings.load_profile("quick")

_BESIDE = Path(__file__).parents[2] / "shared" / "speech"
_OWN = Path(__file__).parent / "data" / "speech"


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of real recordings with reference texts: the many beside the checkout, or ours."""
    if _BESIDE.is_dir():
        return _BESIDE
    folder = tmp_path_factory.mktemp("speech")
    for path in _OWN.iterdir():
        if path.name.startswith("lj-") and path.suffix == ".flac":
            write_wav(path, folder / f"{path.stem}.wav")
        else:
            shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="session")
def more_speech() -> Path:
    """The folder of recordings beside the checkout; without it a test is skipped."""
    if not _BESIDE.is_dir():
        pytest.skip("needs the recordings at ../shared/speech beside the checkout")
    return _BESIDE


def write_wav(path: Path, target: Path) -> None:
    """Write the sound of a mono file as 16-bit PCM."""
    with av.open(str(path)) as source, wave.open(str(target), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(source.streams.audio[0].rate)
        for frame in source.decode(audio=0):
            wav.writeframes(frame.to_ndarray().astype("<i2").tobytes())


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server; without one a test is skipped."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """An S3-compatible server; without one a test is skipped."""
    with s3_server() as address:
        yield address
