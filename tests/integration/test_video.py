"""Videos as decoders see them: PyAV's and the ffmpeg program's."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from vsl.basics.files import CacheFolder
from vsl.errors import BadInput, Cancelled, ToolFailed
from vsl.export.quality import QUALITIES, WEB, Quality
from vsl.export.timeline import FrameSpan, spans
from vsl.export.video import mp4
from vsl.export.video.partition import BAND_PX
from vsl.export.video.picture_source import PngFiles
from vsl.export.video.video import write_video
from vsl.export.video.x264 import EncoderPool, parameter_sets
from vsl.model.project import Showing, Still
from vsl.progress import Progress
from vsl.render.paint.drawn_stills import DrawnStills
from vsl.render.themes.theme import THEMES, resize_theme

RATES = ["1", "12.5", "24000/1001", "24", "25", "30000/1001", "30", "50", "60", "120"]
COLOURS = {"": (255, 255, 255), "red": (200, 30, 40), "green": (20, 160, 60), "blue": (10, 60, 210)}
SIZE = (320, 180)
RATE_HZ = 44_100
SOUND_SAMPLES = 3 * RATE_HZ + 777  # ends inside an AAC frame
SILENT = Progress()


@pytest.fixture(scope="module")
def soundtrack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """About three seconds of a rising tone."""
    path = tmp_path_factory.mktemp("sound") / "sound.m4a"
    times_s = np.arange(SOUND_SAMPLES) / RATE_HZ
    tone = np.sin(2 * np.pi * (300 + 200 * times_s) * times_s) * 0.5
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error"]
    command += ["-f", "f32le", "-ar", str(RATE_HZ), "-ac", "1", "-i", "-"]
    command += ["-movie_timescale", str(RATE_HZ), str(path)]
    subprocess.run(command, input=tone.astype(np.float32).tobytes(), check=True)
    return path


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> dict[Still, Path]:
    """A plain picture for each colour's name."""
    folder = tmp_path_factory.mktemp("pictures")
    paths = {Still(name): folder / f"{name or 'bare'}.png" for name in COLOURS}
    for still, path in paths.items():
        Image.new("RGB", SIZE, COLOURS[still.text]).save(path)
    return paths


@pytest.fixture
def write(tmp_path: Path, soundtrack: Path, pictures: dict[Still, Path]) -> Callable[..., Path]:
    """Writes a video of spans and gives its path."""
    target, cache = tmp_path / "out" / "video.mp4", CacheFolder(tmp_path / "cache", "idr", ".h264")

    def write(
        shown: Sequence[FrameSpan],
        fps: Fraction = Fraction(30),
        *,
        pictures: dict[Still, Path] = pictures,
        soundtrack: Path = soundtrack,
        cache: CacheFolder = cache,
        progress: Progress = SILENT,
        quality: Quality = WEB,
        workers: int | None = None,
    ) -> Path:
        source = PngFiles(pictures)
        write_video(
            target,
            shown,
            source,
            soundtrack,
            fps=fps,
            cache=cache,
            progress=progress,
            quality=quality,
            workers=workers,
        )
        return target

    return write


def _deck(duration_ms: int, fps: Fraction) -> tuple[FrameSpan, ...]:
    starts = [("red", 403), ("green", 1267), ("blue", 1301), ("red", 2000)]
    showings = [Showing(start_ms, Still(text, slide=text)) for text, start_ms in starts]
    return spans(showings, duration_ms, fps)


def _frames(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as video:
        return list(video.decode(video=0))


def _rgb(frame: av.VideoFrame) -> np.ndarray:
    """The picture as a screen shows it that believes the stream's colour tags."""
    return frame.to_ndarray(format="rgb24", src_colorspace=frame.colorspace, dst_colorspace=1)


def _nearest(frame: av.VideoFrame) -> str:
    mean = _rgb(frame).mean(axis=(0, 1))
    return min(COLOURS, key=lambda name: float(np.abs(mean - COLOURS[name]).sum()))


def _ffmpeg(*arguments: str | Path) -> tuple[str, str]:
    """What ffmpeg says on its way, and what it puts out; it must succeed."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stderr, done.stdout


def _demand_decoder(name: str) -> None:
    if name not in _ffmpeg("-hide_banner", "-decoders", "-v", "error")[1]:
        pytest.skip(f"needs an ffmpeg with the decoder {name}, as imageio-ffmpeg brings it")


def _sound(path: Path) -> bytes:
    return subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", path, "-f", "s16le", "-"],
        capture_output=True,
        check=True,
    ).stdout


def _header_fields(path: Path, name: str) -> list[int]:
    """Every value of a syntax element, in order, as ffmpeg's parser reads it."""
    said, _ = _ffmpeg(
        "-i", path, "-map", "0:v", "-c", "copy", "-bsf:v", "trace_headers", "-f", "null", "-"
    )
    return [int(value) for value in re.findall(rf"\s{name} .*= (-?\d+)\n", said)]


@pytest.mark.parametrize("rate", RATES)
def test_every_frame_is_there_at_its_time_and_shows_its_slide(
    write: Callable[..., Path], rate: str
) -> None:
    fps = Fraction(rate)
    shown = _deck(3018, fps)
    frames = _frames(write(shown, fps))
    assert len(frames) == round(3018 * fps / 1000)
    assert [frame.pts * frame.time_base for frame in frames] == [
        number / fps for number in range(len(frames))
    ]
    expected = [span.still.text for span in shown for _ in range(span.frame_count)]
    assert [_nearest(frame) for frame in frames] == expected


def test_the_file_says_its_rate_is_constant(write: Callable[..., Path]) -> None:
    fps = Fraction(30000, 1001)
    with av.open(str(write(_deck(3018, fps), fps))) as video:
        stream = video.streams.video[0]
        assert stream.average_rate == stream.base_rate == fps
        assert stream.frames == 90
        assert stream.start_time == 0


@pytest.mark.parametrize("rate", ["24000/1001", "30", "60"])
def test_ffmpeg_decodes_it_without_a_word(write: Callable[..., Path], rate: str) -> None:
    fps = Fraction(rate)
    path = write(_deck(3018, fps), fps)
    assert _ffmpeg("-v", "warning", "-xerror", "-i", path, "-f", "null", "-") == ("", "")


def test_an_unrelated_decoder_sees_the_same_pictures(write: Callable[..., Path]) -> None:
    _demand_decoder("libopenh264")
    fps = Fraction(30)
    path = write(_deck(3018, fps), fps)
    checksums = ["-map", "0:v", "-f", "framemd5", "-"]
    ours = _ffmpeg("-v", "warning", "-i", path, *checksums)
    theirs = _ffmpeg("-v", "warning", "-c:v", "libopenh264", "-i", path, *checksums)
    assert ours == theirs
    assert ours[1].count("\n0, ") == 91


def test_the_index_stands_before_the_media(write: Callable[..., Path]) -> None:
    content = write(_deck(3018, Fraction(30))).read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_the_sound_is_the_soundtrack_sample_by_sample(
    write: Callable[..., Path], soundtrack: Path
) -> None:
    path = write(_deck(3018, Fraction(30)))
    assert len(_sound(soundtrack)) == 2 * SOUND_SAMPLES
    assert _sound(path) == _sound(soundtrack)


def test_a_soundtrack_cut_inside_a_frame_is_neither_shifted_nor_stretched(
    write: Callable[..., Path], soundtrack: Path, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.m4a"
    _ffmpeg("-ss", "0.7654", "-i", soundtrack, "-c", "copy", "-movie_timescale", "44100", cut)
    assert _sound(write(_deck(2000, Fraction(30)), soundtrack=cut)) == _sound(cut)


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (322, 182), (64, 36)])
def test_words_look_as_drawn_and_repeats_are_exact(
    write: Callable[..., Path], tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "words.png"
    image = Image.new("RGB", size, "#0B3D91")
    font = ImageFont.load_default(size[1] // 8)
    ImageDraw.Draw(image).text((size[0] // 9, size[1] // 3), "xyg ÁÇÕ", "#FFD500", font)
    image.save(path)
    frames = _frames(write([FrameSpan(Still("words"), 0, 70)], pictures={Still("words"): path}))
    assert {(frame.width, frame.height) for frame in frames} == {size}
    planes = [frame.to_ndarray() for frame in frames]
    assert all(np.array_equal(planes[0], plane) for plane in planes)
    # Colour has a quarter of the resolution, so the brightness is what can be compared.
    weights = np.array([0.2126, 0.7152, 0.0722])
    error = (_rgb(frames[0]) @ weights - np.asarray(image) @ weights).std()
    assert 20 * np.log10(255 / error) > 35


def test_colours_come_back_and_are_tagged_as_high_definition(
    write: Callable[..., Path],
) -> None:
    path = write(_deck(3018, Fraction(30)))
    for frame in _frames(path)[::10]:
        assert (frame.colorspace, frame.color_range) == (1, 1)
        assert np.abs(_rgb(frame).mean(axis=(0, 1)) - COLOURS[_nearest(frame)]).max() < 2.5
    for name in ("colour_primaries", "transfer_characteristics", "matrix_coefficients"):
        assert set(_header_fields(path, name)) == {1}
    assert set(_header_fields(path, "video_full_range_flag")) == {0}
    assert set(_header_fields(path, "max_num_reorder_frames")) == {0}


def test_whole_pictures_in_a_row_differ_in_number_and_stand_every_two_seconds(
    write: Callable[..., Path],
) -> None:
    path = write(
        [
            FrameSpan(Still("red", slide="s0"), 0, 150),
            FrameSpan(Still("blue", slide="s1"), 150, 1),
            FrameSpan(Still("red", slide="s2"), 151, 1),
        ]
    )
    bands = -(-SIZE[1] // BAND_PX)
    whole = [number for number in (0, 1, 0, 1, 0) for _ in range(bands)]
    assert _header_fields(path, "idr_pic_id") == whole
    runs = [*range(60), *range(60), *range(30), 0, 0]
    slices = zip(
        *(_header_fields(path, name) for name in ("first_mb_in_slice", "frame_num")), strict=True
    )
    assert [number for first, number in slices if not first] == [each % 16 for each in runs]
    with av.open(str(path)) as video:
        keys = [
            packet.pts * packet.time_base for packet in video.demux(video=0) if packet.is_keyframe
        ]
    assert keys == [0, 2, 4, 5, Fraction(151, 30)]


LEVELS = {  # table A-1: macroblocks a second and in a frame
    "1280x720 30": 31, "1920x1080 24000/1001": 40, "1920x1080 30": 40, "1920x1080 60": 42,
    "1080x1920 60": 42, "3840x2160 30": 51, "3840x2160 60": 52, "3840x2160 120": 60,
}  # fmt: skip


@pytest.mark.parametrize(("form", "level"), LEVELS.items())
def test_the_stream_names_high_profile_and_the_level_it_needs(form: str, level: int) -> None:
    size, rate = form.split()
    width, height = map(int, size.split("x"))
    sps = parameter_sets((width, height), Fraction(rate), WEB).sps
    assert (sps[1], sps[3]) == (100, level)


def _steps(folder: Path, size: tuple[int, int]) -> tuple[dict[Still, Path], list[FrameSpan]]:
    """Pictures of one slide, each with another line in colour, for 20 frames each."""
    font = ImageFont.load_default(size[1] // 12)
    paths, found = {}, []
    for number in range(5):
        image = Image.new("RGB", size, "white")
        canvas = ImageDraw.Draw(image)
        for line in range(5):
            colour = "#C8102E" if line == number else "black"
            canvas.text((size[0] // 9, (2 + 2 * line) * size[1] // 14), "Ready xyg", colour, font)
        still = Still("one slide", lit_token=number)
        paths[still] = folder / f"step{number}.png"
        image.save(paths[still])
        found.append(FrameSpan(still, 20 * number, 20))
    return paths, found


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (640, 600)])
@pytest.mark.parametrize("decoder", ["h264", "libopenh264"])
def test_steps_of_a_build_change_what_differs_and_nothing_else(
    write: Callable[..., Path], tmp_path: Path, size: tuple[int, int], decoder: str
) -> None:
    _demand_decoder(decoder)
    paths, shown = _steps(tmp_path, size)
    alone = [
        _checksums(write([FrameSpan(span.still, 0, 1)], pictures=paths), decoder)[0]
        for span in shown
    ]
    path = write(shown, pictures=paths)
    assert len(set(alone)) == len(shown)
    assert _checksums(path, decoder) == [each for each in alone for _ in range(20)]
    bands = -(-size[1] // BAND_PX)
    assert _header_fields(path, "nal_unit_type").count(5) == 2 * bands


@pytest.mark.parametrize("name", ["classic", "gold"])
def test_words_that_light_up_are_shown_as_drawn_and_leave_other_lines_alone(
    tmp_path: Path, soundtrack: Path, name: str
) -> None:
    drawn = DrawnStills(resize_theme(THEMES[name], 640, 360))
    stills = [Still("Ready xyg now\nfor (fj) $47", lit_token=token) for token in range(6)]
    shown = [FrameSpan(still, 10 * number, 10) for number, still in enumerate(stills)]
    cache = CacheFolder(tmp_path / "cache", "idr")
    write_video(
        tmp_path / "lit.mp4",
        shown,
        drawn,
        soundtrack,
        fps=Fraction(30),
        cache=cache,
        progress=SILENT,
    )
    frames = _frames(tmp_path / "lit.mp4")
    weights = np.array([0.2126, 0.7152, 0.0722])
    for number, still in enumerate(stills):
        picture = np.asarray(drawn.image(still).convert("RGB")) @ weights
        error = (_rgb(frames[10 * number]) @ weights - picture).std()
        assert 20 * np.log10(255 / error) > 35
    planes = [frame.to_ndarray()[:360].astype(int) for frame in frames[::10]]
    (_, first_ends), (second_begins, _) = drawn.drawing(stills[0]).lines
    assert -(-first_ends // 16) <= second_begins // 16  # so that they share no macroblocks
    for step, (old, new) in enumerate(pairwise(planes), 1):
        rows = np.flatnonzero((old != new).any(axis=1))
        assert (rows.min() < first_ends) == (step <= 3)
        assert (rows.max() >= second_begins) == (step >= 3)
    assert len(cache.files()) == 1


def _checksums(path: Path, decoder: str) -> list[str]:
    """A checksum of each frame."""
    said, listed = _ffmpeg(
        *("-v", "warning", "-c:v", decoder, "-i", path, "-map", "0:v", "-f", "framemd5", "-")
    )
    assert said == ""
    return [line.split()[-1] for line in listed.splitlines() if not line.startswith("#")]


SYNTAX = {
    "profile_idc": {100},
    "chroma_format_idc": {1},
    "bit_depth_luma_minus8": {0},
    "pic_order_cnt_type": {2},
    "max_num_ref_frames": {1},
    "frame_mbs_only_flag": {1},
    "fixed_frame_rate_flag": {1},
    "num_units_in_tick": {1},
    "time_scale": {60},  # fields: §E.2.1
    "pic_width_in_mbs_minus1": {19},
    "pic_height_in_map_units_minus1": {11},
    "frame_crop_bottom_offset": {6},
    "entropy_coding_mode_flag": {0, 1},
    "redundant_pic_cnt_present_flag": {0},
    "disable_deblocking_filter_idc": {1},
    "slice_type": {0, 7},
}


def test_the_syntax_is_what_players_expect(write: Callable[..., Path]) -> None:
    path = write(_deck(3018, Fraction(30)))
    found = {name: set(_header_fields(path, name)) for name in SYNTAX}
    assert found == SYNTAX


def test_seeking_lands_on_the_right_slide(write: Callable[..., Path]) -> None:
    with av.open(str(write(_deck(3018, Fraction(30))))) as video:
        stream = video.streams.video[0]
        for time_s, colour in [(2.9, "red"), (0.1, ""), (1.6, "blue"), (1.28, "green")]:
            video.seek(int(time_s / stream.time_base), stream=stream)
            frame = next(f for f in video.decode(stream) if f.time + 1 / 30 > time_s)
            assert _nearest(frame) == colour


def test_a_second_export_encodes_only_what_changed(
    write: Callable[..., Path], pictures: dict[Still, Path], tmp_path: Path
) -> None:
    shown = _deck(3018, Fraction(30))
    before = write(shown).read_bytes()
    cache = CacheFolder(tmp_path / "cache", "idr", ".h264")
    assert write(shown, cache=cache).read_bytes() == before
    assert cache.count.misses == 0
    Image.new("RGB", SIZE, "#123456").save(tmp_path / "edited.png")
    write(shown, cache=cache, pictures=pictures | {Still("green"): tmp_path / "edited.png"})
    assert cache.count.misses == 1


class _EmptyingCache(CacheFolder):
    """A cache whose files are deleted as soon as they are found, and while they are written."""

    def find(self, key: str) -> Path:
        return self.path(key)

    @contextmanager
    def writing(self, key: str) -> Iterator[Path]:
        with super().writing(key) as sibling:
            yield sibling
            sibling.unlink()


def test_a_cache_that_is_emptied_meanwhile_does_no_harm(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    shown = _deck(3018, Fraction(30))
    before = write(shown).read_bytes()
    assert write(shown, cache=_EmptyingCache(tmp_path / "cache", "idr")).read_bytes() == before


def test_a_damaged_cache_costs_time_and_nothing_else(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    shown = _deck(3018, Fraction(30))
    before = write(shown).read_bytes()
    for kept in CacheFolder(tmp_path / "cache", "idr", ".h264").files():
        kept.write_bytes(kept.read_bytes()[:-3])
    assert write(shown).read_bytes() == before


def test_progress_grows_to_one(write: Callable[..., Path]) -> None:
    reports: list[float] = []
    write(_deck(3018, Fraction(30)), progress=Progress(lambda _stage, done: reports.append(done)))
    assert reports == sorted(reports)
    assert (reports[0], reports[-1]) == (0, 1)
    assert len(reports) > 4


@pytest.mark.parametrize("moment", [0.0, 0.2, 0.6])
def test_cancelling_leaves_the_video_that_was_there_and_no_other_file(
    write: Callable[..., Path], tmp_path: Path, moment: float
) -> None:
    path = write(_deck(2000, Fraction(30)))
    before = path.read_bytes()

    def stop(_stage: str, done: float) -> None:
        if done >= moment:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        write(
            _deck(3018, Fraction(30)),
            progress=Progress(stop),
            cache=CacheFolder(tmp_path / "fresh", "idr", ".h264"),
        )
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
    assert not list(tmp_path.rglob("*.part*"))


@pytest.mark.parametrize("room", [0, 3000, 20_000])
def test_a_full_disk_is_one_clear_error_and_leaves_the_old_file_whole(
    write: Callable[..., Path], tmp_path: Path, room: int
) -> None:
    path = write(_deck(2000, Fraction(30)))
    before = path.read_bytes()
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limit[1]))
    try:
        with pytest.raises(ToolFailed, match=r"^video\.mp4 can't be written: File too large"):
            write(_deck(3018, Fraction(30)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
    assert not list(tmp_path.rglob("*.part*"))


def test_the_same_deck_is_the_same_bytes_whoever_encodes_what_and_when(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    shown = _deck(3018, Fraction(24000, 1001))
    found = {
        write(
            shown,
            Fraction(24000, 1001),
            cache=CacheFolder(tmp_path / str(workers), "idr", ".h264"),
            workers=workers,
        ).read_bytes()
        for workers in (1, 2, 5)
    }
    assert len(found) == 1


def test_a_band_is_the_same_bytes_whatever_was_encoded_before_it() -> None:
    size = (320, 176)
    parameters = parameter_sets(size, Fraction(30), WEB)
    chance = np.random.default_rng(3)
    strips = [Image.new("RGB", size, colour) for colour in COLOURS.values()]
    strips += [
        Image.fromarray(chance.integers(0, 255, (176, 320, 3), dtype=np.uint8)) for _ in range(2)
    ]
    alone = [EncoderPool(size[0], WEB, parameters).encode(strip) for strip in strips]
    pool = EncoderPool(size[0], WEB, parameters)
    for number in chance.integers(0, len(strips), 60):
        assert pool.encode(strips[number]) == alone[number]


@pytest.mark.parametrize("mode", ["P", "RGB"])
@pytest.mark.parametrize("quality", QUALITIES.values(), ids=QUALITIES)
def test_coloured_gradients_come_back_as_they_were(
    write: Callable[..., Path], tmp_path: Path, mode: str, quality: Quality
) -> None:
    height, width = 360, 640
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    shades = (np.stack([across, down, 1 - across * down], -1) * 255).astype(np.uint8)
    image = Image.fromarray(shades)
    if mode == "P":
        image = Image.fromarray((across * 255).astype(np.uint8)).convert("P")
        image.putpalette([value for n in range(256) for value in (n, 255 - n, 128)])
    image.save(tmp_path / "gradient.png")
    still = Still("gradient")
    pictures = {still: tmp_path / "gradient.png"}
    path = write([FrameSpan(still, 0, 1)], pictures=pictures, quality=quality)
    error = _rgb(_frames(path)[0]).astype(float) - np.asarray(image.convert("RGB"))
    assert np.abs(error.mean(axis=(0, 1))).max() < 2
    assert np.sqrt((error**2).mean()) < {"draft": 6, "web": 4, "master": 3}[quality.name]


def test_closer_qualities_are_larger(write: Callable[..., Path], tmp_path: Path) -> None:
    paths, shown = _steps(tmp_path, (640, 600))
    videos = (write(shown, pictures=paths, quality=each) for each in QUALITIES.values())
    sizes = [video.stat().st_size for video in videos]
    assert sizes == sorted(set(sizes))


def test_noise_in_four_thousand_columns_is_decoded(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    noise = np.random.default_rng(4).integers(0, 255, (2160, 3840), dtype=np.uint8)
    Image.fromarray(noise).convert("RGB").save(tmp_path / "noise.png", compress_level=0)
    still = Still("noise")
    path = write([FrameSpan(still, 0, 2)], Fraction(60), pictures={still: tmp_path / "noise.png"})
    first, second = _checksums(path, "h264")
    assert first == second


def test_a_file_beyond_four_gigabytes_has_wide_places(
    write: Callable[..., Path], soundtrack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mp4, "_NARROW", 1000)  # so that a small file is large
    path = write(_deck(3018, Fraction(30)))
    assert b"co64" in path.read_bytes()
    assert len(_frames(path)) == 91
    assert _sound(path) == _sound(soundtrack)


@pytest.mark.parametrize("kept", [0, 5, 40, 2000, -300, -1])
def test_a_soundtrack_cut_short_is_named(
    write: Callable[..., Path], soundtrack: Path, tmp_path: Path, kept: int
) -> None:
    cut = tmp_path / "cut.m4a"
    cut.write_bytes(soundtrack.read_bytes()[:kept])
    with pytest.raises(ToolFailed, match="soundtrack"):
        write(_deck(3018, Fraction(30)), soundtrack=cut)
    assert not list((tmp_path / "out").glob("*"))


def test_a_place_that_can_not_be_written_is_one_clear_error(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file where the folder should be")
    with pytest.raises(ToolFailed, match=r"^video\.mp4 can't be written: "):
        write(_deck(3018, Fraction(30)))


def test_pictures_of_two_sizes_are_refused(
    write: Callable[..., Path], pictures: dict[Still, Path], tmp_path: Path
) -> None:
    Image.new("RGB", (322, 180)).save(tmp_path / "wider.png")
    with pytest.raises(ToolFailed, match="same size"):
        write(
            _deck(3018, Fraction(30)), pictures=pictures | {Still("blue"): tmp_path / "wider.png"}
        )
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"no picture"])
def test_a_broken_picture_is_named(
    write: Callable[..., Path], pictures: dict[Still, Path], tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "broken.png").write_bytes(content)
    with pytest.raises(ToolFailed, match=r"broken\.png"):
        write(
            _deck(3018, Fraction(30)), pictures=pictures | {Still("blue"): tmp_path / "broken.png"}
        )


def test_a_picture_or_a_soundtrack_that_is_gone_is_named(
    write: Callable[..., Path], pictures: dict[Still, Path], tmp_path: Path
) -> None:
    shown = _deck(3018, Fraction(30))
    with pytest.raises(ToolFailed, match=r"gone\.png"):
        write(shown, pictures=pictures | {Still("blue"): tmp_path / "gone.png"})
    with pytest.raises(ToolFailed, match=r"gone\.m4a"):
        write(shown, soundtrack=tmp_path / "gone.m4a")


def test_nothing_to_show_is_refused(write: Callable[..., Path]) -> None:
    with pytest.raises(BadInput, match="nothing to show"):
        write([])


_PEAK = """
import resource, sys
from fractions import Fraction
from pathlib import Path
import numpy as np
from PIL import Image
from vsl.basics.files import CacheFolder
from vsl.export.video.picture_source import PaintedPicture
from vsl.export.timeline import FrameSpan
from vsl.export.video.video import write_video
from vsl.model.project import Still
from vsl.progress import Progress

class Noise:
    size = (640, 360)
    def key(self, still):
        return str(still.lit_token % 40)
    def drawing(self, still):
        chance = np.random.default_rng(still.lit_token % 40)
        pixels = chance.integers(0, 255, (360, 640, 3), dtype=np.uint8)
        return PaintedPicture(Image.fromarray(pixels))

folder, sound, count, frames = Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:])
spans = [FrameSpan(Still(lit_token=n, slide="same" if frames < 90 else str(n)), n * frames, frames)
         for n in range(count)]
write_video(folder / "long.mp4", spans, Noise(), sound, fps=Fraction(30),
            cache=CacheFolder(folder, "idr"), progress=Progress(), workers=2)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.parametrize(("frames", "short", "long"), [(90, 40, 540), (10, 300, 3000)])
def test_memory_does_not_grow_with_the_length(
    soundtrack: Path, tmp_path: Path, frames: int, short: int, long: int
) -> None:
    def peak_mb(spans: int) -> int:
        command = [sys.executable, "-c", _PEAK, tmp_path, soundtrack, str(spans), str(frames)]
        return int(subprocess.run(command, capture_output=True, check=True).stdout)

    # Noise: 540 slides are 27 minutes and 100 MB; 3,000 steps of builds are 17 minutes and 400 MB.
    # What is kept of each frame and span is a few bytes of the file's index.
    assert peak_mb(long) - peak_mb(short) < 16
