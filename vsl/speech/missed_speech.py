"""Find speech without words: spans of speech and recognised words in, missed spans out. Pure.

A recogniser that loses a sentence stretches a neighbouring word over the gap, or both, so a word
covers no more time than a slow speaker would take to say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from vsl.basics.audio import SAMPLE_RATE_HZ
from vsl.model.project import Word
from vsl.speech.pauses import AudioPiece

_LETTER_MS, _WORD_MS = 110, 500  # of slow speech: per letter, and per word
_NEAR_MS = 250  # gaps this close together are merged
LEAST_MS = 900  # of missed speech: two short words, or one long one


def find_missed_speech(spans: Iterable[AudioPiece], words: Sequence[Word]) -> list[AudioPiece]:
    """Return the stretches of speech without a word, in order.

    Args:
        spans: of speech, in order.
        words: in order, not overlapping.
    """
    free: list[list[int]] = []
    covered = _merge(_believable_spans(words))
    for span in spans:
        for start_ms, stop_ms in _subtract(span.start_ms, span.stop_ms, covered):
            if (
                free
                and start_ms - free[-1][1] <= _NEAR_MS
                and not _is_covered(free[-1][1], start_ms, covered)
            ):
                free[-1][1] = stop_ms
            else:
                free.append([start_ms, stop_ms])
    return [
        AudioPiece(start_ms * SAMPLE_RATE_HZ // 1000, stop_ms * SAMPLE_RATE_HZ // 1000)
        for start_ms, stop_ms in free
        if stop_ms - start_ms >= LEAST_MS
    ]


def _believable_spans(words: Sequence[Word]) -> Iterable[tuple[int, int]]:
    """Yield the span that each word plausibly covers.

    A word of implausible length keeps its start, which comes from its own sound; of two such words
    in a row, the second keeps its end.
    """
    was_stretched = False
    for word in words:
        longest_ms = _longest_ms(word)
        is_stretched = word.end_ms - word.start_ms > longest_ms
        if is_stretched and was_stretched:
            yield word.end_ms - longest_ms, word.end_ms
        else:
            yield word.start_ms, min(word.end_ms, word.start_ms + longest_ms)
        was_stretched = is_stretched


def _longest_ms(word: Word) -> int:
    longest_ms = _WORD_MS + _LETTER_MS * sum(map(str.isalnum, word.spoken or word.text))
    return longest_ms * (4 if any(map(str.isdigit, word.text)) else 1)  # "47,327": nine words


def _merge(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((start, stop))
    return merged


def _subtract(
    start_ms: int, stop_ms: int, covered: Sequence[tuple[int, int]]
) -> Iterable[tuple[int, int]]:
    """Yield the parts of a span that ``covered`` leaves free."""
    bounds = [
        (start_ms, start_ms),
        *(each for each in covered if each[1] > start_ms and each[0] < stop_ms),
        (stop_ms, stop_ms),
    ]
    for (_, free_from), (free_to, _) in pairwise(bounds):
        if free_to > free_from:
            yield free_from, free_to


def _is_covered(start_ms: int, stop_ms: int, covered: Sequence[tuple[int, int]]) -> bool:
    return any(first < stop_ms and last > start_ms for first, last in covered)
