"""Decide which language each window of a recording is heard in. Pure.

Shares of languages, as a Whisper model gives them, flow in; codes flow out. One language is the
recording's own; a window is heard in another one only where the model is sure of it, since on a few
seconds of noise it guesses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

Shares: TypeAlias = Mapping[str, float]
"""How likely each language is, by its code; they add up to 1."""

_CLEAR, _RULED_OUT = 0.8, 0.1  # another language is certain, the recording's own is not spoken
_UNMIXED = 0.8  # less of a window's language: two may be spoken in it
_LEAST_S = 3.0  # of clear speech, until another language counts as spoken

# Languages so near each other that the model takes one for the other; what is spoken in the first
# is also understood in the others. Found by hearing recordings; the list is not complete.
_TWINS: Mapping[str, frozenset[str]] = {
    "gl": frozenset({"pt", "es"}),
    "ca": frozenset({"es"}),
    "nn": frozenset({"no", "da", "sv"}),
    "bs": frozenset({"hr", "sr", "sl"}),
    "ms": frozenset({"id"}),
    "jw": frozenset({"id"}),
}


def main_language(shares: Iterable[Shares]) -> str:
    """Return the language that is most likely over all windows.

    >>> main_language([{"en": 0.9, "es": 0.1}, {"en": 0.2, "es": 0.8}])
    'en'
    """
    totals: dict[str, float] = {}
    for window in shares:
        for code, share in window.items():
            totals[code] = totals.get(code, 0.0) + share
    return max(totals, key=lambda code: totals[code])


def window_language(shares: Shares, main: str) -> str:
    """Return ``main``, or the language that is clearly spoken instead.

    >>> window_language({"es": 0.95, "en": 0.02}, "en")
    'es'
    >>> window_language({"es": 0.6, "en": 0.3}, "en")
    'en'
    """
    top = max(shares, key=lambda code: shares[code])
    is_twin = main in _TWINS.get(top, ())
    clear = shares[top] >= _CLEAR and shares.get(main, 0.0) <= _RULED_OUT
    return top if clear and not is_twin else main


def may_be_mixed(shares: Shares, language: str) -> bool:
    """Return whether two languages may be spoken in a window that is heard in ``language``."""
    return shares.get(language, 0.0) < _UNMIXED


def label_parts(parts: Sequence[tuple[Shares, float]], main: str) -> list[str]:
    """Return the language of each part of a window.

    A language counts that is clear in some seconds of them; a part in doubt goes with the likelier
    of those that count.

    Args:
        parts: shares and seconds of each, in order.
        main: the recording's own language, which always counts.
    """
    seconds: dict[str, float] = {}
    for shares, length_s in parts:
        language = window_language(shares, main)
        seconds[language] = seconds.get(language, 0.0) + length_s
    spoken = {main, *(code for code, length_s in seconds.items() if length_s >= _LEAST_S)}
    return [max(spoken, key=lambda code: (shares.get(code, 0.0), code)) for shares, _ in parts]
