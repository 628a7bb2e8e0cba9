"""Sounds for ``hearing.py``: read from files, synthesised, and analysed.

samples: float32, shape (n_samples,), range -1..1, 16 kHz mono. Random values have a fixed seed, so
that every machine uses the same sounds.
"""

from __future__ import annotations

import wave
from itertools import chain
from pathlib import Path

import av
import numpy as np

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples

_FRAME = SAMPLE_RATE_HZ // 200  # 5 ms
_LASTS = 8  # frames; a click or a breath is no voice
_ABOVE_ROOM_DB, _BELOW_VOICE_DB = 10, 35
ROOM_DB = -65.0  # full scale; a quiet room
_CHORDS_HZ = ((220.0, 261.6, 329.6), (174.6, 220.0, 261.6), (196.0, 246.9, 293.7), (164.8, 207.7))
_CHORD_S, _BEAT_S = 2.0, 0.5


def read_sound(path: Path) -> Samples:
    """The samples of a recording of whatever format and rate."""
    with av.open(str(path)) as file:
        resampler = av.AudioResampler("flt", "mono", SAMPLE_RATE_HZ)
        frames = chain(file.decode(audio=0), [None])
        rows = [row for frame in frames for row in resampler.resample(frame)]
    return np.concatenate([row.to_ndarray()[0] for row in rows])


def encode_pcm(samples: Samples) -> bytes:
    """The samples as 16-bit whole numbers, the same for everybody who listens."""
    return np.clip(np.round(samples * 32767), -32768, 32767).astype("<i2").tobytes()


def write_wav(path: Path, content: bytes) -> None:
    """Put 16-bit samples into a WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(content)


def find_voice_ms(samples: Samples) -> tuple[int, int]:
    """When the voice is first and last heard: above the room's level and near that of the voice."""
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    levels = 10 * np.log10(np.mean(frames * frames, axis=1) + 1e-12)
    room, voice = np.percentile(levels, 5), np.percentile(levels, 90)
    loud = levels > min(max(room + _ABOVE_ROOM_DB, voice - _BELOW_VOICE_DB), voice - 10)
    lasting = np.flatnonzero(np.convolve(loud, np.ones(_LASTS), "valid") == _LASTS)
    return int(lasting[0]) * 5, (int(lasting[-1]) + _LASTS) * 5


def measure_level(samples: Samples) -> float:
    """The root of the mean square."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))


def create_room(length: int, seed: int = 1) -> Samples:
    """What a quiet room sounds like."""
    dice = np.random.default_rng(seed)
    return (10 ** (ROOM_DB / 20) * dice.standard_normal(length)).astype(np.float32)


def create_noise(length: int, seed: int = 2) -> Samples:
    """Pink noise, as of a fan or a street, with a root mean square of 0.1."""
    dice = np.random.default_rng(seed)
    spectrum = np.fft.rfft(dice.standard_normal(length))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    spectrum[: round(60 * length / SAMPLE_RATE_HZ)] = 0  # rumble that no microphone picks up
    return _set_level(np.fft.irfft(spectrum, length))


def create_music(length: int, seed: int = 3) -> Samples:
    """Chords that are struck and die away over a beat, with a root mean square of 0.1."""
    dice = np.random.default_rng(seed)
    t = np.arange(length) / SAMPLE_RATE_HZ
    sound = np.zeros(length)
    for number in range(int(length / SAMPLE_RATE_HZ / _CHORD_S) + 1):
        first = round(number * _CHORD_S * SAMPLE_RATE_HZ)
        part = slice(first, first + round(_CHORD_S * SAMPLE_RATE_HZ))
        fading = np.exp(-1.2 * (t[part] - number * _CHORD_S))
        for pitch_hz in _CHORDS_HZ[number % len(_CHORDS_HZ)]:
            for harmonic in range(1, 6):
                wave_form = np.sin(2 * np.pi * pitch_hz * harmonic * t[part] + 6 * dice.random())
                sound[part] += wave_form * fading / harmonic**1.5
    beat = np.exp(-60 * (t % _BEAT_S)) * dice.standard_normal(length)
    return _set_level(sound + 0.5 * beat)


def _set_level(sound: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Samples:
    levelled: Samples = (0.1 * sound / np.sqrt(np.mean(sound * sound))).astype(np.float32)
    return levelled


def mix_sounds(voice: Samples, other: Samples, below_db: float) -> Samples:
    """A voice and what sounds beside it, so many decibels more quietly; never too loud."""
    share = measure_level(voice) / measure_level(other) * 10 ** (-below_db / 20)
    both = voice + share * other
    return (both / max(1.0, float(np.abs(both).max()))).astype(np.float32)
