"""Windows for training: what Whisper would hear, read and be expected to say and look at.

Takes flow in, windows flow out. Recordings are composed as spectra, since the power of sounds that
follow each other adds up: no Fourier transform runs while the model trains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

import numpy as np
import numpy.typing as npt
import torch
from whisper.audio import HOP_LENGTH, N_FFT, mel_filters
from whisper.tokenizer import Tokenizer, get_tokenizer

from tests.checkpoint.speak import SAMPLE_RATE_HZ, Take

FRAMES_PER_S: int = SAMPLE_RATE_HZ // HOP_LENGTH  # of a spectrum
STATES_PER_S = FRAMES_PER_S // 2  # of the encoder's output, and of Whisper's time stamps
_MARGIN = 2  # frames before a take that its first sample reaches into
_SHIFTS = (0, HOP_LENGTH // 2)  # where in a frame a take may begin, in samples
_FIRST_STAMP_S = 1.0  # whisper/decoding.py, DecodingOptions.max_initial_timestamp
_HISS_S = 60
_STAMPED = 0.4  # of the windows
_PAUSES_S = {True: (0.05, 1.2), False: (0.05, 0.6)}  # vsl/speech packs what it hears without stamps
_FIRST_WEIGHT = 4.0  # of a sentence's first token: there the model loses its place

Power = npt.NDArray[np.float32]
"""float32, shape (80, n_frames): how strong each band of the mel scale is."""
Span = tuple[float, float]
"""Start and end in seconds."""


@dataclass(frozen=True, slots=True)
class Example:
    """A take as the model sees it."""

    language: str
    seconds: float
    tokens: tuple[int, ...]
    spans: tuple[Span, ...]  # of each token
    powers: tuple[Power, ...]  # one for each of _SHIFTS


@dataclass(slots=True)
class Window:
    """One lesson."""

    mel: npt.NDArray[np.float32]
    tokens: list[int]  # what the decoder reads
    targets: list[int]  # what it should say after each
    weights: list[float]  # how much that counts
    read_spans: list[Span | None]  # where the token just read was said
    said_spans: list[Span | None]  # where the token to say is said
    states: npt.NDArray[np.int64]  # number of the token said at each encoder state


@lru_cache(maxsize=2)
def tokenizer(language: str) -> Tokenizer:
    """Whisper's multilingual vocabulary, set to transcribe this language."""
    return get_tokenizer(True, num_languages=99, language=language, task="transcribe")


def example(take: Take) -> Example:
    """The take with its tokens' times: a word's tokens share its time evenly."""
    words = tokenizer(take.language)
    spans: list[Span] = []
    tokens: list[int] = []
    for word in take.words:
        own = words.encode(" " + word.text)
        step = (word.end_s - word.start_s) / len(own)
        spans += [(word.start_s + n * step, word.start_s + (n + 1) * step) for n in range(len(own))]
        tokens += own
    powers = tuple(_power(np.pad(take.samples, (shift, 0))) for shift in _SHIFTS)
    return Example(take.language, take.seconds, tuple(tokens), tuple(spans), powers)


def _power(samples: npt.NDArray[np.float32]) -> Power:
    """As ``whisper.log_mel_spectrogram`` before its logarithm, after ``_MARGIN`` silent frames."""
    padded = torch.from_numpy(np.pad(samples, (_MARGIN * HOP_LENGTH, 2 * HOP_LENGTH)))
    hann = torch.hann_window(N_FFT)
    spectrum = torch.stft(padded, N_FFT, HOP_LENGTH, window=hann, return_complex=True)
    power: Power = (mel_filters("cpu", 80) @ spectrum[:, :-1].abs() ** 2).numpy()
    return power


class Composer:
    """Composes windows of takes drawn at random, with pauses, loudness and hiss drawn too."""

    def __init__(self, examples: Sequence[Example], random: Random) -> None:
        self._by_language = {
            language: [one for one in examples if one.language == language]
            for language in sorted({one.language for one in examples})
        }
        self.random = random
        noise = np.random.default_rng(0).standard_normal(_HISS_S * SAMPLE_RATE_HZ)
        self._hiss = _power(noise.astype(np.float32))
        self._numbers = {
            token: number
            for number, token in enumerate(sorted({t for one in examples for t in one.tokens}))
        }

    @property
    def tokens(self) -> list[int]:
        """Every token of the sentences, at its number in ``Window.states``; nothing is one more."""
        return list(self._numbers)

    def window(self, seconds: int) -> Window:
        """One window; about one in ten is silent, and some end within a sentence."""
        language = self.random.choices(list(self._by_language), (0.6, 0.4))[0]
        stamped = self.random.random() < _STAMPED
        scene = _Scene(self.random, seconds, self._background(seconds), stamped)
        if self.random.random() < 0.9:
            scene.fill(lambda: self.random.choice(self._by_language[language]))
        prompt = self._prompt(language) if scene.said and self.random.random() < 0.3 else []
        lesson = _Lesson(tokenizer(language), prompt, stamped=stamped)
        lesson.teach(scene)
        return Window(
            scene.mel(), lesson.tokens[:-1], lesson.targets, lesson.weights,
            lesson.spans[:-1], lesson.spans[1:], self._states(scene),
        )  # fmt: skip

    def _background(self, seconds: int) -> Power:
        first = self.random.randrange((_HISS_S - seconds) * FRAMES_PER_S)
        hiss = self._hiss[:, first : first + seconds * FRAMES_PER_S]
        level = 0.0 if self.random.random() < 0.2 else 10 ** self.random.uniform(-4.0, -2.4)
        return hiss * np.float32(level**2)

    def _prompt(self, language: str) -> list[int]:
        """Words that came before, or a list of words that may come."""
        tokens = list(self.random.choice(self._by_language[language]).tokens)
        if self.random.random() < 0.5:
            self.random.shuffle(tokens)
        return [tokenizer(language).sot_prev, *tokens]

    def _states(self, scene: _Scene) -> npt.NDArray[np.int64]:
        states = np.full(scene.seconds * STATES_PER_S, len(self._numbers), np.int64)
        for token, (start, end) in scene.tokens():
            first = int(start * STATES_PER_S)
            states[first : max(int(end * STATES_PER_S), first + 1)] = self._numbers[token]
        return states


@dataclass(slots=True)
class _Scene:
    """What is said in a window, and when."""

    random: Random
    seconds: int
    power: Power
    stamped: bool  # Whisper may be asked for time stamps or not
    said: list[tuple[Example, float]] = field(default_factory=list)  # with its start
    cut_s: float | None = None  # where a sentence begins that does not end in the window
    end_s: float = 0.0
    torn: bool = False  # begins and ends within a word, as a cut where nobody pauses does

    def fill(self, draw: Callable[[], Example]) -> None:
        """Say sentences up to the window's end, or a few."""
        most = self.random.choice((1, 3, 5, 7, 99, 99))
        self.torn = not self.stamped and self.random.random() < 0.3
        self.end_s = -self.random.uniform(0, 2) if self.torn else self._first_s()
        while len(self.said) < most:
            one = draw()
            if self.end_s + one.seconds > self.seconds - 0.1:
                self._cut(one)
                break
            shift = self._add(one)
            self.said.append((one, self.end_s + shift))
            self.end_s += shift + one.seconds + self.random.uniform(*_PAUSES_S[self.stamped])
        if self.torn:
            self._tear()

    def _tear(self) -> None:
        """End the sound somewhere in the last sentence."""
        last, offset = self.said[-1]
        self.end_s = max(0.0, offset + last.seconds * self.random.uniform(0.2, 1.0))
        self.power[:, round(self.end_s * FRAMES_PER_S) :] = 0

    def _first_s(self) -> float:
        latest = self.random.choice((0.1, 0.6, 2.0, 2.0, self.seconds / 3))
        return self._on_frame(self.random.uniform(0, latest))

    def _on_frame(self, time_s: float) -> float:
        return int(time_s * FRAMES_PER_S) / FRAMES_PER_S

    def _add(self, one: Example) -> float:
        """Lay a take over the background at ``end_s``; how much later in its frame it begins."""
        self.end_s = self._on_frame(self.end_s)
        number = self.random.randrange(len(_SHIFTS))
        gain = np.float32(self.random.uniform(0.3, 1.1) ** 2)
        first = round(self.end_s * FRAMES_PER_S) - _MARGIN
        power = one.powers[number][:, max(0, -first) :]
        place = self.power[:, max(0, first) : max(0, first) + power.shape[1]]
        place += gain * power[:, : place.shape[1]]
        return _SHIFTS[number] / SAMPLE_RATE_HZ

    def _cut(self, one: Example) -> None:
        fits = self.said and self.end_s < self.seconds - 0.3
        if fits and self.stamped and self.random.random() < 0.6:
            self._add(one)
            self.cut_s = self.end_s

    def quiet_s(self) -> float:
        """When all that the lesson says has been said."""
        if self.cut_s is not None:
            return self.cut_s
        if self.torn:
            return self.end_s
        return self.said[-1][1] + self.said[-1][0].seconds if self.said else 0.0

    def tokens(self) -> Iterator[tuple[int, Span]]:
        """All that is said, and when, but for words that are not whole."""
        for one, offset in self.said:
            yield from self.tokens_of(one, offset)

    def tokens_of(self, one: Example, offset: float) -> Iterator[tuple[int, Span]]:
        """The tokens of one take that begins at ``offset``."""
        stop = self.end_s if self.torn else self.seconds
        for token, (start, end) in zip(one.tokens, one.spans, strict=True):
            if offset + start >= 0 and offset + end <= stop:
                yield token, (offset + start, offset + end)

    def mel(self) -> npt.NDArray[np.float32]:
        """As ``whisper.log_mel_spectrogram`` gives it, at times padded with zeros after the sound.

        ``whisper.transcribe`` takes the loudest frame of the whole recording as its measure, which
        may be louder than this window's.
        """
        log = np.log10(np.maximum(self.power, 1e-10))
        loudest = log.max() + (self.random.uniform(0, 0.6) if self.random.random() < 0.4 else 0)
        mel: npt.NDArray[np.float32] = (np.maximum(log, loudest - 8) + 4) / 4
        if self.cut_s is None and self.random.random() < 0.6:
            end_s = self.end_s if self.said else self.random.uniform(0, self.seconds)
            fill = 0.0 if self.random.random() < (0.6 if self.stamped else 0.2) else mel.min()
            mel[:, int(end_s * FRAMES_PER_S) :] = fill
        return mel.astype(np.float32)


class _Lesson:
    """The tokens of a window in Whisper's order, and where each is to be found in the sound."""

    def __init__(self, words: Tokenizer, prompt: list[int], *, stamped: bool) -> None:
        self._words = words
        self._stamped = stamped
        self._start = len(prompt)
        head = words.sot_sequence if stamped else words.sot_sequence_including_notimestamps
        self.tokens = [*prompt, *head]
        self.targets = self.tokens[1:]
        self.weights = [0.0] * len(self.targets)
        self.spans: list[Span | None] = [None] * len(self.tokens)

    def teach(self, scene: _Scene) -> None:
        """Append what the scene says."""
        if scene.said:
            self.weights[self._start] = 1.0  # the language
        else:
            self.weights[self._start] = 0.3
            self.targets[self._start] = self._words.no_speech
            self._stamp(0.0, (0.0, 0.3))
        for number, (one, offset) in enumerate(scene.said):
            self._stamp(offset if number else min(offset, _FIRST_STAMP_S), (offset, offset + 0.04))
            for place, (token, span) in enumerate(scene.tokens_of(one, offset)):
                self._say(token, span, weight=1.0 if place else _FIRST_WEIGHT)
            self._stamp(offset + one.seconds, (offset + one.seconds - 0.04, offset + one.seconds))
        if scene.cut_s is not None:
            self._stamp(scene.cut_s, (scene.cut_s, scene.cut_s + 0.04))
        quiet_s = min(scene.quiet_s() + 0.04, scene.seconds - 0.5)
        self._say(self._words.eot, (quiet_s, quiet_s + 0.46), weight=3.0)

    def _stamp(self, time_s: float, span: Span) -> None:
        if self._stamped:
            self._say(self._words.timestamp_begin + round(time_s * STATES_PER_S), span)

    def _say(self, token: int, span: Span, *, weight: float = 1.0) -> None:
        self.tokens.append(token)
        self.targets.append(token)
        self.weights.append(weight)
        self.spans.append(span)
