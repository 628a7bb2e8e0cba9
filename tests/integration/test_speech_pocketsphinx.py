"""PocketSphinx on real voices, with the script and without."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import av
import numpy as np
import psutil
import pytest

from tests.checkpoint.speak import recording
from tests.checkpoint.takes import takes
from vsl.basics.audio import SAMPLE_RATE_HZ, Samples, duration_ms
from vsl.basics.timecode import clock
from vsl.errors import BadInput, Cancelled, ToolFailed
from vsl.model.project import UNRECOGNISED, Transcript
from vsl.progress import Progress
from vsl.speech.pocketsphinx.recogniser import SphinxRecogniser
from vsl.speech.pocketsphinx.script import tokens_of
from vsl.speech.recogniser import ListenOptions
from vsl.text.script.reading import apply_script
from vsl.text.written import script_as_spoken

_SAMPLES = Path(__file__).parents[2] / "samples"
_NEVER_SAID = "And if you order today you will also receive three free bonus reports."


def _load(path: Path) -> Samples:
    resampler = av.AudioResampler("flt", "mono", SAMPLE_RATE_HZ)
    with av.open(str(path)) as file:
        frames = [out for frame in file.decode(audio=0) for out in resampler.resample(frame)]
    frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


@pytest.fixture(scope="module")
def letter(speech: Path) -> tuple[Samples, list[str]]:
    """Half a minute of one reader, joined of sentences; and the sentences."""
    names = sorted(path.stem for path in speech.glob("lj-*.wav"))[:4]
    texts = [(speech / f"{name}.txt").read_text().strip() for name in names]
    return np.concatenate([_load(speech / f"{name}.wav") for name in names]), texts


def _hear(samples: Samples, script: str, language: str | None = "en") -> Transcript:
    return SphinxRecogniser().transcribe(samples, ListenOptions(language, script), Progress())


def _starts(heard: Transcript) -> list[tuple[str, int]]:
    return [(word.text, word.start_ms) for word in heard.words]


@pytest.fixture(scope="module")
def whole(letter: tuple[Samples, list[str]]) -> Transcript:
    """The letter heard with all of its sentences."""
    return _hear(letter[0], "\n".join(letter[1]))


def _flat(text: str) -> list[str]:
    return [token for sentence in tokens_of(text) for token in sentence]


def test_every_word_of_the_script_is_placed(
    letter: tuple[Samples, list[str]], whole: Transcript
) -> None:
    samples, texts = letter
    assert [word.text for word in whole.words] == _flat("\n".join(texts))
    assert max(word.end_ms - word.start_ms for word in whole.words) < 1500
    assert whole.words[-1].end_ms > duration_ms(samples) - 1000


def _check_the_same(found: list[tuple[str, int]], expected: list[tuple[str, int]]) -> None:
    assert [text for text, _ in found] == [text for text, _ in expected]
    assert max(abs(a - b) for (_, a), (_, b) in zip(found, expected, strict=True)) < 200


def test_a_sentence_missing_from_the_script_harms_no_other(
    letter: tuple[Samples, list[str]], whole: Transcript
) -> None:
    samples, texts = letter
    gap = range(len(_flat("\n".join(texts[:2]))), len(_flat("\n".join(texts[:3]))))
    rest = [start for n, start in enumerate(_starts(whole)) if n not in gap]
    heard = _hear(samples, "\n".join(texts[:2] + texts[3:]))
    first, last = whole.words[gap.start], whole.words[gap.stop - 1]
    beside = _within(heard, first.start_ms - 200, last.end_ms + 200)
    _check_the_same([start for start in _starts(heard) if start not in _starts(beside)], rest)
    said = {word.text for word in whole.words[gap.start : gap.stop]}
    assert len(said & {word.text for word in beside.words}) > len(said) / 3
    assert max(word.confidence for word in beside.words) <= 0.3


def _within(heard: Transcript, start_ms: int, end_ms: int) -> Transcript:
    """The words said in that time."""
    inside = (word for word in heard.words if start_ms <= word.start_ms and word.end_ms <= end_ms)
    return replace(heard, words=tuple(inside))


@pytest.mark.parametrize("missing", [1, 2])
def test_what_is_said_beside_the_script_comes_with_a_draft_of_its_text(missing: int) -> None:
    spoken = takes()[:3]
    samples, said = recording(spoken, Random(0), pauses_s=(0.5, 0.5))
    script = [take for number, take in enumerate(spoken) if number != missing]
    heard = _hear(samples, "\n".join(take.text for take in script))
    first = sum(len(take.words) for take in spoken[:missing])
    beside, placed = said[first : first + len(spoken[missing].words)], list(said)
    del placed[first : first + len(beside)]
    drafted = _within(heard, *(1000 * s for s in (beside[0].start_s - 0.3, beside[-1].end_s + 0.3)))
    assert len(drafted.words) >= len(beside) // 2
    assert max(word.confidence for word in drafted.words) <= 0.3
    rest = [word for word in heard.words if word not in drafted.words]
    assert [word.text for word in rest] == _flat(" ".join(word.text for word in placed))
    off_ms = [abs(a.start_ms - 1000 * b.start_s) for a, b in zip(rest, placed, strict=True)]
    assert np.median(off_ms) <= 60


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_what_is_said_beside_a_script_in_another_language_is_told_with_its_time(
    missing: int,
) -> None:
    spoken = [take for take in takes() if take.language == "pt"][1:4]
    samples, said = recording(spoken, Random(0), pauses_s=(0.5, 0.5))
    script = "\n".join(take.text for take in spoken if take is not spoken[missing])
    heard = _hear(samples, script_as_spoken(script, "pt"), "pt")
    (found,) = (word for word in heard.words if word.text == UNRECOGNISED)
    first = sum(len(take.words) for take in spoken[:missing])
    beside = said[first : first + len(spoken[missing].words)]
    assert abs(found.start_ms - 1000 * beside[0].start_s) < 300
    assert abs(found.end_ms - 1000 * beside[-1].end_s) < 600
    end_ms = duration_ms(samples)
    laid = apply_script(heard, script, end_ms)
    (warning,) = laid.warnings
    assert warning.startswith(f"No word was recognised from {clock(found.start_ms)} to")
    assert [word.text for word in laid.words] == script.split()


def test_a_sentence_nobody_says_is_not_placed(
    letter: tuple[Samples, list[str]], whole: Transcript
) -> None:
    samples, texts = letter
    found = _starts(_hear(samples, "\n".join([*texts[:2], _NEVER_SAID, *texts[2:]])))
    _check_the_same(found, _starts(whole))


def test_sentences_read_in_another_order_are_placed_where_they_are_read(
    letter: tuple[Samples, list[str]], whole: Transcript
) -> None:
    samples, texts = letter
    found = _starts(_hear(samples, "\n\n".join([texts[2], texts[1], texts[0], texts[3]])))
    _check_the_same(found, _starts(whole))


@pytest.mark.parametrize("script", ["", "Printing, in the only sense"])
@pytest.mark.parametrize("name", ["10 ms", "silence", "hum", "noise", "music", "numbers lost"])
def test_no_word_is_heard_where_nobody_speaks(name: str, script: str) -> None:
    second = np.arange(3 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    samples = {
        "10 ms": second[:160],
        "silence": second * 0,
        "hum": np.sin(2 * np.pi * 50 * second) * 0.3,
        "noise": np.random.default_rng(1).normal(0, 0.1, len(second)),
        "music": sum(np.sin(2 * np.pi * hz * second) for hz in (220, 277.2, 329.6)) * 0.2,
        "numbers lost": second * np.nan,
    }[name]
    assert _hear(samples.astype(np.float32), script).words == ()


def test_a_clipped_voice_is_still_placed(speech: Path) -> None:
    samples, script = _load(speech / "lj-01.wav"), (speech / "lj-01.txt").read_text()
    heard, clean = _hear(np.clip(samples * 20, -1, 1), script), _hear(samples, script)
    assert [word.text for word in heard.words] == _flat(script)
    moves = [abs(a.start_ms - b.start_ms) for a, b in zip(heard.words, clean.words, strict=True)]
    assert np.median(moves) <= 60


def test_another_language_is_placed_through_its_pronunciation(more_speech: Path) -> None:
    words = json.loads((more_speech / "words-pt.words.json").read_text())
    heard = _hear(
        _load(more_speech / "words-pt.wav"), (more_speech / "words-pt.txt").read_text(), "pt"
    )
    assert [word.text for word in heard.words] == [word["word"] for word in words]
    errors = [
        abs(word.start_ms - other["start_sec"] * 1000)
        for word, other in zip(heard.words, words, strict=True)
    ]
    assert max(errors) <= 200


def test_a_sentence_of_short_words_in_another_language_is_placed_whole(more_speech: Path) -> None:
    script = (more_speech / "pt-falabrasil.txt").read_text(encoding="utf-8")
    heard = _hear(_load(more_speech / "pt-falabrasil.wav"), script, "pt-BR")
    assert [word.text for word in heard.words] == _flat(script)


@pytest.fixture(scope="module")
def draft(more_speech: Path) -> Transcript:
    """A sentence heard without its text, its language unknown."""
    return _hear(_load(more_speech / "words-en.wav"), "", None)


def test_without_a_script_english_is_drafted(more_speech: Path, draft: Transcript) -> None:
    said = set(_flat((more_speech / "words-en.txt").read_text()))
    assert len(said & {word.text for word in draft.words}) > 0.6 * len(said)
    assert len({word.confidence for word in draft.words}) > 3


def test_workers_side_by_side_hear_and_place_the_same_words(
    letter: tuple[Samples, list[str]], whole: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vsl.speech.pocketsphinx.script.worthwhile_workers", lambda _n_samples: 2)
    assert _hear(letter[0], "\n".join(letter[1])) == whole


def test_workers_draft_the_same_words(
    more_speech: Path, draft: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice = "vsl.speech.pocketsphinx.recogniser.worthwhile_workers"
    monkeypatch.setattr(choice, lambda _n_samples: 2)
    assert _hear(_load(more_speech / "words-en.wav"), "") == draft


def _place_a_line(speech: Path, progress: Progress) -> None:
    options = ListenOptions("en", (speech / "lj-02.txt").read_text())
    SphinxRecogniser().transcribe(_load(speech / "lj-02.wav"), options, progress)


def _children() -> set[psutil.Process]:
    """All processes below this one, servers of other tests among them."""
    return set(psutil.Process().children(recursive=True))


def test_work_that_is_stopped_leaves_no_process_behind(
    speech: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vsl.speech.pocketsphinx.script.worthwhile_workers", lambda _n_samples: 2)
    running: list[psutil.Process] = []
    others = _children()

    def stop(_stage: str, done: float) -> None:
        if done > 0:
            running.extend(_children() - others)
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        _place_a_line(speech, Progress(stop))
    assert len(running) == 3  # the program, and the two that it forked
    assert not any(process.is_running() for process in running)


def test_a_worker_that_dies_is_told_of(speech: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vsl.speech.pocketsphinx.script.worthwhile_workers", lambda _n_samples: 2)

    others = _children()

    def kill(_stage: str, done: float) -> None:
        if done > 0:
            for process in _children() - others:
                process.kill()

    with pytest.raises(ToolFailed, match="ended too early"):
        _place_a_line(speech, Progress(kill))


def test_another_language_without_a_script_is_refused_with_the_cure() -> None:
    with pytest.raises(BadInput, match="add the script"):
        _hear(np.ones(SAMPLE_RATE_HZ, np.float32), "", "pt")


def test_the_sample_follows_its_script_word_by_word() -> None:
    script = (_SAMPLES / "pitch.txt").read_text(encoding="utf-8")
    samples = _load(_SAMPLES / "pitch.mp4")
    assert 55_000 < duration_ms(samples) < 75_000
    heard = _hear(samples, script_as_spoken(script))
    laid = apply_script(heard, script, duration_ms(samples))
    assert laid.warnings == ()
    price = next(word for word in laid.words if word.text == "$47.")
    assert 900 < price.end_ms - price.start_ms < 1700
