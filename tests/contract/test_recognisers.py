"""What every engine keeps to, the fake included."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from tests.random_model import random_model, random_whisper
from tests.tiny_parakeet import tiny_parakeet
from vsl.errors import BadInput, Cancelled
from vsl.model.project import Transcript, Word
from vsl.progress import Progress
from vsl.speech.openai.recogniser import OpenAiAccess
from vsl.speech.recogniser import SAMPLE_RATE_HZ, ListenOptions, Recogniser, Samples, duration_ms
from vsl.speech.registry import ENGINES, create_recogniser

# whisper/tokenizer.py leaves its vocabulary's file open.
pytestmark = pytest.mark.filterwarnings("ignore:.*tiktoken:pytest.PytestUnraisableExceptionWarning")

_SCRIPT = "stop what you are doing and watch this"


_WORDS = (Word("hello", 0, 400), Word("there", 300, 99_000), Word("late", 99_000, 99_001))


def _whisper_model(_name: str) -> Any:
    """Whisper's own architecture, as small and as short of breath as it goes, knowing nothing."""
    return random_whisper(16)


class _Service(BaseHTTPRequestHandler):
    """A transcription service that hears the same in every piece, some of it out of place."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        words = [("Only", 0.2, 0.6), ("late", 0.5, 0.9), (" ", 0.9, 0.9), ("never", 90, 91)]
        found = [{"word": text, "start": start, "end": end} for text, start, end in words]
        answer = {"text": "Only, late never.", "language": "portuguese", "words": found}
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """The address of a transcription service on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Service) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Recogniser:
    name: str = request.param
    parts: dict[str, Any] = {
        "scripted_words": _WORDS,
        "captions": Transcript(_WORDS, "pt", "captions"),
        "load_whisper": _whisper_model,
    }
    if name == "faster-whisper":
        pytest.importorskip("faster_whisper", reason="needs pip install 'vsl[fast]'")
        folder = request.getfixturevalue("tmp_path_factory").mktemp("model")
        parts["whisper_model"] = str(random_model(folder))
    if name == "parakeet":
        pytest.importorskip("onnx_asr", reason="needs pip install 'vsl[parakeet]'")
        pytest.importorskip("onnx", reason="needs pip install 'vsl[dev]'")
        folder = request.getfixturevalue("tmp_path_factory").mktemp("model")
        parts["parakeet_model"] = str(tiny_parakeet(folder))
    if name == "openai":
        pytest.importorskip("openai", reason="needs pip install 'vsl[api]'")
        parts["openai"] = OpenAiAccess(base_url=request.getfixturevalue("service"))
    return create_recogniser(name, **parts)


def _buzz(seconds: float) -> Samples:
    """Something that is no silence: bursts of a voice-like buzz."""
    time = np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    tone = sum(np.sin(2 * np.pi * 120 * k * time) / k for k in range(1, 20))
    return (0.1 * tone * (np.sin(2 * np.pi * 3 * time) > 0)).astype(np.float32)


def _hear(engine: Recogniser, samples: Samples, **options: Any) -> tuple[Word, ...]:
    return engine.transcribe(samples, ListenOptions(**options), Progress()).words


@pytest.mark.parametrize("script", ["", _SCRIPT])
def test_words_are_in_order_and_inside_the_recording(engine: Recogniser, script: str) -> None:
    _check(_hear(engine, _buzz(3), language="en", script=script), 3000)


def _check(words: tuple[Word, ...], end_ms: int) -> None:
    times = [0]
    for word in words:
        times += [word.start_ms, word.end_ms]
        assert word.text == word.text.strip() != ""
        assert 0 <= word.confidence <= 1
    assert times == sorted(times)
    assert times[-1] <= end_ms


def test_the_transcript_names_engine_and_language(engine: Recogniser) -> None:
    heard = engine.transcribe(_buzz(1), ListenOptions("en-GB"), Progress())
    assert (heard.engine, heard.language) == (engine.name, "en")


def test_engines_bear_the_names_of_the_registry(engine: Recogniser) -> None:
    assert engine.name in ENGINES


@pytest.mark.parametrize("script", ["", _SCRIPT])
@pytest.mark.parametrize("level", [0.0, 1e-4])
def test_silence_yields_no_words(engine: Recogniser, script: str, level: float) -> None:
    noise = np.random.default_rng(1).normal(0, level, 3 * SAMPLE_RATE_HZ).astype(np.float32)
    assert _hear(engine, noise, script=script) == ()


@pytest.mark.parametrize("count", [0, 1, 160, 1599, 1601])
def test_the_shortest_clips_do_no_harm(engine: Recogniser, count: int) -> None:
    for script in ("", _SCRIPT):
        _hear(engine, np.full(count, 0.5, np.float32), script=script)


def _noise(seconds: float) -> Samples:
    values = np.random.default_rng(1).normal(0, 0.1, int(seconds * SAMPLE_RATE_HZ))
    return values.astype(np.float32)


def _chord(seconds: float) -> Samples:
    time = np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    tones = sum(np.sin(2 * np.pi * hz * time) for hz in (220.0, 277.2, 329.6))
    return (0.2 * tones).astype(np.float32)


@pytest.mark.parametrize("sound", [_noise, _chord])
@pytest.mark.parametrize("script", ["", _SCRIPT])
def test_noise_and_music_yield_no_words(
    engine: Recogniser, sound: Callable[[float], Samples], script: str
) -> None:
    if engine.name in ("captions", "scripted"):
        pytest.skip("listens to nothing")
    if engine.name == "openai":
        pytest.skip("the service decides")
    assert _hear(engine, sound(2), language="en", script=script) == ()


def test_doubles_and_steps_in_memory_do_no_harm(engine: Recogniser) -> None:
    _hear(engine, _buzz(1).astype(np.float64), language="en")
    _hear(engine, _buzz(2)[::2], language="en")


def test_a_mapped_file_is_heard_like_memory(engine: Recogniser, tmp_path: Path) -> None:
    samples = _buzz(1)
    samples.tofile(tmp_path / "samples")
    mapped = np.memmap(tmp_path / "samples", np.float32, "r")
    assert _hear(engine, mapped, language="en") == _hear(engine, samples, language="en")


def test_sound_beyond_whispers_window_is_heard_in_order(engine: Recogniser) -> None:
    samples = np.concatenate([_buzz(1), np.zeros(30 * SAMPLE_RATE_HZ, np.float32), _buzz(1)])
    _check(_hear(engine, samples, language="en"), duration_ms(samples))


def test_clipped_and_broken_samples_do_no_harm(engine: Recogniser) -> None:
    samples = _buzz(1) * 100
    samples[100:200] = np.nan
    samples[300] = np.inf
    _hear(engine, samples)


def test_samples_that_cannot_be_written_are_left_alone(engine: Recogniser) -> None:
    samples = _buzz(1)
    before = samples.copy()
    samples.setflags(write=False)
    _hear(engine, samples, script=_SCRIPT)
    np.testing.assert_array_equal(samples, before)


def test_progress_rises_to_the_end(engine: Recogniser) -> None:
    seen: list[float] = []
    progress = Progress(lambda _stage, done: seen.append(done))
    engine.transcribe(_buzz(2), ListenOptions("en", _SCRIPT), progress)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_the_progress_callback_stops_the_work(engine: Recogniser) -> None:
    def stop(_stage: str, _done: float) -> None:
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        engine.transcribe(_buzz(2), ListenOptions("en"), Progress(stop))


def test_a_stop_in_the_middle_ends_the_work(engine: Recogniser) -> None:
    seen: list[float] = []

    def stop_later(_stage: str, done: float) -> None:
        seen.append(done)
        if len(seen) == 2:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        engine.transcribe(_buzz(2), ListenOptions("en", _SCRIPT), Progress(stop_later))
    assert len(seen) == 2


def test_a_language_nobody_knows_is_refused(engine: Recogniser) -> None:
    if engine.name in ("captions", "scripted"):
        pytest.skip("listens to no language")
    with pytest.raises(BadInput, match="'xx'"):
        _hear(engine, _buzz(1), language="xx")


def test_an_unknown_engine_is_refused_with_the_choices() -> None:
    with pytest.raises(BadInput, match=r"auto, whisper, .*, scripted"):
        create_recogniser("parrot")
