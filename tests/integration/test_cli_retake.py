"""``vsl retake``: a new take of the voice under a finished deck."""

from __future__ import annotations

import json
import random
import struct
import wave
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from vsl.export.captions.subrip_webvtt import to_srt
from vsl.model import document
from vsl.model.appearance import Theme
from vsl.model.project import AudioStream, MediaInfo, Project, Slide, Transcript, Word
from vsl.workflows.build_deck import make_deck

_SAID = "You water it every single day. You move it to the window. And still it gives up on you."
_RATE_HZ = 8000
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(run: Run) -> Run:
    """Runs ``vsl retake``; its exit code, what it prints and what it complains of."""
    return partial(run, "retake")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The document of a project with one slide hidden by its author."""
    words = tuple(Word(t, 400 * n, 400 * n + 300) for n, t in enumerate(_SAID.split()))
    end_ms = words[-1].end_ms + 500
    media = MediaInfo("0" * 64, 9, "wav", end_ms, AudioStream("pcm_s16le", 16_000, 1))
    transcript = Transcript(words, "en", "scripted")
    deck = make_deck(transcript, end_ms, Theme())
    slides = (replace(deck.slides[0], hidden=True), *deck.slides[1:])
    path = tmp_path / "pitch.json"
    path.write_text(document.dumps(Project(media, transcript, replace(deck, slides=slides))))
    return path


@pytest.fixture
def take(tmp_path: Path) -> Path:
    """A recording of twelve seconds with a noise in each of its captions."""
    noise = random.Random(1)
    bursts = (
        noise.randint(-9000, 9000) if 1 <= n / _RATE_HZ % 4 < 3 else 0 for n in range(12 * _RATE_HZ)
    )
    return _recording(tmp_path / "take.wav", b"".join(struct.pack("<h", each) for each in bursts))


def _recording(path: Path, samples: bytes) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes(samples)
    return path


def _captions(folder: Path, sentences: Sequence[str], every_ms: int = 4000) -> Path:
    """Captions of sentences, two seconds each."""
    path = folder / "take.srt"
    slides = [
        Slide(f"s{n}", text, every_ms * n + 1000, every_ms * n + 3000)
        for n, text in enumerate(sentences)
    ]
    path.write_text(to_srt(slides))
    return path


def test_the_slides_follow_the_new_take_and_keep_what_was_done_to_them(
    run: Run, project: Path, take: Path, tmp_path: Path
) -> None:
    output = tmp_path / "new.json"
    sentences = [f"{each.strip(' .')}." for each in _SAID.split(". ")]
    heard = _captions(tmp_path, sentences)
    code, said, _ = run(project, "--media", take, "--captions", heard, "-o", output)
    assert code == 0
    assert said.startswith("The new take says 100% of the words on the slides.\nNothing differs.")
    before, after = document.read(project), document.read(output)
    assert [s.text for s in after.deck.slides] == [s.text for s in before.deck.slides]
    assert after.deck.slides[0].hidden
    assert after.media.duration_ms == 12_000
    assert after.deck.slides[0].start_ms == 1000
    begins = {slide.start_ms for slide in after.deck.slides}
    assert {1000, 5000, 9000} <= begins


def test_what_differs_is_told_for_people_and_for_programs(
    run: Run, project: Path, take: Path, tmp_path: Path
) -> None:
    output = tmp_path / "new.json"
    said_still = ["You water it every single day.", "And still it gives up on you."]
    heard = _captions(tmp_path, said_still, every_ms=2100)
    arguments = (project, "--media", take, "--captions", heard, "-o", output)
    code, said, _ = run(*arguments)
    assert code == 0
    assert "“You move it to the window.”" in said
    code, said, _ = run(*arguments, "--json")
    (difference,) = json.loads(said)["differences"]
    assert (difference["kind"], difference["shown"]) == ("unspoken", "You move it to the window.")


@pytest.mark.parametrize(
    "sentences",
    [["The quick brown fox jumps over the lazy dog."], ["Você rega a planta todos os dias."]],
)
def test_a_take_of_something_else_is_told_in_one_line_and_nothing_is_written(
    run: Run, project: Path, take: Path, tmp_path: Path, sentences: list[str]
) -> None:
    output = tmp_path / "new.json"
    output.write_text("{}")
    heard = _captions(tmp_path, sentences)
    code, said, complaint = run(project, "--media", take, "--captions", heard, "-o", output)
    assert (code, said) == (2, "")
    assert complaint.startswith("vsl: Only ")
    assert len(complaint.splitlines()) == 1
    assert output.read_text() == "{}"


def test_silence_is_told_in_one_line(run: Run, project: Path, tmp_path: Path) -> None:
    output, silence = tmp_path / "new.json", _recording(tmp_path / "silence.wav", bytes(40_000))
    code, _, complaint = run(project, "--media", silence, "--engine", "sphinx", "-o", output)
    assert code == 2
    assert complaint.startswith("vsl: No speech was found in the recording")
    assert not output.exists()
