"""Proportions of the composition by the shape of the canvas. Pure.

A wide canvas is watched on a screen across a desk. A narrow one (vertical, square, 4:5) is watched
on a phone held upright, some 7 cm wide: its lines hold two to five words of nearly one size, its
margins are narrower, and areas that apps overlay count as margin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vsl.model.appearance import Theme

WIDE_FROM: Final = 1.2  # least ratio of width to height


@dataclass(frozen=True, slots=True)
class Shape:
    """The proportions of a composition; shares are of the canvas's shorter side."""

    margin: float  # times the theme's margin
    margin_adds: bool  # to what apps overlay; else the larger of both is kept free
    largest: float  # times the theme's largest type
    for_phrase: float  # share of the type given up to break no line inside a phrase
    easy_share: float  # of the safe area: text well inside its edges looks calmer
    small_print_share: float  # size of the footer's type
    progress_share: float  # height of the progress line
    progress_on_top: bool  # along the upper edge of the canvas; else along the lower
    call_share: float  # height of the call-to-action bar
    call_type_share: float  # size of its type
    call_lines: int  # at most


WIDE: Final = Shape(
    margin=1.0,
    margin_adds=True,
    largest=1.0,
    for_phrase=0.38,
    easy_share=0.86,
    small_print_share=0.026,  # 28 px on a 1080p canvas
    progress_share=0.008,
    progress_on_top=False,
    call_share=0.11,  # read from across the room
    call_type_share=0.055,
    call_lines=1,
)
NARROW: Final = Shape(
    margin=0.75,  # 6 % of the width in most themes: the side margin that Meta asks for
    margin_adds=False,
    largest=0.9,  # 14 letters a line: most phrases are whole without much smaller type
    for_phrase=0.3,
    easy_share=0.96,
    small_print_share=0.033,
    progress_share=0.011,
    progress_on_top=True,  # feeds show their own progress line and the sound button at the foot
    call_share=0.13,
    call_type_share=0.062,
    call_lines=2,
)


def is_wide(theme: Theme) -> bool:
    """Return whether a theme's canvas is wide."""
    return theme.width_px >= WIDE_FROM * theme.height_px


def shape_of(theme: Theme) -> Shape:
    """Return the proportions for a theme's canvas."""
    return WIDE if is_wide(theme) else NARROW
