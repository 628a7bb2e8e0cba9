"""A text without spaces between words, cut where an engine cut what it heard. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from vsl.basics.sequence_matching import Match, matching_runs
from vsl.basics.spacing import space_words


def cut_alike(text: str, heard: Sequence[str]) -> list[str]:
    """``text`` in as many pieces as ``heard``; one is empty where it has nothing of the word.

    Signs stay with the word before them.

    >>> cut_alike("今天，天气好。", ["今天", "天汽", "好"])
    ['今天，', '天气', '好。']
    """
    words = [word.strip() for word in heard]
    runs = matching_runs(list("".join(words).casefold()), list(text.casefold()))
    stops = accumulate(map(len, words))
    places = [_behind_signs(text, _place(stop, runs)) for stop in stops]
    return space_words([text[first:stop] for first, stop in pairwise((0, *places[:-1], len(text)))])


def _place(stop: int, runs: Sequence[Match]) -> int:
    """Where the text goes on behind the heard letters up to ``stop``."""
    n = bisect_right([run.first for run in runs], stop - 1) - 1
    if n < 0:
        return min(stop, runs[0].other) if runs else stop
    run = runs[n]
    limit = runs[n + 1].other if n + 1 < len(runs) else run.other + run.size + stop
    return min(run.other + stop - run.first, limit)


def _behind_signs(text: str, place: int) -> int:
    while place < len(text) and not text[place].isalnum():
        place += 1
    return place
