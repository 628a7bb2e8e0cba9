"""Pictures of every kind that cameras write: shown as players show them, compared by pixels.

One line a kind, with a public report of a program that got it wrong:

- HLG and PQ become BT.709, white stays white (browser-use/video-use#6, LibrePhotos/librephotos#455)
- mirrored and turned, in mp4 and mkv (mpv-player/mpv#16090)
- pixels that are not square (jellyfin/jellyfin#4122)
- full range, BT.601, ten bits, alpha, interlaced, variable frame rate
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from vsl.basics.files import CacheFolder
from vsl.media.child.colour_cube import HLG, PQ
from vsl.media.footage import FootageCache
from vsl.media.probe import probe
from vsl.progress import Progress

Picture = NDArray[np.uint8]
Make = Callable[..., Path]

WIDTH, HEIGHT = 320, 180
CORNERS = {"top left": (200, 40, 40), "top right": (40, 160, 60), "bottom left": (50, 70, 190)}
CORNERS["bottom right"] = (255, 255, 255)
SKIN = (224, 172, 140)
_AT = {"top left": (45, 80), "top right": (45, 240), "bottom left": (135, 80)}
_AT["bottom right"] = (135, 240)
_CLOSE = 9  # of 255: two encoders and the rounding of chroma stand between


def _chart(width: int = WIDTH, height: int = HEIGHT) -> Picture:
    """Four corners of different colours."""
    chart = np.zeros((height, width, 3), np.uint8)
    rows, columns = slice(height // 2), slice(width // 2)
    rest_rows, rest_columns = slice(height // 2, None), slice(width // 2, None)
    chart[rows, columns] = CORNERS["top left"]
    chart[rows, rest_columns] = CORNERS["top right"]
    chart[rest_rows, columns] = CORNERS["bottom left"]
    chart[rest_rows, rest_columns] = CORNERS["bottom right"]
    return chart


@pytest.fixture
def film(ffmpeg: Callable[..., bytes], tmp_path: Path) -> Make:
    """A recording with sound of a still picture, written with options of ffmpeg."""

    def make(name: str, picture: NDArray[np.generic], *options: str, seconds: float = 1) -> Path:
        depth = "rgb48le" if picture.dtype == np.uint16 else "rgb24"
        depth = "rgba" if picture.shape[2] == 4 else depth
        size = f"{picture.shape[1]}x{picture.shape[0]}"
        raw = ("-f", "rawvideo", "-pix_fmt", depth, "-s", size, "-r", "25", "-i", "-")
        tone = ("-f", "lavfi", "-i", f"sine=d={seconds}")
        ffmpeg(*raw, *tone, *options, tmp_path / name, given=picture.tobytes() * int(25 * seconds))
        return tmp_path / name

    return make


@pytest.fixture
def shown(tmp_path: Path) -> Callable[..., Picture]:
    """A frame of a recording's footage, RGB."""
    cache = FootageCache(CacheFolder(tmp_path, "footage", ".mp4"))

    def read(path: Path, size: tuple[int, int] = (WIDTH, HEIGHT), at: int = 10) -> Picture:
        found = cache.footage(
            path, probe(path), size, fps=Fraction(25), frames=at + 1, progress=Progress()
        )
        with av.open(str(found)) as video:
            return [frame.to_ndarray(format="rgb24") for frame in video.decode(video=0)][at]

    return read


def _off(picture: Picture, at: tuple[int, int], colour: tuple[int, ...]) -> int:
    """By how much the colour of a pixel differs from ``colour``, in its worst component."""
    return int(np.abs(picture[at].astype(int) - colour).max())


def _assert_chart(picture: Picture, corners: dict[str, str] | None = None) -> None:
    """Check the four corners; ``corners`` tells which of the chart stands where."""
    for place, at in _AT.items():
        colour = CORNERS[(corners or {}).get(place, place)]
        assert _off(picture, at, colour) <= _CLOSE, (place, picture[at], colour)


_BT709 = "-vf scale=out_color_matrix=bt709:out_range={} -color_range {} -colorspace bt709 "
_LIMITED, _FULL = _BT709.format("tv", "tv"), _BT709.format("pc", "pc")
_BT601 = "-vf scale=out_color_matrix=bt601 "


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("limited.mp4", _LIMITED + "-pix_fmt yuv420p"),
        ("full.mp4", _FULL + "-pix_fmt yuv420p"),
        ("full.mkv", _FULL + "-c:v ffv1 -pix_fmt yuv422p"),
        ("jpeg.avi", "-c:v mjpeg -q:v 1 -pix_fmt yuvj420p"),
        ("bt601.mp4", _BT601 + "-colorspace smpte170m -pix_fmt yuv420p"),
        ("untagged.mpg", _BT601 + "-c:v mpeg2video -q:v 1 -pix_fmt yuv420p"),
        ("ten.mkv", _LIMITED + "-c:v ffv1 -pix_fmt yuv420p10le"),
        ("rgb.mkv", "-c:v ffv1 -pix_fmt gbrp"),
    ],
)
def test_colours_are_kept_in_any_range_matrix_and_depth(
    film: Make, shown: Callable[..., Picture], name: str, options: str
) -> None:
    _assert_chart(shown(film(name, _chart(), *options.split())))


def test_a_large_picture_without_tags_is_taken_for_bt709(
    film: Make, shown: Callable[..., Picture]
) -> None:
    options = ("-vf", "scale=out_color_matrix=bt709", "-c:v", "ffv1", "-pix_fmt", "yuv444p")
    _assert_chart(shown(film("hd.mkv", _chart(1280, 720), *options)))


def _linear(colour: tuple[int, ...]) -> NDArray[np.float64]:
    signal = np.array(colour) / 255
    return np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)


_BT709_TO_BT2020 = np.array(
    [[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]]
)  # ITU-R BT.2087


def _graded(colour: tuple[int, ...], transfer: int) -> NDArray[np.float64]:
    """The signal of a colour in BT.2020 whose white has 203 nits."""
    nits = _BT709_TO_BT2020 @ _linear(colour) * 203
    if transfer == PQ:  # SMPTE ST 2084
        power = (nits / 10_000) ** 0.1593017578125
        return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375
    display = nits / 1000
    luminance = max(1e-9, display @ [0.2627, 0.6780, 0.0593])
    scene = display * luminance ** (1 / 1.2 - 1)  # ITU-R BT.2100
    return np.where(
        scene <= 1 / 12,
        np.sqrt(3 * scene),
        0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073,
    )


@pytest.mark.parametrize(("transfer", "name"), [(HLG, "arib-std-b67"), (PQ, "smpte2084")])
def test_hdr_becomes_bt709_and_white_stays_white(
    film: Make, shown: Callable[..., Picture], transfer: int, name: str
) -> None:
    colours = [SKIN, (255, 255, 255), (128, 128, 128), (200, 40, 40), (20, 20, 20)]
    bands = [np.rint(_graded(each, transfer) * 65535).astype(np.uint16) for each in colours]
    picture = np.repeat(np.array(bands), WIDTH // len(colours), axis=0)[None].repeat(HEIGHT, 0)
    tags = ("-color_primaries", "bt2020", "-color_trc", name, "-colorspace", "bt2020nc")
    matrix = ("-vf", "scale=out_color_matrix=bt2020:out_range=tv,setparams=color_trc=" + name)
    lossless = ("-c:v", "ffv1", "-pix_fmt", "yuv444p10le", "-color_range", "tv")
    frame = shown(film("hdr.mkv", picture, *matrix, *lossless, *tags))
    for number, colour in enumerate(colours):
        at = (90, WIDTH // len(colours) * number + 32)
        assert _off(frame, at, colour) <= _CLOSE, (frame[at], colour)


def test_highlights_of_hdr_are_brighter_than_white_without_turning_dark(
    film: Make, shown: Callable[..., Picture]
) -> None:
    ramp = np.linspace(0.5, 1, WIDTH)[None, :, None].repeat(HEIGHT, 0).repeat(3, 2)
    picture = np.rint(ramp * 65535).astype(np.uint16)
    tags = ("-color_primaries", "bt2020", "-color_trc", "smpte2084", "-colorspace", "bt2020nc")
    matrix = ("-vf", "scale=out_color_matrix=bt2020:out_range=tv")
    path = film("ramp.mkv", picture, *matrix, "-c:v", "ffv1", "-pix_fmt", "yuv444p10le", *tags)
    row = shown(path)[90].astype(int).mean(axis=1)
    assert (np.diff(row) >= -2).all()
    assert row[-1] == 255


_SWAP = {
    "mirrored": {"top left": "top right", "top right": "top left"}
    | {"bottom left": "bottom right", "bottom right": "bottom left"},
    "on its head": {"top left": "bottom right", "top right": "bottom left"}
    | {"bottom left": "top right", "bottom right": "top left"},
    "flipped": {"top left": "bottom left", "top right": "bottom right"}
    | {"bottom left": "top left", "bottom right": "top right"},
    "quarter": {"top left": "bottom left", "top right": "top left"}
    | {"bottom left": "bottom right", "bottom right": "top right"},
    "mirrored quarter": {"top left": "bottom right", "top right": "top right"}
    | {"bottom left": "bottom left", "bottom right": "top left"},
}


@pytest.mark.parametrize("container", ["mp4", "mov", "mkv"])
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("mirrored", ("-display_hflip",)),
        ("on its head", ("-display_rotation", "180")),
        ("flipped", ("-display_vflip",)),
        ("quarter", ("-display_rotation", "-90")),
        ("mirrored quarter", ("-display_rotation", "-90", "-display_hflip")),
    ],
)
def test_the_picture_stands_as_players_show_it(
    film: Make,
    shown: Callable[..., Picture],
    ffmpeg: Callable[..., bytes],
    tmp_path: Path,
    *,
    container: str,
    kind: str,
    options: tuple[str, ...],
) -> None:
    straight = film("straight.mp4", _chart(), "-pix_fmt", "yuv420p")
    path = tmp_path / f"turned.{container}"
    ffmpeg(*options, "-i", straight, "-c", "copy", path)
    is_sideways = "quarter" in kind
    video = probe(path).video
    assert video is not None
    assert (video.rotation_deg in (90, 270)) == is_sideways
    size = (HEIGHT, WIDTH) if is_sideways else (WIDTH, HEIGHT)
    frame = shown(path, size)
    raw = ffmpeg("-i", path, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    players = np.frombuffer(raw, np.uint8).reshape(*size[::-1], 3)
    for y, x in ((0.25, 0.25), (0.25, 0.75), (0.75, 0.25), (0.75, 0.75)):
        at = (int(y * size[1]), int(x * size[0]))
        assert _off(frame, at, tuple(map(int, players[at]))) <= 3 * _CLOSE, (kind, at)
    if not is_sideways:
        _assert_chart(frame, _SWAP[kind])


@pytest.mark.parametrize(
    ("stored", "shape"),
    [((720, 576), "64/45"), ((720, 480), "8/9"), ((1440, 1080), "4/3")],
    ids=["wide PAL", "NTSC", "HDV"],
)
@pytest.mark.parametrize("container", ["mp4", "mkv", "mpg"])
def test_a_circle_is_round_whatever_the_shape_of_pixels(
    film: Make,
    shown: Callable[..., Picture],
    *,
    stored: tuple[int, int],
    shape: str,
    container: str,
) -> None:
    width, height = stored
    y, x = np.mgrid[:height, :width]
    across = (x - width / 2) * float(Fraction(shape))
    circle = np.hypot(across, y - height / 2) < height / 3
    picture = np.where(circle[..., None], np.uint8(255), np.uint8(0)).repeat(3, axis=2)
    codec = (
        ("-c:v", "mpeg2video", "-q:v", "2")
        if container == "mpg"
        else ("-c:v", "mpeg4", "-q:v", "2")
    )
    options = (*codec, "-vf", f"setsar={shape}", "-pix_fmt", "yuv420p")
    path = film(f"dv.{container}", picture, *options, seconds=0.6)
    video = probe(path).video
    assert video is not None
    assert video.width_px == round(width * Fraction(shape))
    frame = shown(path, (640, 360)).mean(axis=2) > 128
    assert abs(int(frame[180].sum()) - int(frame[:, 320].sum())) <= 3


def test_interlaced_rows_do_not_comb(film: Make, shown: Callable[..., Picture]) -> None:
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    picture[::2, 40:140] = 255  # where a bar stood at the time of the first field
    picture[1::2, 180:280] = 255
    fields = ("-flags", "+ilme+ildct", "-field_order", "tt", "-vf", "setfield=tff")
    path = film(
        "hdv.ts", picture, "-c:v", "mpeg2video", "-q:v", "1", *fields, "-pix_fmt", "yuv420p"
    )
    frame = shown(path).astype(int).mean(axis=2)
    combing = np.abs(2 * frame[1:-1] - frame[:-2] - frame[2:]).mean()
    assert combing < 10  # 200 where rows of two moments alternate
    assert frame[:, 60:120].mean() > 200


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mov", ("-c:v", "prores_ks", "-profile:v", "4444", "-pix_fmt", "yuva444p10le")),
        ("a.mov", ("-c:v", "qtrle", "-pix_fmt", "argb")),
        ("a.mkv", ("-c:v", "ffv1", "-pix_fmt", "bgra")),
        ("a.mkv", ("-c:v", "png", "-pix_fmt", "rgba")),
    ],
)
def test_what_is_transparent_is_black(
    film: Make, shown: Callable[..., Picture], name: str, options: tuple[str, ...]
) -> None:
    picture = np.dstack([_chart(), np.full((HEIGHT, WIDTH), 255, np.uint8)])
    picture[:, WIDTH // 2 :, 3] = 0
    frame = shown(film(name, picture, *options))
    assert _off(frame, _AT["top left"], CORNERS["top left"]) <= 2 * _CLOSE
    assert _off(frame, _AT["bottom right"], (0, 0, 0)) <= _CLOSE


def test_a_picture_of_variable_rate_is_in_step(
    ffmpeg: Callable[..., bytes], shown: Callable[..., Picture], tmp_path: Path
) -> None:
    colours = ";".join(
        f"color={name}:s=320x180:r=25:d=1[{name}]" for name in ("red", "lime", "blue")
    )
    join = "[red][lime][blue]concat=n=3,select='not(mod(n,7))+not(mod(n,5))'[v];sine=d=3[a]"
    path = tmp_path / "phone.mp4"
    maps = ("-map", "[v]", "-map", "[a]", "-fps_mode", "vfr", "-pix_fmt", "yuv420p")
    ffmpeg("-filter_complex", f"{colours};{join}", *maps, path)
    found = [
        "rgb"[int(shown(path, at=at).mean(axis=(0, 1)).argmax())] for at in (4, 20, 30, 45, 55, 70)
    ]
    assert found == list("rrggbb")
