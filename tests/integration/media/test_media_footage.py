"""The recording's own picture: upright, filling its frame, in step with the sound."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from vsl.basics.files import CacheFolder
from vsl.errors import BadInput, Cancelled
from vsl.media.footage import FootageCache
from vsl.media.probe import probe
from vsl.progress import Progress

FPS = Fraction(25)
# a second each of red, green and blue, the left half darker
COLOURS = ";".join(f"color={name}:s=320x180:r=25:d=1[{name}]" for name in ("red", "lime", "blue"))
CLIP = f"{COLOURS};[red][lime][blue]concat=n=3,drawbox=0:0:160:180:black@0.6:fill[v];sine=d=3[a]"


@pytest.fixture
def clip(ffmpeg: Callable[..., bytes], tmp_path: Path) -> Callable[..., Path]:
    """A video of three seconds under a name, written with options of ffmpeg."""

    def make(name: str = "clip.mp4", *options: str) -> Path:
        maps = ("-map", "[v]", "-map", "[a]", "-shortest", "-pix_fmt", "yuv420p")
        ffmpeg("-filter_complex", CLIP, *maps, *options, tmp_path / name)
        return tmp_path / name

    return make


@pytest.fixture
def frames_of(tmp_path: Path) -> Callable[..., list[np.ndarray]]:
    """The frames of a recording's footage, RGB."""
    cache = FootageCache(CacheFolder(tmp_path, "footage", ".mp4"))

    def read(path: Path, size: tuple[int, int] = (160, 90), frames: int = 75) -> list[np.ndarray]:
        found = cache.footage(path, probe(path), size, fps=FPS, frames=frames, progress=Progress())
        with av.open(str(found)) as video:
            assert video.streams.video[0].average_rate == FPS
            return [frame.to_ndarray(format="rgb24") for frame in video.decode(video=0)]

    return read


def _colour(frame: np.ndarray) -> str:
    return "rgb"[int(frame.mean(axis=(0, 1)).argmax())]


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "webm", "avi", "ts", "mpg", "wmv", "flv"])
def test_every_frame_is_there_at_its_time(
    clip: Callable[..., Path], frames_of: Callable[..., list[np.ndarray]], suffix: str
) -> None:
    frames = frames_of(clip(f"clip.{suffix}"))
    assert len(frames) == 75
    assert [_colour(frames[n]) for n in (2, 22, 28, 47, 53, 74)] == list("rrggbb")


def test_the_picture_fills_another_shape_and_is_cut(
    clip: Callable[..., Path], frames_of: Callable[..., list[np.ndarray]]
) -> None:
    frame = frames_of(clip(), (90, 90))[10]
    assert frame.shape == (90, 90, 3)
    assert frame[:, :40].mean() < frame[:, 50:].mean()  # the middle is still in the middle


def test_a_picture_that_lies_on_its_side_is_set_upright(
    clip: Callable[..., Path],
    ffmpeg: Callable[..., bytes],
    frames_of: Callable[..., list[np.ndarray]],
    tmp_path: Path,
) -> None:
    turned = tmp_path / "turned.mp4"
    ffmpeg("-display_rotation", "-90", "-i", clip(), "-c", "copy", turned)  # a quarter clockwise
    info = probe(turned).video
    assert info is not None
    assert info.rotation_deg == 90
    frame = frames_of(turned, (90, 160))[10]
    assert frame[:70].mean() < frame[90:].mean()  # what was left is on top


def test_a_picture_that_ends_early_is_held(
    clip: Callable[..., Path], frames_of: Callable[..., list[np.ndarray]]
) -> None:
    frames = frames_of(clip(), frames=100)
    assert len(frames) == 100
    assert _colour(frames[-1]) == "b"


def test_a_recording_without_picture_is_told_so(
    record: Callable[..., Path], frames_of: Callable[..., list[np.ndarray]]
) -> None:
    with pytest.raises(BadInput, match="no picture"):
        frames_of(record("voice.wav"))


def test_cancelling_leaves_nothing(clip: Callable[..., Path], tmp_path: Path) -> None:
    cache = FootageCache(CacheFolder(tmp_path, "footage", ".mp4"))
    path = clip()

    def cancel(_stage: str, _done: float) -> None:
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        cache.footage(path, probe(path), (64, 64), fps=FPS, frames=75, progress=Progress(cancel))
    assert [path for path in cache.cache.folder.rglob("*") if path.is_file()] == []
