"""Times for words whose span is known only as a whole: text in, words out, paced by letters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from vsl.model import Word


def even_pace(
    texts: Sequence[str], start_ms: int, end_ms: int, *, confidence: float = 1.0
) -> tuple[Word, ...]:
    """``texts`` as words that fill the span without gaps, each as long as its letters."""
    letters = list(accumulate((len(text.strip()) for text in texts), initial=0))
    width = max(0, end_ms - start_ms)
    times = [start_ms + width * count // max(1, letters[-1]) for count in letters]
    spans = zip(texts, pairwise(times), strict=True)
    return tuple(Word(text, start, end, confidence) for text, (start, end) in spans)
