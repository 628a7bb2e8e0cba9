"""A project as a MoviePy clip shows and sounds like our own export."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from vsl.bootstrap import Tools, build_tools
from vsl.errors import BadInput
from vsl.interop.moviepy import make_clip
from vsl.model import document
from vsl.model.appearance import Card, Speaker, Staging, Transition
from vsl.model.project import Project
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.workflows.staged_project import StagedProject

pytest.importorskip("moviepy", reason="pip install 'vsl[moviepy]'; pip install --no-deps moviepy")

# MoviePy leaves the pipes of its ffmpeg to the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

ROOT = Path(__file__).parents[2]
PITCH = ROOT / "samples" / "pitch.mp4"
FPS = Fraction(10)
LEVELS_A_SECOND = 20
CAPTIONS = (
    "1\n00:00:00,500 --> 00:00:02,000\nOne thought\n\n2\n00:00:03,000 --> 00:00:05,000\nThen two\n"
)
NEARLY = 6.0  # mean difference of a channel, of 255: what the encoder loses


@pytest.fixture
def project(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> Project:
    (tmp_path / "words.srt").write_text(CAPTIONS)
    made = ("make", PITCH, "--captions", tmp_path / "words.srt", "-o", tmp_path / "made.mp4")
    assert run(*made, "--size", "640x360")[0] == 0
    plain = document.read(tmp_path / "made.json")
    staging = Staging(Transition("crossfade", 600), intro=Card("Hello"))
    return replace(plain, deck=replace(plain.deck, staging=staging))


@pytest.fixture
def tools(settings: Settings) -> Tools:
    return build_tools(settings)


def frames_of(path: Path) -> list[npt.NDArray[np.uint8]]:
    with av.open(str(path)) as video:
        return [frame.to_ndarray(format="rgb24") for frame in video.decode(video=0)]


def levels_of(path: Path) -> npt.NDArray[np.float64]:
    """The loudness of a file's sound, twenty values a second."""
    with av.open(str(path)) as file:
        rate_hz = file.streams.audio[0].rate
        resampler = av.AudioResampler("flt", "mono", rate_hz)
        frames = [each for frame in file.decode(audio=0) for each in resampler.resample(frame)]
    samples = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    length = rate_hz // LEVELS_A_SECOND
    blocks = samples[: len(samples) // length * length].reshape(-1, length)
    return np.sqrt(np.square(blocks, dtype=np.float64).mean(axis=1))


def test_its_frames_are_those_of_our_export(tools: Tools, project: Project, tmp_path: Path) -> None:
    target = tmp_path / "ours.mp4"
    tools.composer.export_video(
        StagedProject.of(project), PITCH, target, fps=FPS, progress=Progress()
    )
    ours = frames_of(target)
    clip = make_clip(tools, project, PITCH, fps=FPS)
    assert clip.n_frames == len(ours)
    for number in range(0, 90):
        theirs = clip.get_frame(number / float(FPS))
        assert np.abs(theirs.astype(int) - ours[number]).mean() < NEARLY, number


def test_its_sound_is_the_voice_with_its_cards(
    tools: Tools, project: Project, tmp_path: Path
) -> None:
    clip = make_clip(tools, project, PITCH, fps=FPS)
    assert clip.audio is not None
    assert clip.audio.duration == pytest.approx(clip.duration, abs=0.2)
    clip.audio.write_audiofile(str(tmp_path / "clip.wav"), fps=8000, logger=None)
    ours = levels_of(tools.composer.soundtrack(StagedProject.of(project), PITCH, Progress()))
    theirs = levels_of(tmp_path / "clip.wav")
    count = min(len(ours), len(theirs))
    assert np.corrcoef(ours[:count], theirs[:count])[0, 1] > 0.95
    assert theirs[: 2 * LEVELS_A_SECOND].max() < 0.01 * theirs.max()  # silence under the card


def test_a_deck_whose_every_frame_moves_is_refused(tools: Tools, project: Project) -> None:
    beside = replace(project, deck=replace(project.deck, staging=Staging(speaker=Speaker())))
    with pytest.raises(BadInput, match="export it as mp4"):
        make_clip(tools, beside, PITCH)


def test_the_example_runs(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slides.json").write_text(document.dumps(project), encoding="utf-8")
    target = tmp_path / "faded.mp4"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["", "slides.json", str(PITCH), str(target)])
    runpy.run_path(str(ROOT / "examples" / "moviepy_effects.py"), run_name="__main__")
    first, *_ = frames_of(target)
    assert first.mean() < 5  # it fades in from black
