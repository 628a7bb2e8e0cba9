"""How a canvas is composed for its shape. Pure.

A wide canvas fills a screen from across a desk. A narrow one (vertical, square, 4:5) is watched on
a telephone held upright, some 7 cm wide: its type is larger beside its width, its margins are
narrower, and what apps lay over it stands in for the margin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vsl.model.appearance import Theme

WIDE_FROM: Final = 1.2  # times as wide as high, and more


@dataclass(frozen=True, slots=True)
class Shape:
    """The proportions of a composition; shares are of the canvas's shorter side."""

    margin: float  # times the theme's margin
    margin_adds: bool  # to what apps lay over; else the larger of both is kept free
    largest: float  # times the theme's largest type
    easy_share: float  # of the safe area: text that ends well before its edges is calmer
    small_print_share: float  # size of the footer's type
    progress_share: float  # height of the progress line
    progress_on_top: bool  # along the upper edge of the canvas; else along the lower
    call_share: float  # height of the bar of the call to action
    call_type_share: float  # size of its type
    call_lines: int  # that it may take


WIDE: Final = Shape(
    margin=1.0,
    margin_adds=True,
    largest=1.0,
    easy_share=0.86,
    small_print_share=0.026,  # 28 px on a 1080p canvas
    progress_share=0.008,
    progress_on_top=False,
    call_share=0.11,  # read from across the room
    call_type_share=0.055,
    call_lines=1,
)
NARROW: Final = Shape(
    margin=0.75,  # 6 % of the width in most looks: what Meta asks to keep free at each side
    margin_adds=False,
    largest=1.3,
    easy_share=0.96,
    small_print_share=0.033,
    progress_share=0.011,
    progress_on_top=True,  # feeds put their own line and the sound's button along the foot
    call_share=0.13,
    call_type_share=0.062,
    call_lines=2,
)


def is_wide(theme: Theme) -> bool:
    """Whether a theme's canvas is a screen on its side."""
    return theme.width_px >= WIDE_FROM * theme.height_px


def shape_of(theme: Theme) -> Shape:
    """The composition for a theme's canvas."""
    return WIDE if is_wide(theme) else NARROW
