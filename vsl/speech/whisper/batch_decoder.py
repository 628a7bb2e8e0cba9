"""Decode one batch of windows with openai-whisper: windows in, words with times in each out.

Nothing that was heard before leads what is heard next. A window whose text looks wrong is decoded
again, less greedily and without a prompt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vsl.progress import Progress
from vsl.speech.recogniser import Samples
from vsl.speech.repetitions import has_loop
from vsl.speech.torch_threads import evenly, n_threads, workers
from vsl.speech.whisper.decoding import Decoded, decode, fast_arithmetic, vocabulary_of
from vsl.speech.whisper.encoder import Encoder
from vsl.speech.windows.decoding_checks import TEMPERATURES, choose_attempt, is_doubtful, is_silence
from vsl.speech.windows.languages import Shares, main_language, window_language
from vsl.speech.windows.packing import Window
from vsl.speech.windows.transcription import DecodedWindow
from vsl.speech.windows.word_times import time_words, token_starts

if TYPE_CHECKING:
    import whisper

# Twelve windows on two cores that others used as well: two workers took 0.31 to 0.60 of the time
# that one with both threads took (docs/decisions/005); more than two cores were not measured.
WORKERS = 2
_ENCODED = 0.6  # the encoder's share of the time
_UNTOLD = Progress()
_PROMPT_TOKENS = 200  # of names and spellings
_FRAME = 320  # samples of one place in the encoder's output: 20 ms


@dataclass
class WhisperBatchDecoder:
    """A model, and what it knows before it listens."""

    model: whisper.Whisper
    language: str | None  # None: the first batch tells
    prompt: str = ""  # names and spellings that may be spoken
    temperatures: tuple[float, ...] = TEMPERATURES
    decoding: Mapping[str, Any] = field(default_factory=dict)
    may_switch: bool = False  # a window that clearly speaks another language is heard in it

    def __post_init__(self) -> None:
        """Pack the model's matrices, once for all workers."""
        self.may_switch = self.model.is_multilingual and (self.may_switch or self.language is None)
        self._encoder = Encoder(self.model.encoder)
        self._vocabulary = vocabulary_of(self.model)
        self._tokenizers: dict[str, Any] = {}

    def decode_windows(
        self,
        windows: Sequence[Window],
        samples: Samples,
        progress: Progress = _UNTOLD,
        *,
        languages: Sequence[str] | None = None,
    ) -> list[DecodedWindow]:
        """Return the words of each window, heard in ``languages`` where they are given.

        Windows are encoded one by one by whichever worker is free, then decoded in a group for each
        worker; a worker that finds none left to encode begins to decode.
        """
        n_workers = self._n_workers(len(windows))
        with fast_arithmetic(self.model.device), workers(n_workers) as pool:
            numbers = list(evenly(range(len(windows)), 1 if self._on_processor else len(windows)))
            encoded = [
                pool.submit(self._encode, [windows[number] for number in part], samples)
                for part in numbers
            ]
            if self.language is None:
                self.language = self._detect_main(encoded)
            said = [
                pool.submit(
                    self._decode_group,
                    [encoded[part] for part in group],
                    [windows[number] for part in group for number in numbers[part]],
                    languages and [languages[n] for part in group for n in numbers[part]],
                )
                for group in evenly(range(len(numbers)), -(-len(numbers) // n_workers))
            ]
            for number, part in enumerate(encoded, start=1):
                part.result()
                progress(_ENCODED * number / len(encoded))
            return [decoded for group in said for decoded in group.result()]

    def detect_languages(self, windows: Sequence[Window], samples: Samples) -> list[Shares]:
        """Return how likely each language is in each window."""
        with fast_arithmetic(self.model.device), workers(self._n_workers(len(windows))) as pool:
            encoded = [pool.submit(self._encode, [window], samples) for window in windows]
            return [shares for part in encoded for shares in self._shares(part.result())]

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

    def _decode_group(
        self,
        encoded: Iterable[Future[Any]],
        windows: Sequence[Window],
        languages: Sequence[str] | None,
    ) -> list[DecodedWindow]:
        """Return what windows say that go through the encoder."""
        import torch

        with torch.inference_mode():
            features = torch.cat([part.result() for part in encoded])
            shares = self._shares(features) if self.may_switch and not languages else None
            main = str(self.language)
            if shares:
                languages = [window_language(each, main) for each in shares]
            languages = languages or [main] * len(windows)
            found: dict[int, Decoded] = {}
            for language in dict.fromkeys(languages):
                rows = [row for row, other in enumerate(languages) if other == language]
                decoded = self._decode(features[rows], language)
                found.update(zip(rows, decoded, strict=True))
            return [
                self._describe(
                    found[row], window, languages[row], shares=shares[row] if shares else None
                )
                for row, window in enumerate(windows)
            ]

    @property
    def _on_processor(self) -> bool:
        return bool(self.model.device.type == "cpu")

    @property
    def _half(self) -> bool:
        return bool(self.model.device.type == "cuda")

    def _detect_main(self, encoded: Iterable[Future[Any]]) -> str:
        """Return the language most likely over all windows."""
        if not self.model.is_multilingual:
            return "en"
        return main_language(shares for part in encoded for shares in self._shares(part.result()))

    def _shares(self, features: Any) -> list[Shares]:
        found = self.model.detect_language(features, self._tokenizer("en"))[1]
        return list(found if isinstance(found, list) else [found])

    def _decode(self, features: Any, language: str) -> list[Decoded]:
        """Each window's first attempt that looks right, or else its best one."""
        attempts: list[list[Decoded]] = [[] for _ in features]
        doubtful = list(range(len(features)))
        for options in self._attempts(language):
            found = decode(self.model, features[doubtful], options, vocabulary=self._vocabulary)
            for number, decoded in zip(doubtful, found, strict=True):
                attempts[number].append(decoded)
            doubtful = [number for number in doubtful if is_doubtful(attempts[number][-1])]
            if not doubtful:
                break
        return [choose_attempt(tried) for tried in attempts]

    def _attempts(self, language: str) -> Iterator[Any]:
        """Options of the first attempt, then of those that follow a doubtful one."""
        if prompt := self._prompt(language):
            yield self._options(language, prompt=prompt)
        for temperature in self.temperatures:
            yield self._options(language, temperature=temperature)

    def _options(self, language: str, **more: Any) -> Any:
        import whisper

        special = range(self._tokenizer(language).eot + 1, self.model.dims.n_vocab)
        given: dict[str, Any] = {
            # Tokenizers of English-only models name none; then the library would look for one.
            "language": self._tokenizer(language).language or "en",
            "without_timestamps": True,
            "suppress_tokens": [-1, *special],
            "fp16": self._half,
        }
        return whisper.DecodingOptions(**{**given, **self.decoding, **more})

    def _tokenizer(self, language: str) -> Any:
        from whisper.tokenizer import get_tokenizer

        if language not in self._tokenizers:
            self._tokenizers[language] = get_tokenizer(
                self.model.is_multilingual,
                num_languages=self.model.num_languages,
                language=language if self.model.is_multilingual else "en",
                task="transcribe",
            )
        return self._tokenizers[language]

    def _prompt(self, language: str) -> list[int]:
        if not self.prompt.strip():
            return []
        room = self.model.dims.n_text_ctx // 2 - 8  # half of it is the text's
        text = " " + " ".join(self.prompt.split())
        tokens: list[int] = self._tokenizer(language).encode(text)
        return tokens[: max(0, min(_PROMPT_TOKENS, room))]

    def _describe(
        self, decoded: Decoded, window: Window, language: str, *, shares: Shares | None
    ) -> DecodedWindow:
        n_frames = window.length // _FRAME
        if is_silence(decoded) or not n_frames or not decoded.tokens:
            return DecodedWindow((), language, shares)
        words = time_words(
            decoded.tokens,
            token_starts(decoded.attention, len(decoded.tokens), n_frames),
            decoded.token_probabilities,
            tokenizer=self._tokenizer(language),
        )
        return DecodedWindow(
            tuple(words), language, shares, has_loop(decoded.text), is_doubtful(decoded)
        )
