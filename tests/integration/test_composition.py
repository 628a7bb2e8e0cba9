"""Videos composed by ffmpeg: the speaker in a corner, captions over a video."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from vsl.errors import Cancelled, ToolFailed
from vsl.export import ffmpeg
from vsl.export.video.composition import SpeakerPlace, add_captions, add_speaker, place_of
from vsl.model.appearance import Speaker, Theme
from vsl.progress import Progress

FPS = Fraction(25)
FRAMES = 50
CANVAS = Theme(width_px=320, height_px=180)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Videos of one colour each."""
    folder = tmp_path_factory.mktemp("plain")
    paths = {"blue": folder / "blue.mp4", "red": folder / "red.mp4"}
    for colour, path in paths.items():
        size = "320x180" if colour == "blue" else "60x60"
        source = f"color={colour}:s={size}:r={FPS}:d={float(FRAMES / FPS)}"
        ffmpeg.run(["-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", path], 2, Progress())
    return paths


def _frames(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as video:
        assert video.streams.video[0].average_rate == FPS
        return [frame.to_ndarray(format="rgb24") for frame in video.decode(video=0)]


def _colour(frame: np.ndarray, x: int, y: int) -> str:
    return ("red", "green", "blue")[int(frame[y, x].argmax())]


@pytest.mark.parametrize("lead", [0, 10])
def test_the_speaker_shows_in_its_spans_alone(
    plain: dict[str, Path], tmp_path: Path, lead: int
) -> None:
    target = tmp_path / "video.mp4"
    add_speaker(
        plain["blue"],
        plain["red"],
        target,
        place=SpeakerPlace(240, 100, 60, 60),
        shape="circle",
        seen=[(10, 20), (30, 40)],
        lead_frames=lead,
        fps=FPS,
        frames=FRAMES,
        progress=Progress(),
    )
    frames = _frames(target)
    assert len(frames) == FRAMES
    seen = [n for n, frame in enumerate(frames) if _colour(frame, 270, 130) == "red"]
    assert seen == [*range(10, 20), *range(30, 40)]
    assert _colour(frames[15], 241, 101) == "blue"  # outside of the circle
    assert _colour(frames[15], 20, 20) == "blue"
    assert [path.name for path in tmp_path.iterdir()] == ["video.mp4"]


def test_captions_lie_over_the_video_for_their_frames(
    plain: dict[str, Path], tmp_path: Path
) -> None:
    pictures = []
    for name, box in (("none", None), ("band", (0, 120, 320, 180))):
        picture = Image.new("RGBA", (320, 180), (0, 0, 0, 0))
        if box:
            picture.paste((255, 0, 0, 255), box)
        picture.save(tmp_path / f"{name}.png")
        pictures.append(tmp_path / f"{name}.png")
    target = tmp_path / "out" / "video.mp4"
    target.parent.mkdir()
    shown = [(pictures[0], 15), (pictures[1], 20), (pictures[0], 25)]
    add_captions(
        plain["blue"], shown, target, lead_frames=10, fps=FPS, frames=60, progress=Progress()
    )
    frames = _frames(target)
    assert len(frames) == 60
    red = [n for n, frame in enumerate(frames) if _colour(frame, 160, 150) == "red"]
    assert red == list(range(15, 35))
    assert {_colour(frame, 160, 60) for frame in frames} == {"blue"}
    assert [path.name for path in target.parent.iterdir()] == ["video.mp4"]


def test_captions_may_lie_in_any_folder_that_is_named_from_here(
    plain: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path("Jack's pitch")
    folder.mkdir()
    picture, target = folder / "0.png", folder / "video.mp4"
    Image.new("RGBA", (320, 180), (255, 0, 0, 255)).save(picture)
    add_captions(plain["blue"], [(picture, 5)], target, fps=FPS, frames=5, progress=Progress())
    assert [_colour(frame, 160, 90) for frame in _frames(target)] == ["red"] * 5


def test_a_cancel_stops_ffmpeg_at_once(tmp_path: Path) -> None:
    def cancel(_stage: str, _done: float) -> None:
        raise Cancelled("Stopped.")

    endless = ["-f", "lavfi", "-i", "testsrc2=s=640x360:d=3600", tmp_path / "long.mp4"]
    with pytest.raises(Cancelled):
        ffmpeg.run(endless, 3600, Progress(cancel))


def test_what_ffmpeg_complains_of_is_told(tmp_path: Path) -> None:
    with pytest.raises(ToolFailed, match="can't be composed"):
        ffmpeg.run(["-i", tmp_path / "gone.mp4", tmp_path / "out.mp4"], 1, Progress())


def test_the_speaker_stands_in_its_corner_clear_of_what_players_lay_over() -> None:
    wide, tall = Theme(), Theme(width_px=1080, height_px=1920, safe_bottom_share=0.2)
    circle = place_of(Speaker(), wide, (1920, 1080))
    assert (circle.width, circle.height) == (324, 324)
    assert circle.x + circle.width < 1920
    assert circle.y + circle.height < 1080
    low = place_of(Speaker("bottom-left"), tall, (1920, 1080))
    assert low.y + low.height < 1920 * 0.8
    framed = place_of(Speaker("top-right", shape="rectangle"), wide, (1920, 1080))
    assert (framed.width, framed.height) == (576, 324)
    assert framed.y < 100
