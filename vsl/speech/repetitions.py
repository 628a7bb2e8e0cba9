"""Whether a text goes in circles, as recognisers do that lost the voice."""

from __future__ import annotations

import re

_TIMES = 3
_LEAST_WORDS = 3  # that are said again and again


def has_loop(text: str) -> bool:
    """True if three words or more come three times in a row: a refrain may come back, not so.

    A shorter phrase counts when its repetitions fill as many words.
    """
    words = re.findall(r"[^\W_]+", text.lower())
    return any(_repeats(words, period) for period in range(1, len(words) // _TIMES + 1))


def _repeats(words: list[str], period: int) -> bool:
    """True if a phrase of ``period`` words stands three times in a row."""
    enough = max(period, _LEAST_WORDS) * _TIMES - period
    run = 0
    for word, later in zip(words, words[period:], strict=False):
        run = run + 1 if word == later else 0
        if run >= enough:
            return True
    return False
