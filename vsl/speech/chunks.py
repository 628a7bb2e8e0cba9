"""Transcribe long recordings chunk by chunk without losing or doubling words at the seams.

Cuts lie in pauses. Where there is no pause, both chunks include a few seconds around the cut and
are joined at a word that both transcripts contain. Chunks depend on each other only for the
language, so processes or machines can share them. Memory use is that of one chunk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

import numpy as np

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples, release_pages
from vsl.basics.folding import fold_text
from vsl.model.project import Transcript, Word
from vsl.progress import Progress
from vsl.speech.pauses import AudioPiece
from vsl.speech.recogniser import ListenOptions, Recogniser, later, order_words

_SEARCHED = 0.2  # of a chunk: its last fifth is searched for a pause
_PAUSE = SAMPLE_RATE_HZ // 2  # a cut is placed in the middle of the quietest half second
_STEP = SAMPLE_RATE_HZ // 100
_QUIET = 0.1  # of the level around it (-20 dB): at most this is a pause
_OVERLAP_S = 4  # transcribed by both chunks on each side of a cut outside a pause
_EDGE_MS = 500  # an overlap may start inside a word, which the chunk before contains whole
_SAME_MS = 500  # two transcriptions may differ by this much in the time of one word
_TIME_COUNTS = 10  # weight of agreement in time against nearness to the cut: words may repeat


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a recording, and the longer piece that is transcribed for it."""

    own: AudioPiece
    heard: AudioPiece

    @property
    def heard_ms(self) -> int:
        """The length of the transcribed piece."""
        return self.heard.stop_ms - self.heard.start_ms

    @property
    def believed_ms(self) -> int:
        """The time from which its words are used."""
        edge_ms = _EDGE_MS if self.heard.start < self.own.start else 0
        return self.heard.start_ms + edge_ms


HearChunk = Callable[[Chunk, ListenOptions, Progress], Transcript]
"""Returns the transcript of one chunk, with times from the start of ``Chunk.heard``."""


def transcribe_chunked(
    recogniser: Recogniser,
    samples: Samples,
    options: ListenOptions,
    progress: Progress,
    *,
    chunk_s: float,
    hear_chunk: HearChunk | None = None,
) -> Transcript:
    """Return the transcript of a recording of any length, made in chunks of ``chunk_s`` seconds.

    Unless ``options`` name a language, the first chunk with words decides it. Progress is reported,
    and the work can be stopped, between chunks and wherever the engine allows it.

    Args:
        hear_chunk: transcribes one chunk; None: ``recogniser`` does, without caching.
    """
    chunks = cut_for(recogniser.name, samples, options, chunk_s)
    if not chunks:
        return recogniser.transcribe(samples, options, progress)
    hear_chunk = hear_chunk or partial(hear, recogniser=recogniser, samples=samples)
    return merge_transcripts(transcribe_chunks(chunks, hear_chunk, options, progress))


def cut_for(
    engine: str, samples: Samples, options: ListenOptions, chunk_s: float
) -> tuple[Chunk, ...]:
    """Return the chunks of a recording for ``engine``; none if it is not split."""
    if _places_words_itself(engine, options):
        return ()
    chunks = cut(samples, chunk_s)
    return chunks if len(chunks) > 1 else ()


def transcribe_chunks(
    chunks: Sequence[Chunk], hear: HearChunk, options: ListenOptions, progress: Progress
) -> list[tuple[Chunk, Transcript]]:
    """Return each chunk with its transcript; sequential, since one decides the next's language."""
    heard = []
    for chunk in chunks:
        part = progress.part(progress.stage, *span(chunk, chunks))
        heard.append((chunk, hear(chunk, options, part)))
        options = options_after(options, heard[-1][1])
    return heard


def span(chunk: Chunk, chunks: Sequence[Chunk]) -> tuple[float, float]:
    """Return where a chunk begins and ends, as shares (0..1) of the recording."""
    end = chunks[-1].own.stop
    return chunk.own.start / end, chunk.own.stop / end


def hear(
    chunk: Chunk,
    options: ListenOptions,
    progress: Progress,
    *,
    recogniser: Recogniser,
    samples: Samples,
) -> Transcript:
    """Return the transcript of one chunk; see ``HearChunk``."""
    sound = samples[chunk.heard.start : chunk.heard.stop]
    placed = replace(options, starts_at_ms=options.starts_at_ms + chunk.heard.start_ms)
    heard = recogniser.transcribe(sound, placed, progress)
    release_pages(samples)
    return heard


def options_after(options: ListenOptions, heard: Transcript) -> ListenOptions:
    """Return the options for the next chunk, given the transcript of the one before."""
    if options.language or not heard.words or heard.language == "und":
        return options
    return replace(options, language=heard.language, may_switch_language=True)


def cut(samples: Samples, chunk_s: float) -> tuple[Chunk, ...]:
    """Return chunks of about ``chunk_s`` seconds; the last may be half as long again.

    Reads only the fifth of the recording in which cuts may lie.
    """
    length = int(chunk_s * SAMPLE_RATE_HZ)
    starts, cuts = [0], []
    while len(samples) - starts[-1] > length * 1.5:
        last = starts[-1] + length
        cuts.append(_pause(samples, last - int(length * _SEARCHED), last))
        starts.append(cuts[-1][0])
    overlaps = [0, *(0 if quiet else _OVERLAP_S * SAMPLE_RATE_HZ for _, quiet in cuts), 0]
    ends = pairwise([*starts, len(samples)])
    return tuple(
        Chunk(
            AudioPiece(start, stop),
            AudioPiece(max(0, start - before), min(len(samples), stop + after)),
        )
        for (start, stop), (before, after) in zip(ends, pairwise(overlaps), strict=True)
    )


def merge_transcripts(heard: Sequence[tuple[Chunk, Transcript]]) -> Transcript:
    """Return the transcript of the whole recording, given all its chunks in order."""
    parts = [part for _, part in heard]
    spoken = next((part for part in parts if part.words), parts[0])
    words: list[Word] = []
    for chunk, part in heard:
        placed = (later(word, chunk.heard.start_ms) for word in part.words)
        trusted = [word for word in placed if word.start_ms >= chunk.believed_ms]
        words = merge(words, trusted, chunk.own.start_ms)
    warnings = dict.fromkeys(warning for part in parts for warning in part.warnings)
    end_ms = round(heard[-1][0].own.stop * 1000 / SAMPLE_RATE_HZ)
    return replace(spoken, words=order_words(words, end_ms), warnings=tuple(warnings))


def merge(first: Sequence[Word], second: Sequence[Word], cut_ms: int) -> list[Word]:
    """Return the words of two chunks whose transcripts may overlap around ``cut_ms``.

    They are joined after a word near the cut that both contain at the same time. If there is none,
    the first gives the words before the cut, the second those that follow them.
    """
    pair = _handover(first, second, cut_ms)
    if pair:
        return [*first[: pair[0] + 1], *second[pair[1] + 1 :]]
    before = [word for word in first if _middle(word) < cut_ms]
    floor = before[-1].end_ms if before else 0
    return [*before, *(word for word in second if _middle(word) >= floor)]


def _places_words_itself(engine: str, options: ListenOptions) -> bool:
    """Return whether ``engine`` places a given text; it uses little memory on any length."""
    return engine in ("scripted", "captions") or (engine == "sphinx" and bool(options.script))


def _handover(first: Sequence[Word], second: Sequence[Word], cut_ms: int) -> tuple[int, int] | None:
    """Return the positions of the word on which both agree best, or None."""
    near_ms = 2000 * _OVERLAP_S
    tail = [(i, word) for i, word in enumerate(first) if word.end_ms >= cut_ms - near_ms]
    head = [(j, word) for j, word in enumerate(second) if word.start_ms <= cut_ms + near_ms]
    pairs = [
        (_TIME_COUNTS * apart + abs(_middle(a) - cut_ms), i, j)
        for i, a in tail
        for j, b in head
        if (apart := abs(_middle(a) - _middle(b))) <= _SAME_MS and _plain(a.text) == _plain(b.text)
    ]
    return min(pairs)[1:] if pairs else None


def _plain(text: str) -> str:
    return fold_text(text) or text


def _middle(word: Word) -> float:
    return (word.start_ms + word.end_ms) / 2


def _pause(samples: Samples, low: int, high: int) -> tuple[int, bool]:
    """Return the middle of the quietest half second between two samples, and if it is a pause."""
    searched = AudioPiece(low, high).of(samples)
    steps = searched[: len(searched) // _STEP * _STEP].reshape(-1, _STEP)
    power = np.mean(steps * steps, axis=1)
    width = _PAUSE // _STEP
    sums = np.cumsum(np.concatenate([[0.0], power]))
    means = (sums[width:] - sums[:-width]) / width
    quietest = int(np.argmin(means))
    quiet = means[quietest] <= _QUIET * _QUIET * float(np.mean(power))
    return low + (quietest + width // 2) * _STEP, bool(quiet)
