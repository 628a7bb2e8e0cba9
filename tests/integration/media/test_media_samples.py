"""Samples against what ffmpeg itself decodes, and against what the clock of the file says."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from vsl.basics.audio import duration_ms
from vsl.errors import BadInput, TooLarge
from vsl.media import sandbox
from vsl.media.limits import MediaLimits
from vsl.media.probe import probe
from vsl.media.samples import SampleCache
from vsl.progress import Progress

Sound = NDArray[np.float32]
Record = Callable[..., Path]
Samples = Callable[[Path], Sound]

RATE_HZ = 44_100


@pytest.fixture
def samples_of(sample_cache: SampleCache) -> Samples:
    """The samples of the recording at a path."""
    return lambda path: sample_cache.samples(path, probe(path), Progress())


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mp4", ("-c:a", "aac")),
        ("a.m4a", ("-c:a", "alac")),
        ("a.mov", ("-c:a", "pcm_s24le")),
        ("a.mkv", ("-c:a", "aac")),
        ("a.webm", ("-c:a", "libopus")),
        ("a.avi", ("-c:a", "mp3")),
        ("vbr.mp3", ("-q:a", "4")),
        ("no-index.mp3", ("-q:a", "4", "-write_xing", "0")),
        ("a.wav", ()),
        ("a.flac", ()),
        ("a.ogg", ("-c:a", "libvorbis")),
        ("a.opus", ()),
        ("a.aac", ()),
        ("a.aiff", ()),
        ("phone.m4a", ("-ar", "8000", "-ac", "1")),
    ],
)
def test_samples_are_what_ffmpeg_plays(
    record: Record,
    samples_of: Samples,
    heard: Callable[..., Sound],
    name: str,
    options: tuple[str, ...],
) -> None:
    path = record(name, *options)
    samples, played = samples_of(path), heard(path, 16_000)
    assert isinstance(samples, np.memmap)  # on disk: memory stays flat
    assert samples.dtype == np.float32
    assert abs(len(samples) - len(played)) <= 1
    shortest = min(len(samples), len(played))
    assert np.abs(samples[:shortest] - played[:shortest]).max() < 0.003
    assert not samples.flags.writeable


def test_the_duration_is_exact_after_decoding(record: Record, samples_of: Samples) -> None:
    assert duration_ms(samples_of(record("a.wav"))) == 1700
    assert duration_ms(samples_of(record("a.m4a"))) == 1700


def test_a_recording_is_decoded_once(
    record: Record, sample_cache: SampleCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = record("a.wav")
    info = probe(path)
    first = sample_cache.samples(path, info, Progress())
    monkeypatch.setattr(sandbox, "run", None)
    again = sample_cache.samples(path, info, Progress())
    assert np.array_equal(first, again)


def test_many_who_ask_at_once_have_it_decoded_once(
    record: Record, sample_cache: SampleCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = record("a.wav")
    info, run, decoded = probe(path), sandbox.run, []

    def counted(*arguments: Any, **options: Any) -> None:
        decoded.append(arguments)
        run(*arguments, **options)

    monkeypatch.setattr(sandbox, "run", counted)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(sample_cache.samples, path, info, Progress()) for _ in range(4)]
    first, *others = (each.result() for each in asked)
    assert all(np.array_equal(first, other) for other in others)
    assert len(decoded) == 1


def test_progress_rises_to_the_end(record: Record, sample_cache: SampleCache) -> None:
    path = record("a.wav", sound=np.zeros(RATE_HZ * 300, np.float32))
    told: list[float] = []
    report = Progress(lambda _stage, done: told.append(done))
    sample_cache.samples(path, probe(path), report)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(set(told)) > 2


def test_one_channel_alone_is_heard_at_half_its_level(
    record: Record, samples_of: Samples, voice: Sound
) -> None:
    left = np.stack([voice, np.zeros_like(voice)], axis=1)
    both, one = samples_of(record("both.wav")), samples_of(record("left.wav", sound=left))
    assert np.abs(one - both / 2).max() < 0.001


@pytest.mark.parametrize("channel", range(6))
def test_every_loudspeaker_but_the_bass_is_heard(
    record: Record, samples_of: Samples, voice: Sound, channel: int
) -> None:
    sound = np.zeros((len(voice), 6), np.float32)
    sound[:, channel] = voice
    loudest = np.abs(samples_of(record("a.flac", sound=sound))).max()
    bass = 3
    assert loudest < 0.001 if channel == bass else loudest > 0.1 * np.abs(voice).max()


def test_full_level_in_all_channels_does_not_clip(record: Record, samples_of: Samples) -> None:
    tone = 0.99 * np.sin(np.arange(RATE_HZ) / 20)
    samples = samples_of(record("a.wav", sound=np.stack([tone] * 6, axis=1)))
    assert 0.8 < np.abs(samples).max() < 1


@pytest.mark.parametrize("count", [3, 11])
def test_channels_that_name_no_loudspeaker_are_averaged(
    record: Record, samples_of: Samples, voice: Sound, tmp_path: Path, count: int
) -> None:
    sound = np.zeros((len(voice), count), np.float32)
    sound[:, 2] = voice
    path = record("a.mka", "-c:a", "pcm_f32le", sound=sound)
    alone = samples_of(record("a.wav", "-c:a", "pcm_f32le"))
    with av.open(str(path)) as container:
        assert container.streams.audio[0].layout.name == f"{count} channels"
    mixed = samples_of(path)  # and made louder: a share of the voice is quiet
    assert np.abs(mixed / np.abs(mixed).max() - alone / np.abs(alone).max()).max() < 0.01


def _with_clock(record: Record, jump_s: float, *, at_s: float = 0.8) -> Path:
    """A recording whose clock jumps, in packets of 93 ms."""
    jump = f"asetnsamples=4096:p=0,asetpts=PTS+gte(T\\,{at_s})*{jump_s}/TB"
    return record("jump.mkv", "-af", jump, "-c:a", "pcm_s16le")


def test_a_hole_in_the_clock_becomes_silence(record: Record, samples_of: Samples) -> None:
    whole, holed = samples_of(record("a.wav")), samples_of(_with_clock(record, 0.5))
    assert len(holed) == pytest.approx(len(whole) + 8000, abs=16)  # Matroska counts in ms
    cut = round(9 * 4096 / RATE_HZ * 16_000)  # the first packet that starts after 0.8 s
    hole = slice(cut + 100, cut + 8000 - 100)
    assert np.abs(holed[hole]).max() < 0.001
    assert np.abs(holed[: cut - 100] - whole[: cut - 100]).max() < 0.001
    assert np.abs(holed[-4000:]).max() > 0.01


def test_an_overlap_in_the_clock_is_dropped(record: Record, samples_of: Samples) -> None:
    whole, short = samples_of(record("a.wav")), samples_of(_with_clock(record, -0.08))
    assert len(short) == pytest.approx(len(whole) - 0.08 * 16_000, abs=16)
    assert np.abs(short[-4000:] - whole[-4000:]).max() < 0.05


def test_a_clock_that_strays_a_little_is_left_alone(record: Record, samples_of: Samples) -> None:
    assert len(samples_of(_with_clock(record, 0.03))) == len(samples_of(record("a.wav")))


def test_a_clock_gone_mad_does_not_fill_the_disk(record: Record, samples_of: Samples) -> None:
    assert len(samples_of(_with_clock(record, 7200))) == len(samples_of(record("a.wav")))


def test_chained_recordings_are_heard_one_after_the_other(
    record: Record, samples_of: Samples, tmp_path: Path
) -> None:
    one = record("a.ogg", "-c:a", "libvorbis")
    chained = tmp_path / "chained.ogg"
    chained.write_bytes(one.read_bytes() * 2)
    assert len(samples_of(chained)) == pytest.approx(2 * len(samples_of(one)), rel=0.05)


def test_a_late_sound_starts_at_zero(record: Record, samples_of: Samples) -> None:
    late = record("a.mkv", "-af", "asetpts=PTS+2/TB", "-c:a", "pcm_s16le")
    assert len(samples_of(late)) == len(samples_of(record("a.wav")))


@pytest.mark.parametrize("name", ["a.wav", "a.mp3", "a.mkv", "a.ogg", "a.flac", "a.aac", "a.avi"])
def test_what_is_there_of_a_truncated_recording_is_taken(
    record: Record, samples_of: Samples, voice: Sound, name: str
) -> None:
    path = record(name, sound=np.tile(voice, 4))
    whole = samples_of(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    part = samples_of(path)
    assert 0.3 * len(whole) < len(part) < 0.8 * len(whole)


def test_a_truncated_mp4_with_its_index_in_front_is_taken(
    record: Record, samples_of: Samples
) -> None:
    path = record("a.mp4", "-movflags", "+faststart")
    whole = samples_of(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])
    part = samples_of(path)
    assert 0.2 * len(whole) < len(part) < 0.8 * len(whole)
    assert np.abs(part[:-1024] - whole[: len(part) - 1024]).max() < 0.01


def test_nothing_but_an_index_is_refused(record: Record, samples_of: Samples) -> None:
    path = record("a.mp4", "-movflags", "+faststart")
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"mdat") + 4])
    with pytest.raises(BadInput, match="No sound could be read"):
        samples_of(path)


def test_silence_is_sound(record: Record, samples_of: Samples) -> None:
    samples = samples_of(record("a.m4a", sound=np.zeros(RATE_HZ, np.float32)))
    assert len(samples) == 16_000
    assert not samples.any()


def test_samples_that_are_no_numbers_are_silenced(
    record: Record, samples_of: Samples, voice: Sound
) -> None:
    sound = voice.copy()
    sound[10_000:10_100], sound[20_000], sound[30_000] = np.nan, np.inf, -1e30
    samples = samples_of(record("a.wav", "-c:a", "pcm_f32le", sound=sound))
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() <= 1


def test_a_recording_longer_than_it_says_is_refused(
    record: Record, sample_cache: SampleCache
) -> None:
    path = record("a.wav", sound=np.zeros(RATE_HZ * 4, np.float32))
    limited = replace(sample_cache, limits=MediaLimits(max_duration_ms=2000))
    with pytest.raises(TooLarge, match=r"longer than 0:02.*Cut it"):
        limited.samples(path, probe(path), Progress())


def test_real_speech_is_decoded(speech: Path, samples_of: Samples) -> None:
    samples = samples_of(speech / "jfk.flac")
    assert duration_ms(samples) == 11_000
    assert np.abs(samples).max() > 0.3
