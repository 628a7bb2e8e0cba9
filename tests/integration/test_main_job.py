"""The main job on real recordings: what ``vsl make`` promises, checked on what it wrote."""

from __future__ import annotations

import json
import subprocess
import sys
import wave
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from vsl.basics.files import CacheFolder
from vsl.export.timeline import frame_at, spans
from vsl.model import document
from vsl.model.project import Project
from vsl.progress import Progress
from vsl.render.pictures import Pictures
from vsl.workflows.build_deck import showings

RATE_HZ = 16_000


def vsl(*arguments: object, cache: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vsl.cli.main", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={
            "PATH": "/usr/bin:/bin",
            "CACHE_DIR": str(cache),
            "INSTANCE_DIR": str(cache / "instance"),
            "PYTHONPATH": str(Path.cwd()),
        },
    )


def video_frames(video: Path) -> Iterator[av.VideoFrame]:
    with av.open(str(video)) as container:
        yield from container.decode(video=0)


def heard(media: Path) -> np.ndarray:
    """Samples as a player hears them: float32, shape (n_samples,), 16 kHz mono."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", str(media)]
    raw = subprocess.run(
        [*command, "-vn", "-ac", "1", "-ar", str(RATE_HZ), "-f", "f32le", "-"],
        stdout=subprocess.PIPE,
        check=True,
    )
    return np.frombuffer(raw.stdout, np.float32)


def join(speech: Path, folder: Path) -> Path:
    """All LJSpeech sentences twice over, of sixteen three and a half minutes, and their text."""
    names = sorted(path.stem for path in speech.glob("lj-*.wav")) * 2
    recording = folder / "lj-joined.wav"
    with wave.open(str(recording), "wb") as target:
        for name in names:
            with wave.open(str(speech / f"{name}.wav")) as source:
                if not target.getnframes():
                    target.setparams(source.getparams())
                target.writeframes(source.readframes(source.getnframes()))
    text = "\n".join((speech / f"{name}.txt").read_text("utf-8") for name in names)
    recording.with_suffix(".txt").write_text(text, "utf-8")
    return recording


@pytest.fixture(scope="module", params=["jfk.flac", "lj-joined", "words-pt.wav"])
def made(
    request: pytest.FixtureRequest, speech: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, Project]:
    """A recording, the video made of it with its reference text as the script, the project."""
    folder = tmp_path_factory.mktemp("made")
    joined = request.param == "lj-joined"
    recording = join(speech, folder) if joined else speech / request.param
    if not recording.is_file():
        pytest.skip("needs the recordings at ../shared/speech beside the checkout")
    output = folder / "out.mp4"
    script = recording.with_suffix(".txt")
    language = "pt" if "pt" in request.param else "en"
    choices = ("--engine", "sphinx", "--language", language, "--size", "640x360")
    result = vsl(
        "make", recording, "-o", output, "--script", script, *choices, cache=folder / "cache"
    )
    assert result.returncode == 0, result.stderr
    assert output.with_suffix(".srt").read_text("utf-8").strip()
    return recording, output, document.read(output.with_suffix(".json"))


def test_every_word_of_the_script_is_on_exactly_one_slide(
    made: tuple[Path, Path, Project],
) -> None:
    recording, _, project = made
    shown = " ".join(slide.text for slide in project.deck.slides).split()
    assert shown == recording.with_suffix(".txt").read_text("utf-8").split()
    assert shown == [word.text for word in project.transcript.words]


def test_the_video_has_every_frame_at_a_constant_rate(made: tuple[Path, Path, Project]) -> None:
    _, video, project = made
    times = [frame.pts * frame.time_base for frame in video_frames(video)]
    count = frame_at(project.deck.duration_ms, Fraction(30))
    assert times == [Fraction(n, 30) for n in range(count)]


def test_each_slide_is_shown_from_its_own_frame_on(
    made: tuple[Path, Path, Project], tmp_path: Path
) -> None:
    _, video, project = made
    pictures = Pictures(CacheFolder(tmp_path, "slides", ".png"), 1)
    frames = video_frames(video)
    for span in spans(showings(project), project.deck.duration_ms, Fraction(30)):
        (path,) = pictures.draw_all([span.still], project.deck.theme, Progress())
        drawn = np.asarray(Image.open(path).convert("L"), int)
        for frame in islice(frames, span.frame_count):
            shown = frame.to_ndarray(format="gray").astype(int)
            assert np.abs(shown - drawn).mean() < 2, span.still.text
    assert next(frames, None) is None
    for slide in project.deck.slides:
        frame_ms = Fraction(1000, 30)
        shown_ms = frame_at(slide.start_ms, Fraction(30)) * frame_ms
        assert abs(shown_ms - slide.start_ms) <= frame_ms / 2


def test_the_last_slide_stays_to_the_end_of_the_sound(made: tuple[Path, Path, Project]) -> None:
    _, _, project = made
    assert project.deck.slides[-1].end_ms == project.deck.duration_ms


def test_the_sound_is_the_recordings_own(made: tuple[Path, Path, Project]) -> None:
    recording, video, _ = made
    before, after = heard(recording), heard(video)
    assert abs(len(before) - len(after)) <= 1
    size = min(len(before), len(after))
    middle = before[:size]
    shifts = range(-16, 17)  # ± 1 ms
    likeness = [float(np.dot(middle[100:-100], np.roll(after[:size], s)[100:-100])) for s in shifts]
    assert abs(shifts[int(np.argmax(likeness))]) <= 1
    assert np.corrcoef(middle, after[:size])[0, 1] > 0.95


def test_ffmpeg_decodes_without_a_word(made: tuple[Path, Path, Project]) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "warning", "-i", str(made[1])]
    result = subprocess.run([*command, "-f", "null", "-"], capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")


def test_an_edited_document_is_exported_again(
    made: tuple[Path, Path, Project], tmp_path: Path
) -> None:
    recording, video, project = made
    content = document.to_json(project)
    content["slides"][0]["text"] = "Something else."
    edited = tmp_path / "edited.json"
    edited.write_text(json.dumps(content), "utf-8")
    for suffix in (".mp4", ".srt", ".vtt", ".txt", ".json"):
        target = tmp_path / f"again{suffix}"
        result = vsl("export", edited, "--media", recording, "-o", target, cache=tmp_path / "c")
        assert result.returncode == 0, result.stderr
    assert "Something else." in (tmp_path / "again.srt").read_text("utf-8")
    assert len([*video_frames(tmp_path / "again.mp4")]) == len([*video_frames(video)])


def test_another_recording_than_the_projects_is_refused(
    made: tuple[Path, Path, Project], speech: Path, tmp_path: Path
) -> None:
    project = made[1].with_suffix(".json")
    result = vsl(
        "export", project, "--media", speech / "lj-02.wav", "-o", tmp_path / "x.mp4", cache=tmp_path
    )
    assert result.returncode == 2
    assert "is not the recording" in result.stderr
    assert not (tmp_path / "x.mp4").exists()
