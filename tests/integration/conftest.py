"""Fixtures of the integration tests: an application on real stores, with a quick probe."""

from __future__ import annotations

import hashlib
import wave
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app
from tests.described import check_described
from vsl.bootstrap import Services, bootstrap
from vsl.cli.main import main
from vsl.model import document
from vsl.model.appearance import Theme
from vsl.model.project import (
    AudioStream,
    Deck,
    MediaInfo,
    Project,
    Slide,
    Transcript,
    Word,
    WordRange,
)
from vsl.settings import Settings

_RATE_HZ = 16_000


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Folders of this test's own."""
    return Settings(instance_dir=tmp_path / "instance", cache_dir=tmp_path / "cache")


@pytest.fixture
def services(settings: Settings) -> Services:
    """Real stores and task table; recordings are believed, no runner is started."""
    return bootstrap(settings, probe=_believe, start_runner=lambda: None)


@pytest.fixture
def make_app() -> Callable[[Services], Flask]:
    """Applications whose clients read every answer to its end, so that its file is closed.

    Each answer is held against the description of the surface.
    """

    def make(services: Services) -> Flask:
        app = create_app(services=services)
        app.test_client_class = _ReadingClient
        return app

    return make


@pytest.fixture
def client(make_app: Callable[[Services], Flask], services: Services) -> FlaskClient:
    """A client of the application on ``services``."""
    return make_app(services).test_client()


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Runs ``vsl`` with some arguments; its exit code, what it prints and what it complains of."""
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "instance"))

    def command(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        code = ended.value.code
        return code if isinstance(code, int) else 0, printed.out, printed.err

    return command


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A second of silence as a WAV file."""
    path = tmp_path / "pitch.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes(bytes(2 * _RATE_HZ))
    return path


@pytest.fixture
def pitch() -> Project:
    """A project of two slides in two seconds."""
    media = MediaInfo("0" * 64, 9, "wav", 2000, AudioStream("pcm_s16le", _RATE_HZ, 1))
    words = (Word("Hello", 0, 900), Word("again", 1000, 1900))
    slides = (
        Slide("s1", "Hello", 0, 1000, WordRange(0, 0)),
        Slide("s2", "again", 1000, 2000, WordRange(1, 1)),
    )
    transcript = Transcript(words, "en", "scripted", warnings=("Only a draft.",))
    return Project(media, transcript, Deck(slides, Theme(), 2000))


@pytest.fixture
def project_id(services: Services, recording: Path, pitch: Project) -> str:
    """A stored project whose recording was heard."""
    kept = services.files.keep(recording)
    row = services.projects.create("My pitch", kept.sha256, {"media_type": "audio/wav"})
    heard = replace(pitch, media=replace(pitch.media, sha256=kept.sha256))
    services.projects.save_document(row.id, document.dumps(heard))
    return row.id


class _ReadingClient(FlaskClient):
    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **{"buffered": True, **kwargs})
        check_described(self.application, response)
        return response


def _believe(path: Path, /, *, sha256: str = "") -> MediaInfo:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return MediaInfo(digest, len(content), "wav", 1000, AudioStream("pcm_s16le", _RATE_HZ, 1))
