"""The engine openai: the official client against a real HTTP server on this machine."""

from __future__ import annotations

import io
import json
import threading
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

import numpy as np
import pytest

from vsl.errors import (
    BadInput,
    BadSetting,
    Cancelled,
    Forbidden,
    NotInstalled,
    ToolFailed,
    VslError,
)
from vsl.model.project import Transcript
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.speech.openai import recogniser as openai_api
from vsl.speech.openai import retry as openai_retry
from vsl.speech.openai.recogniser import LARGEST_UPLOAD, OpenAiAccess, OpenAiRecogniser
from vsl.speech.recogniser import SAMPLE_RATE_HZ, ListenOptions, Samples

openai = pytest.importorskip("openai", reason="needs the client: pip install 'vsl[api]'")

_KEY = "sk-a-secret-that-must-not-be-shown"
_ANSWER = {
    "text": "Only $47, today!",
    "language": "english",
    "words": [
        {"word": "Only", "start": 0.1, "end": 0.4},
        {"word": "$47", "start": 0.4, "end": 0.9},
        {"word": "today", "start": 1.0, "end": 1.5},
    ],
    "segments": [{"text": " Only $47, today!", "start": 0, "end": 2, "avg_logprob": -0.105}],
}


@dataclass
class _Service:
    """What the server answers to each request in turn, the last one for ever; what it was asked."""

    answers: list[tuple[int, Any, dict[str, str]]] = field(default_factory=list)
    requests: list[tuple[str, bytes]] = field(default_factory=list)
    delay_s: float = 0.0
    busy: int = 0
    most_busy: int = 0
    url: str = ""

    def says(self, status: int, content: Any, **headers: str) -> _Service:
        self.answers.append((status, content, headers))
        return self

    def next(self) -> tuple[int, Any, dict[str, str]]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def service() -> Iterator[_Service]:
    """A service on a port of this machine."""
    service = _Service()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with lock:
                service.busy += 1
                service.most_busy = max(service.busy, service.most_busy)
                service.requests.append((self.path, body))
                status, content, headers = service.next()
            time.sleep(service.delay_s)
            with lock:
                service.busy -= 1
            sent = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        service.url = f"http://127.0.0.1:{server.server_port}/v1"
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield service
        server.shutdown()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai_retry, "PLAN", replace(openai_retry.PLAN, first_wait_s=0.01))


def _buzz(seconds: float) -> Samples:
    return np.random.default_rng(0).normal(0, 0.1, int(seconds * SAMPLE_RATE_HZ)).astype(np.float32)


def _hear(
    service: _Service,
    seconds: float = 2,
    language: str | None = None,
    report: Callable[[str, float], None] = lambda _stage, _done: None,
) -> Transcript:
    engine = OpenAiRecogniser(OpenAiAccess(_KEY, service.url, "whisper-1"))
    return engine.transcribe(_buzz(seconds), ListenOptions(language), Progress(report))


def _part(body: bytes, name: str) -> bytes:
    """The content of a field of a multipart body."""
    _, _, rest = body.partition(f'name="{name}"'.encode())
    return rest.partition(b"\r\n\r\n")[2].partition(b"\r\n--")[0]


def test_words_come_with_times_punctuation_and_confidence(service: _Service) -> None:
    heard = _hear(service.says(200, _ANSWER))
    assert [(word.text, word.start_ms, word.end_ms) for word in heard.words] == [
        ("Only", 100, 400),
        ("$47,", 400, 900),
        ("today!", 1000, 1500),
    ]
    assert {round(word.confidence, 2) for word in heard.words} == {0.9}
    assert (heard.language, heard.engine, heard.model) == ("en", "openai", "whisper-1")
    assert heard.warnings == ()


def test_the_service_is_asked_as_its_reference_says(service: _Service) -> None:
    _hear(service.says(200, _ANSWER), language="pt-BR")
    path, body = service.requests[0]
    assert path == "/v1/audio/transcriptions"
    assert _part(body, "response_format") == b"verbose_json"
    assert _part(body, "language") == b"pt"
    assert body.count(b'name="timestamp_granularities[]"') == 2
    with wave.open(io.BytesIO(_part(body, "file"))) as file:
        assert (file.getframerate(), file.getnchannels()) == (SAMPLE_RATE_HZ, 1)
        assert file.getnframes() == 2 * SAMPLE_RATE_HZ


def test_a_long_recording_is_sent_in_pieces_side_by_side_and_put_together(
    service: _Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai_api, "_PIECE_S", 3)
    service.delay_s = 0.1
    heard = _hear(service.says(200, _ANSWER), seconds=20)
    count = len(service.requests)
    assert count >= 7
    assert len(heard.words) == 3 * count
    times = [t for word in heard.words for t in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert 17_000 < times[-1] <= 20_000
    assert 2 <= service.most_busy <= 4
    assert {_part(body, "language") for _, body in service.requests[1:]} == {b"en"}


def test_no_piece_exceeds_the_services_limit() -> None:
    longest = _buzz(1).repeat(openai_api._PIECE_S)
    assert len(openai_api.to_wav(longest)) < LARGEST_UPLOAD


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_passing_failure_is_asked_again(service: _Service, status: int) -> None:
    heard = _hear(service.says(status, {"error": {"message": "busy"}}).says(200, _ANSWER))
    assert len(heard.words) == 3
    assert len(service.requests) == 2


def test_the_services_own_waiting_time_is_kept(service: _Service) -> None:
    started = time.monotonic()
    _hear(service.says(429, {}, Retry_After="1").says(200, _ANSWER))
    assert time.monotonic() - started >= 1


@pytest.mark.parametrize(
    ("status", "content", "headers", "error", "message", "asked"),
    [
        (401, {"error": {"message": f"Bad key {_KEY}"}}, {}, BadSetting, "OPENAI_API_KEY", 1),
        (403, {}, {}, BadSetting, "OPENAI_API_KEY", 1),
        (404, {}, {}, BadSetting, "OPENAI_MODEL", 1),
        (400, {"error": {"message": f"no {_KEY}\nxx"}}, {}, BadInput, "refuses the recording", 1),
        (429, {"error": {"code": "insufficient_quota"}}, {}, ToolFailed, "limit is reached", 1),
        (429, {}, {"Retry_After": "3600"}, ToolFailed, "limit is reached", 1),
        (500, {}, {}, ToolFailed, "out of order", openai_retry.PLAN.tries),
        (200, b"<html>", {}, ToolFailed, "no transcription", 1),
        (200, b'{"text": 1', {}, ToolFailed, "no transcription", 1),
        (200, [], {}, ToolFailed, "no transcription", 1),
        (200, {"text": "a", "words": [{"word": "a"}]}, {}, ToolFailed, "no transcription", 1),
        (200, {"text": "a", "words": "a"}, {}, ToolFailed, "no transcription", 1),
    ],
)
def test_a_lasting_failure_is_one_clear_line_without_the_key(
    service: _Service,
    status: int,
    content: Any,
    headers: dict[str, str],
    error: type[VslError],
    message: str,
    asked: int,
) -> None:
    with pytest.raises(error, match=message) as raised:
        _hear(service.says(status, content, **headers))
    assert len(service.requests) == asked
    assert _KEY not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_service_that_gives_no_word_times_is_heard_by_its_segments(service: _Service) -> None:
    segments = [{"text": " One two.", "start": 0.0, "end": 0.9, "avg_logprob": -0.2}]
    heard = _hear(service.says(200, {"text": "One two.", "language": "en", "segments": segments}))
    assert [(word.text, word.start_ms) for word in heard.words] == [("One", 0), ("two.", 385)]
    assert "estimated" in heard.warnings[0]


def test_a_closed_port_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[bytes] = []
    ask = openai_retry.Sender._ask

    def count(sender: openai_retry.Sender, wav: bytes, language: str | None) -> bytes:
        tried.append(wav)
        return ask(sender, wav, language)

    monkeypatch.setattr(openai_retry.Sender, "_ask", count)
    monkeypatch.setattr(openai_api, "_PIECE_S", 1)
    with pytest.raises(ToolFailed, match=r"127\.0\.0\.1 can't be reached"):
        _hear(_Service(url="http://127.0.0.1:9/v1"), seconds=5)  # the discard port, closed
    assert len(tried) == 1


def test_a_network_that_swallows_calls_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class ConnectTimeout(Exception):
        """Named as the error that the client's own wraps."""

    tried: list[bytes] = []

    def swallow(_sender: openai_retry.Sender, wav: bytes, _language: str | None) -> bytes:
        tried.append(wav)
        raise openai.APITimeoutError(request=cast(Any, None)) from ConnectTimeout()

    assert (openai_retry._LIMITS.connect_s or 99) * 2 <= 10  # the look-up, then the connection
    monkeypatch.setattr(openai_retry.Sender, "_ask", swallow)
    with pytest.raises(ToolFailed, match="does not answer in time"):
        _hear(_Service(url="http://127.0.0.1:9/v1"))
    assert len(tried) == 1


def test_a_host_that_does_not_exist_is_said_at_once() -> None:
    engine = OpenAiRecogniser(OpenAiAccess(_KEY, "http://nowhere.invalid/v1", allowed=True))
    with pytest.raises(ToolFailed, match=r"nowhere\.invalid can't be reached"):
        engine.transcribe(_buzz(1), ListenOptions(), Progress())


def test_hot_words_go_along_with_every_piece(service: _Service) -> None:
    engine = OpenAiRecogniser(OpenAiAccess(_KEY, service.says(200, _ANSWER).url))
    engine.transcribe(_buzz(1), ListenOptions(hot_words=("Acme", "Bob")), Progress())
    _hear(service.says(200, _ANSWER))
    sent = [_part(body, "prompt") for _, body in service.requests]
    assert sent == [b"Acme, Bob", b""]


def test_nothing_is_sent_without_consent() -> None:
    access = OpenAiAccess(_KEY, "http://api.example.invalid/v1")
    with pytest.raises(Forbidden, match="ALLOW_UPLOAD_TO_API=true"):
        OpenAiRecogniser(access).transcribe(_buzz(1), ListenOptions(), Progress())


def test_a_missing_key_is_said_with_its_name() -> None:
    with pytest.raises(NotInstalled, match="OPENAI_API_KEY"):
        OpenAiAccess(allowed=True).check()


def test_access_and_settings_do_not_show_the_key() -> None:
    settings = Settings.from_environ({"OPENAI_API_KEY": _KEY, "ALLOW_UPLOAD_TO_API": "yes"})
    access = OpenAiAccess.from_settings(settings)
    assert access.api_key == _KEY
    assert _KEY not in f"{settings!r} {access!r}"
    access.check()


def test_an_address_without_its_scheme_stops_the_start() -> None:
    with pytest.raises(BadSetting, match=r"OPENAI_BASE_URL='host/v1'.*https://host/v1"):
        Settings.from_environ({"OPENAI_BASE_URL": "host/v1"})


def test_stopping_does_not_wait_for_a_slow_service(service: _Service) -> None:
    service.delay_s = 5

    def stop(_stage: str, _done: float) -> None:
        if service.requests:
            raise Cancelled("stopped")

    started = time.monotonic()
    with pytest.raises(Cancelled):
        _hear(service.says(200, _ANSWER), report=stop)
    assert time.monotonic() - started < 4


def test_silence_is_not_sent(service: _Service) -> None:
    engine = OpenAiRecogniser(OpenAiAccess(_KEY, service.url))
    silence = np.zeros(SAMPLE_RATE_HZ, np.float32)
    assert engine.transcribe(silence, ListenOptions(), Progress()).words == ()
    assert service.requests == []
