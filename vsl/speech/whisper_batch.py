"""One batch of windows heard by Whisper: windows in, words with times in each window out.

Nothing that was heard before leads what is heard next. A window whose text looks wrong is decoded
again, less greedily and without a prompt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from vsl.model import Word
from vsl.progress import Progress
from vsl.speech.loops import has_loop
from vsl.speech.recogniser import Samples
from vsl.speech.side_by_side import evenly, n_threads, workers
from vsl.speech.whisper_decode import Decoded, decode, fast_arithmetic, vocabulary_of
from vsl.speech.whisper_encode import Encoder
from vsl.speech.whisper_windows import Window
from vsl.speech.word_times import time_words

if TYPE_CHECKING:
    import whisper

# whisper/transcribe.py, the defaults of transcribe()
TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_MOST_COMPRESSION = 2.4
_LEAST_LOG_PROBABILITY = -1.0
_NO_SPEECH = 0.6

# Twelve windows on two cores that others used as well: two workers took 0.31 to 0.60 of the time
# that one with both threads took (docs/decisions/005); more than two cores were not measured.
WORKERS = 2
_ENCODED = 0.6  # the encoder's share of the time
_UNTOLD = Progress()
_PROMPT_TOKENS = 200  # of the script's beginning: names and spellings
_FRAME = 320  # samples of one place in the encoder's output: 20 ms


@dataclass(frozen=True, slots=True)
class Heard:
    """What one window says."""

    words: tuple[Word, ...]  # times from the window's start, text with its leading space
    loops: bool = False  # it goes on repeating itself


@dataclass
class Ear:
    """A model, and what it knows before it listens."""

    model: whisper.Whisper
    language: str | None  # None: the first batch tells
    script: str = ""
    temperatures: tuple[float, ...] = TEMPERATURES
    decoding: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Pack the model's matrices, once for all workers."""
        self._encoder = Encoder(self.model.encoder)
        self._vocabulary = vocabulary_of(self.model)

    def hear(
        self, windows: Sequence[Window], samples: Samples, progress: Progress = _UNTOLD
    ) -> list[Heard]:
        """The words of each window.

        Windows are encoded one by one by whichever worker is free, then decoded in a group for each
        worker; a worker that finds none left to encode begins to decode.
        """
        n_workers = self._n_workers(len(windows))
        with fast_arithmetic(self.model.device), workers(n_workers) as pool:
            parts = list(evenly(windows, 1 if self._on_processor else len(windows)))
            encoded = [pool.submit(self._encode, part, samples) for part in parts]
            if self.language is None:
                self.language = self._language(encoded)
            groups = evenly(range(len(parts)), -(-len(parts) // n_workers))
            said = [
                pool.submit(
                    self._words,
                    [encoded[number] for number in group],
                    [window for number in group for window in parts[number]],
                )
                for group in groups
            ]
            for number, part in enumerate(encoded, start=1):
                part.result()
                progress(_ENCODED * number / len(encoded))
            return [heard for group in said for heard in group.result()]

    def _n_workers(self, n_windows: int) -> int:
        """A graphics card does many things at once by itself."""
        at_most = WORKERS if self._on_processor else 1
        return max(1, min(at_most, n_threads(), n_windows))

    def _encode(self, windows: Sequence[Window], samples: Samples) -> Any:
        """The encoder's output."""
        import torch
        from whisper.audio import log_mel_spectrogram, pad_or_trim

        with torch.inference_mode():
            spectra = []
            for window in windows:
                sound = torch.from_numpy(pad_or_trim(window.of(samples))).to(self.model.device)
                spectrum = log_mel_spectrogram(sound, self.model.dims.n_mels)
                spectra.append(spectrum.half() if self._half else spectrum)
            return self._encoder(torch.stack(spectra))

    def _words(self, encoded: Iterable[Future[Any]], windows: Sequence[Window]) -> list[Heard]:
        """The words of windows that go through the encoder."""
        import torch

        with torch.inference_mode():
            features = torch.cat([part.result() for part in encoded])
            return [
                self._heard(decoded, window)
                for decoded, window in zip(self._decode(features), windows, strict=True)
            ]

    @property
    def _on_processor(self) -> bool:
        return bool(self.model.device.type == "cpu")

    @property
    def _half(self) -> bool:
        return bool(self.model.device.type == "cuda")

    def _language(self, encoded: Iterable[Future[Any]]) -> str:
        """The language most likely over all windows."""
        if not self.model.is_multilingual:
            return "en"
        features = (part.result() for part in encoded)
        found = [shares for part in features for shares in self.model.detect_language(part)[1]]
        return str(max(found[0], key=lambda code: sum(shares[code] for shares in found)))

    def _decode(self, features: Any) -> list[Decoded]:
        """Each window's first attempt that looks right, or else its best one."""
        attempts: list[list[Decoded]] = [[] for _ in features]
        doubtful = list(range(len(features)))
        for options in self._attempts():
            found = decode(self.model, features[doubtful], options, vocabulary=self._vocabulary)
            for number, decoded in zip(doubtful, found, strict=True):
                attempts[number].append(decoded)
            doubtful = [number for number in doubtful if _is_doubtful(attempts[number][-1])]
            if not doubtful:
                break
        return [_best(tried) for tried in attempts]

    def _attempts(self) -> Iterator[Any]:
        """Options of the first attempt, then of those that follow a doubtful one."""
        if self._prompt:
            yield self._options(prompt=self._prompt)
        for temperature in self.temperatures:
            yield self._options(temperature=temperature)

    def _options(self, **more: Any) -> Any:
        import whisper

        special = range(self._tokenizer.eot + 1, self.model.dims.n_vocab)
        given: dict[str, Any] = {
            "language": self._tokenizer.language,
            "without_timestamps": True,
            "suppress_tokens": [-1, *special],
            "fp16": self._half,
        }
        return whisper.DecodingOptions(**{**given, **self.decoding, **more})

    @cached_property
    def _tokenizer(self) -> Any:
        from whisper.tokenizer import get_tokenizer

        return get_tokenizer(
            self.model.is_multilingual,
            num_languages=self.model.num_languages,
            language=self.language if self.model.is_multilingual else "en",
            task="transcribe",
        )

    @cached_property
    def _prompt(self) -> list[int]:
        if not self.script.strip():
            return []
        room = self.model.dims.n_text_ctx // 2 - 8  # half of it is the text's
        tokens: list[int] = self._tokenizer.encode(" " + " ".join(self.script.split()))
        return tokens[: max(0, min(_PROMPT_TOKENS, room))]

    def _heard(self, decoded: Decoded, window: Window) -> Heard:
        if _is_silence(decoded):
            return Heard(())
        words = time_words(
            decoded.tokens,
            decoded.attention,
            tokenizer=self._tokenizer,
            probabilities=decoded.token_probabilities,
            n_frames=window.length // _FRAME,
        )
        return Heard(tuple(words), has_loop(decoded.text))


def _is_silence(decoded: Decoded) -> bool:
    return (
        decoded.no_speech_probability > _NO_SPEECH
        and decoded.mean_log_probability < _LEAST_LOG_PROBABILITY
    )


def _is_doubtful(decoded: Decoded) -> bool:
    if _is_silence(decoded):
        return False
    return (
        decoded.compression_ratio > _MOST_COMPRESSION
        or decoded.mean_log_probability < _LEAST_LOG_PROBABILITY
        or has_loop(decoded.text)
    )


def _best(tried: Sequence[Decoded]) -> Decoded:
    if not _is_doubtful(tried[-1]):
        return tried[-1]
    return max(tried, key=lambda one: (not has_loop(one.text), one.mean_log_probability))
