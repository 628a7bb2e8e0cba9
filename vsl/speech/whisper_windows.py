"""Windows of at most 30 s packed full of speech: spans of speech in, windows out.

Whisper's encoder takes as long for one second as for thirty, so pauses are left out of what it
hears. A window knows where each of its parts lies in the recording and maps times back.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from vsl.model import Word
from vsl.speech.pauses import Piece, pieces
from vsl.speech.recogniser import SAMPLE_RATE_HZ, Samples

WINDOW_S = 30  # whisper/audio.py, CHUNK_LENGTH
_LONGEST = WINDOW_S * SAMPLE_RATE_HZ
_MARGIN = round(
    0.2 * SAMPLE_RATE_HZ
)  # kept around speech: soft onsets, and words don't run together
_QUIET_MS = 100  # every part begins and ends with that much quiet; no word is in there


@dataclass(frozen=True, slots=True)
class Window:
    """Parts of a recording that are heard as one, with the time of each."""

    parts: tuple[Piece, ...]

    @property
    def length(self) -> int:
        """Its number of samples."""
        return sum(part.stop - part.start for part in self.parts)

    @property
    def span(self) -> Piece:
        """From its first to its last sample in the recording."""
        return Piece(self.parts[0].start, self.parts[-1].stop)

    def of(self, samples: Samples) -> Samples:
        """Its samples, one part after another."""
        return np.concatenate([part.of(samples) for part in self.parts])

    def in_recording(self, words: Iterable[Word]) -> Iterator[Word]:
        """The words at their time in the recording; each stays within one part."""
        begins = [0]
        for part in self.parts[:-1]:
            begins.append(begins[-1] + _ms(part.stop - part.start))
        for word in words:
            middle = (word.start_ms + word.end_ms) // 2
            number = bisect_right(begins, middle) - 1
            part, begin = self.parts[number], begins[number]
            yield _clipped(word, part.start_ms - begin, part)


def pack(spans: Iterable[Piece], samples: Samples) -> tuple[Window, ...]:
    """Windows that hold all ``spans``, in order, cut at pauses only."""
    windows: list[list[Piece]] = []
    room = 0
    for part in _short(_with_margins(spans, len(samples)), samples):
        length = part.stop - part.start
        if not windows or length > room:
            windows.append([])
            room = _LONGEST
        windows[-1].append(part)
        room -= length
    return tuple(Window(tuple(parts)) for parts in windows)


def _with_margins(spans: Iterable[Piece], n_samples: int) -> Iterator[Piece]:
    """The spans grown by the margin; those that touch then become one."""
    last: Piece | None = None
    for span in spans:
        grown = Piece(max(0, span.start - _MARGIN), min(n_samples, span.stop + _MARGIN))
        if last and grown.start <= last.stop:
            grown = Piece(last.start, grown.stop)
        elif last:
            yield last
        last = grown
    if last:
        yield last


def _short(parts: Iterable[Piece], samples: Samples) -> Iterator[Piece]:
    """Parts no longer than a window; longer ones are cut in their quietest places."""
    for part in parts:
        if part.stop - part.start <= _LONGEST:
            yield part
            continue
        for piece in pieces(samples[part.start : part.stop], longest_s=WINDOW_S):
            yield Piece(part.start + piece.start, part.start + piece.stop)


def _ms(n_samples: int) -> int:
    return n_samples * 1000 // SAMPLE_RATE_HZ


def _clipped(word: Word, offset_ms: int, part: Piece) -> Word:
    low = part.start_ms + (_QUIET_MS if part.start else 0)
    high = max(low, _ms(part.stop))
    start = min(max(word.start_ms + offset_ms, low), high)
    end = min(max(word.end_ms + offset_ms, start), high)
    return replace(word, start_ms=start, end_ms=end)
