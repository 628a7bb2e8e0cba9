"""Clients of OpenAI's transcription service are answered by this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import encode_multipart

from vsl.bootstrap import Services
from vsl.jobs.task import Failure
from vsl.model import document
from vsl.model.project import Project
from vsl.web.openai_format import options_for_model

_PATH = "/v1/audio/transcriptions"


def _ask(client: FlaskClient, recording: Path, **fields: Any) -> Any:
    _, body = encode_multipart({"model": "whisper-1", **fields}, boundary="b")
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
    body = head + recording.read_bytes() + b"\r\n" + body
    return client.post(_PATH, data=body, content_type="multipart/form-data; boundary=b")


@contextmanager
def _working(services: Services, do: Callable[[Any], None]) -> Iterator[None]:
    """Somebody who takes jobs and does them."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.01):
            if claim := services.tasks.claim("test"):
                do(claim)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.fixture
def heard(services: Services, pitch: Project) -> Callable[[Any], None]:
    """Does a job by hearing the pitch of the fixture."""

    def do(claim: Any) -> None:
        services.projects.save_document(claim.payload["project"], document.dumps(pitch))
        services.tasks.finish(claim, {})

    return do


@pytest.mark.parametrize(
    ("format", "answer"),
    [
        ("text", "Hello again\n"),
        ("srt", "1\n00:00:00,000 --> 00:00:02,000\nHello again\n\n"),
        ("vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nHello again\n"),
    ],
)
def test_an_answer_has_the_format_that_was_asked_for(
    client: FlaskClient, services: Services, recording: Path, heard: Any, format: str, answer: str
) -> None:
    with _working(services, heard):
        response = _ask(client, recording, response_format=format)
    assert (response.status_code, response.mimetype) == (200, "text/plain")
    assert response.get_data(as_text=True) == answer


def test_words_and_segments_have_times_in_seconds(
    client: FlaskClient, services: Services, recording: Path, heard: Any
) -> None:
    with _working(services, heard):
        asked = {"response_format": "verbose_json"}
        bare = _ask(client, recording, **asked).get_json()
        words = _ask(client, recording, **asked, **{"timestamp_granularities[]": "word"}).get_json()
    assert "words" not in bare
    (segment,) = bare["segments"]
    assert (segment["start"], segment["end"], segment["text"]) == (0.0, 2.0, " Hello again")
    assert (bare["language"], bare["duration"], bare["task"]) == ("english", 2.0, "transcribe")
    assert "segments" not in words
    assert words["words"][1] == {"word": "again", "start": 1.0, "end": 1.9}


def test_language_prompt_and_model_reach_the_engine_and_nothing_is_left(
    client: FlaskClient, services: Services, recording: Path, heard: Any
) -> None:
    seen: list[Any] = []

    def look(claim: Any) -> None:
        seen.append(services.projects.get(claim.payload["project"]).options)
        heard(claim)

    with _working(services, look):
        fields = {"model": "openai/whisper-small", "language": "en", "prompt": "ClickFunnels"}
        assert _ask(client, recording, **fields).get_json()["text"] == "Hello again"
    assert seen[0]["model"] == "small"
    assert (seen[0]["language"], seen[0]["hot_words"]) == ("en", "ClickFunnels")
    assert services.projects.page(limit=5) == ()
    kept = (services.settings.instance_dir / "recordings").rglob("*")
    assert not any(path.is_file() for path in kept)


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"model": "gpt-9"}, 404, "model_not_found"),
        ({"model": ""}, 400, "bad_input"),
        ({"response_format": "docx"}, 400, "bad_input"),
        ({"timestamp_granularities[]": "word"}, 400, "bad_input"),
        ({"model": "base", "stream": "true"}, 400, "bad_input"),
        ({"language": "klingon"}, 400, "bad_input"),
    ],
)
def test_what_cannot_be_done_is_told_as_openai_tells_it(
    client: FlaskClient, recording: Path, fields: dict[str, str], status: int, code: str
) -> None:
    response = _ask(client, recording, **fields)
    error = response.get_json()["error"]
    assert (response.status_code, error["code"]) == (status, code)
    assert error["type"] == "invalid_request_error"
    assert set(error) == {"message", "type", "param", "code"}


@pytest.mark.parametrize(("code", "status"), [("bad_input", 400), ("internal", 500)])
def test_a_job_that_failed_says_why(
    client: FlaskClient, services: Services, recording: Path, code: str, status: int
) -> None:
    def fail(claim: Any) -> None:
        services.tasks.retry_or_fail(claim, Failure(code, "Nobody speaks in it."))

    with _working(services, fail):
        response = _ask(client, recording)
    assert response.status_code == status
    assert response.get_json()["error"]["message"] == "Nobody speaks in it."
    assert services.projects.page(limit=5) == ()


@pytest.mark.parametrize(
    ("format", "answer"),
    [("json", ""), ("text", "\n"), ("srt", ""), ("vtt", "WEBVTT\n"), ("verbose_json", "")],
)
def test_silence_is_answered_with_an_empty_text(
    client: FlaskClient, services: Services, recording: Path, format: str, answer: str
) -> None:
    def fail(claim: Any) -> None:
        services.tasks.retry_or_fail(claim, Failure("no_speech", "No speech was found."))

    with _working(services, fail):
        response = _ask(client, recording, response_format=format)
    assert response.status_code == 200
    if response.is_json:
        body = response.get_json()
        assert body["text"] == ""
        assert body.get("segments", []) == []
        assert body["usage"]["seconds"] == 1
    else:
        assert response.get_data(as_text=True) == answer
    assert services.projects.page(limit=5) == ()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("whisper-1", {}),
        ("gpt-4o-mini-transcribe-2025-03-20", {}),
        ("Systran/faster-whisper-large-v3", {"model": "large"}),
        ("deepdml/faster-whisper-large-v3-turbo-ct2", {"model": "turbo"}),
        ("whisper-large-v3-turbo", {"model": "turbo"}),
        ("openai/whisper-base.en", {"model": "base"}),
        ("faster-whisper-small", {"model": "small"}),
        ("large-v2", {"model": "large"}),
        ("nvidia/parakeet-tdt-0.6b-v3", {"engine": "parakeet"}),
        ("faster-whisper", {"engine": "faster-whisper"}),
    ],
)
def test_models_are_known_by_the_names_that_clients_use(name: str, options: dict[str, str]) -> None:
    assert options_for_model(name) == options


@pytest.mark.parametrize(
    "fields",
    [
        {"model": "gpt-4o-transcribe-diarize"},
        {"response_format": "diarized_json"},
        {"diarize": "true"},
        {"known_speaker_names[]": "Anna"},
    ],
)
def test_speakers_are_refused_plainly(
    client: FlaskClient, recording: Path, fields: dict[str, str]
) -> None:
    response = _ask(client, recording, **fields)
    assert response.status_code == 400
    assert "Speakers are not told apart" in response.get_json()["error"]["message"]


@pytest.mark.parametrize("language", ["english", "Portuguese", "pt_BR", "es"])
def test_a_language_may_be_named(
    client: FlaskClient, services: Services, recording: Path, heard: Any, language: str
) -> None:
    with _working(services, heard):
        response = _ask(client, recording, language=language, temperature="0.2")
    assert response.status_code == 200


def test_a_temperature_that_is_none_is_refused(client: FlaskClient, recording: Path) -> None:
    assert _ask(client, recording, temperature="hot").status_code == 400
    assert _ask(client, recording, temperature="nan").status_code == 400


def test_a_worker_that_leaves_sends_its_clients_elsewhere(
    client: FlaskClient, services: Services, recording: Path
) -> None:
    with _working(services, lambda _claim: services.events.close()):
        response = _ask(client, recording)
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/nothing"), ("GET", _PATH)])
def test_addresses_that_are_not_there_answer_the_same_way(
    client: FlaskClient, method: str, path: str
) -> None:
    response = client.open(path, method=method)
    assert response.status_code in (404, 405)
    assert response.get_json()["error"]["type"] == "invalid_request_error"
