"""The listening half with a Whisper model that hears: the words that were said come out.

The model is the project's own test checkpoint, the voice is kept beside it: see tests/checkpoint.
"""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import numpy as np
import pytest
import whisper
from click.testing import CliRunner

import transcriptor
from tests.checkpoint.speak import Word as Said
from tests.checkpoint.speak import recording
from tests.checkpoint.takes import CHECKPOINT, takes
from vsl.cli.main import vsl
from vsl.errors import Cancelled
from vsl.model import document
from vsl.model.project import Transcript, Word
from vsl.progress import Progress
from vsl.speech.chunks import cut, transcribe_chunked
from vsl.speech.recogniser import SAMPLE_RATE_HZ, ListenOptions, Samples
from vsl.speech.voice_activity.spans import speech
from vsl.speech.whisper import batch_decoder as whisper_batch
from vsl.speech.whisper.models import get_whisper_model, release_memory
from vsl.speech.whisper.recogniser import WhisperRecogniser
from vsl.speech.windows.packing import pack

# whisper/tokenizer.py leaves its vocabulary's file open.
pytestmark = pytest.mark.filterwarnings("ignore:.*tiktoken:pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def model() -> whisper.Whisper:
    """The test checkpoint, loaded as any other."""
    return whisper.load_model(str(CHECKPOINT), device="cpu")


@pytest.fixture(scope="module")
def engine(model: whisper.Whisper) -> WhisperRecogniser:
    """Whisper with that model."""
    return WhisperRecogniser(lambda _name: model, "whisper-espeak")


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[whisper.DecodingOptions]:
    """The options of every batch that was decoded."""
    seen: list[whisper.DecodingOptions] = []
    decode = whisper_batch.decode

    def watched(model: Any, features: Any, options: Any, **more: Any) -> Any:
        seen.append(options)
        return decode(model, features, options, **more)

    monkeypatch.setattr(whisper_batch, "decode", watched)
    return seen


def _spoken(
    languages: str, *, seed: int = 0, pauses_s: tuple[float, float] = (0.3, 1.2)
) -> tuple[Samples, list[Said]]:
    """All sentences of one language after another, each language's in an order of its own."""
    random = Random(seed)
    order = []
    for language in languages.split():
        own = [take for take in takes() if take.language == language]
        order += random.sample(own, len(own))
    return recording(order, random, pauses_s=pauses_s)


def _hear(
    engine: WhisperRecogniser,
    samples: Samples,
    language: str | None = None,
    script: str = "",
    names: tuple[str, ...] = (),
) -> Transcript:
    options = ListenOptions(language, script, hot_words=names)
    return engine.transcribe(samples, options, Progress())


def _texts(words: Sequence[Said | Word]) -> list[str]:
    return [word.text for word in words]


@pytest.mark.parametrize(("languages", "seed"), [("en", 1), ("en en", 2), ("pt", 3), ("pt pt", 4)])
def test_every_word_is_heard_and_the_language_is_told(
    engine: WhisperRecogniser, languages: str, seed: int
) -> None:
    samples, said = _spoken(languages, seed=seed)
    heard = _hear(engine, samples)
    assert _texts(heard.words) == _texts(said)
    assert (heard.language, heard.warnings) == (languages[:2], ())


def test_words_begin_when_they_are_said(engine: WhisperRecogniser) -> None:
    samples, said = _spoken("en pt", seed=5)
    heard = _hear(engine, samples, "en")
    assert _texts(heard.words) == _texts(said)
    off_ms = [abs(a.start_ms - b.start_s * 1000) for a, b in zip(heard.words, said, strict=True)]
    assert median(off_ms) < 30


@pytest.mark.parametrize("level", [0.0, 2e-3, 0.1])
def test_nobody_is_heard_where_nobody_speaks(
    engine: WhisperRecogniser, model: whisper.Whisper, level: float
) -> None:
    noise = np.random.default_rng(0).normal(0, level, 9 * SAMPLE_RATE_HZ).astype(np.float32)
    assert _hear(engine, noise, "en").words == ()
    assert model.transcribe(noise, language="en", fp16=False)["text"] == ""


def test_most_windows_tell_the_language_not_the_first(engine: WhisperRecogniser) -> None:
    samples, _ = _spoken("pt en en", seed=7)
    windows = pack(speech(samples), samples)
    first = _hear(engine, windows[0].of(samples))
    assert (len(windows), first.language) == (3, "pt")
    assert _hear(engine, samples).language == "en"


def test_names_are_whispers_prompt_and_the_script_is_not(
    engine: WhisperRecogniser, decoded: list[whisper.DecodingOptions]
) -> None:
    samples, said = _spoken("pt", seed=2)
    script, names = takes()[-2].text, (takes()[-1].text,)  # a prompt that the model knows
    assert _texts(_hear(engine, samples, "pt", script, names).words) == _texts(said)
    tokenizer = whisper.tokenizer.get_tokenizer(True, language="pt", task="transcribe")
    assert len(decoded) == 1
    assert tokenizer.decode(decoded[0].prompt).strip() == names[0]
    decoded.clear()
    _hear(engine, samples, "pt", script)
    assert [options.prompt for options in decoded] == [None]


def test_names_that_lead_astray_are_left_aside(
    engine: WhisperRecogniser, model: whisper.Whisper, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples, said = _spoken("pt", seed=8)
    stuck, decode = _stuck_at(model, " vida"), whisper_batch.decode

    def led(model: whisper.Whisper, features: Any, options: Any, **_more: Any) -> Any:
        return decode(stuck if options.prompt else model, features, options)

    monkeypatch.setattr(whisper_batch, "decode", led)
    brief = replace(engine, decoding={"sample_len": 120})
    heard = _hear(brief, samples, "pt", names=("Vida Boa",))
    assert _texts(heard.words) == _texts(said)
    assert heard.warnings == ()


def test_a_loop_is_retried_then_told(
    model: whisper.Whisper, decoded: list[whisper.DecodingOptions]
) -> None:
    samples, _ = _spoken("pt", seed=10)
    stuck = _stuck_at(model, " vida")
    engine = WhisperRecogniser(
        lambda _name: stuck, temperatures=(0.0, 1.0), decoding={"sample_len": 24}
    )
    heard = _hear(engine, samples, "pt")
    assert [options.temperature for options in decoded] == [0.0, 1.0]
    assert [warning.split(";")[0] for warning in heard.warnings] == [
        "Whisper kept repeating itself in the 30 seconds from 0:00"
    ]


def _stuck_at(model: whisper.Whisper, text: str) -> whisper.Whisper:
    """A copy of the model that says nothing but ``text``, however it is asked."""
    stuck = deepcopy(model)
    (token,) = whisper.tokenizer.get_tokenizer(True).encode(text)
    stuck.decoder.ln.weight.data.zero_()
    stuck.decoder.ln.bias.data = 50 * stuck.decoder.token_embedding.weight.data[token]
    return stuck


@pytest.mark.parametrize("pauses_s", [(0.6, 1.2), (0.1, 0.2)])
def test_every_word_of_a_recording_in_chunks_is_heard_once(
    engine: WhisperRecogniser, pauses_s: tuple[float, float]
) -> None:
    samples, said = _spoken("en en", seed=11, pauses_s=pauses_s)
    chunks = cut(samples, 20)
    assert len(chunks) >= 2
    assert (chunks[0].own == chunks[0].heard) == (pauses_s[0] > 0.5)  # or else they overlap
    heard = transcribe_chunked(engine, samples, ListenOptions("en"), Progress(), chunk_s=20)
    assert _texts(heard.words) == _texts(said)


def test_a_stop_between_batches_ends_the_work(
    engine: WhisperRecogniser, decoded: list[whisper.DecodingOptions]
) -> None:
    samples, _ = _spoken("pt pt pt", seed=12)
    first_batch = 1 / len(pack(speech(samples), samples))

    def stop(_stage: str, done: float) -> None:
        if done >= first_batch:
            raise Cancelled("stopped")

    one_by_one = replace(engine, batch_size=1)
    with pytest.raises(Cancelled):
        one_by_one.transcribe(samples, ListenOptions("pt"), Progress(stop))
    assert len(decoded) == 1


def test_progress_is_told_while_a_batch_is_heard(engine: WhisperRecogniser) -> None:
    samples, _ = _spoken("pt pt pt", seed=12)
    shares: list[float] = []
    told = Progress(lambda _stage, done: shares.append(done))
    engine.transcribe(samples, ListenOptions("pt"), told)
    assert len(shares) > 3 + len(pack(speech(samples), samples))
    assert (shares, shares[-1]) == (sorted(shares), 1.0)


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The models that the library loaded."""
    found: list[str] = []
    load: Callable[..., whisper.Whisper] = whisper.load_model

    def counted(name: str, **more: Any) -> whisper.Whisper:
        found.append(name)
        return load(name, **more)

    monkeypatch.setattr(whisper, "load_model", counted)
    release_memory()
    yield found
    release_memory()


def test_ten_at_once_and_all_later_ones_get_the_same_model(loads: list[str]) -> None:
    with ThreadPoolExecutor(10) as pool:
        models = list(pool.map(lambda _: get_whisper_model(str(CHECKPOINT), "cpu"), range(10)))
    assert all(model is models[0] for model in models)
    assert get_whisper_model(str(CHECKPOINT), "cpu") is models[0]
    assert loads == [str(CHECKPOINT)]


@pytest.fixture
def choices(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, loads: list[str]) -> list[str]:
    """The test checkpoint is the model that users asked for; their folders are this test's own."""
    monkeypatch.setenv("WHISPER_MODEL", str(CHECKPOINT))
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "instance"))
    return loads


def test_the_command_hears_a_long_recording_with_the_model_of_the_setting(
    choices: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDIO_CHUNK_SIZE", "60")
    samples, said = _spoken("en en en", seed=13, pauses_s=(0.6, 1.2))
    assert len(cut(samples, 60)) == 2
    sound, out = _wav(tmp_path / "pitch.wav", samples), tmp_path / "pitch.json"
    assert transcriptor.main([str(sound), "-o", str(out), "--engine", "whisper"]) == 0
    heard = document.read(out).transcript
    assert _as_said(heard.words) == _texts(said)
    assert (heard.engine, heard.model, heard.language) == ("whisper", CHECKPOINT.stem, "en")
    assert choices == [str(CHECKPOINT)]


def test_vsl_make_shows_what_was_said(choices: list[str], tmp_path: Path) -> None:
    samples, said = _spoken("pt", seed=14)
    sound, out = _wav(tmp_path / "pitch.wav", samples), tmp_path / "pitch.mp4"
    arguments = ["make", str(sound), "-o", str(out), "--engine", "whisper", "--size", "640x360"]
    done = CliRunner().invoke(vsl, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    assert out.stat().st_size > 0
    made = document.read(out.with_suffix(".json"))
    heard = [word.strip(".,?") for word in _as_said(made.transcript.words)]
    assert heard == [word.strip(".,?") for word in _texts(said)]
    shown = " ".join(slide.text for slide in made.deck.slides).split()
    assert shown == " ".join(_texts(made.transcript.words)).split()


def _as_said(words: Sequence[Word]) -> list[str]:
    """What was heard, before numbers were written as figures."""
    return " ".join(word.spoken or word.text for word in words).split()


def _wav(path: Path, samples: Samples) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path
