"""faster-whisper itself, with the test checkpoint and with weights drawn at random."""

from __future__ import annotations

import gc
import shutil
import socket
import subprocess
import sys
import time
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from random import Random
from threading import Event, Thread

import numpy as np
import pytest

from tests.checkpoint.speak import recording
from tests.checkpoint.takes import CHECKPOINT, takes
from tests.random_model import random_model
from vsl.errors import BadInput, NotInstalled, ToolFailed
from vsl.model.project import Transcript
from vsl.progress import Progress
from vsl.speech.faster_whisper import recogniser as faster_whisper
from vsl.speech.faster_whisper.recogniser import FasterWhisperRecogniser, load_model
from vsl.speech.idle_timer import IdleTimer
from vsl.speech.languages import LANGUAGES
from vsl.speech.listening_time import MeasuredSpeeds
from vsl.speech.model_cache import MODELS
from vsl.speech.recogniser import SAMPLE_RATE_HZ, ListenOptions, Samples, duration_ms
from vsl.speech.registry import choose_engine
from vsl.speech.voice_activity.spans import speech
from vsl.speech.windows.packing import pack

pytest.importorskip("faster_whisper", reason="needs pip install 'vsl[fast]'")
# whisper/tokenizer.py leaves its vocabulary's file open.
pytestmark = pytest.mark.filterwarnings("ignore:.*tiktoken:pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny trained model."""
    from tests.checkpoint.convert import convert

    return convert(CHECKPOINT, tmp_path_factory.mktemp("trained"))


@pytest.fixture(scope="module")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny model of random weights."""
    return random_model(tmp_path_factory.mktemp("untrained"))


@pytest.fixture(autouse=True)
def _no_models_kept() -> Iterator[None]:
    yield
    MODELS.release()


def _hear(
    model: Path, samples: Samples, language: str | None = None, *, batch_size: int = 8
) -> Transcript:
    engine = FasterWhisperRecogniser(str(model), batch_size=batch_size)
    return engine.transcribe(samples, ListenOptions(language), Progress())


def _spoken(times: int) -> tuple[Samples, list[str]]:
    """English sentences, all of them again and again, and their words."""
    known = [take for take in takes() if take.language == "en"]
    samples, words = recording(known * times, Random(0), pauses_s=(0.6, 0.6))
    return samples, [word.text for word in words]


def test_every_word_of_a_known_voice_is_heard(trained: Path) -> None:
    samples, said = _spoken(1)
    heard = _hear(trained, samples)
    assert [word.text for word in heard.words] == said
    assert (heard.language, heard.engine) == ("en", "faster-whisper")
    assert min(word.confidence for word in heard.words) > 0.3


@pytest.mark.parametrize("batch_size", [1, 2])
def test_batches_of_a_long_recording_are_heard_to_its_end(trained: Path, batch_size: int) -> None:
    samples, said = _spoken(2)
    assert len(pack(speech(samples), samples)) > 2
    heard = _hear(trained, samples, "en", batch_size=batch_size)
    assert [word.text for word in heard.words] == said
    assert 0 <= duration_ms(samples) - heard.words[-1].end_ms < 1500


@pytest.mark.parametrize("level", [2e-3, 0.1])
def test_noise_yields_no_words(trained: Path, level: float) -> None:
    noise = np.random.default_rng(0).normal(0, level, 5 * SAMPLE_RATE_HZ).astype(np.float32)
    assert _hear(trained, noise).words == ()


def test_ten_at_once_load_a_model_once(untrained: Path) -> None:
    with ThreadPoolExecutor(10) as executor:
        models = set(executor.map(lambda _: load_model(str(untrained)), range(10)))
    assert len(models) == 1


def test_a_model_that_nobody_asks_for_is_let_go(
    untrained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Event()

    def release() -> None:
        MODELS.release()
        gone.set()

    monkeypatch.setattr(MODELS, "idle", IdleTimer(0.05, release))
    model = weakref.ref(load_model(str(untrained)))
    assert gone.wait(5)
    gc.collect()
    assert model() is None


def test_as_many_models_are_kept_as_the_setting_says(untrained: Path, tmp_path: Path) -> None:
    other = shutil.copytree(untrained, tmp_path / "other")
    kept = load_model(str(untrained), cache_size=2)
    assert load_model(str(other), cache_size=2) is not kept
    assert load_model(str(untrained), cache_size=2) is kept
    only = load_model(str(other), cache_size=1)
    assert load_model(str(untrained), cache_size=1) is not kept
    assert load_model(str(other), cache_size=1) is not only


def test_the_engine_keeps_to_the_setting_of_threads(
    untrained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def model(*_: object, cpu_threads: int, **__: object) -> object:
        asked.append(cpu_threads)
        return object()

    monkeypatch.setattr("faster_whisper.WhisperModel", model)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    load_model(str(untrained))
    assert asked == [3]


def test_auto_takes_it_where_it_measured_faster_on_the_same_weights(untrained: Path) -> None:
    def choose(**factors: float) -> str:
        measured = {(name.replace("_", "-"), untrained.name): f for name, f in factors.items()}
        return choose_engine(
            "auto",
            ListenOptions(),
            whisper_model=str(untrained),
            measured=MeasuredSpeeds(factors=measured),
        ).name

    assert choose(whisper=0.2, faster_whisper=0.1) == "faster-whisper"
    assert choose(whisper=0.1, faster_whisper=0.2) == "whisper"
    assert choose() == "whisper"


def test_a_folder_without_its_tokenizer_asks_no_network(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"")
    assert not faster_whisper.at_hand(str(tmp_path))
    with pytest.raises(NotInstalled, match=r"tokenizer\.json"):
        load_model(str(tmp_path))


def test_broken_weights_are_said_in_one_line(untrained: Path, tmp_path: Path) -> None:
    shutil.copytree(untrained, tmp_path, dirs_exist_ok=True)
    (tmp_path / "model.bin").write_bytes(b"no weights")
    with pytest.raises(NotInstalled, match="can't be loaded") as raised:
        load_model(str(tmp_path))
    assert "\n" not in str(raised.value)


def test_what_breaks_inside_the_library_is_said_in_one_line(
    untrained: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Library libcublas.so.12 is not found\nsecond line")

    monkeypatch.setattr("faster_whisper.WhisperModel.encode", fail)
    with pytest.raises(ToolFailed, match=r"libcublas.*ENABLE_GPU_ACCELERATION=false") as raised:
        _hear(untrained, _spoken(1)[0], "en")
    assert "second line" not in str(raised.value)


def test_a_checkpoint_of_whispers_own_is_refused_with_the_cure(tmp_path: Path) -> None:
    checkpoint = tmp_path / "own.pt"
    checkpoint.write_bytes(b"weights")
    with pytest.raises(NotInstalled, match="ct2-transformers-converter"):
        load_model(str(checkpoint))


def test_a_language_whisper_does_not_know_is_refused(untrained: Path) -> None:
    with pytest.raises(BadInput, match="'xx'"):
        _hear(untrained, np.ones(SAMPLE_RATE_HZ, np.float32), "xx")


def test_the_languages_are_those_the_library_knows() -> None:
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    assert set(_LANGUAGE_CODES) == LANGUAGES


class _Hub(BaseHTTPRequestHandler):
    """A hub that counts who asks."""

    asked: list[str]

    def do_HEAD(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    do_GET = do_HEAD

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The address of a hub without models; nothing is in the hub's cache."""
    _Hub.asked = []
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with HTTPServer(("127.0.0.1", 0), _Hub) as server:
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_hub_that_can_be_reached_is_asked_once(hub: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", hub)
    assert faster_whisper._hub_answers()
    assert len(_Hub.asked) == 1


def test_without_the_network_missing_weights_are_said_within_seconds(
    hub: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")  # closed
    started = time.monotonic()
    with pytest.raises(NotInstalled, match="'tiny' can't be fetched: connect"):
        load_model("tiny")
    assert time.monotonic() - started < 10


def test_a_hub_that_takes_calls_and_says_nothing_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert faster_whisper._NETWORK_TIMEOUT_S + 1 < 10
    monkeypatch.setattr(faster_whisper, "_NETWORK_TIMEOUT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hub = f"http://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", hub)
        assert not faster_whisper._hub_answers()


def test_a_machine_without_the_package_is_told_what_to_install() -> None:
    program = (
        "import sys; sys.modules['faster_whisper'] = None\n"
        "from vsl.errors import NotInstalled\n"
        "from vsl.speech.faster_whisper.recogniser import load_model\n"
        "try: load_model('base')\n"
        "except NotInstalled as error: print(error)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert "pip install 'vsl[fast]'" in answer.stdout
