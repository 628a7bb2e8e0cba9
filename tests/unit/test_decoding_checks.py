"""What a Whisper model decoded is judged: silence, a guess, a loop, or good."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import pytest

from vsl.speech.windows.decoding_checks import (
    choose_attempt,
    choose_likelier,
    is_doubtful,
    is_silence,
    is_unsure,
    retry_doubtful,
)

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


@pytest.mark.parametrize(
    ("attempt", "unsure"),
    [
        (Attempt(mean_log_probability=-0.1), False),
        (Attempt(mean_log_probability=-0.2), True),
        (Attempt(mean_log_probability=-1.2), False),  # doubtful: heard at a temperature instead
        (Attempt("buy it now " * 3, mean_log_probability=-0.2), False),
        (Attempt("", mean_log_probability=-0.2), False),
        (Attempt(mean_log_probability=-1.2, no_speech_probability=0.9), False),
    ],
)
def test_a_good_text_may_be_unsure(attempt: Attempt, unsure: bool) -> None:
    assert is_unsure(attempt) == unsure


@pytest.mark.parametrize(
    ("other", "taken"),
    [
        (Attempt("Nobody ever sent a pair of these shoes bag.", -0.1), True),
        (Attempt("Nobody ever sent a pair of these shoes bag.", -0.3), False),
        (Attempt("Nobody ever sent a pair.", -0.1), False),  # the end is lost
        (Attempt(_GOOD + " buy it now" * 3, -0.1), False),
    ],
)
def test_a_likelier_text_is_taken_that_has_lost_nothing(other: Attempt, taken: bool) -> None:
    first = Attempt(mean_log_probability=-0.2)
    assert choose_likelier(first, other) is (other if taken else first)


def test_only_doubtful_windows_are_decoded_again_and_no_more_often_than_needed() -> None:
    bad, worse = Attempt(mean_log_probability=-1.3), Attempt(mean_log_probability=-1.6)
    found = {"first": [Attempt(), bad, bad], "second": [worse, Attempt()], "third": [worse]}
    asked: list[tuple[str, list[int]]] = []

    def attempt(way: str, rows: list[int]) -> list[Attempt]:
        asked.append((way, rows))
        return found[way]

    assert retry_doubtful(3, found, attempt) == [Attempt(), bad, Attempt()]
    assert asked == [("first", [0, 1, 2]), ("second", [1, 2]), ("third", [1])]
    asked.clear()
    found["first"] = [Attempt()]
    assert retry_doubtful(1, found, attempt) == [Attempt()]
    assert asked == [("first", [0])]


def test_of_doubtful_attempts_the_likeliest_without_a_loop_is_taken() -> None:
    loop = Attempt("buy it now " * 3, mean_log_probability=-0.1)
    worse, better = Attempt(mean_log_probability=-1.6), Attempt(mean_log_probability=-1.3)
    assert choose_attempt([loop, better, worse]) is better
    loops = [Attempt("go on now " * 3, -0.5), Attempt("buy it now " * 3, -0.3)]
    assert choose_attempt(loops) is loops[1]
