"""Transcribe a recording with a model of the Whisper family.

Speech is packed into windows of 30 s that are decoded batch by batch. A window in which two
languages may be spoken is cut at its pauses, and each part is decoded in its own language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Protocol, TypeAlias

from vsl.basics.audio import SAMPLE_RATE_HZ
from vsl.basics.model_names import strip_path
from vsl.basics.timecode import clock
from vsl.model.project import Transcript, Word
from vsl.progress import Progress
from vsl.speech.languages import check_language, language_name
from vsl.speech.pauses import AudioPiece
from vsl.speech.recogniser import ListenOptions, Samples, duration_ms, order_words
from vsl.speech.torch_threads import evenly
from vsl.speech.voice_activity.spans import speech
from vsl.speech.windows.languages import Shares, label_parts, may_be_mixed
from vsl.speech.windows.packing import Window, pack

_PACKED = 0.02  # the share of the time that voice activity detection takes
_PART = 4 * SAMPLE_RATE_HZ  # samples of speech: enough to detect a language
_UNWATCHED = Progress()


@dataclass(frozen=True, slots=True)
class DecodedWindow:
    """The decoded words of one window."""

    words: tuple[Word, ...]  # times from the window's start, text with its leading space
    language: str
    shares: Shares | None = None  # of languages in it; None: not detected
    loops: bool = False  # the text repeats itself
    is_doubtful: bool = False  # unlikely by the model's own probabilities


class WindowDecoder(Protocol):
    """Decodes windows with a model of the Whisper family."""

    @property
    def language(self) -> str | None:
        """The recording's main language; None before the first batch if it is detected."""

    def decode_windows(
        self,
        windows: Sequence[Window],
        samples: Samples,
        progress: Progress = _UNWATCHED,
        *,
        languages: Sequence[str] | None = None,
    ) -> list[DecodedWindow]:
        """Return the words of each window, decoded in ``languages`` if they are given."""

    def detect_languages(self, windows: Sequence[Window], samples: Samples) -> list[Shares]:
        """Return how likely each language is in each window."""


CreateDecoder: TypeAlias = Callable[[str | None], tuple[WindowDecoder, int]]
"""Returns a decoder for a language, or None to detect it, and its number of windows at once."""


@dataclass(frozen=True, slots=True)
class HeardPassage:
    """A window of a recording with its decoded words."""

    window: Window
    decoded: DecodedWindow


def transcribe_recording(
    samples: Samples,
    options: ListenOptions,
    progress: Progress,
    *,
    engine: str,
    model_name: str,
    create_decoder: CreateDecoder,
) -> Transcript:
    """Return the transcript of a recording by ``engine`` with ``model_name``.

    For a recording without speech no decoder is created, so that no model is loaded.
    """
    language = check_language(options.base_language)
    silence = Transcript((), language or "und", engine, strip_path(model_name))
    progress(0.0)
    windows = pack(speech(samples), samples)
    if not windows:
        progress(1.0)
        return silence
    progress(_PACKED)
    decoder, batch_size = create_decoder(language)
    passages = transcribe_windows(
        decoder,
        windows,
        samples,
        batch_size=batch_size,
        progress=progress.part(progress.stage, _PACKED, 1.0),
    )
    progress(1.0)
    return replace(
        silence,
        words=order_words(words_in_recording(passages), duration_ms(samples)),
        language=decoder.language or "und",
        warnings=describe_passages(passages, decoder.language, options.starts_at_ms),
    )


def transcribe_windows(
    decoder: WindowDecoder,
    windows: Sequence[Window],
    samples: Samples,
    *,
    batch_size: int,
    progress: Progress,
) -> list[HeardPassage]:
    """Return ``windows`` with their words, in order; some cut where the language changes."""
    passages: list[HeardPassage] = []
    for batch in evenly(windows, batch_size):
        part = progress.part(
            progress.stage,
            len(passages) / len(windows),
            (len(passages) + len(batch)) / len(windows),
        )
        decoded = decoder.decode_windows(batch, samples, part)
        passages += [HeardPassage(*pair) for pair in zip(batch, decoded, strict=True)]
        part(1.0)
    mixed = _find_mixed(passages, decoder.language)
    return [
        result
        for number, passage in enumerate(passages)
        for result in (_hear_parts(passage, decoder, samples) if number in mixed else (passage,))
    ]


def words_in_recording(passages: Iterable[HeardPassage]) -> list[Word]:
    """Return the words of all passages at their time in the recording."""
    return [word for each in passages for word in each.window.in_recording(each.decoded.words)]


def describe_passages(
    passages: Sequence[HeardPassage], language: str | None, starts_at_ms: int = 0
) -> tuple[str, ...]:
    """Return notes on what the user should check.

    Args:
        language: the recording's main one.
        starts_at_ms: where the passages' samples begin in it.
    """
    return (
        *_describe_languages(passages, language, starts_at_ms),
        *(
            f"Whisper kept repeating itself in the 30 seconds from {_clock(each, starts_at_ms)};"
            " compare the words there with the voice."
            for each in passages
            if each.decoded.loops
        ),
    )


def _find_mixed(passages: Sequence[HeardPassage], main: str | None) -> set[int]:
    """Return the numbers of passages in which two languages may be spoken."""
    numbers = {
        number
        for number, each in enumerate(passages)
        if each.decoded.shares and may_be_mixed(each.decoded.shares, each.decoded.language)
    }
    for number, (before, after) in enumerate(pairwise(passages)):
        if before.decoded.language != after.decoded.language:
            numbers |= {number, number + 1}
    return {number for number in numbers if passages[number].decoded.shares} if main else set()


def _hear_parts(
    passage: HeardPassage, decoder: WindowDecoder, samples: Samples
) -> Iterator[HeardPassage]:
    """Yield the passage, cut and decoded again if several languages are spoken in it."""
    parts = list(_cut(passage.window))
    shares = decoder.detect_languages(parts, samples)
    lengths_s = [part.length / SAMPLE_RATE_HZ for part in parts]
    labels = label_parts(list(zip(shares, lengths_s, strict=True)), str(decoder.language))
    if set(labels) == {passage.decoded.language}:
        yield passage
        return
    runs = [
        (label, Window(tuple(piece for part, _ in run for piece in part.parts)))
        for label, run in groupby(zip(parts, labels, strict=True), key=lambda pair: pair[1])
    ]
    windows = [window for _, window in runs]
    decoded = decoder.decode_windows(windows, samples, languages=[label for label, _ in runs])
    yield from (HeardPassage(*pair) for pair in zip(windows, decoded, strict=True))


def _cut(window: Window) -> Iterator[Window]:
    """Yield parts of a window that end in its pauses, each long enough to detect its language."""
    part: list[AudioPiece] = []
    for piece in window.parts:
        part.append(piece)
        if sum(each.stop - each.start for each in part) >= _PART:
            yield Window(tuple(part))
            part = []
    if part:
        yield Window(tuple(part))


def _describe_languages(
    passages: Sequence[HeardPassage], main: str | None, starts_at_ms: int
) -> Iterator[str]:
    first: dict[str, HeardPassage] = {}
    for each in passages:
        if each.decoded.words and each.decoded.language != main:
            first.setdefault(each.decoded.language, each)
    for language, each in first.items():
        yield (
            f"{language_name(language).capitalize()} is spoken from {_clock(each, starts_at_ms)}"
            f" on, beside {language_name(main or 'und').capitalize()}; its words are kept as they"
            " were heard."
        )


def _clock(passage: HeardPassage, starts_at_ms: int) -> str:
    return clock(starts_at_ms + passage.window.parts[0].start_ms)
