"""Find themes by name and fit them to canvases. Pure."""

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
"""Canvases by aspect ratio: videos on the web, on phones, in feeds."""

RESOLUTIONS: Final = {"720p": 720, "1080p": 1080, "1440p": 1440, "4K": 2160}
"""The shorter side in pixels, by its common name."""

# What apps overlay on a vertical video, as shares of its height and width: the largest that any
# asks for at each side, so that one video suits them all. Above 288 of 1920 px (YouTube), below 672
# (YouTube; Meta: 35 %), left 120 of 1080 px (TikTok), right 192 (YouTube: the buttons).
# Source: https://shotstack.io/learn/vertical-video-safe-zones/, which cites Google's, Meta's and
# TikTok's own pages and templates.
_TALL: Final = 1.6  # height over width from which a canvas counts as vertical
_NONE: Final = (0.0, 0.0, 0.0, 0.0)
_APPS: Final = (0.15, 0.35, 120 / 1080, 192 / 1080)  # top, bottom, left, right
_APPS_BEFORE: Final = (0.15, 0.35, 0.0, 0.0)  # in documents without safe sides


def find_theme(name: str) -> Theme:
    """Return the built-in theme called ``name``.

    Raises:
        BadInput: there is none; the message lists the names.
    """
    if name not in THEMES:
        raise BadInput(f"There is no theme {name[:40]!r}; choose one of {', '.join(THEMES)}.")
    return THEMES[name]


def parse_size(text: str) -> tuple[int, int]:
    """Return width and height in pixels for ``1920x1080``, ``9:16`` or ``9:16@4K``.

    The part after @ is the shorter side, as a number or by its name; 1080 by default.

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
            f"The size {text[:40]!r} can't be read; write it as 1920x1080, or as one of {shapes}, "
            "with @720p to @4K after it if you like."
        )
    across, down = SHAPES[shape]
    least = min(across, down)
    return _even(side_px * across / least), _even(side_px * down / least)


def resize_theme(theme: Theme, width_px: int, height_px: int) -> Theme:
    """Return the theme on another canvas; a vertical one keeps text clear of what apps overlay.

    A theme with safe areas of its own keeps those.

    Raises:
        BadInput: a side is out of bounds, or odd: the 4:2:0 pictures of a video have even sides.
    """
    check_sides(width_px, height_px)
    sized = replace(theme, width_px=width_px, height_px=height_px)
    given = (_APPS, _APPS_BEFORE) if _is_tall(theme) else (_NONE,)
    if _safe_areas(theme) not in given:
        return sized
    top, bottom, left, right = _APPS if _is_tall(sized) else _NONE
    return replace(
        sized,
        safe_top_share=top,
        safe_bottom_share=bottom,
        safe_left_share=left,
        safe_right_share=right,
    )


def restyle_theme(before: Theme, look: Theme | None, size: str) -> Theme:
    """Return another look, another size or both; without a size, the canvas stays.

    Raises:
        BadInput: the size can't be read, or can't be made.
    """
    width_px, height_px = parse_size(size) if size else (before.width_px, before.height_px)
    return resize_theme(look or before, width_px, height_px)


def check_sides(width_px: int, height_px: int) -> None:
    """Raise an error if slides of that size can't be made.

    Raises:
        BadInput: a side is out of bounds or odd.
    """
    for name, side in (("width", width_px), ("height", height_px)):
        if not MIN_SIDE_PX <= side <= MAX_SIDE_PX or side % 2:
            raise BadInput(
                f"A slide {side} px in {name} can't be made; "
                f"choose an even number from {MIN_SIDE_PX} to {MAX_SIDE_PX}."
            )


def _safe_areas(theme: Theme) -> tuple[float, float, float, float]:
    return (
        theme.safe_top_share,
        theme.safe_bottom_share,
        theme.safe_left_share,
        theme.safe_right_share,
    )


def _is_tall(theme: Theme) -> bool:
    return theme.height_px >= _TALL * theme.width_px


def _even(side: float) -> int:
    return 2 * round(side / 2)
