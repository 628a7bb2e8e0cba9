"""Soundtracks against their recordings: the same length, no shift, AAC untouched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from vsl.errors import BadInput
from vsl.media import sandbox
from vsl.media.probe import probe
from vsl.media.samples import SampleCache
from vsl.media.soundtrack import SoundtrackCache
from vsl.progress import Progress

Sound = NDArray[np.float32]
Record = Callable[..., Path]
Heard = Callable[..., Sound]
Shift = Callable[[Sound, Sound], int]


@pytest.fixture
def track_of(soundtrack_cache: SoundtrackCache) -> Callable[[Path], Path]:
    """The soundtrack of the recording at a path."""
    return lambda path: soundtrack_cache.soundtrack(path, probe(path), Progress())


def _aac_packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(audio=0) if packet.size]


AAC = [
    ("a.mp4", ("-c:a", "aac")),
    ("a.mov", ("-c:a", "aac", "-ac", "2")),
    ("a.mkv", ("-c:a", "aac")),
    ("a.avi", ("-c:a", "aac")),
    ("a.aac", ()),
    ("phone.m4a", ("-ar", "8000")),
    ("surround.m4a", ("-ac", "6")),
]
OTHERS = [
    ("a.wav", ()),
    ("a.mp3", ()),
    ("a.flac", ("-ar", "48000")),
    ("a.webm", ("-c:a", "libopus")),
    ("a.ogg", ("-c:a", "libvorbis", "-ac", "2")),
    ("surround.flac", ("-ac", "6")),
    ("a.m4a", ("-c:a", "alac")),
]


@pytest.mark.parametrize(("name", "options"), AAC + OTHERS)
def test_a_soundtrack_is_as_long_as_the_sound_and_not_shifted(
    record: Record,
    track_of: Callable[[Path], Path],
    heard: Heard,
    shift: Shift,
    name: str,
    options: tuple[str, ...],
) -> None:
    path = record(name, *options)
    sound, track = heard(path), heard(track_of(path))
    assert len(track) == len(sound)
    assert shift(sound, track) == 0
    assert np.corrcoef(sound, track)[0, 1] > 0.9


@pytest.mark.parametrize(("name", "options"), AAC)
def test_aac_is_copied_bit_for_bit(
    record: Record, track_of: Callable[[Path], Path], name: str, options: tuple[str, ...]
) -> None:
    path = record(name, *options)
    adts_header = 7 if name in ("a.aac", "a.avi") and _aac_packets(path)[1][:1] == b"\xff" else 0
    original = [packet[adts_header:] for packet in _aac_packets(path)]
    assert _aac_packets(track_of(path)) == original


def test_a_trimmed_recording_keeps_its_trimming(
    record: Record, ffmpeg: Callable[..., bytes], track_of: Callable[[Path], Path], heard: Heard
) -> None:
    path = record("a.m4a")
    trimmed = path.with_name("trimmed.m4a")
    ffmpeg("-ss", "0.31", "-to", "1.2", "-i", path, "-c", "copy", trimmed)
    sound, track = heard(trimmed), heard(track_of(trimmed))
    assert np.array_equal(sound, track)


@pytest.mark.parametrize(
    ("options", "rate_hz", "channels", "bit_rate"),
    [
        (("-ac", "1"), 44_100, 1, 96_000),
        (("-ac", "2"), 44_100, 2, 192_000),
        (("-ac", "6", "-ar", "48000"), 48_000, 2, 192_000),
        (("-ar", "96000"), 48_000, 1, 96_000),
        (("-ar", "37800"), 44_100, 1, 96_000),
    ],
)
def test_sound_is_encoded_at_a_rate_that_players_know(
    record: Record,
    track_of: Callable[[Path], Path],
    options: tuple[str, ...],
    rate_hz: int,
    channels: int,
    bit_rate: int,
) -> None:
    path = record("a.flac", *options)
    with av.open(str(track_of(path))) as container:
        stream = container.streams.audio[0]
        assert (stream.codec_context.name, stream.profile) == ("aac", "LC")
        assert (stream.sample_rate, stream.channels) == (rate_hz, channels)
        assert stream.bit_rate < bit_rate * 1.3
        assert stream.duration == pytest.approx(1.7 * rate_hz, abs=1)
        assert stream.start_time == 0


def test_a_hole_in_aac_is_filled_with_silence(
    record: Record,
    track_of: Callable[[Path], Path],
    sample_cache: SampleCache,
    heard: Heard,
    shift: Shift,
) -> None:
    jump = "asetnsamples=1024,asetpts=PTS+gte(T\\,0.8)*0.5/TB"
    path = record("jump.mkv", "-af", jump, "-c:a", "aac")
    track = heard(track_of(path), 16_000)
    samples = sample_cache.samples(path, probe(path), Progress())
    assert len(track) == pytest.approx(len(samples), abs=1)
    assert len(track) > 2.1 * 16_000
    assert shift(samples, track) == 0


def test_a_truncated_aac_recording_still_has_a_soundtrack(
    record: Record, track_of: Callable[[Path], Path], sample_cache: SampleCache, heard: Heard
) -> None:
    path = record("a.mp4", "-movflags", "+faststart")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    samples = sample_cache.samples(path, probe(path), Progress())
    assert len(heard(track_of(path), 16_000)) == pytest.approx(len(samples), abs=1)


def test_a_soundtrack_is_made_once_and_has_its_extension(
    record: Record, soundtrack_cache: SoundtrackCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = record("a.mp4")
    info = probe(path)
    first = soundtrack_cache.soundtrack(path, info, Progress())
    assert first.suffix == ".m4a"
    monkeypatch.setattr(sandbox, "run", None)
    assert soundtrack_cache.soundtrack(path, info, Progress()) == first


def test_no_soundtrack_comes_out_of_nothing(
    record: Record, track_of: Callable[[Path], Path]
) -> None:
    path = record("a.mp4", "-movflags", "+faststart")
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"mdat") + 4])
    with pytest.raises(BadInput, match="No sound could be read"):
        track_of(path)


def test_real_speech_keeps_its_place(
    speech: Path, track_of: Callable[[Path], Path], heard: Heard, shift: Shift
) -> None:
    for name in ("jfk.flac", "lj-02.wav"):
        sound, track = heard(speech / name), heard(track_of(speech / name))
        assert len(sound) == len(track)
        assert shift(sound, track) == 0
