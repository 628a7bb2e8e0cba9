"""From files of every kind to words: the voice keeps its words, what is no voice gets none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import whisper

from tests.checkpoint.speak import recording
from tests.checkpoint.takes import CHECKPOINT, takes
from tests.random_model import random_whisper
from vsl.basics.audio import SAMPLE_RATE_HZ, Samples
from vsl.media.probe import probe
from vsl.media.samples import SampleCache
from vsl.model.project import Word
from vsl.progress import Progress
from vsl.speech.recogniser import ListenOptions
from vsl.speech.registry import create_recogniser
from vsl.speech.whisper.recogniser import WhisperRecogniser

# whisper/tokenizer.py leaves its vocabulary's file open.
pytestmark = pytest.mark.filterwarnings("ignore:.*tiktoken:pytest.PytestUnraisableExceptionWarning")

FFmpeg = Callable[..., bytes]
SamplesOf = Callable[[Path], Samples]

_PITCH = Path(__file__).parents[3] / "samples" / "pitch.mp4"
_SAID_S = 7.2  # so long is the sample's first sentence
_SCRIPT = (
    "Have you ever poured your morning coffee, turned around, and watched the houseplant you love"
    " drop another leaf?"
)
_SOURCES = {  # the same voice, as ffmpeg's filters and encoders spoil it
    "clipped.wav": ("-af", "volume=20"),
    "telephone.wav": ("-ar", "8000", "-ac", "1", "-c:a", "pcm_mulaw"),
    "surround.flac": ("-af", "pan=5.1|FC=c0"),
    "studio.flac": ("-ar", "96000", "-sample_fmt", "s32"),
    "left.mp3": ("-af", "pan=stereo|FL=c0", "-q:a", "4"),
}
_NO_VOICE = {  # sources of ffmpeg's library of filters
    "silence.wav": "anullsrc=d=4",
    "hiss.wav": "anoisesrc=d=4:a=0.2:c=pink",
    "noise.m4a": "anoisesrc=d=4:a=0.5",
    "chord.mp3": "aevalsrc=0.2*sin(1382*t)+0.2*sin(1742*t)+0.2*sin(2071*t):d=4",
    # a plucked scale: each note falls off within its half second
    "tune.wav": "aevalsrc=0.5*exp(-6*mod(t\\,0.5))*sin(1382*t*pow(1.06\\,2*floor(2*t))):d=4",
    "click.wav": "aevalsrc=0.9:d=0.01",
}


@pytest.fixture
def samples_of(sample_cache: SampleCache) -> SamplesOf:
    """The samples of the recording at a path."""
    return lambda path: sample_cache.samples(path, probe(path), Progress())


def _hear(samples: Samples, script: str, engine: str = "sphinx") -> tuple[Word, ...]:
    recogniser = create_recogniser(engine, load_whisper=_random_whisper)
    return recogniser.transcribe(samples, ListenOptions("en", script), Progress()).words


def _random_whisper(_name: str) -> Any:
    return random_whisper(16)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory, ffmpeg: FFmpeg) -> tuple[Word, ...]:
    """The words of the voice, unspoiled."""
    folder = tmp_path_factory.mktemp("clean")
    raw = ffmpeg("-t", _SAID_S, "-i", _PITCH, "-ac", "1", "-ar", "16000", "-f", "f32le", "-")
    (folder / "samples").write_bytes(raw)
    return _hear(np.memmap(folder / "samples", np.float32, "r"), _SCRIPT)


@pytest.mark.parametrize("name", _SOURCES)
def test_a_voice_is_placed_whatever_became_of_it(
    ffmpeg: FFmpeg, samples_of: SamplesOf, clean: tuple[Word, ...], tmp_path: Path, name: str
) -> None:
    ffmpeg("-t", _SAID_S, "-i", _PITCH, "-vn", *_SOURCES[name], tmp_path / name)
    words = _hear(samples_of(tmp_path / name), _SCRIPT)
    assert [word.text for word in words] == [word.text for word in clean]
    moves = [abs(a.start_ms - b.start_ms) for a, b in zip(words, clean, strict=True)]
    assert np.median(moves) <= 60
    assert max(moves) <= 300


def test_a_clipped_voice_is_drafted(ffmpeg: FFmpeg, samples_of: SamplesOf, tmp_path: Path) -> None:
    ffmpeg("-t", 3, "-i", _PITCH, "-vn", *_SOURCES["clipped.wav"], tmp_path / "clipped.wav")
    assert len(_hear(samples_of(tmp_path / "clipped.wav"), "")) > 3


@pytest.fixture(scope="module")
def listener() -> WhisperRecogniser:
    """Whisper with the test checkpoint, which hears its own sentences."""
    model = whisper.load_model(str(CHECKPOINT), device="cpu")
    return WhisperRecogniser(lambda _name: model)


@pytest.mark.parametrize("name", ["surround.flac", "studio.flac", "left.mp3"])
def test_whisper_hears_a_voice_in_channels_and_rates_of_any_kind(
    ffmpeg: FFmpeg, samples_of: SamplesOf, listener: WhisperRecogniser, tmp_path: Path, name: str
) -> None:
    spoken, said = recording(takes()[:4], Random(0), pauses_s=(0.4, 0.4))
    spoken.tofile(tmp_path / "voice")
    raw = ("-f", "f32le", "-ar", SAMPLE_RATE_HZ, "-ac", "1")
    ffmpeg(*raw, "-i", tmp_path / "voice", *_SOURCES[name], tmp_path / name)
    heard = listener.transcribe(samples_of(tmp_path / name), ListenOptions("en"), Progress())
    assert [word.text for word in heard.words] == [word.text for word in said]


@pytest.mark.parametrize(
    ("engine", "script"), [("sphinx", ""), ("sphinx", "leaf"), ("whisper", "")]
)
@pytest.mark.parametrize("name", _NO_VOICE)
def test_no_word_is_invented_where_nobody_speaks(
    ffmpeg: FFmpeg, samples_of: SamplesOf, tmp_path: Path, name: str, engine: str, script: str
) -> None:
    ffmpeg("-f", "lavfi", "-i", _NO_VOICE[name], tmp_path / name)
    assert _hear(samples_of(tmp_path / name), script, engine) == ()
