"""What a Whisper model decoded is judged: silence, a guess, a loop, or good."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import pytest

from vsl.speech.windows.decoding_checks import choose_attempt, is_doubtful, is_silence

_GOOD = "Nobody ever sent a pair of these shoes back."


@dataclass(frozen=True)
class Attempt:
    """See ``decoding_checks.Attempt``."""

    text: str = _GOOD
    mean_log_probability: float = -0.2
    no_speech_probability: float = 0.0

    @property
    def compression_ratio(self) -> float:
        return len(self.text.encode()) / len(zlib.compress(self.text.encode()))


@pytest.mark.parametrize(
    ("attempt", "silent", "doubtful"),
    [
        (Attempt(), False, False),
        (Attempt(mean_log_probability=-1.2), False, True),
        (Attempt(mean_log_probability=-1.2, no_speech_probability=0.9), True, False),
        (Attempt(no_speech_probability=0.9), False, False),  # sure of its words: somebody speaks
        (Attempt("buy it now " * 3), False, True),
        (Attempt("a b c d e f g h " * 40), False, True),
        (Attempt(""), False, False),
    ],
)
def test_attempts_are_judged(attempt: Attempt, silent: bool, doubtful: bool) -> None:
    assert (is_silence(attempt), is_doubtful(attempt)) == (silent, doubtful)


def test_the_last_attempt_is_taken_where_it_is_good() -> None:
    good = Attempt(mean_log_probability=-0.9)
    assert choose_attempt([Attempt(mean_log_probability=-1.1), good]) is good
    assert choose_attempt([good]) is good


def test_of_doubtful_attempts_the_likeliest_without_a_loop_is_taken() -> None:
    loop = Attempt("buy it now " * 3, mean_log_probability=-0.1)
    worse, better = Attempt(mean_log_probability=-1.6), Attempt(mean_log_probability=-1.3)
    assert choose_attempt([loop, better, worse]) is better
    loops = [Attempt("go on now " * 3, -0.5), Attempt("buy it now " * 3, -0.3)]
    assert choose_attempt(loops) is loops[1]
