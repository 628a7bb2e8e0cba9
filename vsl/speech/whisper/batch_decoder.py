"""Decode one batch of windows with openai-whisper: windows in, words with times out.

Windows are decoded independently. A window whose text looks wrong is decoded again without a prompt
and at higher temperatures; one of which the model is unsure, with beam search.
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
from vsl.speech.whisper.decoding import Decoded, decode
from vsl.speech.whisper.encoder import Encoder
from vsl.speech.whisper.vocabulary import vocabulary_of
from vsl.speech.windows.decoding_checks import (
    TEMPERATURES,
    choose_likelier,
    is_doubtful,
    is_silence,
    is_unsure,
    retry_doubtful,
)
from vsl.speech.windows.languages import (
    Shares,
    decode_by_language,
    main_language,
    window_language,
)
from vsl.speech.windows.packing import Window
from vsl.speech.windows.transcription import DecodedWindow
from vsl.speech.windows.word_times import time_words, token_starts

if TYPE_CHECKING:
    import whisper

# Twelve windows on two busy cores: two workers took 0.31 to 0.60 of the time that one with both
# threads took (docs/decisions/005); more than two cores were not measured.
WORKERS = 2
_ENCODED = 0.6  # the encoder's share of the time
_UNTOLD = Progress()
_PROMPT_TOKENS = 200  # of names and spellings
_BEAMS, _PATIENCE = 5, 2.0  # as in ``faster_whisper.batch_decoder``
_FRAME = 320  # samples per frame of the encoder's output: 20 ms


@dataclass(frozen=True, slots=True)
class _Encoded:
    """The encoder's output for some windows."""

    features: Any  # shape (n_windows, n_audio_context, width)
    shares: Sequence[Shares]  # of languages in each window; empty if not requested


def _find_main(encoded: Iterable[Future[_Encoded]]) -> str:
    """Return the language most likely over all windows."""
    return main_language(shares for part in encoded for shares in part.result().shares)


@dataclass
class WhisperBatchDecoder:
    """A model with its language, prompt and options; see ``WindowDecoder``."""

    model: whisper.Whisper
    language: str | None  # None: detected in the first batch
    prompt: str = ""  # names and spellings that may be spoken
    temperatures: tuple[float, ...] = TEMPERATURES
    decoding: Mapping[str, Any] = field(default_factory=dict)
    may_switch: bool = False  # decode a window in another language if that is clearly spoken

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
        """Return the words of each window, decoded in ``languages`` if they are given.

        Windows are encoded one by one by the next free worker, then decoded in one group per
        worker; a worker with no window left to encode begins to decode.
        """
        n_workers = self._n_workers(len(windows))
        with workers(n_workers) as pool:
            numbers = list(evenly(range(len(windows)), 1 if self._on_processor else len(windows)))
            detects = self.may_switch and not languages
            encoded = [
                pool.submit(self._encode_part, [windows[n] for n in part], samples, detects)
                for part in numbers
            ]
            if self.language is None:
                self.language = _find_main(encoded) if detects else "en"
            groups = [
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
            return [decoded for group in groups for decoded in group.result()]

    def detect_languages(self, windows: Sequence[Window], samples: Samples) -> list[Shares]:
        """Return how likely each language is in each window."""
        with workers(self._n_workers(len(windows))) as pool:
            encoded = [
                pool.submit(self._encode_part, [window], samples, True) for window in windows
            ]
            return [shares for part in encoded for shares in part.result().shares]

    def _n_workers(self, n_windows: int) -> int:
        """Return the number of workers; one on a GPU, which is parallel by itself."""
        at_most = WORKERS if self._on_processor else 1
        return max(1, min(at_most, n_threads(), n_windows))

    def _encode_part(self, windows: Sequence[Window], samples: Samples, detects: bool) -> _Encoded:
        """Return the encoder's output for windows, and their languages if ``detects``."""
        import torch

        with torch.inference_mode():
            features = self._encode(windows, samples)
            return _Encoded(features, self._shares(features) if detects else [])

    def _encode(self, windows: Sequence[Window], samples: Samples) -> Any:
        """Return the encoder's output, shape (n_windows, n_audio_context, width)."""
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
        encoded: Iterable[Future[_Encoded]],
        windows: Sequence[Window],
        languages: Sequence[str] | None,
    ) -> list[DecodedWindow]:
        """Return the decoded windows, once they are encoded."""
        import torch

        with torch.inference_mode():
            parts = [part.result() for part in encoded]
            features = torch.cat([part.features for part in parts])
            shares = [shares for part in parts for shares in part.shares]
            main = str(self.language)
            if shares:
                languages = [window_language(each, main) for each in shares]
            languages = languages or [main] * len(windows)
            found = decode_by_language(
                languages, lambda language, rows: self._decode(features[rows], language)
            )
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

    def _shares(self, features: Any) -> list[Shares]:
        languages = self.model.detect_language(features, self._tokenizer("en"))[1]
        return list(languages if isinstance(languages, list) else [languages])

    def _decode(self, features: Any, language: str) -> list[Decoded]:
        """Return each window's first attempt that passes the checks, or else its best one.

        Beam search is for the few windows of which the model is unsure: for all windows, decoding
        would take three times as long. It runs without the prompt, so not where there is one.
        """
        found = retry_doubtful(
            len(features),
            self._attempts(language),
            lambda options, rows: decode(
                self.model, features[rows], options, vocabulary=self._vocabulary
            ),
        )
        unsure = [row for row, decoded in enumerate(found) if is_unsure(decoded)]
        if unsure and not self.prompt.strip():
            beams = self._options(language, beam_size=_BEAMS, patience=_PATIENCE)
            again = decode(self.model, features[unsure], beams, vocabulary=self._vocabulary)
            for row, decoded in zip(unsure, again, strict=True):
                found[row] = choose_likelier(found[row], decoded)
        return found

    def _attempts(self, language: str) -> Iterator[Any]:
        """Yield the options of the first attempt, then of those after a doubtful one."""
        if prompt := self._prompt(language):
            yield self._options(language, prompt=prompt)
        for temperature in self.temperatures:
            yield self._options(language, temperature=temperature)

    def _options(self, language: str, **more: Any) -> Any:
        import whisper

        special = range(self._tokenizer(language).eot + 1, self.model.dims.n_vocab)
        defaults: dict[str, Any] = {
            # Tokenizers of English-only models name none; then the library would detect one.
            "language": self._tokenizer(language).language or "en",
            "without_timestamps": True,
            "suppress_tokens": [-1, *special],
            "fp16": self._half,
        }
        return whisper.DecodingOptions(**{**defaults, **self.decoding, **more})

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
        room = self.model.dims.n_text_ctx // 2 - 8  # half of it is for the text
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
