"""onnx-asr itself, with a transducer small enough to set its weights by hand."""

from __future__ import annotations

import gc
import hashlib
import socket
import subprocess
import sys
import time
import wave
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from threading import Event, Thread

import numpy as np
import pytest

from tests.checkpoint.speak import recording
from tests.checkpoint.takes import takes
from tests.tiny_parakeet import tiny_parakeet, tones
from vsl.errors import BadInput, Cancelled, NotInstalled, ToolFailed
from vsl.model.project import Transcript
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.speech.idle_timer import IdleTimer
from vsl.speech.model_cache import MODELS
from vsl.speech.parakeet import recogniser as parakeet
from vsl.speech.parakeet import weights as parakeet_weights
from vsl.speech.parakeet.languages import LANGUAGES
from vsl.speech.parakeet.recogniser import ParakeetRecogniser, load_model
from vsl.speech.parakeet.weights import PublishedFile, Weights, find_weights
from vsl.speech.recogniser import SAMPLE_RATE_HZ, ListenOptions, Samples, duration_ms
from vsl.speech.voice_activity import silero
from vsl.speech.voice_activity.spans import speech
from vsl.speech.whisper.models import release_memory
from vsl.workflows.transcribe import Transcriber

pytest.importorskip("onnx_asr", reason="needs pip install 'vsl[parakeet]'")
pytest.importorskip("onnx", reason="needs pip install 'vsl[dev]'")

_NEAR_MS = 100  # a frame of the encoder, and the margins of a window
_SCORE = [(1.0, " buy"), (1.6, " now"), (2.6, ","), (4.0, " buy"), (4.32, "er"), (4.9, ".")]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tiny model."""
    return tiny_parakeet(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(autouse=True)
def _no_models_kept() -> Iterator[None]:
    yield
    MODELS.release()


@pytest.fixture
def by_level(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is louder than a quiet room counts as speech: tones are none to the network."""
    monkeypatch.setattr(silero, "network", lambda: None)


def _hear(model: str | Path, samples: Samples, language: str | None = None) -> Transcript:
    return ParakeetRecogniser(str(model)).transcribe(samples, ListenOptions(language), Progress())


def _starts(heard: Transcript) -> dict[str, int]:
    return {word.text: word.start_ms for word in heard.words}


@pytest.mark.usefixtures("by_level")
def test_words_are_heard_where_they_sound_with_their_punctuation(model: Path) -> None:
    heard = _hear(model, tones(_SCORE, 6), "en-GB")
    assert [word.text for word in heard.words] == ["buy", "now,", "buyer."]
    assert [word.start_ms for word in heard.words] == pytest.approx([1000, 1600, 4000], abs=80)
    assert (heard.language, heard.engine, heard.model) == ("en", "parakeet", model.name)
    assert min(word.confidence for word in heard.words) > 0.5


@pytest.mark.usefixtures("by_level")
def test_a_comma_in_the_pause_leaves_the_word_as_long_as_it_was(model: Path) -> None:
    score = [(1.0, " buy"), (1.6, " now"), (4.0, ","), (5.0, "."), (6.0, " buy"), (6.32, "er")]
    with_comma, without = (
        _hear(model, tones([note for note in score if note[1] != left_out], 8)).words[1]
        for left_out in ("", ",")
    )
    assert (with_comma.text, without.text) == ("now,.", "now.")
    assert with_comma.end_ms == without.end_ms == 1920


@pytest.mark.usefixtures("by_level")
def test_words_of_every_window_lie_at_their_time_in_the_recording(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parakeet, "WINDOW_S", 2)
    begins = [1.0, 4.0, 9.5, 15.0, 15.8]
    shares: list[float] = []
    heard = ParakeetRecogniser(str(model)).transcribe(
        tones([(begin, " buy") for begin in begins], 18),
        ListenOptions(),
        Progress(lambda _, share: shares.append(share)),
    )
    starts = [word.start_ms for word in heard.words]
    assert starts == pytest.approx([1000 * begin for begin in begins], abs=_NEAR_MS)
    assert shares == sorted(shares)
    assert len(set(shares)) >= 5  # begun, voice found, two windows and more, done


@pytest.mark.usefixtures("by_level")
def test_a_stop_is_obeyed_between_windows(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parakeet, "WINDOW_S", 2)
    windows: list[object] = []
    decode = parakeet.decode_window

    def counted(*arguments: object) -> object:
        windows.append(arguments)
        return decode(*arguments)  # type: ignore[arg-type]

    def stop(_: str, share: float) -> None:
        if share > 0.1:
            raise Cancelled("stopped")

    monkeypatch.setattr(parakeet, "decode_window", counted)
    samples = tones([(begin, " buy") for begin in (1, 5, 9, 13)], 16)
    with pytest.raises(Cancelled):
        ParakeetRecogniser(str(model)).transcribe(samples, ListenOptions(), Progress(stop))
    assert len(windows) == 1


@pytest.mark.parametrize("level", [0.0, 2e-3, 0.1])
def test_silence_and_noise_yield_no_words_and_need_no_weights(level: float) -> None:
    noise = np.random.default_rng(0).normal(0, level, 5 * SAMPLE_RATE_HZ).astype(np.float32)
    assert _hear(parakeet_weights.DEFAULT, noise).words == ()


def test_words_of_a_voice_lie_where_it_speaks(model: Path) -> None:
    known = [take for take in takes() if take.language == "en"]
    samples, _ = recording(known, Random(0), pauses_s=(0.6, 0.6))
    heard = _hear(model, samples)
    spans = [(span.start_ms - 200, span.stop_ms + 200) for span in speech(samples)]
    assert heard.words
    for word in heard.words:
        assert any(start <= word.start_ms <= word.end_ms <= stop for start, stop in spans)


@pytest.mark.usefixtures("by_level")
def test_eight_bit_files_are_found_by_their_name(tmp_path: Path) -> None:
    folder = tiny_parakeet(tmp_path, ".int8")
    assert list(_starts(_hear(folder, tones(_SCORE, 6)))) == ["buy", "now,", "buyer."]


@pytest.mark.usefixtures("by_level")
def test_a_language_that_the_engine_does_not_tell_is_read_off_its_words(tmp_path: Path) -> None:
    model = tiny_parakeet(tmp_path / "model", spelled={" buy": " não", " now": " você"})
    assert _hear(model, tones(_SCORE, 6)).language == "und"
    path = tmp_path / "voice.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes((tones(_SCORE, 6) * 32767).astype("<i2").tobytes())
    settings = Settings(
        instance_dir=tmp_path, cache_dir=tmp_path / "cache", parakeet_model=str(model)
    )
    _, heard = Transcriber.from_settings(settings).listen(
        path, ListenOptions(), engine="parakeet", progress=Progress()
    )
    assert (heard.language, heard.engine) == ("pt", "parakeet")


def test_a_language_it_does_not_hear_is_refused_with_those_it_does(model: Path) -> None:
    assert len(LANGUAGES) == 25
    with pytest.raises(BadInput, match=r"'ja', only Bulgarian, .*, Ukrainian;") as raised:
        _hear(model, tones([], 1), "ja")
    assert "\n" not in str(raised.value)


def test_the_tiny_model_has_the_configuration_of_the_published_one(model: Path) -> None:
    published = parakeet_weights.MODELS[parakeet_weights.DEFAULT]["config.json"]
    content = (model / "config.json").read_bytes()
    assert len(content) == published.size_bytes
    assert hashlib.sha256(content).hexdigest() == published.sha256


def test_ten_at_once_load_a_model_once(model: Path) -> None:
    weights = find_weights(str(model), Progress())
    with ThreadPoolExecutor(10) as executor:
        models = set(executor.map(lambda _: load_model(weights), range(10)))
    assert len(models) == 1


def test_a_model_that_nobody_asks_for_is_let_go(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Event()

    def release() -> None:
        MODELS.release()
        gone.set()

    monkeypatch.setattr(MODELS, "idle", IdleTimer(0.05, release))
    loaded = weakref.ref(load_model(Weights(model, None)))
    assert gone.wait(5)
    gc.collect()
    assert loaded() is None


def test_released_memory_is_that_of_parakeet_too(model: Path) -> None:
    loaded = weakref.ref(load_model(Weights(model, None)))
    assert loaded()
    release_memory()
    assert loaded() is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("encoder-model.onnx", b"no weights"),
        ("decoder_joint-model.onnx", b""),
        ("vocab.txt", b"\xff\xfe"),
        ("vocab.txt", b"one two three\n"),
        ("config.json", b"{"),
    ],
)
def test_a_damaged_file_is_said_in_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    folder = tiny_parakeet(tmp_path)
    (folder / name).write_bytes(content)
    with pytest.raises(NotInstalled, match=r"can't be loaded: .*; put whole files into") as raised:
        load_model(find_weights(str(folder), Progress()))
    assert "\n" not in str(raised.value)


@pytest.mark.usefixtures("by_level")
def test_a_vocabulary_of_another_model_is_said_in_one_line(tmp_path: Path) -> None:
    folder = tiny_parakeet(tmp_path)
    (folder / "vocab.txt").write_text("▁buy 0\n▁now 1\n")
    with pytest.raises(NotInstalled, match="the vocabulary has no <blk>"):
        _hear(folder, tones(_SCORE, 6))


@pytest.mark.usefixtures("by_level")
def test_a_token_that_the_vocabulary_lacks_is_said_in_one_line(tmp_path: Path) -> None:
    folder = tiny_parakeet(tmp_path)
    rows = (folder / "vocab.txt").read_text("utf-8").splitlines()
    (folder / "vocab.txt").write_text("\n".join(row for row in rows if row != "▁now 2") + "\n")
    with pytest.raises(ToolFailed, match=r"broke: its vocabulary has no token 2; see that"):
        _hear(folder, tones(_SCORE, 6))


class _Hub(SimpleHTTPRequestHandler):
    """A hub that has the files of a folder, whatever is before their name."""

    def translate_path(self, path: str) -> str:
        return str(Path(self.directory) / Path(path).name)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def published(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, Path]]:
    """The name of a model that a hub on this machine has, and the folder it is fetched into."""
    files = {
        file.name: PublishedFile(hashlib.sha256(file.read_bytes()).hexdigest(), file.stat().st_size)
        for file in model.glob("*.*")
        if file.suffix != ".sha256"
    }
    monkeypatch.setitem(parakeet_weights.MODELS, "tiny", files)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Hub, directory=str(model))) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        yield "tiny", tmp_path / "parakeet" / "tiny"
        server.shutdown()


@pytest.mark.usefixtures("by_level")
def test_published_weights_are_fetched_once_checked_and_heard_with(
    published: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, folder = published
    stages: list[str] = []
    progress = Progress(lambda stage, _: stages.append(stage))
    engine = ParakeetRecogniser(name)
    assert not parakeet.at_hand(name)
    heard = engine.transcribe(tones(_SCORE, 6), ListenOptions(), progress)
    assert [word.text for word in heard.words] == ["buy", "now,", "buyer."]
    assert "fetching Parakeet's weights" in stages
    assert parakeet.at_hand(name)
    assert (folder / "vocab.txt").is_file()
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # closed
    assert engine.transcribe(tones(_SCORE, 6), ListenOptions(), Progress()).words == heard.words


def test_a_file_that_is_not_the_published_one_is_never_loaded(
    published: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, folder = published
    files = dict(parakeet_weights.MODELS[name])
    files["vocab.txt"] = PublishedFile("0" * 64, files["vocab.txt"].size_bytes)
    monkeypatch.setitem(parakeet_weights.MODELS, name, files)
    with pytest.raises(NotInstalled, match="not the published file; it was deleted"):
        find_weights(name, Progress())
    assert not (folder / "vocab.txt").exists()


def test_one_changed_byte_without_the_network_is_refused_by_name(
    published: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, folder = published
    find_weights(name, Progress())
    encoder = folder / "encoder-model.onnx"
    content = bytearray(encoder.read_bytes())
    content[100] ^= 1
    encoder.write_bytes(content)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # closed
    with pytest.raises(NotInstalled, match=r"or put encoder-model\.onnx from https") as raised:
        find_weights(name, Progress())
    assert "vocab.txt" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_without_the_network_missing_weights_are_said_within_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # closed
    known = [take for take in takes() if take.language == "en"][:1]
    samples, _ = recording(known, Random(0))
    started = time.monotonic()
    with pytest.raises(NotInstalled, match=r"v3' can't be fetched .*: connect to the network"):
        _hear(parakeet_weights.DEFAULT, samples)
    assert time.monotonic() - started < 10


def test_a_hub_that_takes_calls_and_says_nothing_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert parakeet_weights._NETWORK_TIMEOUT_S + 1 < 10
    monkeypatch.setattr(parakeet_weights, "_NETWORK_TIMEOUT_S", 0.1)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(NotInstalled, match=r"timed out|no answer"):
            find_weights(parakeet_weights.DEFAULT, Progress())


def test_a_machine_without_the_package_is_told_what_to_install(model: Path) -> None:
    program = (
        "import sys; sys.modules['onnx_asr'] = None\n"
        "from pathlib import Path\n"
        "from vsl.errors import NotInstalled\n"
        "from vsl.speech.parakeet.recogniser import at_hand, load_model\n"
        "from vsl.speech.parakeet.weights import Weights\n"
        f"folder = {str(model)!r}\n"
        "assert not at_hand(folder)\n"
        "try: load_model(Weights(Path(folder), None))\n"
        "except NotInstalled as error: print(error)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    assert "pip install 'vsl[parakeet]'" in answer.stdout


def test_a_recording_shorter_than_a_frame_does_no_harm(model: Path) -> None:
    samples = np.full(800, 0.5, np.float32)
    assert duration_ms(samples) == 50
    _hear(model, samples)
