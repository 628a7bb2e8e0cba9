"""Every reader of text takes time by the length of the text, whatever it consists of.

Each door takes each text once, and again four times as long. Time is the processor's own, of this
process; a ratio that is too high is measured again, since other programs disturb caches.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.attacks.texts import ALPHABETS, DOORS, Door, time_door

_SIZES = (2_000, 8_000)  # characters
_MOST = 2.6**2  # times the time, for four times the text
_LEAST_S = 0.05  # of the longer text; below, the ratio says nothing
_TRIES = 3
_HOPELESS_S = 30.0


class Hopeless(Exception):
    """Raised when one text takes the processor's time of thousands of others."""


@contextmanager
def _alarm(name: str) -> Iterator[None]:
    def ring(*_: object) -> None:
        raise Hopeless(name)

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, _HOPELESS_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _ratio(door: Door, name: str) -> float:
    """Return how much longer the long text takes, the best of a few tries."""
    best_short = best_long = float("inf")
    for _ in range(_TRIES):
        with _alarm(name):
            short, long = (time_door(door, ALPHABETS[name](size)) for size in _SIZES)
        best_short, best_long = min(best_short, short), min(best_long, long)
        if best_long < _LEAST_S or best_long <= _MOST * best_short:
            break
    return best_long / best_short if best_long >= _LEAST_S else 1.0


@pytest.mark.parametrize("name", DOORS)
def test_four_times_the_text_takes_four_times_the_time(name: str) -> None:
    door = DOORS[name]
    time_door(door, "buy it now for 47 dollars. ")  # imports and word lists
    ratios = {alphabet: _ratio(door, alphabet) for alphabet in ALPHABETS}
    assert {key: ratio for key, ratio in ratios.items() if ratio > _MOST} == {}
