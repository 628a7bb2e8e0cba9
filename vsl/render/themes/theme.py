"""Looks by their names, and the canvases they fill. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from vsl.errors import BadInput
from vsl.model.appearance import Theme
from vsl.render.themes.catalogue import THEMES

MIN_SIDE_PX: Final = 320
MAX_SIDE_PX: Final = 7680  # 8K; H.264 level 6 ends a little above it

SHAPES: Final = {"16:9": (16, 9), "9:16": (9, 16), "1:1": (1, 1), "4:5": (4, 5)}
"""Canvases by the ratio of their sides: videos on the web, on phones, in feeds."""

RESOLUTIONS: Final = {"720p": 720, "1080p": 1080, "1440p": 1440, "4K": 2160}
"""The shorter side in pixels, by the name that people use."""

# What apps lay over a vertical video, as shares of its height: the largest that is asked for, above
# by YouTube (288 of 1920 px), below by YouTube and Meta (672 px).
# Source: https://shotstack.io/learn/vertical-video-safe-zones/, which cites both.
_TALL: Final = 1.6  # height over width from which a canvas counts as vertical
_APP_TOP_SHARE: Final = 0.15
_APP_BOTTOM_SHARE: Final = 0.35


def find_theme(name: str) -> Theme:
    """The finished theme called ``name``.

    Raises:
        BadInput: there is none; the message names the choices.
    """
    if name not in THEMES:
        raise BadInput(f"There is no theme {name!r}; choose one of {', '.join(THEMES)}.")
    return THEMES[name]


def parse_size(text: str) -> tuple[int, int]:
    """Width and height in pixels out of ``1920x1080``, ``9:16`` or ``9:16@4K``.

    After the @ stands the shorter side, as a number or by its name; 1080 where nothing stands.

    Raises:
        BadInput: the text is neither two whole numbers with an x between them nor a known shape.
    """
    if pixels := re.fullmatch(r"\s*(\d{1,6})\s*[xX×]\s*(\d{1,6})\s*", text, re.ASCII):
        return int(pixels[1]), int(pixels[2])
    shape, _, side = (part.strip() for part in text.partition("@"))
    side_px = {name.lower(): px for name, px in RESOLUTIONS.items()}.get(side.lower())
    if number := re.fullmatch(r"(\d{1,5})p?", side or "1080", re.ASCII):
        side_px = int(number[1])
    if shape not in SHAPES or side_px is None:
        shapes = ", ".join(SHAPES)
        raise BadInput(
            f"The size {text!r} can't be read; write it as 1920x1080, or as one of {shapes}, "
            "with @720p to @4K after it if you like."
        )
    across, down = SHAPES[shape]
    least = min(across, down)
    return _even(side_px * across / least), _even(side_px * down / least)


def resize_theme(theme: Theme, width_px: int, height_px: int) -> Theme:
    """The same look on another canvas; on a vertical one, text keeps clear of what apps lay over.

    A theme with safe areas of its own keeps those.

    Raises:
        BadInput: a side is out of bounds, or odd: the 4:2:0 pictures of a video have even sides.
    """
    check_sides(width_px, height_px)
    sized = replace(theme, width_px=width_px, height_px=height_px)
    none, app = (0.0, 0.0), (_APP_TOP_SHARE, _APP_BOTTOM_SHARE)
    before, after = (app if _is_tall(each) else none for each in (theme, sized))
    if before == after or (theme.safe_top_share, theme.safe_bottom_share) != before:
        return sized
    return replace(sized, safe_top_share=after[0], safe_bottom_share=after[1])


def restyle_theme(before: Theme, look: Theme | None, size: str) -> Theme:
    """Another look, another size or both; the canvas stays where no size is given.

    Raises:
        BadInput: the size can't be read, or can't be made.
    """
    width_px, height_px = parse_size(size) if size else (before.width_px, before.height_px)
    return resize_theme(look or before, width_px, height_px)


def check_sides(width_px: int, height_px: int) -> None:
    """Nothing, if slides of that size can be made.

    Raises:
        BadInput: a side is out of bounds or odd.
    """
    for name, side in (("width", width_px), ("height", height_px)):
        if not MIN_SIDE_PX <= side <= MAX_SIDE_PX or side % 2:
            raise BadInput(
                f"A slide {side} px in {name} can't be made; "
                f"choose an even number from {MIN_SIDE_PX} to {MAX_SIDE_PX}."
            )


def _is_tall(theme: Theme) -> bool:
    return theme.height_px >= _TALL * theme.width_px


def _even(side: float) -> int:
    return 2 * round(side / 2)
