"""Judge what a Whisper model decoded: silence, a guess, a loop, unsure, or good. Pure.

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
# Below it beams often find better words. Of the windows of letters one in twelve is below it, of
# those in noise (10 dB below the voice) one in four, which hold most words that beams mend: see
# docs/decisions/016-what-is-heard-and-when.md.
_SURE_LOG_PROBABILITY = -0.14
_LEAST_KEPT = 0.9  # of a text's length; a likelier one that is shorter has lost a sentence


class Attempt(Protocol):
    """A window's text, and the evidence for it."""

    @property
    def text(self) -> str:
        """What the window says."""

    @property
    def mean_log_probability(self) -> float:
        """Of its tokens."""

    @property
    def no_speech_probability(self) -> float:
        """How likely nobody speaks, 0..1."""

    @property
    def compression_ratio(self) -> float:
        """How much shorter zlib makes the text; repetitions compress well."""


A = TypeVar("A", bound=Attempt)
W = TypeVar("W")


def is_silence(attempt: Attempt) -> bool:
    """Return whether nobody speaks in the window."""
    return (
        attempt.no_speech_probability > _NO_SPEECH
        and attempt.mean_log_probability < _LEAST_LOG_PROBABILITY
    )


def is_doubtful(attempt: Attempt) -> bool:
    """Return whether the text looks like a guess or goes in circles."""
    if is_silence(attempt):
        return False
    return (
        attempt.compression_ratio > _MOST_COMPRESSION
        or attempt.mean_log_probability < _LEAST_LOG_PROBABILITY
        or has_loop(attempt.text)
    )


def is_unsure(attempt: Attempt) -> bool:
    """Return whether a text that looks right was not the only likely one."""
    is_good = not is_silence(attempt) and not is_doubtful(attempt)
    return is_good and bool(attempt.text) and attempt.mean_log_probability < _SURE_LOG_PROBABILITY


def choose_likelier(first: A, other: A) -> A:
    """Return ``other`` where it is likelier than ``first``, looks right and has lost nothing."""
    is_likelier = other.mean_log_probability > first.mean_log_probability
    is_whole = len(other.text) >= _LEAST_KEPT * len(first.text)
    return other if is_likelier and is_whole and not is_doubtful(other) else first


def retry_doubtful(
    count: int, ways: Iterable[W], attempt: Callable[[W, list[int]], Iterable[A]]
) -> list[A]:
    """Return each window's first attempt that looks right, or else its best one.

    Args:
        count: how many windows there are.
        ways: to decode, the usual one first.
        attempt: takes a way and the positions of the windows that are to be decoded in it.
    """
    attempts: list[list[A]] = [[] for _ in range(count)]
    doubtful = list(range(count))
    for way in ways:
        for number, found in zip(doubtful, attempt(way, doubtful), strict=True):
            attempts[number].append(found)
        doubtful = [number for number in doubtful if is_doubtful(attempts[number][-1])]
        if not doubtful:
            break
    return [choose_attempt(tried) for tried in attempts]


def choose_attempt(attempts: Sequence[A]) -> A:
    """Return the last of several attempts if it is good, else the best of them."""
    if not is_doubtful(attempts[-1]):
        return attempts[-1]
    return max(attempts, key=lambda one: (not has_loop(one.text), one.mean_log_probability))
