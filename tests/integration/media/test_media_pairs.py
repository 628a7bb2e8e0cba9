"""Every container with every codec that it takes: the same voice, at the same time.

The recordings have a picture where the container takes one. The place of the voice in the samples
tells how far sound and picture are apart.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from vsl.media.probe import probe
from vsl.media.samples import SampleCache
from vsl.progress import Progress

Sound = NDArray[np.float32]

_FRAME_MS = 40  # of a picture at 25 frames a second
_PICTURE = ("-f", "lavfi", "-i", "testsrc=s=160x90:r=25:d=2")
_TELEPHONE = ("-ar", "8000", "-ac", "1")
_AAC, _MP3, _MP2 = "-c:a aac", "-c:a libmp3lame", "-c:a mp2"
_AC3, _EAC3, _OPUS, _VORBIS = "-c:a ac3", "-c:a eac3", "-c:a libopus", "-c:a libvorbis"
_ALAC, _FLAC, _DTS = "-c:a alac", "-c:a flac", "-c:a dca -strict -2"
_WMA1, _WMA2 = "-c:a wmav1", "-c:a wmav2"
_S16, _S16BE, _S24, _S24BE = (f"-c:a pcm_{name}" for name in ("s16le", "s16be", "s24le", "s24be"))
_F32, _F32BE, _F64, _U8 = (f"-c:a pcm_{name}" for name in ("f32le", "f32be", "f64le", "u8"))
_ALAW, _MULAW, _S32, _S8 = (f"-c:a pcm_{name}" for name in ("alaw", "mulaw", "s32le", "s8"))
_MS, _IMA, _QT = "-c:a adpcm_ms", "-c:a adpcm_ima_wav", "-c:a adpcm_ima_qt"
_WAVPACK = "-c:a wavpack"

PAIRS = {
    "mp4": (_AAC, _MP3, _MP2, _AC3, _EAC3, _OPUS, _ALAC, _FLAC, _DTS),
    "mov": (_AAC, _MP3, _AC3, _ALAC, _S16, _S16BE, _S24, _F32, _ALAW, _MULAW, _QT),
    "m4a": (_AAC, _ALAC),
    "mkv": (
        *(_AAC, _MP3, _MP2, _AC3, _EAC3, _OPUS, _VORBIS, _FLAC, _S16, _S24, _F32, _DTS),
        *(_ALAC, _WAVPACK),
    ),
    "webm": (_OPUS, _VORBIS),
    "avi": (_MP3, _MP2, _AC3, _S16, _U8, _MULAW, _MS, _IMA),
    "ts": (_AAC, _MP3, _MP2, _AC3, _EAC3, _OPUS),
    "mts": (_AC3, _AAC),
    "m2ts": (_AC3, _AAC, "-c:a pcm_bluray -ar 48000"),
    "mpg": (_MP2, _AC3),
    "wmv": (_WMA1, _WMA2),
    "flv": (_AAC, _MP3),
    "mp3": (_MP3,),
    "mp2": (_MP2,),
    "wav": (_S16, _S24, _S32, _F32, _F64, _U8, _ALAW, _MULAW, _MS, _IMA, _MP3, _MP2),
    "flac": (_FLAC,),
    "ogg": (_VORBIS, _OPUS, _FLAC),
    "opus": (_OPUS,),
    "aac": (_AAC,),
    "aiff": (_S16BE, _S24BE, _F32BE, _ALAW),
    "caf": (_S16, _S24, _F32, _ALAC, _ALAW, "-c:a adpcm_ima_qt"),
    "wma": (_WMA1, _WMA2),
    "ac3": (_AC3,),
    "eac3": (_EAC3,),
    "w64": (_S16,),
}
_SOUND_ALONE = {"m4a", "mp3", "mp2", "wav", "flac", "ogg", "opus", "aac", "aiff", "caf", "wma"}
_SOUND_ALONE |= {"ac3", "eac3", "w64"}
_PICTURES = {"webm": "-c:v libvpx -deadline realtime", "mpg": "-c:v mpeg2video", "flv": "-c:v flv"}
_PICTURES |= {"wmv": "-c:v wmv2", "avi": "-c:v mpeg4"}
_LONGEST_PADDING_MS = 120  # a frame of the slowest codec at either end


@pytest.fixture(scope="module")
def talk() -> Sound:
    """Two seconds of bursts of noise at 48 kHz: every moment sounds like no other."""
    random = np.random.default_rng(11)
    noise = np.convolve(random.normal(0, 0.3, 96_000), np.ones(12) / 12, "same")
    loudness = np.interp(np.arange(96_000), np.arange(0, 96_001, 2400), random.random(41))
    return (noise * loudness).astype(np.float32)


@pytest.mark.parametrize(
    ("container", "codec"),
    [(container, codec) for container, codecs in PAIRS.items() for codec in codecs],
)
def test_a_recording_is_read_in_step(
    ffmpeg: Callable[..., bytes],
    shift: Callable[[Sound, Sound], int],
    sample_cache: SampleCache,
    tmp_path: Path,
    talk: Sound,
    *,
    container: str,
    codec: str,
) -> None:
    path = tmp_path / f"talk.{container}"
    raw = ("-f", "f32le", "-ar", "48000", "-ac", "1", "-i", "-")
    picture = () if container in _SOUND_ALONE else _PICTURE
    shown = _PICTURES.get(container, "-c:v libx264 -preset ultrafast").split() if picture else ()
    ffmpeg(
        *raw, *picture, *codec.split(), *shown, "-pix_fmt", "yuv420p", path, given=talk.tobytes()
    )
    info = probe(path)
    assert abs(info.duration_ms - 2000) <= 2 * _LONGEST_PADDING_MS
    samples = np.array(sample_cache.samples(path, info, Progress()))
    assert abs(len(samples) / 16 - 2000) <= _LONGEST_PADDING_MS
    raw_16k = ffmpeg(*raw, "-ar", "16000", "-f", "f32le", "-", given=talk.tobytes())
    clean = np.frombuffer(raw_16k, np.float32)
    assert abs(shift(clean, samples)) / 16 <= _FRAME_MS
    assert _likeness(clean, samples) > 0.85


def _likeness(first: Sound, second: Sound) -> float:
    """The highest correlation of two sounds, whatever their levels."""
    size = max(len(first), len(second))
    product = np.fft.rfft(first, 2 * size) * np.conj(np.fft.rfft(second, 2 * size))
    return float(np.fft.irfft(product).max() / np.sqrt((first**2).sum() * (second**2).sum()))


def test_sixty_pairs_are_tried() -> None:
    assert sum(map(len, PAIRS.values())) >= 60
