"""The looks slides come in, and the canvases they fill. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from vsl.errors import BadInput
from vsl.model import Theme

MIN_SIDE_PX: Final = 320
MAX_SIDE_PX: Final = 7680  # 8K; H.264 level 6 ends a little above it
READABLE_CONTRAST: Final = 4.5  # WCAG 2.2, success criterion 1.4.3, level AA


THEMES: Final[Mapping[str, Theme]] = MappingProxyType(
    {
        theme.name: theme
        for theme in (
            Theme(),
            Theme("night", background="#0B0D12", ink="#FFFFFF"),
            Theme("paper", background="#F6F0E4", ink="#221C15"),
            Theme("ocean", background="#0A2540", ink="#F2F7FF"),
            Theme("sun", background="#FFD60A", ink="#141204", font="inter-display-extrabold"),
        )
    }
)


def find_theme(name: str) -> Theme:
    """The theme called ``name``.

    Raises:
        BadInput: there is none; the message names the choices.
    """
    if name not in THEMES:
        raise BadInput(f"There is no theme {name!r}; choose one of {', '.join(THEMES)}.")
    return THEMES[name]


def parse_size(text: str) -> tuple[int, int]:
    """Width and height in pixels out of a text such as ``1920x1080``.

    Raises:
        BadInput: the text is not two whole numbers with an x between them.
    """
    match = re.fullmatch(r"\s*(\d{1,6})\s*[xX×]\s*(\d{1,6})\s*", text, re.ASCII)
    if match is None:
        raise BadInput(f"The size {text!r} can't be read; write it as 1920x1080.")
    return int(match[1]), int(match[2])


def resized(theme: Theme, width_px: int, height_px: int) -> Theme:
    """The same look on another canvas.

    Raises:
        BadInput: a side is out of bounds, or odd: the 4:2:0 pictures of a video have even sides.
    """
    for name, side in (("width", width_px), ("height", height_px)):
        if not MIN_SIDE_PX <= side <= MAX_SIDE_PX or side % 2:
            raise BadInput(
                f"A slide {side} px in {name} can't be made; "
                f"choose an even number from {MIN_SIDE_PX} to {MAX_SIDE_PX}."
            )
    return replace(theme, width_px=width_px, height_px=height_px)


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue (0..255) of ``#RRGGBB``."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def contrast(theme: Theme) -> float:
    """How far ink and background are apart, 1 (same) to 21 (black on white).

    Source: contrast ratio and relative luminance, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
    """
    dark, light = sorted((_luminance(theme.background), _luminance(theme.ink)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(value / 255) for value in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
