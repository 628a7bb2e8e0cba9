"""Names of containers, and what they are served as."""

from __future__ import annotations

from fractions import Fraction

import pytest

from vsl.media.formats import media_type, opens_like_media, short_name
from vsl.model.project import AudioStream, MediaInfo, VideoStream

MP4 = "mov,mp4,m4a,3gp,3g2,mj2"
MATROSKA = "matroska,webm"


@pytest.mark.parametrize(
    ("demuxer", "brand", "head", "name"),
    [
        (MP4, "isom", b"", "mp4"),
        (MP4, "qt  ", b"", "mov"),
        (MP4, "M4A ", b"", "m4a"),
        (MP4, "", b"", "mp4"),
        (MATROSKA, "", b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x82\x84webm", "webm"),
        (MATROSKA, "", b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x82\x88matroska", "mkv"),
        ("ogg", "", b"OggS", "ogg"),
        ("mpegts", "", b"G@", "ts"),
        ("mpeg", "", b"\0\0\1\xba", "mpg"),
        ("asf", "", b"0&\xb2u", "asf"),
    ],
)
def test_a_container_has_one_short_name(demuxer: str, brand: str, head: bytes, name: str) -> None:
    assert short_name(demuxer, brand, head) == name


@pytest.mark.parametrize(
    ("container", "has_picture", "expected"),
    [
        ("mp4", True, "video/mp4"),
        ("mp4", False, "audio/mp4"),
        ("m4a", False, "audio/mp4"),
        ("mov", True, "video/quicktime"),
        ("webm", True, "video/webm"),
        ("webm", False, "audio/webm"),
        ("mkv", True, "video/x-matroska"),
        ("avi", True, "video/x-msvideo"),
        ("mp3", False, "audio/mpeg"),
        ("wav", False, "audio/wav"),
        ("ogg", False, "audio/ogg"),
        ("flac", False, "audio/flac"),
        ("ts", True, "video/mp2t"),
        ("mpg", True, "video/mpeg"),
        ("asf", True, "video/x-ms-wmv"),
        ("asf", False, "audio/x-ms-wma"),
        ("caf", False, "audio/x-caf"),
        ("amr", False, "audio/amr"),
    ],
)
def test_a_recording_is_served_under_its_type(
    container: str, has_picture: bool, expected: str
) -> None:
    video = VideoStream("h264", 64, 64, Fraction(25)) if has_picture else None
    info = MediaInfo("", 1, container, 1, AudioStream("aac", 44_100, 1), video)
    assert media_type(info) == expected


@pytest.mark.parametrize("head", [b"RIFF\0\0\0\0WAVE", b"OggS", b"\0\0\0\x18ftypmp42"])
def test_a_damaged_recording_is_told_from_other_files_by_its_first_bytes(head: bytes) -> None:
    assert opens_like_media(head)
    assert not opens_like_media(b"ffconcat version 1.0")
