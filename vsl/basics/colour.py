"""Colours written as ``#RRGGBB``: components, mixing and contrast."""

from __future__ import annotations

READABLE_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3, level AA


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue (0..255) of ``#RRGGBB``."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 (same) to 21 (black on white).

    Source: contrast ratio and relative luminance, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mix_colours(one: str, other: str, share: float) -> str:
    """Return ``one`` mixed with ``share`` (0..1) of ``other``."""
    pairs = zip(rgb(one), rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(value / 255) for value in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
