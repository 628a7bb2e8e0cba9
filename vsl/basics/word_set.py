"""Sets of words, written as one line of text."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """Return the words of a space-separated text as a set."""
    return frozenset(words.split())
