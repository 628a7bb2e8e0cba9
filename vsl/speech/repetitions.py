"""Detect texts that repeat themselves, a typical error of recognisers."""

from __future__ import annotations

import re

_TIMES = 3
_LEAST_WORDS = 3  # of all repetitions together, per repetition


def has_loop(text: str) -> bool:
    """Return whether a phrase of three words or more comes three times in a row.

    A shorter phrase counts when its repetitions fill as many words.
    """
    words = re.findall(r"[^\W_]+", text.lower())
    return any(_repeats(words, period) for period in range(1, len(words) // _TIMES + 1))


def _repeats(words: list[str], period: int) -> bool:
    """Return whether a phrase of ``period`` words is repeated often enough to be a loop."""
    enough = max(period, _LEAST_WORDS) * _TIMES - period
    run = 0
    for word, later in zip(words, words[period:], strict=False):
        run = run + 1 if word == later else 0
        if run >= enough:
            return True
    return False
