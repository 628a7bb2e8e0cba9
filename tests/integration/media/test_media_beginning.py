"""Sound that starts late, early, behind an empty edit: everything counts from the file's own zero.

What ffmpeg plays is the measure: it begins, as players do, with a file's first sound or picture.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from vsl.basics.files import CacheFolder
from vsl.media.footage import FootageCache
from vsl.media.probe import probe
from vsl.media.samples import SampleCache
from vsl.media.soundtrack import SoundtrackCache
from vsl.progress import Progress

Sound = NDArray[np.float32]
Record = Callable[..., Path]
Shift = Callable[[Sound, Sound], int]

RATE_HZ = 44_100
LATE_S = 1.7
PACKET = 1024  # samples of an AAC-LC frame
PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=4", "-map", "1:v", "-map", "0:a")
LATE = (*PICTURE, "-af", f"asetpts=PTS+{LATE_S}/TB")
AAC = ("-c:a", "aac", "-c:v", "libx264")
# Matroska counts in milliseconds (RFC 9559, TimestampScale): sound and picture round apart
ONE_MS = 1
EXACT = 0


@pytest.fixture
def played(ffmpeg: Callable[..., bytes]) -> Callable[..., Sound]:
    """What ffmpeg plays of a file from its zero on, holes as silence."""

    def _played(path: Path, rate_hz: int) -> Sound:
        fill = ("-af", "aresample=async=1:first_pts=0", "-ac", "1", "-ar", str(rate_hz))
        return np.frombuffer(ffmpeg("-i", path, "-vn", *fill, "-f", "f32le", "-"), np.float32)

    return _played


@pytest.fixture
def samples_of(sample_cache: SampleCache) -> Callable[[Path], Sound]:
    """The samples of the recording at a path, which are counted from media time zero."""
    return lambda path: np.asarray(sample_cache.samples(path, probe(path), Progress()))


@pytest.fixture
def track_of(soundtrack_cache: SoundtrackCache) -> Callable[[Path], Path]:
    """The soundtrack of the recording at a path."""
    return lambda path: soundtrack_cache.soundtrack(path, probe(path), Progress())


@pytest.fixture
def quiet(voice: Sound) -> Sound:
    """The voice after 0.1 s of silence, as people begin to speak."""
    return np.concatenate([np.zeros(RATE_HZ // 10, np.float32), voice])


def _late_at(path: Path) -> float:
    return probe(path).sound_starts_ms / 1000


def _packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(audio=0) if packet.size]


RECORDINGS = [
    ("late.mp4", (*LATE, *AAC), EXACT),
    ("late.mov", (*LATE, "-c:a", "pcm_s16le", "-c:v", "libx264"), EXACT),
    ("opus.mp4", (*LATE, "-c:a", "libopus", "-c:v", "libx264"), EXACT),
    ("late.mkv", (*LATE, *AAC), ONE_MS),
    ("mp3.mkv", (*LATE, "-c:a", "libmp3lame", "-c:v", "libx264"), ONE_MS),
    ("late.webm", (*LATE, "-c:a", "libopus", "-c:v", "libvpx"), ONE_MS),
    ("at-ten.mp4", (*LATE, *AAC, "-output_ts_offset", "10"), EXACT),
    ("at-ten.mkv", (*LATE, *AAC, "-output_ts_offset", "10"), ONE_MS),
]


@pytest.mark.parametrize(("name", "options", "tolerance_ms"), RECORDINGS)
def test_late_sound_stands_where_a_player_has_it(
    record: Record,
    samples_of: Callable[[Path], Sound],
    track_of: Callable[[Path], Path],
    played: Callable[..., Sound],
    voice: Sound,
    shift: Shift,
    name: str,
    options: tuple[str, ...],
    tolerance_ms: int,
) -> None:
    path = record(name, *options)
    at_16_khz = played(record("voice.wav"), 16_000)
    samples, track = samples_of(path), played(track_of(path), RATE_HZ)
    within = 16 * tolerance_ms + 1  # samples; resampling rounds to one
    assert abs(shift(at_16_khz, samples) - LATE_S * 16_000) <= within
    assert abs(shift(played(path, 16_000), samples)) <= within
    assert abs(shift(voice, track) - LATE_S * RATE_HZ) <= RATE_HZ // 1000 * tolerance_ms
    assert not samples[: int((LATE_S - 0.03) * 16_000)].any()
    # before a beginning that was encoded, AAC smears no further than one frame, and softly
    before = track[: round(LATE_S * RATE_HZ) - 2 * PACKET]
    assert np.abs(before).max() < 1e-4
    assert len(track) / RATE_HZ == pytest.approx(len(samples) / 16_000, abs=PACKET / RATE_HZ)


def test_sound_that_comes_before_the_picture_begins_at_zero(
    ffmpeg: Callable[..., bytes], record: Record, samples_of: Callable[[Path], Sound]
) -> None:
    plain, later = record("plain.mp4", *PICTURE, *AAC), record("a.wav").with_name("early.mp4")
    maps = ("-map", "1:v", "-map", "0:a", "-c", "copy")
    ffmpeg("-i", plain, "-itsoffset", "0.8", "-i", plain, *maps, later)
    assert _late_at(later) == 0
    assert np.array_equal(samples_of(later), samples_of(plain))


def test_sound_alone_begins_at_its_first_sample_wherever_its_clock_does(
    record: Record, samples_of: Callable[[Path], Sound]
) -> None:
    late = record("a.mka", "-af", "asetpts=PTS+2/TB", "-c:a", "pcm_s16le")
    assert np.array_equal(samples_of(late), samples_of(record("a.wav")))


@pytest.mark.parametrize("skipped", [PACKET, 2112])  # what ffmpeg and Apple put before the sound
def test_what_an_edit_behind_an_empty_one_skips_is_not_heard(
    record: Record,
    samples_of: Callable[[Path], Sound],
    track_of: Callable[[Path], Path],
    played: Callable[..., Sound],
    voice: Sound,
    shift: Shift,
    skipped: int,
) -> None:
    path = record("late.mp4", *LATE, *AAC)
    _set_edits(path, LATE_S, skipped)
    track, cut = played(track_of(path), RATE_HZ), skipped - PACKET
    assert shift(voice, track) == LATE_S * RATE_HZ - cut
    assert np.abs(track[: round(LATE_S * RATE_HZ) - 2 * PACKET]).max() < 1e-4
    assert len(samples_of(path)) == pytest.approx(
        16_000 * (LATE_S + (len(voice) - cut) / RATE_HZ), abs=1
    )


def _set_edits(path: Path, empty_s: float, skipped: int) -> None:
    """Have a file's sound begin ``empty_s`` late, behind ``skipped`` samples (14496-12 §8.6.6)."""
    content = bytearray(path.read_bytes())
    (movie_scale,) = struct.unpack_from(">I", content, content.index(b"mvhd") + 16)
    rows = content.rindex(b"elst") + 8  # the sound's track is the last one
    assert struct.unpack_from(">I", content, rows) == (2,)
    (length,) = struct.unpack_from(">I", content, rows + 16)
    struct.pack_into(">Ii", content, rows + 4, round(empty_s * movie_scale), -1)
    length -= round(skipped / RATE_HZ * movie_scale)
    struct.pack_into(">Ii", content, rows + 16, length, skipped)
    path.write_bytes(content)


@pytest.mark.parametrize("channels", [1, 2, 6])
def test_late_aac_is_copied_behind_packets_of_silence(
    record: Record,
    track_of: Callable[[Path], Path],
    played: Callable[..., Sound],
    quiet: Sound,
    channels: int,
) -> None:
    path = record("late.mp4", *LATE, *AAC, "-ac", str(channels), sound=quiet)
    original, track = _packets(path), track_of(path)
    assert _packets(track)[-len(original) :] == original
    lead = len(_packets(track)) - len(original)
    assert lead == -(-(round(LATE_S * RATE_HZ) - PACKET) // PACKET)
    sound, copy = played(path, RATE_HZ), played(track, RATE_HZ)
    assert np.abs(copy[: len(sound)] - sound[: len(copy)]).max() < 0.001  # priming was as quiet


def test_late_aac_that_begins_loudly_is_encoded_so_that_its_priming_is_gone(
    record: Record, track_of: Callable[[Path], Path], played: Callable[..., Sound]
) -> None:
    path = record("late.mp4", *LATE, *AAC, sound=np.full(RATE_HZ, 0.5, np.float32))
    original, track = _packets(path), track_of(path)
    assert _packets(track)[-len(original) :] != original
    assert np.abs(played(track, RATE_HZ)[: round(LATE_S * RATE_HZ) - PACKET]).max() < 1e-4


def test_a_beginning_cut_off_by_edits_is_not_heard_behind_the_silence(
    record: Record,
    ffmpeg: Callable[..., bytes],
    track_of: Callable[[Path], Path],
    played: Callable[..., Sound],
) -> None:
    path = record("late.mp4", *LATE, *AAC)
    _set_edits(path, LATE_S, 6 * PACKET)
    track = played(track_of(path), RATE_HZ)
    assert np.abs(track[: round(LATE_S * RATE_HZ) - 2 * PACKET]).max() < 1e-4


def test_priming_behind_an_empty_edit_of_sound_alone_is_silent(
    record: Record,
    track_of: Callable[[Path], Path],
    played: Callable[..., Sound],
    voice: Sound,
    shift: Shift,
) -> None:
    path = record("late.m4a", "-af", f"asetpts=PTS+{LATE_S}/TB", "-c:a", "aac")
    track = played(track_of(path), RATE_HZ)
    assert _late_at(path) == pytest.approx(PACKET / RATE_HZ, abs=0.001)
    assert shift(voice, track) == PACKET
    assert shift(played(path, RATE_HZ), track) == 0


def test_without_edit_lists_priming_is_no_sound_either(
    record: Record, track_of: Callable[[Path], Path], played: Callable[..., Sound], shift: Shift
) -> None:
    path = record("late.mp4", *LATE, *AAC, "-movflags", "frag_keyframe+empty_moov")
    track = played(track_of(path), RATE_HZ)
    assert shift(played(path, RATE_HZ), track) == 0
    assert np.abs(track[: round(LATE_S * RATE_HZ) - 2 * PACKET]).max() < 1e-4


def test_a_hole_behind_a_late_start_stays_where_it_is(
    record: Record, samples_of: Callable[[Path], Sound], played: Callable[..., Sound], shift: Shift
) -> None:
    hole = f"asetnsamples=1024,asetpts=PTS+{LATE_S}/TB+gte(T\\,0.8)*0.5/TB"
    path = record("holed.mkv", *PICTURE, "-af", hole, "-c:a", "pcm_s16le", "-c:v", "libx264")
    samples, reference = samples_of(path), played(path, 16_000)
    for part in (slice(0, round(2.4 * 16_000)), slice(round(3.05 * 16_000), None)):
        assert abs(shift(reference[part], samples[part])) <= 16 * ONE_MS + 1


def test_another_track_of_sound_counts_too(record: Record) -> None:
    maps = ("-filter_complex", f"[0:a]asplit[a][b];[a]asetpts=PTS+{LATE_S}/TB[late]")
    tracks = ("-map", "[late]", "-map", "[b]", "-disposition:a:0", "default", "-c:a", "pcm_s16le")
    assert _late_at(record("two.mka", *maps, *tracks)) == LATE_S


def test_a_picture_that_starts_far_too_early_is_not_waited_for(
    ffmpeg: Callable[..., bytes], record: Record, samples_of: Callable[[Path], Sound]
) -> None:
    plain = record("plain.mkv", *PICTURE, *AAC)
    torn = plain.with_name("torn.mkv")
    maps = ("-map", "0:v", "-map", "1:a", "-c", "copy")
    ffmpeg("-i", plain, "-itsoffset", "7200", "-i", plain, *maps, torn)
    assert _late_at(torn) == 0
    assert len(samples_of(torn)) == pytest.approx(len(samples_of(plain)), abs=PACKET)


def test_a_document_that_counts_from_the_first_sample_goes_on_doing_so(
    record: Record,
    sample_cache: SampleCache,
    soundtrack_cache: SoundtrackCache,
    played: Callable[..., Sound],
    voice: Sound,
    shift: Shift,
) -> None:
    path = record("late.mp4", *LATE, *AAC)
    media = probe(path)
    counted = sample_cache.samples(path, media, Progress())
    older = replace(media, sound_starts_ms=0)
    samples = sample_cache.samples(path, older, Progress())
    assert len(counted) - len(samples) == pytest.approx((LATE_S - PACKET / RATE_HZ) * 16_000, abs=1)
    track = played(soundtrack_cache.soundtrack(path, older, Progress()), RATE_HZ)
    assert shift(voice, track) == PACKET


def test_the_picture_beside_late_sound_begins_with_the_file(
    ffmpeg: Callable[..., bytes], record: Record, tmp_path: Path
) -> None:
    path, fps = _coloured(record), Fraction(25)
    cache = FootageCache(CacheFolder(tmp_path, "footage", ".mp4"))
    found = cache.footage(path, probe(path), (64, 48), fps=fps, frames=60, progress=Progress())
    colours = "".join("rgb"[int(each.argmax())] for each in _means(found))
    assert colours == "r" * 25 + "g" * 25 + "b" * 10


def _coloured(record: Record) -> Path:
    colours = ";".join(f"color={each}:s=64x48:r=25:d=1[{each}]" for each in ("red", "lime", "blue"))
    graph = f"{colours};[red][lime][blue]concat=n=3[v];[0:a]asetpts=PTS+{LATE_S}/TB[a]"
    maps = ("-map", "[v]", "-map", "[a]", "-pix_fmt", "yuv420p")
    return record("coloured.mp4", "-filter_complex", graph, *maps, *AAC)


def _means(path: Path) -> Iterator[NDArray[np.float64]]:
    with av.open(str(path)) as video:
        for frame in video.decode(video=0):
            yield frame.to_ndarray(format="rgb24").mean(axis=(0, 1))
