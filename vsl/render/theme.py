"""The looks slides come in, and the canvases they fill. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from vsl.errors import BadInput
from vsl.look import Theme

MIN_SIDE_PX: Final = 320
MAX_SIDE_PX: Final = 7680  # 8K; H.264 level 6 ends a little above it

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
