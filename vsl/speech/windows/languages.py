"""Decide in which language each window of a recording is decoded. Pure.

A Whisper model's probabilities of languages go in; codes come out. Windows are decoded in the
recording's main language; another one is used only with high confidence, since the model guesses on
a few seconds of noise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias, TypeVar

Shares: TypeAlias = Mapping[str, float]
"""Probabilities of languages by code; they add up to 1."""

_T = TypeVar("_T")

_CLEAR, _RULED_OUT = 0.8, 0.1  # another language is clear, the main one is ruled out
_UNMIXED = 0.8  # below, a window may hold two languages
_LEAST_S = 3.0  # of clear speech, until another language counts as spoken

# Languages so similar that the model confuses them; speech in the first is also recognised in the
# others. Found with recordings; the list is not complete.
_TWINS: Mapping[str, frozenset[str]] = {
    "gl": frozenset({"pt", "es"}),
    "ca": frozenset({"es"}),
    "nn": frozenset({"no", "da", "sv"}),
    "bs": frozenset({"hr", "sr", "sl"}),
    "ms": frozenset({"id"}),
    "jw": frozenset({"id"}),
}


def main_language(shares: Iterable[Shares]) -> str:
    """Return the likeliest language over all windows.

    >>> main_language([{"en": 0.9, "es": 0.1}, {"en": 0.2, "es": 0.8}])
    'en'
    """
    totals: dict[str, float] = {}
    for window in shares:
        for code, share in window.items():
            totals[code] = totals.get(code, 0.0) + share
    return max(totals, key=lambda code: totals[code])


def window_language(shares: Shares, main: str) -> str:
    """Return ``main``, or another language if that is clearly spoken.

    >>> window_language({"es": 0.95, "en": 0.02}, "en")
    'es'
    >>> window_language({"es": 0.6, "en": 0.3}, "en")
    'en'
    """
    top = max(shares, key=lambda code: shares[code])
    is_twin = main in _TWINS.get(top, ())
    clear = shares[top] >= _CLEAR and shares.get(main, 0.0) <= _RULED_OUT
    return top if clear and not is_twin else main


def decode_by_language(
    languages: Sequence[str], decode: Callable[[str, list[int]], Iterable[_T]]
) -> list[_T]:
    """Return the results of ``decode`` for each window; called once per language.

    Args:
        languages: of the windows.
        decode: takes a language and the positions of its windows.

    >>> decode_by_language(["en", "es", "en"], lambda code, rows: [f"{code} {n}" for n in rows])
    ['en 0', 'es 1', 'en 2']
    """
    results: dict[int, _T] = {}
    for language in dict.fromkeys(languages):
        rows = [row for row, other in enumerate(languages) if other == language]
        results.update(zip(rows, decode(language, rows), strict=True))
    return [results[row] for row in range(len(languages))]


def may_be_mixed(shares: Shares, language: str) -> bool:
    """Return whether a window decoded in ``language`` may hold two languages."""
    return shares.get(language, 0.0) < _UNMIXED


def label_parts(parts: Sequence[tuple[Shares, float]], main: str) -> list[str]:
    """Return the language of each part of a window.

    The candidates are ``main`` and languages that are clear for some seconds; each part gets its
    likeliest candidate.

    Args:
        parts: shares and seconds of each, in order.
        main: the recording's main language.
    """
    seconds: dict[str, float] = {}
    for shares, length_s in parts:
        language = window_language(shares, main)
        seconds[language] = seconds.get(language, 0.0) + length_s
    spoken = {main, *(code for code, length_s in seconds.items() if length_s >= _LEAST_S)}
    return [max(spoken, key=lambda code: (shares.get(code, 0.0), code)) for shares, _ in parts]
