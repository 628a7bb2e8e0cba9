"""Sentences of a sales letter, spoken by espeak-ng, with the time of every word.

Texts flow in, samples and words flow out. The times are espeak-ng's own: it reports where each
phoneme begins in the sound it makes (espeak_ng/speak_lib.h, espeak_EVENT), so nothing is estimated.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing import get_context
from random import Random
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

SAMPLE_RATE_HZ = 16_000
SENTENCES = {
    "en": (
        "Stop what you are doing and watch this short video.",
        "Have you ever felt tired before the day is over?",
        "My name is Anna and I lost forty pounds.",
        "This simple method takes only five minutes every morning.",
        "Doctors could not explain why it worked so well.",
        "More than ten thousand people have already tried it.",
        "Today you get everything for only $47.",
        "If you are not happy, we refund every penny.",
        "That is our sixty day guarantee.",
        "Click the button below to get started.",
    ),
    "pt": (
        "Pare tudo e assista a este vídeo até o fim.",
        "Você sabia que existe um método simples?",
        "Milhares de pessoas já mudaram de vida.",
        "Hoje custa só $47, menos que um jantar.",
        "A garantia vale por trinta dias.",
        "Clique no botão abaixo e comece agora.",
    ),
}
VOICES = {
    "en": ("en-us", "en-us+f3"),
    "pt": ("pt-br", "pt-br+f3"),
}
SPEEDS_WPM = (145, 165)
PITCHES = (42, 58)  # espeak-ng's scale, 50 is a voice's own

Samples = npt.NDArray[np.float32]
"""float32, shape (n_samples,), range -1..1, 16 kHz mono."""


@dataclass(frozen=True, slots=True)
class Line:
    """A text and how it is to be spoken."""

    text: str
    language: str
    voice: str
    speed_wpm: int
    pitch: int

    @classmethod
    def drawn(cls, text: str, language: str, random: Random) -> Line:
        """``text`` in one of the language's voices, at some speed and pitch."""
        voice = random.choice(VOICES[language])
        return cls(text, language, voice, random.randint(*SPEEDS_WPM), random.randint(*PITCHES))


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, and when it is said."""

    text: str
    start_s: float
    end_s: float

    def later(self, offset_s: float) -> Word:
        """The word in a recording that begins ``offset_s`` before this one."""
        return Word(self.text, self.start_s + offset_s, self.end_s + offset_s)


@dataclass(frozen=True, slots=True)
class Take:
    """One text spoken once."""

    text: str
    language: str
    words: tuple[Word, ...]
    samples: Samples

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / SAMPLE_RATE_HZ


def speak_all(lines: Sequence[Line]) -> list[Take]:
    """The lines, spoken in a process of its own.

    A process may hold espeak-ng once: where the wheel espeakng-loader has brought its own build,
    opening the system's gives that one again, which then misses its data and ends the process.

    Raises:
        OSError: espeak-ng is not on this machine.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return list(pool.map(speak, lines))


def speak(line: Line) -> Take:
    """The line as its voice says it, without the silence at its end."""
    samples, rate_hz, events = _espeak().say(line)
    words = tuple(_words(line.text, events))
    end = int(words[-1].end_s * rate_hz)
    return Take(line.text, line.language, words, _resampled(samples[:end], rate_hz))


def recording(
    takes: Iterable[Take], random: Random, *, pauses_s: tuple[float, float] = (0.3, 1.2)
) -> tuple[Samples, list[Word]]:
    """The takes one after another, a pause before each and after the last; a little hiss below."""
    sound: list[npt.NDArray[np.floating]] = []
    words: list[Word] = []
    count = 0
    for one in takes:
        sound.append(np.zeros(int(random.uniform(*pauses_s) * SAMPLE_RATE_HZ)))
        count += len(sound[-1])
        words += (word.later(count / SAMPLE_RATE_HZ) for word in one.words)
        sound.append(one.samples * random.uniform(0.4, 1.0))
        count += len(one.samples)
    sound.append(np.zeros(int(random.uniform(*pauses_s) * SAMPLE_RATE_HZ)))
    whole = np.concatenate(sound)
    hiss = np.random.default_rng(random.randrange(2**32)).normal(0, 5e-4, len(whole))
    return (whole + hiss).astype(np.float32), words


_WORD, _PHONEME, _RATE = 1, 7, 8  # espeak_EVENT_TYPE
_SYNCHRONOUS, _PHONEME_EVENTS, _UTF8 = 2, 1, 1
_SPEED, _PITCH = 1, 3  # espeak_PARAMETER


class _Id(ctypes.Union):
    _fields_ = (
        ("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8),
    )  # fmt: skip


class _RawEvent(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int), ("identifier", ctypes.c_uint), ("position", ctypes.c_int),
        ("length", ctypes.c_int), ("audio_ms", ctypes.c_int), ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p), ("id", _Id),
    )  # fmt: skip


_Events: TypeAlias = "ctypes._Pointer[_RawEvent]"
_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_RawEvent)
)


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that begins: a word at a place of the text, or a phoneme (``_`` is a pause)."""

    character: int
    phoneme: str  # empty: a word
    start_s: float


class _Espeak:
    """espeak-ng as a library. It keeps one voice for the whole process: one thread at a time."""

    def __init__(self) -> None:
        name = ctypes.util.find_library("espeak-ng")
        if name is None:
            raise OSError("espeak-ng is not on this machine: apt-get install espeak-ng")
        self._library = ctypes.CDLL(name)
        self._rate_hz: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEME_EVENTS)
        self._callback = _Callback(self._hear)  # the library keeps no reference of its own
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, line: Line) -> tuple[Samples, int, list[_Event]]:
        """The sound, its samples a second, and what begins where in it."""
        self._sound: list[npt.NDArray[np.int16]] = []
        self._events: list[_Event] = []
        text = line.text.encode()
        self._library.espeak_SetVoiceByName(line.voice.encode())
        self._library.espeak_SetParameter(_SPEED, line.speed_wpm, 0)
        self._library.espeak_SetParameter(_PITCH, line.pitch, 0)
        self._library.espeak_Synth(text, len(text) + 1, 0, 1, 0, _UTF8, None, None)
        samples = np.concatenate(self._sound).astype(np.float32) / np.float32(32768)
        return samples, self._rate_hz, self._events

    def _hear(self, sound: ctypes._Pointer[ctypes.c_short], count: int, events: _Events) -> int:
        if count:
            self._sound.append(np.ctypeslib.as_array(sound, (count,)).copy())
        for event in _until_the_end(events):
            phoneme = event.id.string.decode(errors="replace") if event.type == _PHONEME else ""
            if event.type in (_WORD, _PHONEME):
                start_s = event.sample / self._rate_hz
                self._events.append(_Event(event.position - 1, phoneme, start_s))
        return 0


@lru_cache(maxsize=1)
def _espeak() -> _Espeak:
    return _Espeak()


def _until_the_end(events: _Events) -> Iterator[_RawEvent]:
    number = 0
    while events[number].type:
        yield events[number]
        number += 1


def _words(text: str, events: Sequence[_Event]) -> Iterator[Word]:
    """A word begins where espeak-ng says so and lasts until the next, or until a pause."""
    starts = {event.character: event.start_s for event in events if not event.phoneme}
    pauses = [event.start_s for event in events if event.phoneme.startswith("_")]
    bounds = list(_written(text))
    missing = [word for word, character in bounds if character not in starts]
    if missing:
        raise ValueError(f"espeak-ng runs {missing} together with the word before in {text!r}")
    ends = [*(starts[character] for _, character in bounds[1:]), float("inf")]
    for (word, character), end in zip(bounds, ends, strict=True):
        start = starts[character]
        yield Word(word, start, min(end, *(pause for pause in pauses if pause > start)))


def _written(text: str) -> Iterator[tuple[str, int]]:
    """The words of a text, and where in it they stand."""
    character = 0
    for word in text.split(" "):
        yield word, character
        character += len(word) + 1


def _resampled(samples: Samples, rate_hz: int) -> Samples:
    """The same sound at 16 kHz: its spectrum, cut at 8 kHz."""
    count = round(len(samples) * SAMPLE_RATE_HZ / rate_hz)
    spectrum = np.fft.rfft(samples)[: count // 2 + 1]
    return (np.fft.irfft(spectrum, count) * count / len(samples)).astype(np.float32)
