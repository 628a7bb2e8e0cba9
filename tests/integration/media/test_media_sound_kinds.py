"""Sound of every kind that recorders write: the voice is in the samples.

One line a kind, with a public report of a program that got it wrong:

- one channel turned round (m-bain/whisperX#750), or in one ear alone
- several tracks: music first (WyattBlue/auto-editor#347), one that can't be decoded
  (immich-app/immich#30511), several languages (SubtitleEdit/subtitleedit#6110)
- a length that the container only guesses (DSheirer/sdrtrunk#1377, rmcrackan/Libation#110)
- a voice that is hardly audible
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from vsl.basics.audio import Samples
from vsl.errors import BadInput, TooLarge
from vsl.media.limits import MediaLimits
from vsl.media.probe import describe_choice, probe
from vsl.media.samples import SampleCache
from vsl.media.soundtrack import SoundtrackCache
from vsl.progress import Progress

FFmpeg = Callable[..., bytes]

_PITCH = Path(__file__).parents[3] / "samples" / "pitch.mp4"
_VOICE_S = 8
_MUSIC = "aevalsrc=0.3*sin(1382*t)*(1+0.2*sin(6*t))+0.3*sin(1742*t):d=8:s=44100"
_SPOKEN = ("-t", _VOICE_S, "-i", _PITCH)


@pytest.fixture(scope="module")
def spoken(ffmpeg: FFmpeg) -> Samples:
    """The first sentences of the sample, 16 kHz mono."""
    raw = ffmpeg(*_SPOKEN, "-ac", "1", "-ar", "16000", "-f", "f32le", "-")
    return np.frombuffer(raw, np.float32)


@pytest.fixture
def samples_of(sample_cache: SampleCache) -> Callable[..., Samples]:
    """The samples of the recording at a path, with options of ``probe``."""

    def read(path: Path, **options: object) -> Samples:
        return np.array(sample_cache.samples(path, probe(path, **options), Progress()))  # type: ignore[arg-type]

    return read


def _likeness(first: Samples, second: Samples) -> float:
    """The highest correlation of two sounds, whatever their levels and a small delay."""
    size = min(len(first), len(second))
    first, second = first[:size] - first[:size].mean(), second[:size] - second[:size].mean()
    product = np.fft.rfft(first, 2 * size) * np.conj(np.fft.rfft(second, 2 * size))
    energy = np.sqrt(float((first**2).sum()) * float((second**2).sum()))
    return float(np.abs(np.fft.irfft(product)).max() / max(energy, 1e-12))


def _level_db(samples: Samples) -> float:
    return float(10 * np.log10(np.mean(samples.astype(np.float64) ** 2) + 1e-20))


@pytest.mark.parametrize("name", ["a.m4a", "a.wav", "a.mp3", "a.mkv"])
@pytest.mark.parametrize(
    "mix",
    [
        "pan=stereo|c0=c0|c1=-1*c0",
        "pan=stereo|c0=-0.7*c0|c1=c0",
        "pan=stereo|c0=c0|c1=0*c0",
        "pan=stereo|c0=0*c0|c1=c0",
        "aeval=val(0)|val(0)*if(lt(t\\,4)\\,1\\,-1),aformat=channel_layouts=stereo",
    ],
    ids=["turned round", "turned round and quieter", "left", "right", "turned round half way"],
)
def test_a_voice_is_kept_whatever_its_channels(
    ffmpeg: FFmpeg,
    samples_of: Callable[..., Samples],
    spoken: Samples,
    tmp_path: Path,
    *,
    mix: str,
    name: str,
) -> None:
    mono = ("-vn", "-af", f"aformat=channel_layouts=mono,{mix}")
    ffmpeg(*_SPOKEN, *mono, tmp_path / name)
    found = samples_of(tmp_path / name)
    halves = np.array_split(found, 2), np.array_split(spoken, 2)
    for part, clean in zip(*halves, strict=True):
        assert _likeness(part, clean) > 0.9
        assert _level_db(part) > _level_db(clean) - 7  # the mix of one ear has half the voice


def _tracks(ffmpeg: FFmpeg, path: Path, *sources: str, options: tuple[str, ...] = ()) -> Path:
    """Write a recording with a track for each source: ``voice``, or one of ffmpeg's filters."""
    inputs: list[object] = []
    for source in sources:
        inputs += _SPOKEN if source == "voice" else ("-f", "lavfi", "-i", source)
    maps = [part for number in range(len(sources)) for part in ("-map", f"{number}:a")]
    ffmpeg(*inputs, *maps, *options, "-shortest", path)
    return path


_HISS = "anoisesrc=d=8:a=0.3:c=pink"
_SILENCE = "anullsrc=d=8"
_DRONE = "sine=f=220:d=8,tremolo=f=0.5:d=0.9"


@pytest.mark.parametrize("name", ["obs.mkv", "obs.mp4", "obs.mov", "obs.ts"])
@pytest.mark.parametrize("others", [(_MUSIC,), (_SILENCE,), (_HISS, _DRONE), (_MUSIC, _SILENCE)])
def test_the_track_with_a_voice_is_taken(
    ffmpeg: FFmpeg,
    samples_of: Callable[..., Samples],
    spoken: Samples,
    tmp_path: Path,
    *,
    others: tuple[str, ...],
    name: str,
) -> None:
    path = _tracks(ffmpeg, tmp_path / name, *others, "voice")
    info = probe(path)
    assert (info.audio.track, info.audio.tracks) == (len(others) + 1, len(others) + 1)
    assert f"track {len(others) + 1}" in describe_choice(info)
    assert _likeness(samples_of(path), spoken) > 0.95
    assert _likeness(samples_of(path, track=1), spoken) < 0.5  # the one that was asked for


def test_the_usual_track_is_kept_where_both_hold_a_voice(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    default = ("-disposition:a:0", "0", "-disposition:a:1", "default")
    path = _tracks(ffmpeg, tmp_path / "a.mkv", "voice", "voice", options=default)
    assert probe(path).audio.track == 2
    louder = ("-filter:a:0", "volume=-30dB", "-disposition:a:0", "default", "-disposition:a:1", "0")
    path = _tracks(ffmpeg, tmp_path / "b.mkv", "voice", "voice", options=louder)
    assert probe(path).audio.track == 2


@pytest.mark.parametrize("name", ["film.mkv", "film.mp4"])
def test_the_language_and_the_marks_of_tracks_count(
    ffmpeg: FFmpeg, tmp_path: Path, name: str
) -> None:
    languages = ("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=spa")
    path = _tracks(ffmpeg, tmp_path / name, "voice", "voice", options=languages)
    assert probe(path).audio.track == 1
    assert probe(path, language="es").audio.track == 2
    assert probe(path, language="fr").audio.track == 1


def test_a_commentary_is_passed_over(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    marks = ("-disposition:a:0", "default+comment", "-disposition:a:1", "0")
    path = _tracks(ffmpeg, tmp_path / "a.mkv", "voice", "voice", options=marks)
    assert probe(path).audio.track == 2


def test_a_track_that_does_not_exist_is_refused(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    path = _tracks(ffmpeg, tmp_path / "a.mkv", "voice", _SILENCE)
    with pytest.raises(BadInput, match="has 2 sound tracks; there is no track 3"):
        probe(path, track=3)
    with pytest.raises(BadInput, match="has 1 sound track; there is no track 2"):
        probe(_PITCH, track=2)


def _spatial_first(ffmpeg: FFmpeg, path: Path) -> Path:
    """Write a mov as some phones do: a codec that few programs know, then AAC."""
    codecs = ("-c:a:0", "pcm_s16le", "-c:a:1", "aac")
    _tracks(ffmpeg, path, "voice", "voice", options=codecs)
    path.write_bytes(path.read_bytes().replace(b"sowt", b"apac"))
    return path


def test_a_track_that_can_not_be_decoded_is_passed_over(
    ffmpeg: FFmpeg, samples_of: Callable[..., Samples], spoken: Samples, tmp_path: Path
) -> None:
    path = _spatial_first(ffmpeg, tmp_path / "phone.mov")
    assert probe(path).audio.codec == "aac"
    assert _likeness(samples_of(path), spoken) > 0.95
    with pytest.raises(BadInput, match=r"codec .* can't be read. Choose another track"):
        probe(path, track=1)


def test_the_soundtrack_is_of_the_same_track(
    ffmpeg: FFmpeg,
    soundtrack_cache: SoundtrackCache,
    samples_of: Callable[..., Samples],
    spoken: Samples,
    tmp_path: Path,
) -> None:
    path = _tracks(ffmpeg, tmp_path / "obs.mkv", _MUSIC, "voice")
    assert (
        _likeness(samples_of(soundtrack_cache.soundtrack(path, probe(path), Progress())), spoken)
        > 0.95
    )


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("silent-first.mp3", ("-q:a", "2", "-write_xing", "0", "-id3v2_version", "0")),
        ("talk.mp3", ("-q:a", "2")),
        ("talk.aac", ("-b:a", "128k")),
        ("talk.ac3", ()),
        ("talk.eac3", ()),
        ("talk.amr", ("-ar", "8000", "-c:a", "libopencore_amrnb")),
        ("talk.mp2", ()),
    ],
)
def test_a_length_is_measured_where_the_file_only_guesses(
    ffmpeg: FFmpeg, tmp_path: Path, *, name: str, options: tuple[str, ...]
) -> None:
    quiet_first = "aevalsrc=if(lt(t\\,30)\\,0\\,0.3*random(0)):d=40:s=16000"
    rate = () if "-ar" in options else ("-ar", "16000") if "ac3" not in name else ("-ar", "32000")
    path = tmp_path / name
    if "amr" in name and b"libopencore_amrnb" not in ffmpeg("-encoders"):
        pytest.skip("needs an ffmpeg with libopencore_amrnb, as imageio-ffmpeg brings for Linux")
    ffmpeg("-f", "lavfi", "-i", quiet_first, "-ac", "1", *rate, *options, path)
    assert abs(probe(path).duration_ms - 40_000) <= 150


@pytest.mark.parametrize(
    ("format", "codec"),
    [
        *(("avi", "libmp3lame"), ("wav", "pcm_s16le"), ("flac", "flac"), ("ogg", "libvorbis")),
        *(("mp3", "libmp3lame"), ("mpegts", "mp2"), ("flv", "aac"), ("matroska", "libvorbis")),
    ],
)
def test_a_recording_that_was_streamed_is_as_long_as_it_is(
    ffmpeg: FFmpeg, tmp_path: Path, *, format: str, codec: str
) -> None:
    # to a pipe: the header can't be finished at the end
    tone = ("-f", "lavfi", "-i", "sine=d=20:r=48000", "-c:a", codec)
    (tmp_path / "a").write_bytes(ffmpeg(*tone, "-f", format, "-"))
    assert abs(probe(tmp_path / "a").duration_ms - 20_000) <= 100


def test_a_length_over_the_limit_is_measured_before_it_is_refused(
    ffmpeg: FFmpeg, tmp_path: Path
) -> None:
    path = tmp_path / "a.wma"
    tone = ("-f", "lavfi", "-i", "sine=d=20:r=48000", "-c:a", "wmav2")
    path.write_bytes(ffmpeg(*tone, "-f", "asf", "-"))  # it states three seconds of lead more
    info = probe(path, limits=MediaLimits(max_duration_ms=21_000))
    assert abs(info.duration_ms - 20_000) <= 100
    with pytest.raises(TooLarge, match=r"long; the limit is 0:15\."):
        probe(path, limits=MediaLimits(max_duration_ms=15_000))


@pytest.mark.parametrize("gain_db", [-30, -45])
@pytest.mark.parametrize("name", ["a.wav", "a.m4a", "a.flac"])
def test_a_voice_that_is_hardly_audible_is_made_as_loud_as_others(
    ffmpeg: FFmpeg,
    samples_of: Callable[..., Samples],
    spoken: Samples,
    tmp_path: Path,
    *,
    gain_db: int,
    name: str,
) -> None:
    ffmpeg(*_SPOKEN, "-vn", "-af", f"volume={gain_db}dB", tmp_path / name)
    found = samples_of(tmp_path / name)
    assert abs(_level_db(found) - _level_db(spoken)) < 12
    assert _likeness(found, spoken) > 0.9


def test_near_silence_is_not_made_louder(
    ffmpeg: FFmpeg, samples_of: Callable[..., Samples], tmp_path: Path
) -> None:
    ffmpeg("-f", "lavfi", "-i", "anoisesrc=d=3:a=0.00005", tmp_path / "a.flac")
    assert _level_db(samples_of(tmp_path / "a.flac")) < -80
