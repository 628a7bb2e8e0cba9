"""Judge what a Whisper model decoded: silence, a guess, a loop, or good. Pure.

Thresholds are the defaults of ``transcribe()`` in whisper/transcribe.py, openai-whisper 20250625.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from vsl.speech.repetitions import has_loop

TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)  # of the attempts, one after the other
_MOST_COMPRESSION = 2.4
_LEAST_LOG_PROBABILITY = -1.0
_NO_SPEECH = 0.6


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


def choose_attempt(attempts: Sequence[A]) -> A:
    """Return the last of several attempts if it is good, else the best of them."""
    if not is_doubtful(attempts[-1]):
        return attempts[-1]
    return max(attempts, key=lambda one: (not has_loop(one.text), one.mean_log_probability))
