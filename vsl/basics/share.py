"""Shares of a whole as people read them: never all where something is missing. Pure."""

from __future__ import annotations

from math import floor

_PLACES = 10_000  # in JSON; four digits


def round_share(share: float) -> float:
    """Return a share with four digits, cut and not rounded, so that 1 means all.

    >>> round_share(0.99996), round_share(2 / 3), round_share(1.0)
    (0.9999, 0.6666, 1.0)
    """
    return floor(share * _PLACES + 1e-9) / _PLACES


def format_share(share: float) -> str:
    """Return a share in whole percent, cut and not rounded.

    >>> format_share(0.996), format_share(0.29), format_share(1.0)
    ('99%', '29%', '100%')
    """
    return f"{floor(share * 100 + 1e-9)}%"
