"""Split a text without spaces between words where an engine split its recognition. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from vsl.basics.sequence_matching import Match, matching_runs
from vsl.basics.spacing import space_words


def cut_alike(text: str, heard: Sequence[str]) -> list[str]:
    """Return ``text`` in as many pieces as ``heard``; empty where nothing corresponds to the word.

    Punctuation stays with the word before it.

    >>> cut_alike("今天，天气好。", ["今天", "天汽", "好"])
    ['今天，', '天气', '好。']
    """
    words = [word.strip() for word in heard]
    runs = matching_runs(list("".join(words).casefold()), list(text.casefold()))
    stops = accumulate(map(len, words))
    places = [_skip_punctuation(text, _place(stop, runs)) for stop in stops]
    return space_words([text[first:stop] for first, stop in pairwise((0, *places[:-1], len(text)))])


def _place(stop: int, runs: Sequence[Match]) -> int:
    """Return the position in the text that corresponds to ``stop`` letters of the recognition."""
    n = bisect_right([run.first for run in runs], stop - 1) - 1
    if n < 0:
        return min(stop, runs[0].other) if runs else stop
    run = runs[n]
    limit = runs[n + 1].other if n + 1 < len(runs) else run.other + run.size + stop
    return min(run.other + stop - run.first, limit)


def _skip_punctuation(text: str, place: int) -> int:
    while place < len(text) and not text[place].isalnum():
        place += 1
    return place
