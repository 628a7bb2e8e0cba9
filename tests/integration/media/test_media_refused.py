"""Files that are no recordings, or are made to do harm: one clear line each."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import av
import numpy as np
import pytest

from vsl.errors import BadInput
from vsl.media.probe import probe
from vsl.media.samples import SampleCache
from vsl.progress import Progress

Record = Callable[..., Path]


_SUFFIXES = (
    "mp4",
    "mkv",
    "ogg",
    "mp3",
    "wav",
    "ts",
    "mpg",
    "wma",
    "flv",
    "caf",
    "ac3",
    "aac",
    "aiff",
)


def _refusal(path: Path) -> str:
    with pytest.raises(BadInput) as refused:
        probe(path)
    message = str(refused.value)
    assert "\n" not in message
    assert "Traceback" not in message
    return message


@pytest.mark.parametrize(
    "content",
    [
        b"Dear all,\nplease find attached\n" * 50,
        b"\0" * 5000,
        b"x",
        b"%PDF-1.7\n",
        random.Random(3).randbytes(9000),
    ],
    ids=["text", "zeros", "one byte", "pdf", "random"],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    assert "not a recording" in _refusal(path)


def test_a_still_picture_is_refused(ffmpeg: Callable[..., bytes], tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    ffmpeg("-f", "lavfi", "-i", "testsrc", "-frames:v", "1", path)
    assert "not a recording" in _refusal(path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.touch()
    assert "empty" in _refusal(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "no file gone.mp4" in _refusal(tmp_path / "gone.mp4")
    assert "no file" in _refusal(tmp_path)


def test_a_recording_without_sound_is_refused(ffmpeg: Callable[..., bytes], tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc=duration=0.2:size=64x48", path)
    assert "no sound" in _refusal(path)


def test_a_recording_whose_index_is_cut_off_is_refused(record: Record) -> None:
    path = record("a.mp4")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "cut off or damaged" in _refusal(path)


@pytest.mark.parametrize("name", ["a.wav", "a.mp4", "a.flac", "a.ogg", "a.mkv"])
def test_a_recording_of_no_length_is_refused(record: Record, name: str) -> None:
    path = record(name, sound=np.zeros(0, np.float32))
    _refusal(path)


@pytest.mark.parametrize("list_name", ["ffconcat", "m3u8", "relative m3u8", "mpd", "sdp"])
def test_a_playlist_named_mp4_reaches_no_other_file(
    record: Record, tmp_path: Path, list_name: str
) -> None:
    other = record("secret.wav")
    playlists = {
        "ffconcat": "ffconcat version 1.0\nfile secret.wav\n",
        "m3u8": f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.7,\nfile://{other}\n#EXT-X-ENDLIST\n",
        "relative m3u8": "#EXTM3U\n#EXTINF:1.7,\nsecret.wav\n#EXT-X-ENDLIST\n",
        "mpd": f'<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>{other}</BaseURL></MPD>',
        "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
    }
    trap = tmp_path / "x.mp4"
    trap.write_text(playlists[list_name])
    assert "not a recording" in _refusal(trap)


def test_the_ffconcat_trap_is_a_real_one(record: Record, tmp_path: Path) -> None:
    record("secret.wav")
    trap = tmp_path / "x.mp4"
    trap.write_text("ffconcat version 1.0\nfile secret.wav\n")
    with av.open(str(trap)) as container:  # default options: another file's sound comes out
        assert sum(frame.samples for frame in container.decode(audio=0)) == 74_970


def test_a_damaged_recording_never_shows_a_traceback(
    record: Record, tmp_path: Path, sample_cache: SampleCache
) -> None:
    chance = random.Random(1)
    good = [record(f"a.{suffix}").read_bytes() for suffix in _SUFFIXES]
    path = tmp_path / "damaged"
    for content in good * 2:
        damaged = bytearray(content)
        for _ in range(40):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged[: chance.randrange(len(damaged) // 2, len(damaged))])
        with suppress(BadInput):  # any other error fails the test
            samples = sample_cache.samples(path, probe(path), Progress())
            assert np.abs(samples).max() <= 1
