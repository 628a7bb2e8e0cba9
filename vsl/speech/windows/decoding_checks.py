"""Classify what a Whisper model decoded: silence, a guess, a loop, unsure, or good. Pure.

Thresholds without a source of their own are the defaults of ``transcribe()`` in
whisper/transcribe.py, openai-whisper 20250625.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from vsl.speech.repetitions import has_loop

TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)  # of the attempts, one after the other
_MOST_COMPRESSION = 2.4
_LEAST_LOG_PROBABILITY = -1.0
_NO_SPEECH = 0.6
# Below it beam search often finds better words. One window in twelve of the letters is below it,
# one in four of those in noise (10 dB below the voice), which hold most words that beam search
# corrects: see docs/decisions/016-what-is-heard-and-when.md.
_SURE_LOG_PROBABILITY = -0.14
_LEAST_KEPT = 0.9  # of a text's length; a likelier one that is shorter has lost a sentence


class Attempt(Protocol):
    """A window's decoded text with its measures of confidence."""

    @property
    def text(self) -> str:
        """The decoded text."""

    @property
    def mean_log_probability(self) -> float:
        """The mean log probability of its tokens."""

    @property
    def no_speech_probability(self) -> float:
        """The probability that the window holds no speech, 0..1."""

    @property
    def compression_ratio(self) -> float:
        """The text's size over its size compressed by zlib; high for repetitions."""


A = TypeVar("A", bound=Attempt)
W = TypeVar("W")


def is_silence(attempt: Attempt) -> bool:
    """Return whether the window holds no speech."""
    return (
        attempt.no_speech_probability > _NO_SPEECH
        and attempt.mean_log_probability < _LEAST_LOG_PROBABILITY
    )


def is_doubtful(attempt: Attempt) -> bool:
    """Return whether the text looks like a guess or a loop."""
    if is_silence(attempt):
        return False
    return (
        attempt.compression_ratio > _MOST_COMPRESSION
        or attempt.mean_log_probability < _LEAST_LOG_PROBABILITY
        or has_loop(attempt.text)
    )


def is_unsure(attempt: Attempt) -> bool:
    """Return whether a text that passes the checks was not the only likely one."""
    is_good = not is_silence(attempt) and not is_doubtful(attempt)
    return is_good and bool(attempt.text) and attempt.mean_log_probability < _SURE_LOG_PROBABILITY


def choose_likelier(first: A, other: A) -> A:
    """Return ``other`` if it is likelier than ``first``, not doubtful and not shorter."""
    is_likelier = other.mean_log_probability > first.mean_log_probability
    is_whole = len(other.text) >= _LEAST_KEPT * len(first.text)
    return other if is_likelier and is_whole and not is_doubtful(other) else first


def retry_doubtful(
    count: int, ways: Iterable[W], attempt: Callable[[W, list[int]], Iterable[A]]
) -> list[A]:
    """Return each window's first attempt that is not doubtful, or else its best one.

    Args:
        count: the number of windows.
        ways: options for decoding, the usual ones first.
        attempt: takes options and the positions of the windows to decode with them.
    """
    attempts: list[list[A]] = [[] for _ in range(count)]
    doubtful = list(range(count))
    for way in ways:
        for number, result in zip(doubtful, attempt(way, doubtful), strict=True):
            attempts[number].append(result)
        doubtful = [number for number in doubtful if is_doubtful(attempts[number][-1])]
        if not doubtful:
            break
    return [choose_attempt(tried) for tried in attempts]


def choose_attempt(attempts: Sequence[A]) -> A:
    """Return the last of several attempts if it is good, else the best of them."""
    if not is_doubtful(attempts[-1]):
        return attempts[-1]
    return max(attempts, key=lambda one: (not has_loop(one.text), one.mean_log_probability))
