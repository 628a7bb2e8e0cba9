"""Choose the sound track that holds the voice; runs in the jailed child only.

Takes a recording with several tracks; returns the number of one. A track's own marks come first
(commentary, description, language), then what is in it: a track of music or of silence gives way to
one with speech.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.fft  # loaded before the jail is locked
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from numpy.typing import NDArray

from vsl.errors import BadInput
from vsl.media.child.recording import Recording, open_recording
from vsl.media.child.timeline import timeline_of
from vsl.media.child.tracks import is_readable

_RATE_HZ = 8000
_LISTENED_S = 300  # of each track
_ENOUGH_S = 40  # of speech: a track is not read further
_WINDOW_S = 4
_FRAMES_A_SECOND = 100
_FRAME = _RATE_HZ // _FRAMES_A_SECOND
_VOICE_HZ = (300, 3400)  # of a telephone
# Syllables come 2 to 8 times a second; the loudness of music and noise changes less at that pace.
# Source: E. Scheirer, M. Slaney, "Construction and evaluation of a robust multifeature speech/music
# discriminator", ICASSP 1997, the feature "4 Hz modulation energy".
_SYLLABLES_HZ = (2, 8)
_LEAST_MODULATION = 0.25  # of the mean loudness
_QUIETEST_DB = -75.0
_AS_LOUD_DB = 12.0  # a track quieter by less is as good
_BESIDE_THE_FILM = (
    Disposition.comment | Disposition.visual_impaired | Disposition.descriptions
) | (Disposition.karaoke | Disposition.clean_effects)
_LANGUAGES = {  # ISO 639-2 codes of files whose first letters are not the ISO 639-1 code
    "ger": "de", "deu": "de", "spa": "es", "por": "pt", "chi": "zh", "zho": "zh", "dut": "nl",
    "nld": "nl", "pol": "pl", "tur": "tr", "swe": "sv", "gre": "el", "ell": "el", "jpn": "ja",
    "ukr": "uk", "cze": "cs", "ces": "cs", "ind": "id", "heb": "he", "per": "fa", "fas": "fa",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Track:
    """A readable track and what its file says of it."""

    number: int
    language: str  # ISO 639-1, empty where the file names none
    is_default: bool
    is_beside: bool  # a commentary and the like

    @classmethod
    def of(cls, number: int, sound: AudioStream) -> _Track:
        flags = sound.disposition
        is_default = bool(flags & Disposition.default)
        return cls(number, short_code(sound.language), is_default, bool(flags & _BESIDE_THE_FILM))


def choose_track(file: io.FileIO, container: InputContainer, language: str) -> int:
    """Return the number of the track to use; 0 where there is no choice.

    Args:
        container: the recording in ``file``, open.
        language: that is spoken, as ISO 639-1; empty if unknown.
    """
    sounds = container.streams.audio
    tracks = [_Track.of(n, sound) for n, sound in enumerate(sounds, 1) if is_readable(sound)]
    if len(sounds) < 2 or not tracks:
        return 0
    tracks = [each for each in tracks if not each.is_beside] or tracks
    tracks = [each for each in tracks if language and each.language == language] or tracks
    if len(tracks) == 1:
        return tracks[0].number
    levels = {each.number: _speech_level_db(file, each.number) for each in tracks}
    loudest = max(levels.values())
    good = [each for each in tracks if levels[each.number] >= loudest - _AS_LOUD_DB]
    return next((each for each in good if each.is_default), good[0]).number


def short_code(language: str | None) -> str:
    """Return the ISO 639-1 code for the three letters of a file's track; empty for none.

    >>> short_code("spa"), short_code("eng"), short_code("und")
    ('es', 'en', '')
    """
    code = (language or "").lower().partition("-")[0]
    return "" if code == "und" else _LANGUAGES.get(code, code[:2])


def _speech_level_db(file: io.FileIO, number: int) -> float:
    """Return the mean level of the parts of a track with speech.

    Returns:
        Decibels of full scale; minus infinity without speech.
    """
    powers: list[float] = []
    try:
        recording = open_recording(file, track=number)
        for window in _windows(recording):
            if (power := speech_power(window)) > 0:
                powers.append(power)
            if len(powers) * _WINDOW_S >= _ENOUGH_S:
                break
    except BadInput:
        return -math.inf
    return 10 * math.log10(sum(powers) / len(powers)) if powers else -math.inf


def _windows(recording: Recording) -> Iterator[NDArray[np.float32]]:
    """Yield the sound from media time zero on in windows of some seconds, mono."""
    size, kept = _WINDOW_S * _RATE_HZ, np.zeros(0, np.float32)
    left = _LISTENED_S * _RATE_HZ
    for block in timeline_of(recording, rate_hz=_RATE_HZ, layout="mono"):
        kept = np.concatenate([kept, block[:, 0]])
        while len(kept) >= size:
            yield kept[:size]
            kept = kept[size:]
        left -= len(block)
        if left <= 0:
            return
    if len(kept) >= _RATE_HZ:
        yield kept


def speech_power(window: NDArray[np.float32]) -> float:
    """Return the mean power of a window with speech, else 0.

    Args:
        window: float32, shape (n_samples,), 8 kHz mono, at least a second.
    """
    frames = window[: len(window) // _FRAME * _FRAME].reshape(-1, _FRAME)
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(_FRAME), axis=1)) ** 2
    pitch_hz = np.fft.rfftfreq(_FRAME, 1 / _RATE_HZ)
    in_voice = (pitch_hz >= _VOICE_HZ[0]) & (pitch_hz <= _VOICE_HZ[1])
    loudness = np.sqrt(spectrum[:, in_voice].sum(axis=1))
    power = float(np.mean(window.astype(np.float64) ** 2))
    if power <= 10 ** (_QUIETEST_DB / 10) or not loudness.any():
        return 0.0
    changes = np.abs(np.fft.rfft(loudness)) / len(loudness)
    pace_hz = np.fft.rfftfreq(len(loudness), 1 / _FRAMES_A_SECOND)
    at_pace = (pace_hz >= _SYLLABLES_HZ[0]) & (pace_hz <= _SYLLABLES_HZ[1])
    modulation = math.sqrt(2 * float((changes[at_pace] ** 2).sum())) / float(changes[0])
    return power if modulation >= _LEAST_MODULATION else 0.0
