"""Pack speech into windows of at most 30 s: spans of speech in, windows out.

Whisper's encoder takes as long for one second as for thirty, so pauses are left out. A window maps
times in it back to times in the recording.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np

from vsl.model.project import Word
from vsl.speech.pauses import AudioPiece, pieces
from vsl.speech.recogniser import SAMPLE_RATE_HZ, Samples

WINDOW_S = 30  # whisper/audio.py, CHUNK_LENGTH
_MARGIN = SAMPLE_RATE_HZ // 5  # kept around speech, for soft onsets and separation of words
_NO_PAUSE = SAMPLE_RATE_HZ // 20  # samples; added to pauses, so that a cut without one has a cost
_QUIET_MS = 100  # of quiet, without words, at the start and end of every part


@dataclass(frozen=True, slots=True)
class Window:
    """Parts of a recording that are decoded as one."""

    parts: tuple[AudioPiece, ...]

    @property
    def length(self) -> int:
        """The number of its samples."""
        return sum(part.stop - part.start for part in self.parts)

    @property
    def span(self) -> AudioPiece:
        """The piece of the recording from its first to its last sample."""
        return AudioPiece(self.parts[0].start, self.parts[-1].stop)

    def of(self, samples: Samples) -> Samples:
        """Return its samples, one part after another."""
        return np.concatenate([part.of(samples) for part in self.parts])

    def in_recording(self, words: Iterable[Word]) -> Iterator[Word]:
        """Yield the words at their time in the recording, each within one part."""
        begins = [0]
        for part in self.parts[:-1]:
            begins.append(begins[-1] + _ms(part.stop - part.start))
        for word in words:
            middle = (word.start_ms + word.end_ms) // 2
            number = bisect_right(begins, middle) - 1
            part, begin = self.parts[number], begins[number]
            yield _clip_word(word, part.start_ms - begin, part)


def pack(
    spans: Iterable[AudioPiece], samples: Samples, *, longest_s: float = WINDOW_S
) -> tuple[Window, ...]:
    """Return windows of at most ``longest_s`` that hold all ``spans``, in order, with a margin.

    As few as possible, since each takes equally long, ending in pauses as long as possible. Pauses
    inside a sentence count too: otherwise a fifth of the windows would stay empty.
    """
    longest = int(longest_s * SAMPLE_RATE_HZ)
    spans = list(_short(spans, samples, longest - 2 * _MARGIN))
    parts = list(_with_margins(spans, len(samples)))
    stops = _stops(parts, _pauses(spans), longest)
    windows: list[Window] = []
    first = 0
    while first < len(parts):
        windows.append(Window(tuple(_join_touching(parts[first : stops[first]]))))
        first = stops[first]
    return tuple(windows)


def _stops(parts: Sequence[AudioPiece], pauses: Sequence[int], longest: int) -> list[int]:
    """Return the best stop for a window that begins with each part, by dynamic programming."""
    begins = list(accumulate((part.stop - part.start for part in parts), initial=0))
    costs = [1 / (pause + _NO_PAUSE) for pause in pauses] + [0.0]
    best = [(0, 0.0, 0)] * (len(parts) + 1)  # windows from here on, cost of their ends, -stop
    for first in reversed(range(len(parts))):
        full = bisect_right(begins, begins[first] + longest)
        best[first] = min(
            (best[stop][0] + 1, best[stop][1] + costs[stop - 1], -stop)
            for stop in range(first + 1, max(full, first + 2))
        )
    return [-stop for _, _, stop in best]


def _pauses(spans: Sequence[AudioPiece]) -> list[int]:
    """Return the number of samples between each span and the next."""
    return [after.start - span.stop for span, after in pairwise(spans)]


def _with_margins(spans: Sequence[AudioPiece], n_samples: int) -> Iterator[AudioPiece]:
    """Yield the spans with margins; two close ones share the gap between them."""
    if not spans:
        return
    pauses = [2 * spans[0].start, *_pauses(spans), 2 * (n_samples - spans[-1].stop)]
    for span, (before, after) in zip(spans, pairwise(pauses), strict=True):
        start = span.start - min(_MARGIN, before // 2)
        yield AudioPiece(start, span.stop + min(_MARGIN, after - after // 2))


def _join_touching(parts: Iterable[AudioPiece]) -> Iterator[AudioPiece]:
    """Yield the parts, with touching ones joined."""
    last: AudioPiece | None = None
    for part in parts:
        if last and last.stop == part.start:
            last = AudioPiece(last.start, part.stop)
            continue
        if last:
            yield last
        last = part
    if last:
        yield last


def _short(spans: Iterable[AudioPiece], samples: Samples, longest: int) -> Iterator[AudioPiece]:
    """Yield spans of at most ``longest`` samples; longer ones are cut at their quietest places."""
    for span in spans:
        if span.stop - span.start <= longest:
            yield span
            continue
        sound = samples[span.start : span.stop]
        for piece in pieces(sound, longest_s=longest / SAMPLE_RATE_HZ):
            yield AudioPiece(span.start + piece.start, span.start + piece.stop)


def _ms(n_samples: int) -> int:
    return n_samples * 1000 // SAMPLE_RATE_HZ


def _clip_word(word: Word, offset_ms: int, part: AudioPiece) -> Word:
    low = part.start_ms + (_QUIET_MS if part.start else 0)
    high = max(low, _ms(part.stop))
    start = min(max(word.start_ms + offset_ms, low), high)
    end = min(max(word.end_ms + offset_ms, start), high)
    return replace(word, start_ms=start, end_ms=end)
