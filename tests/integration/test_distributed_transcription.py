"""A long recording in parts: which are left to others, what they are told, and what comes of it."""

from __future__ import annotations

import json
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vsl.bootstrap import bootstrap
from vsl.jobs.task import Child, FanOut
from vsl.model.project import Transcript, Word
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.speech import registry as engines
from vsl.speech.recogniser import SAMPLE_RATE_HZ, ListenOptions, Samples, duration_ms
from vsl.worker import jobs
from vsl.workflows import distributed_transcription as shared_hearing
from vsl.workflows.make_options import MakeOptions
from vsl.workflows.transcribe import Transcriber

_CHUNK_S = 20
_RATE_HZ = 16_000


@dataclass
class Ear:
    """Hears a word a second of noise, says Portuguese unless told otherwise, and keeps a tally."""

    told: list[str | None] = field(default_factory=list)
    name: str = "sphinx"  # whose place it takes: it needs no weights

    def transcribe(
        self, samples: Samples, options: ListenOptions, progress: Progress
    ) -> Transcript:
        self.told.append(options.language)
        progress(0.5)
        seconds = range(duration_ms(samples) // 1000)
        loud = [float(np.abs(samples[s * _RATE_HZ :][:_RATE_HZ]).max()) for s in seconds]
        words = tuple(
            Word(f"w{round(level * 1e4)}", s * 1000 + 100, s * 1000 + 700, level)
            for s, level in zip(seconds, loud, strict=True)
            if level > 0.05
        )
        return Transcript(words, options.language or ("pt" if words else "und"), self.name, "m")


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Ear:
    ear = Ear()
    monkeypatch.setitem(engines.ENGINES, "sphinx", lambda _parts: ear)  # type: ignore[arg-type]
    return ear


@pytest.fixture
def machine(tmp_path: Path) -> Callable[[str], Transcriber]:
    """Listeners with disks of their own."""

    def named(name: str) -> Transcriber:
        folder = tmp_path / name
        return Transcriber.from_settings(
            Settings(instance_dir=folder, cache_dir=folder / "cache", audio_chunk_size=_CHUNK_S)
        )

    return named


def sound(path: Path, seconds: int, *, silent_s: int = 0) -> Path:
    """So many seconds, each of its own loudness, after so many of silence."""
    chance = np.random.default_rng(5)
    levels = np.repeat(chance.uniform(0.1, 0.9, seconds), SAMPLE_RATE_HZ)
    levels[: silent_s * SAMPLE_RATE_HZ] = 0.0
    noise = levels * chance.choice([-1.0, 1.0], len(levels))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes((noise * 32767).astype("<i2").tobytes())
    return path


def wanted(language: str = "") -> MakeOptions:
    return MakeOptions.parse({"engine": "sphinx", "language": language})


def shared_out(machine: Transcriber, recording: Path, language: str = "", **more: Any) -> Any:
    payload = {"project": "p", **more}
    return shared_hearing.parts(
        machine, recording, wanted(language), payload=payload, progress=Progress()
    )


def heard(machine: Transcriber, recording: Path, part: Child) -> Any:
    """What a part comes to, by way of the task table."""
    payload = json.loads(json.dumps(part.payload))
    done = shared_hearing.answer(*shared_hearing.hear(machine, recording, payload, Progress()))
    return json.loads(json.dumps(part.answer or done))


def listened(machine: Transcriber, recording: Path, language: str = "") -> Transcript:
    options = wanted(language)
    return machine.listen(
        recording,
        options.listening(),
        engine=options.engine,
        correcting=options.correcting(),
        progress=Progress(),
    )[1]


@pytest.mark.parametrize("language", ["", "en"])
def test_many_machines_hear_what_one_hears(
    ear: Ear, machine: Callable[[str], Transcriber], tmp_path: Path, language: str
) -> None:
    recording = sound(tmp_path / "a.wav", 100, silent_s=3)
    expected = listened(machine("alone"), recording, language)
    fan = shared_out(machine("first"), recording, language)
    assert isinstance(fan, FanOut)
    answers = [
        heard(machine(f"m{number % 2}"), recording, part)
        for number, part in enumerate(fan.children)
    ]
    last = machine("last")
    assert shared_out(last, recording, language, answers=answers) is None
    before = list(ear.told)
    assert listened(last, recording, language) == expected
    assert ear.told == before
    assert len(expected.words) > 90


def test_who_speaks_first_tells_the_others_the_language(
    ear: Ear, machine: Callable[[str], Transcriber], tmp_path: Path
) -> None:
    recording = sound(tmp_path / "a.wav", 100, silent_s=25)
    fan = shared_out(machine("first"), recording)
    assert ear.told == [None, None]
    assert [part.answer is None for part in fan.children[:3]] == [False, False, True]
    assert {part.payload["told"]["language"] for part in fan.children} == {"pt"}
    assert sum(part.part for part in fan.children) == pytest.approx(0.98)
    assert {part.kind for part in fan.children} <= set(jobs.KINDS)


def test_where_the_language_is_known_all_is_left_to_others(
    ear: Ear, machine: Callable[[str], Transcriber], tmp_path: Path
) -> None:
    fan = shared_out(machine("first"), sound(tmp_path / "a.wav", 50), "en")
    assert ear.told == []
    assert [part.answer for part in fan.children] == [None] * len(fan.children)


def test_a_killed_worker_hears_no_chunk_twice(
    ear: Ear, machine: Callable[[str], Transcriber], tmp_path: Path
) -> None:
    recording = sound(tmp_path / "a.wav", 100)
    fan = shared_out(machine("one"), recording)
    assert shared_out(machine("one"), recording) == fan
    assert heard(machine("two"), recording, fan.children[-1]) == heard(
        machine("two"), recording, fan.children[-1]
    )
    assert ear.told == [None, "pt"]


def test_one_machine_that_was_killed_goes_on_with_the_next_chunk(
    ear: Ear, machine: Callable[[str], Transcriber], tmp_path: Path
) -> None:
    recording = sound(tmp_path / "a.wav", 100)
    expected = listened(machine("other"), recording)
    shared_out(machine("one"), recording)
    chunks = ear.told[:-1]
    ear.told.clear()
    assert listened(machine("one"), recording) == expected
    assert [None, *ear.told] == chunks


@pytest.mark.parametrize("seconds", [15, 45])
def test_what_is_not_worth_sharing_is_heard_here(
    ear: Ear, machine: Callable[[str], Transcriber], tmp_path: Path, seconds: int
) -> None:
    assert shared_out(machine("one"), sound(tmp_path / "a.wav", seconds)) is None
    assert ear.told == []


def test_where_nobody_speaks_for_long_it_is_all_heard_here(
    ear: Ear, machine: Callable[[str], Transcriber], tmp_path: Path
) -> None:
    recording = sound(tmp_path / "a.wav", 100, silent_s=85)
    assert shared_out(machine("one"), recording) is None
    silent = len(ear.told)
    assert len(listened(machine("one"), recording).words) == 15
    assert len(ear.told) == silent + 2


def test_engines_that_place_a_whole_text_keep_the_recording_to_themselves(
    ear: Ear, machine: Callable[[str], Transcriber], tmp_path: Path
) -> None:
    options = MakeOptions.parse({"engine": "sphinx", "language": "en", "script": "One two three."})
    recording = sound(tmp_path / "a.wav", 100)
    fan = shared_hearing.parts(
        machine("one"), recording, options, payload={"project": "p"}, progress=Progress()
    )
    assert fan is None


def test_a_small_file_is_not_even_opened(
    machine: Callable[[str], Transcriber], tmp_path: Path
) -> None:
    (tmp_path / "a.wav").write_bytes(b"no recording at all")
    assert shared_out(machine("one"), tmp_path / "a.wav") is None


def test_only_where_workers_listen_elsewhere_a_job_shares_its_recording(
    ear: Ear, tmp_path: Path
) -> None:
    pytest.importorskip("celery", reason="needs Celery: pip install 'vsl[celery]'")
    recording, kinds = sound(tmp_path / "a.wav", 100), []
    for redis_url in ("", "redis://127.0.0.1:1/0"):
        settings = Settings(
            instance_dir=tmp_path / f"i{len(kinds)}",
            cache_dir=tmp_path / f"c{len(kinds)}",
            audio_chunk_size=_CHUNK_S,
            redis_url=redis_url,
        )
        services = bootstrap(settings, start_runner=lambda: None)
        kept = services.files.keep(recording)
        project = services.projects.create("p", kept.sha256, {"engine": "sphinx"}).id
        ended = jobs.make(services, {"project": project}, Progress())
        kinds.append((type(ended), services.projects.get(project).version))
        services.projects.engine.dispose()
    assert kinds == [(dict, 1), (FanOut, 0)]
