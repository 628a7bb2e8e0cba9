"""What the probe says of recordings in every format that is taken."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from vsl.basics.files import file_sha256
from vsl.errors import TooLarge
from vsl.media.limits import MediaLimits
from vsl.media.probe import probe

Record = Callable[..., Path]

PICTURE = ("-f", "lavfi", "-i", "testsrc=size=64x48:rate=30000/1001:duration=1.7")
H264 = (*PICTURE, "-c:v", "libx264", "-pix_fmt", "yuv420p")


@pytest.mark.parametrize(
    ("name", "options", "container", "codec"),
    [
        ("a.mp4", ("-c:a", "aac"), "mp4", "aac"),
        ("a.m4a", ("-c:a", "aac"), "m4a", "aac"),
        ("a.m4a", ("-c:a", "alac"), "m4a", "alac"),
        ("a.mov", ("-c:a", "pcm_s16le"), "mov", "pcm_s16le"),
        ("a.mkv", ("-c:a", "aac"), "mkv", "aac"),
        ("a.webm", ("-c:a", "libopus", "-ar", "48000"), "webm", "opus"),
        ("a.avi", ("-c:a", "mp3"), "avi", "mp3"),
        ("a.mp3", (), "mp3", "mp3"),
        ("a.wav", (), "wav", "pcm_s16le"),
        ("a.flac", (), "flac", "flac"),
        ("a.ogg", ("-c:a", "libvorbis"), "ogg", "vorbis"),
        ("a.opus", ("-ar", "48000"), "ogg", "opus"),
        ("a.aac", (), "aac", "aac"),
        ("a.aiff", (), "aiff", "pcm_s16be"),
    ],
)
def test_a_recording_in_every_format_is_described(
    record: Record, name: str, options: tuple[str, ...], container: str, codec: str
) -> None:
    path = record(name, *options)
    info = probe(path)
    assert (info.format, info.audio.codec, info.video) == (container, codec, None)
    assert info.audio.sample_rate_hz == (48_000 if codec == "opus" else 44_100)
    assert info.audio.channels == 1
    assert info.duration_ms == pytest.approx(1700, abs=60)  # packets are up to 26 ms long
    assert info.sha256 == file_sha256(path)
    assert info.size_bytes == path.stat().st_size


def test_the_content_decides_and_not_the_name(record: Record, tmp_path: Path) -> None:
    disguised = record("a.flac").rename(tmp_path / "a.mp4")
    assert probe(disguised).format == "flac"


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv", "a.avi"])
def test_the_picture_is_described_with_its_real_frame_rate(record: Record, name: str) -> None:
    video = probe(record(name, *H264)).video
    assert video is not None
    assert (video.codec, video.width_px, video.height_px) == ("h264", 64, 48)
    assert video.frame_rate == pytest.approx(Fraction(30_000, 1001), rel=1e-3)
    assert video.rotation_deg == 0


@pytest.mark.parametrize("turn_deg", [90, 180, 270])
def test_the_rotation_sets_the_picture_upright(
    record: Record, ffmpeg: Callable[..., bytes], tmp_path: Path, turn_deg: int
) -> None:
    turned = tmp_path / "turned.mov"
    ffmpeg(
        "-display_rotation:v", str(-turn_deg), "-i", record("a.mp4", *H264), "-c", "copy", turned
    )
    video = probe(turned).video
    assert video is not None
    assert video.rotation_deg == turn_deg
    with av.open(str(turned)) as container:  # counter-clockwise, as ffmpeg counts
        assert next(container.decode(video=0)).rotation % 360 == (-turn_deg) % 360


@pytest.mark.parametrize("name", ["a.mp3", "a.m4a"])
def test_a_cover_is_no_picture(record: Record, name: str) -> None:
    cover = ("-f", "lavfi", "-i", "color=size=64x64:duration=0.04", "-map", "0", "-map", "1")
    options = ("-frames:v", "1", "-c:v", "png", "-disposition:v", "attached_pic")
    assert probe(record(name, *cover, *options)).video is None


def test_a_browser_recording_without_a_duration_is_measured(
    record: Record, ffmpeg: Callable[..., bytes], tmp_path: Path
) -> None:
    live = tmp_path / "live.webm"
    whole = record("a.webm", "-c:a", "libopus")
    live.write_bytes(ffmpeg("-i", whole, "-c", "copy", "-live", "1", "-f", "webm", "-"))
    with av.open(str(live)) as container:
        assert container.duration is None
    assert probe(live).duration_ms == pytest.approx(1700, abs=30)


@pytest.mark.parametrize(
    ("limit", "named"),
    [
        ({"max_size_bytes": 1000}, "1000 bytes"),
        ({"max_duration_ms": 1000}, "0:01"),
        ({"max_pixels": 3000}, "3000"),
        ({"max_streams": 1}, "1"),
        ({"max_frame_rate": Fraction(25)}, "25"),
        ({"max_sample_rate_hz": 16_000}, "16000"),
    ],
)
def test_a_recording_over_a_limit_is_refused_with_the_limit_named(
    record: Record, limit: dict[str, int], named: str
) -> None:
    path = record("a.mp4", *H264)
    probe(path)
    with pytest.raises(TooLarge, match=f"limit is {named}"):
        probe(path, limits=replace(MediaLimits(), **limit))


def test_a_picture_of_16000_by_16000_pixels_is_refused_unseen(
    record: Record, tmp_path: Path
) -> None:
    path = record("a.mov", *PICTURE, "-c:v", "png")
    content, size = path.read_bytes(), struct.pack(">2H", 64, 48)
    place = content.index(size, content.index(b"png "))
    huge = tmp_path / "huge.mov"
    huge.write_bytes(content[:place] + struct.pack(">2H", 16_000, 16_000) + content[place + 4 :])
    with pytest.raises(TooLarge, match=r"16000×16000.*Export it at 1920×1080"):
        probe(huge)


def test_a_silent_recording_is_a_recording(record: Record) -> None:
    info = probe(record("a.wav", sound=np.zeros(44_100, np.float32)))
    assert info.duration_ms == 1000


def test_real_recordings_are_described(speech: Path) -> None:
    jfk = probe(speech / "jfk.flac")
    assert (jfk.format, jfk.duration_ms) == ("flac", 11_000)
    assert probe(speech / "lj-01.wav").audio.sample_rate_hz == 22_050
