"""Put ranges of words on the clock: every slide appears with its first word, and stays.

Times are absolute, never sums of durations, so nothing drifts.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from vsl.model import Slide, Word, WordRange


def time_slides(
    ranges: Sequence[WordRange], words: Sequence[Word], duration_ms: int
) -> tuple[Slide, ...]:
    """The slides of ``ranges``, each from its first word to the next slide's first word.

    A pause keeps the slide, and the last one stays to the end of the recording.

    Args:
        ranges: in order, covering ``words``.
        duration_ms: length of the recording, not before the last word's start.
    """
    starts = [words[span.first].start_ms for span in ranges]
    shown = pairwise([*starts, max(duration_ms, starts[-1])]) if starts else ()
    return tuple(
        Slide(f"s{number}", text_of(words, span), start_ms, end_ms, span)
        for number, (span, (start_ms, end_ms)) in enumerate(zip(ranges, shown, strict=True), 1)
    )


def text_of(words: Sequence[Word], span: WordRange) -> str:
    """The text of a range of words as one line."""
    return " ".join(word.text for word in words[span.first : span.last + 1])
