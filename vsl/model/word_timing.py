"""Give words times within a known span, and keep words from overlapping. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from vsl.model.project import Word


def even_pace(
    texts: Sequence[str], start_ms: int, end_ms: int, *, confidence: float = 1.0
) -> tuple[Word, ...]:
    """Return ``texts`` as words that fill the span without gaps, in proportion to their letters.

    >>> [(word.text, word.end_ms) for word in even_pace(["Buy", "now!"], 1000, 1700)]
    [('Buy', 1300), ('now!', 1700)]
    """
    letters = list(accumulate((len(text.strip()) for text in texts), initial=0))
    width = max(0, end_ms - start_ms)
    times = [start_ms + width * count // max(1, letters[-1]) for count in letters]
    spans = zip(texts, pairwise(times), strict=True)
    return tuple(Word(text, start, end, confidence) for text, (start, end) in spans)


def in_order(words: Iterable[Word]) -> Iterator[Word]:
    """Yield the words without overlaps: each starts where the one before ended, or later.

    >>> [(word.start_ms, word.end_ms) for word in in_order([Word("a", 0, 90), Word("b", 60, 80)])]
    [(0, 90), (90, 90)]
    """
    floor_ms = 0
    for word in words:
        start_ms = max(floor_ms, word.start_ms)
        floor_ms = max(start_ms, word.end_ms)
        yield replace(word, start_ms=start_ms, end_ms=floor_ms)
