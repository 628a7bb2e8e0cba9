"""Staged videos: cards, transitions, music and the speaker reach the file that people get."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from vsl.bootstrap import Tools, build_tools
from vsl.errors import BadInput, Cancelled, NotFound
from vsl.export import ffmpeg
from vsl.model.appearance import (
    Backdrop,
    CallToAction,
    Card,
    Music,
    Speaker,
    Staging,
    Theme,
    Transition,
)
from vsl.model.project import Deck, MediaInfo, Project, Section, Slide, Transcript, Word, WordRange
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.workflows.export_project.options import ExportOptions

FPS = 25
SIZE = Theme(width_px=640, height_px=360)
OPTIONS = ExportOptions(fps=Fraction(FPS))
SPEAKER = (572, 292)  # a place in the corner that the speaker has


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    return build_tools(Settings(instance_dir=tmp_path / "instance", cache_dir=tmp_path / "cache"))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds of a red picture and a tone that begins after one second."""
    path = tmp_path_factory.mktemp("source") / "pitch.mp4"
    picture = ("-f", "lavfi", "-i", f"color=red:s=320x180:r={FPS}:d=4")
    tone = ("-f", "lavfi", "-i", "sine=440:d=4:r=48000,volume='gte(t,1)':eval=frame")
    ffmpeg.run([*picture, *tone, "-pix_fmt", "yuv420p", path], 4, Progress())
    return path


def project_of(media: MediaInfo, staging: Staging) -> Project:
    words = (Word("One", 1000, 1500), Word("two", 2500, 3000))
    slides = (
        Slide("s1000", "One", 1000, 2500, WordRange(0, 0)),
        Slide("s2500", "two", 2500, media.duration_ms, WordRange(1, 1)),
    )
    sections = (Section("hook", "s1000"), Section("offer", "s2500"))
    deck = Deck(slides, SIZE, media.duration_ms, sections, staging=staging)
    return Project(media, Transcript(words, "en", "scripted"), deck)


def frames_of(video: Path) -> list[NDArray[np.uint8]]:
    with av.open(str(video)) as opened:
        assert opened.streams.video[0].average_rate == FPS
        return [frame.to_ndarray(format="rgb24") for frame in opened.decode(video=0)]


def sound_of(video: Path) -> NDArray[np.float32]:
    """Its samples at 48 kHz, as players give them out."""
    decode = ("-f", "f32le", "-ac", "1", "-ar", "48000", "-")
    command = [ffmpeg.program(), "-v", "error", "-i", str(video), *decode]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<f4")


def _red(frame: NDArray[np.uint8]) -> NDArray[np.bool_]:
    red, green, blue = (frame[..., channel].astype(int) for channel in range(3))
    found: NDArray[np.bool_] = (red > 150) & (green < 100) & (blue < 100)
    return found


def is_red(frame: NDArray[np.uint8], place: tuple[int, int] = SPEAKER) -> bool:
    return bool(_red(frame)[place[1], place[0]])


def export(tools: Tools, source: Path, staging: Staging, target: Path) -> Path:
    tools.export(project_of(tools.probe(source), staging), source, target, OPTIONS,
                 progress=Progress())  # fmt: skip
    return target


def test_cards_make_room_in_picture_sound_and_captions(
    tools: Tools, source: Path, tmp_path: Path
) -> None:
    staging = Staging(intro=Card("Watch", 2000), end=Card("Bye", 1000))
    video = export(tools, source, staging, tmp_path / "video.mp4")
    assert len(frames_of(video)) == 7 * FPS
    sound = sound_of(video)
    assert len(sound) == 7 * 48_000
    tone = np.abs(sound) > 0.01
    assert tone[: int(2.95 * 48_000)].mean() < 0.001
    assert tone[int(3.05 * 48_000) : int(5.9 * 48_000)].mean() > 0.8
    captions = export(tools, source, staging, tmp_path / "captions.srt").read_text()
    assert captions.splitlines()[1].startswith("00:00:03,")
    document = export(tools, source, staging, tmp_path / "project.json").read_text()
    assert "card-intro" not in document  # the document is what was made, not what is shown


def test_the_speaker_is_seen_in_the_sections_asked_for(
    tools: Tools, source: Path, tmp_path: Path
) -> None:
    staging = Staging(speaker=Speaker(sections=("offer",)))
    video = export(tools, source, staging, tmp_path / "video.mp4")
    frames = frames_of(video)
    assert len(frames) == 4 * FPS
    seen = [number for number, frame in enumerate(frames) if is_red(frame)]
    first = round(2.5 * FPS)
    assert seen == list(range(first, 4 * FPS))
    assert len(sound_of(video)) == 4 * 48_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "video.mp4"]


def test_the_bar_of_a_call_comes_at_its_own_time_in_the_midst_of_a_slide(
    tools: Tools, source: Path, tmp_path: Path
) -> None:
    staging = Staging(call_to_action=CallToAction("Buy", 3200))
    frames = frames_of(export(tools, source, staging, tmp_path / "video.mp4"))
    red = [number for number, frame in enumerate(frames) if is_red(frame, (8, 350))]
    assert red == list(range(round(3.2 * FPS), 4 * FPS))


def test_a_crossfade_shows_both_slides_at_once(tools: Tools, source: Path, tmp_path: Path) -> None:
    staging = Staging(Transition("crossfade", 400))
    frames = frames_of(export(tools, source, staging, tmp_path / "video.mp4"))
    before, new = frames[60].astype(int), frames[99].astype(int)
    middle = frames[round(2.5 * FPS) + 5].astype(int)
    assert np.abs(before - new).mean() > 1
    halfway = np.abs(middle - (before + new) / 2).mean()
    assert halfway < 0.5 * min(np.abs(middle - before).mean(), np.abs(middle - new).mean())
    assert np.abs(frames[round(2.5 * FPS) + 10].astype(int) - new).mean() < 1


def test_captions_are_burned_over_the_recording_s_own_picture(
    tools: Tools, source: Path, tmp_path: Path
) -> None:
    staging = Staging(over_source=True, intro=Card("Watch", 1000))
    frames = frames_of(export(tools, source, staging, tmp_path / "video.mp4"))
    assert len(frames) == 5 * FPS
    assert not is_red(frames[10], (20, 20))  # the card
    assert [is_red(frames[number], (20, 20)) for number in (60, 100)] == [True, True]
    plates = [~_red(frames[number]) for number in (60, 100)]  # one slide, then the other
    for plate in plates:
        rows = np.flatnonzero(plate.any(axis=1))
        assert rows.min() > 180  # text stays in the lower part
    assert (plates[0] != plates[1]).sum() > 100


def test_a_slide_with_the_text_of_a_card_is_no_card(
    tools: Tools, source: Path, tmp_path: Path
) -> None:
    project = project_of(tools.probe(source), Staging(over_source=True, end=Card("One", 1000)))
    project = replace(project, deck=replace(project.deck, sections=()))
    target = tmp_path / "video.mp4"
    tools.export(project, source, target, OPTIONS, progress=Progress())
    frames = frames_of(target)
    assert is_red(frames[round(1.5 * FPS)], (20, 20))  # the slide "One"
    assert not is_red(frames[round(4.5 * FPS)], (20, 20))  # the card


def test_a_background_comes_nearer_under_text_that_stands_still(
    tools: Tools, source: Path, tmp_path: Path
) -> None:
    image = Image.new("RGB", (640, 360), "#204060")
    image.paste((240, 240, 0), (300, 160, 340, 200))
    image.save(tmp_path / "ground.png")
    sha256 = tools.assets.keep(tmp_path / "ground.png", "image")
    project = project_of(tools.probe(source), Staging(zoom_share=0.5))
    look = replace(SIZE, backdrop=Backdrop(sha256, dim=0), ink="#FFFFFF", background="#000000")
    project = replace(project, deck=replace(project.deck, theme=look))
    target = tmp_path / "video.mp4"
    tools.export(project, source, target, OPTIONS, progress=Progress())
    frames = frames_of(target)
    assert len(frames) == 4 * FPS

    def patch(frame: NDArray[np.uint8]) -> int:
        yellow = (frame[..., 0] > 150) & (frame[..., 2] < 100)
        return int(yellow.sum())

    hook = [patch(frames[number]) for number in range(26, 60, 8)]
    assert hook == sorted(hook)
    assert hook[-1] > 1.2 * hook[0]


def test_music_lies_under_the_voice(tools: Tools, source: Path, tmp_path: Path) -> None:
    music = tmp_path / "music.mp3"
    ffmpeg.run(["-f", "lavfi", "-i", "sine=2000:d=1", music], 1, Progress())
    sha256 = tools.assets.keep(music, "sound")
    video = export(tools, source, Staging(music=Music(sha256)), tmp_path / "video.mp4")
    sound = sound_of(video)
    assert len(sound) == 4 * 48_000
    assert 0.0005 < np.abs(sound[4800:43_200]).mean() < np.abs(sound[60_000:90_000]).mean()


def test_what_cannot_be_staged_is_told_before_any_work(
    tools: Tools, source: Path, tmp_path: Path
) -> None:
    silent = replace(tools.probe(source), video=None)
    with pytest.raises(BadInput, match="no picture"):
        tools.export(project_of(silent, Staging(speaker=Speaker())), source,
                     tmp_path / "video.mp4", OPTIONS, progress=Progress())  # fmt: skip
    with pytest.raises(NotFound):
        export(tools, source, Staging(music=Music("0" * 64)), tmp_path / "video.mp4")


def test_cancelling_at_any_stage_leaves_nothing(tools: Tools, source: Path, tmp_path: Path) -> None:
    project = project_of(tools.probe(source), Staging(speaker=Speaker(), intro=Card("Hi", 1000)))
    for limit in (0.05, 0.2, 0.5, 0.8):

        def cancel(_stage: str, done: float, limit: float = limit) -> None:
            if done >= limit:
                raise Cancelled("Stopped.")

        target = tmp_path / "out" / "video.mp4"
        with pytest.raises(Cancelled):
            tools.export(project, source, target, OPTIONS, progress=Progress(cancel))
        assert not target.parent.exists() or list(target.parent.iterdir()) == []
