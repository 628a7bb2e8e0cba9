"""Decode one batch of windows with CTranslate2: windows in, words with times out.

The features, the tokenizer and the prompt are faster-whisper's; batches, languages and second
attempts work as in ``vsl.speech.whisper.batch_decoder``. No timestamps are decoded: with them,
everything after a window's last pair of timestamps would be lost.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from vsl.model.project import Word
from vsl.progress import Progress
from vsl.speech.recogniser import Samples
from vsl.speech.repetitions import has_loop
from vsl.speech.windows.decoding_checks import TEMPERATURES, is_doubtful, is_silence, retry_doubtful
from vsl.speech.windows.languages import (
    Shares,
    decode_by_language,
    main_language,
    window_language,
)
from vsl.speech.windows.packing import Window
from vsl.speech.windows.transcription import DecodedWindow
from vsl.speech.windows.word_times import FRAME_S, time_words

if TYPE_CHECKING:
    import faster_whisper

_MEL_FRAMES = 3_000  # of a window of 30 s: whisper/audio.py, N_FRAMES
_SAMPLES_PER_MEL_FRAME = 160
_BEAMS = 5  # faster-whisper's default
# Finished texts per beam that end the search. With the default of one, five texts that break off
# after a sentence end it before the likelier text of the whole window is complete.
_PATIENCE = 2
_DRAWN = 5  # hypotheses at a temperature, faster-whisper's default
_SMOOTHED = 7  # frames of attention, whisper/timing.py, medfilt_width
_UNWATCHED = Progress()


@dataclass(frozen=True, slots=True)
class _Attempt:
    """See ``decoding_checks.Attempt``."""

    tokens: tuple[int, ...]
    text: str
    mean_log_probability: float
    no_speech_probability: float

    @property
    def compression_ratio(self) -> float:
        content = self.text.encode()
        return len(content) / len(zlib.compress(content)) if content else 0.0


@dataclass
class CTranslate2BatchDecoder:
    """A loaded model with its language and prompt; see ``WindowDecoder``."""

    model: faster_whisper.WhisperModel
    language: str | None  # None: detected in the first batch
    prompt: str = ""  # names and spellings that may be spoken
    may_switch: bool = False  # decode a window in another language if that is clearly spoken
    temperatures: tuple[float, ...] = TEMPERATURES
    _tokenizers: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Disable switching of languages for an English-only model."""
        self._is_multilingual = bool(self.model.model.is_multilingual)
        self.may_switch = self._is_multilingual and (self.may_switch or self.language is None)

    def decode_windows(
        self,
        windows: Sequence[Window],
        samples: Samples,
        progress: Progress = _UNWATCHED,
        *,
        languages: Sequence[str] | None = None,
    ) -> list[DecodedWindow]:
        """Return the words of each window, decoded in ``languages`` if they are given."""
        features = self._features(windows, samples)
        encoded = self.model.encode(features)
        progress(0.0)
        shares = self._shares(encoded) if self.may_switch and not languages else None
        if self.language is None:
            self.language = main_language(shares) if shares else "en"
        main = self.language
        if shares:
            languages = [window_language(each, main) for each in shares]

        def decode(language: str, rows: list[int]) -> list[DecodedWindow]:
            part = encoded if len(rows) == len(windows) else self.model.encode(features[rows])
            return self._decode_group(
                part, features[rows], [windows[row] for row in rows], language
            )

        decoded = decode_by_language(languages or [main] * len(windows), decode)
        if shares is None:
            return decoded
        return [replace(each, shares=own) for each, own in zip(decoded, shares, strict=True)]

    def detect_languages(self, windows: Sequence[Window], samples: Samples) -> list[Shares]:
        """Return how likely each language is in each window."""
        return self._shares(self.model.encode(self._features(windows, samples)))

    def _features(self, windows: Sequence[Window], samples: Samples) -> Any:
        """Return log-mel spectra, float32, shape (n_windows, n_mels, 3000)."""
        spectra = [self.model.feature_extractor(window.of(samples))[:, :-1] for window in windows]
        padded = np.zeros((len(spectra), spectra[0].shape[0], _MEL_FRAMES), np.float32)
        for row, spectrum in zip(padded, spectra, strict=True):
            n_frames = min(_MEL_FRAMES, spectrum.shape[1])
            row[:, :n_frames] = spectrum[:, :n_frames]
        return padded

    def _shares(self, encoded: Any) -> list[Shares]:
        return [
            {name.strip("<|>"): share for name, share in window}
            for window in self.model.model.detect_language(encoded)
        ]

    def _decode_group(
        self, encoded: Any, features: Any, windows: Sequence[Window], language: str
    ) -> list[DecodedWindow]:
        """Return the decoded windows of one language."""
        attempts = self._attempt(encoded, features, language)
        silent = [is_silence(attempt) or not attempt.tokens for attempt in attempts]
        words = self._time(encoded, attempts, windows, language)
        return [
            DecodedWindow((), language)
            if is_silent
            else DecodedWindow(
                tuple(words_of_window), language, None, has_loop(attempt.text), is_doubtful(attempt)
            )
            for attempt, words_of_window, is_silent in zip(attempts, words, silent, strict=True)
        ]

    def _attempt(self, encoded: Any, features: Any, language: str) -> list[_Attempt]:
        """Return each window's first attempt that passes the checks, or else its best one."""

        def attempt(way: tuple[str, float], rows: list[int]) -> Iterator[_Attempt]:
            part = encoded if len(rows) == len(features) else self.model.encode(features[rows])
            return self._generate(part, len(rows), language, *way)

        return retry_doubtful(len(features), self._ways(), attempt)

    def _ways(self) -> Iterator[tuple[str, float]]:
        """Yield prompt and temperature of the first attempt, then of those after a doubtful one."""
        if self.prompt.strip():
            yield self.prompt, 0.0
        for temperature in self.temperatures:
            yield "", temperature

    def _generate(
        self, encoded: Any, n_windows: int, language: str, prompt: str, temperature: float
    ) -> Iterator[_Attempt]:
        import ctranslate2
        from faster_whisper.transcribe import get_suppressed_tokens

        tokenizer = self._tokenizer(language)
        start = self.model.get_prompt(
            tokenizer, [], without_timestamps=True, hotwords=prompt or None
        )
        beam_search: dict[str, Any] = {"beam_size": _BEAMS, "patience": _PATIENCE}
        sampling: dict[str, Any] = {
            "beam_size": 1,
            "num_hypotheses": _DRAWN,
            "sampling_topk": 0,
            "sampling_temperature": temperature,
        }
        ctranslate2.set_random_seed(0)  # reproducible results
        results = self.model.model.generate(
            encoded,
            [list(start) for _ in range(n_windows)],
            max_length=self.model.max_length,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=list(get_suppressed_tokens(tokenizer, [-1])),
            **(sampling if temperature else beam_search),
        )
        for result in results:
            tokens = tuple(result.sequences_ids[0])
            total = result.scores[0] * len(tokens)  # the score is a mean over the tokens
            yield _Attempt(
                tokens,
                tokenizer.decode(list(tokens)),
                total / (len(tokens) + 1),
                result.no_speech_prob,
            )

    def _time(
        self,
        encoded: Any,
        attempts: Sequence[_Attempt],
        windows: Sequence[Window],
        language: str,
    ) -> list[list[Word]]:
        """Return the words of each window, timed by the cross-attention of the alignment heads."""
        tokenizer = self._tokenizer(language)
        aligned = self.model.model.align(
            encoded,
            tokenizer.sot_sequence,
            [list(attempt.tokens) for attempt in attempts],
            [window.length // _SAMPLES_PER_MEL_FRAME for window in windows],
            median_filter_width=_SMOOTHED,
        )
        return [
            time_words(
                attempt.tokens,
                _token_starts(result.alignments),
                result.text_token_probs,
                tokenizer=tokenizer,
            )
            for attempt, result in zip(attempts, aligned, strict=True)
        ]

    def _tokenizer(self, language: str) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        if language not in self._tokenizers:
            self._tokenizers[language] = Tokenizer(
                self.model.hf_tokenizer, self._is_multilingual, "transcribe", language
            )
        return self._tokenizers[language]


def _token_starts(path: Sequence[tuple[int, int]]) -> list[float]:
    """Return when each token begins, in seconds, given the path through tokens and frames."""
    first: dict[int, int] = {}
    for token, frame in path:
        first.setdefault(token, frame)
    return [first[token] * FRAME_S for token in sorted(first)]
