"""``vsl variants``: one pitch in every combination, in one command."""

from __future__ import annotations

import json
import math
import struct
import wave
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import av
import numpy as np
import pytest

from vsl.bootstrap import build_tools
from vsl.errors import Cancelled
from vsl.media.probe import probe
from vsl.model import document
from vsl.model.appearance import Speaker, Theme
from vsl.model.project import Deck, Project, Section, Slide, Transcript, Word, WordRange
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.workflows.make_variants import Axes, VariantRequest, combinations, write_variants
from vsl.workflows.replace_intro import Take

_RATE_HZ = 16_000
_BODY_HZ, _HOOK_HZ = 440, 880
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(run: Run) -> Run:
    """Runs ``vsl variants``; its exit code, what it prints and what it complains of."""
    return partial(run, "variants")


def _tone(path: Path, pitch_hz: int, seconds: int) -> Path:
    steps = (math.sin(2 * math.pi * pitch_hz * n / _RATE_HZ) for n in range(seconds * _RATE_HZ))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes(b"".join(struct.pack("<h", int(20_000 * step)) for step in steps))
    return path


def _project(folder: Path, name: str, pitch_hz: int, language: str = "en") -> Path:
    """A document of four seconds with a hook and a problem, its recording beside it."""
    media = probe(_tone(folder / f"{name}.wav", pitch_hz, 4))
    tokens = ("Stop", "that", "and", "listen")
    words = tuple(Word(token, 1000 * n, 1000 * n + 800) for n, token in enumerate(tokens))
    slides = (
        Slide("s0", "Stop that", 0, 2000, WordRange(0, 1)),
        Slide("s2000", "and listen", 2000, 4000, WordRange(2, 3)),
    )
    sections = (Section("hook", "s0"), Section("problem", "s2000"))
    theme = Theme(width_px=320, height_px=320)
    deck = Deck(slides, theme, media.duration_ms, sections)
    project = Project(media, Transcript(words, language, "scripted"), deck)
    (folder / f"{name}.json").write_text(document.dumps(project))
    return folder / f"{name}.json"


@pytest.fixture
def pitch(tmp_path: Path) -> Path:
    """The document whose variants are made."""
    return _project(tmp_path, "pitch", _BODY_HZ)


def _heard_hz(video: Path, start_s: float) -> float:
    """The pitch of half a second of a video's sound."""
    with av.open(str(video)) as container:
        rate_hz = container.streams.audio[0].rate
        blocks = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    samples = np.concatenate(blocks)[int(start_s * rate_hz) :][: rate_hz // 2]
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * 2)


def test_each_look_and_size_is_written_and_the_index_tells_them(
    run: Run, pitch: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    looks = ("--theme", "classic", "--theme", "night", "--size", "320x180", "--size", "180x320")
    code, _, complaint = run(pitch, *looks, "--format", "mp4,srt", "-o", out)
    assert code == 2  # sides below the least are refused before anything is written
    assert "A slide 180 px in height can't be made" in complaint
    assert not list(out.glob("*.mp4"))
    looks = ("--theme", "classic", "--theme", "night", "--size", "320x320", "--size", "320x480")
    code, told, _ = run(pitch, *looks, "--format", "mp4,srt", "-o", out)
    assert (code, told.splitlines()[-1]) == (0, f"Wrote 4 variants and index.json to {out}")
    rows = json.loads((out / "index.json").read_text())["variants"]
    assert [row["name"] for row in rows] == [
        "pitch-classic-320x320",
        "pitch-classic-320x480",
        "pitch-night-320x320",
        "pitch-night-320x480",
    ]
    for row in rows:
        with av.open(str(out / row["files"]["mp4"])) as video:
            stream = video.streams.video[0]
            assert (stream.width, stream.height) == (row["width_px"], row["height_px"])
        assert "Stop that" in (out / row["files"]["srt"]).read_text()
    soundtracks = list((tmp_path / "cache" / "soundtracks").glob("*/*.m4a"))
    assert len(soundtracks) == 1  # the voice was prepared once


def test_a_hook_is_heard_before_the_body_and_its_recording_found_beside_it(
    run: Run, pitch: Path, tmp_path: Path
) -> None:
    hook = _project(tmp_path, "hook-b", _HOOK_HZ)
    out = tmp_path / "out"
    code, *_ = run(pitch, "--hook", hook, "--format", "mp4,json", "-o", out)
    assert code == 0
    video = out / "pitch-hookb.mp4"
    assert abs(_heard_hz(video, 1.0) - _HOOK_HZ) <= 4
    assert abs(_heard_hz(video, 5.0) - _BODY_HZ) <= 4
    project = document.read(out / "pitch-hookb.json")
    texts = ["Stop that", "and listen", "and listen"]
    assert [slide.text for slide in project.deck.slides] == texts
    # the body goes on 100 ms before its word: half of the silence of 200 ms there
    frame_ms = 1024 / 48  # AAC's; either voice is filled up to a whole one
    assert 0 <= project.media.duration_ms - (4000 + 4000 - 1900) <= 2 * frame_ms + 1
    with av.open(str(video)) as container:
        assert container.duration == pytest.approx(1000 * project.media.duration_ms, abs=34_000)


def test_one_that_fails_is_told_in_a_line_and_the_rest_goes_on(
    run: Run, pitch: Path, tmp_path: Path
) -> None:
    hook = _project(tmp_path, "hook-b", _HOOK_HZ)
    project = document.read(pitch)
    staging = replace(project.deck.staging, speaker=Speaker())
    filmed = replace(project, deck=replace(project.deck, staging=staging))
    pitch.write_text(document.dumps(filmed))
    out = tmp_path / "out"
    code, _, complaint = run(pitch, "--hook", hook, "--format", "srt", "-o", out, "--quiet")
    assert code == 1
    assert complaint.startswith("vsl: pitch-hookb: The speaker's picture can't be joined")
    assert len(complaint.splitlines()) == 1
    own, failed = json.loads((out / "index.json").read_text())["variants"]
    assert (own["files"], own["error"]) == ({"srt": "pitch-own.srt"}, None)
    assert (failed["files"], failed["hook"]) == ({}, "hookb")


def test_languages_are_projects_of_their_own(run: Run, pitch: Path, tmp_path: Path) -> None:
    other = _project(tmp_path, "pitch.pt", 600, "pt")
    out = tmp_path / "out"
    code, *_ = run(pitch, "--language", f"pt={other}", "--theme", "night", "-o", out)
    assert code == 0
    assert abs(_heard_hz(out / "pitch-pt-night.mp4", 1.0) - 600) <= 4
    assert abs(_heard_hz(out / "pitch-en-night.mp4", 1.0) - _BODY_HZ) <= 4


def test_a_dry_run_lists_and_writes_nothing(run: Run, pitch: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, told, _ = run(pitch, "--theme", "night", "--size", "1:1", "--dry-run", "-o", out)
    assert (code, told) == (0, "pitch-night-1x1.mp4  (night, 1080x1080)\n")
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--format", "mp4,exe"), "no format"),
        (("--language", "pt"), "write it as"),
        (("--language", "pt=pitch.json"), "is in en, not in pt"),
        (("--hook", "alone.json"), "is not beside it; name it: --hook alone.json=RECORDING"),
        (("--media", "alone.wav"), "is not the recording"),
        (("--theme", "none"), "no theme"),
    ],
)
def test_what_can_not_be_done_is_told_before_anything_is_written(
    run: Run,
    pitch: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, str],
    complaint: str,
) -> None:
    alone = _project(tmp_path, "alone", 600)
    alone.with_suffix(".wav").rename(tmp_path / "other.wav")
    _tone(tmp_path / "alone.wav", 500, 1)
    monkeypatch.chdir(tmp_path)
    code, _, said = run(pitch, *arguments, "-o", tmp_path / "out")
    assert code == 2
    assert said.startswith("vsl: ")
    assert complaint in said
    assert not list(tmp_path.glob("out/*"))


def test_one_who_stops_keeps_what_is_finished_and_no_half_of_a_file(
    pitch: Path, tmp_path: Path
) -> None:
    tools = build_tools(Settings(instance_dir=tmp_path / "instance", cache_dir=tmp_path / "cache"))
    take = Take("en", document.read(pitch))
    chosen = combinations("pitch", Axes((take,), sizes=("1:1", "9:16")))
    order = VariantRequest(tmp_path / "out", (".srt", ".pdf"))

    def stop_late(_stage: str, share: float) -> None:
        if share > 0.5:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        list(write_variants(tools.composer, chosen, order, Progress(stop_late)))
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names[:2] == ["pitch-1x1.pdf", "pitch-1x1.srt"]
    assert all(name.startswith("pitch-") for name in names)
