"""What stands on every slide beside its text: small print, logo, progress bar. Pure.

A theme flows in; places in pixels flow out, and the box that is left to the text.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from string import ascii_lowercase
from typing import Final

from vsl.basics.spacing import join_lines
from vsl.model.appearance import StagedTheme, Theme
from vsl.render.layout.block import Setting, measure_block, metrics
from vsl.render.layout.box import Box
from vsl.render.layout.breaks import fitting, paragraphs
from vsl.render.layout.line import Column, TextLine, place_lines
from vsl.render.layout.runs import Typography, width_em
from vsl.render.layout.wrap import wrap

_FOOTER_SHARE: Final = 0.026  # of the shorter side: 28 px on a 1080p canvas
_FOOTER_LINE: Final = 1.25
_FOOTER_FACE: Final = "inter-bold"  # made for small type
_LEGIBLE: Final = 0.48  # em a small letter, on average: narrower faces close up when they are small
_GAP_SHARE: Final = 0.045  # between furniture and text
_BAR_SHARE: Final = 0.008
_CALL_SHARE: Final = 0.11  # a bar that is read from across the room
_CALL_TYPE: Final = 0.055
_CALL_FILL: Final = 0.92  # of its bar that a line may take
_WIDEST_LOGO: Final = 4  # times its height
_LOGO_SHARE: Final = 0.4  # of the safe width


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of whole pixels."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class CallBar:
    """The bar that asks to act, and its line."""

    area: Area
    line: tuple[TextLine, ...]
    size_px: int
    typography: Typography


@dataclass(frozen=True, slots=True)
class Furniture:
    """Where everything stands, and the box of the text."""

    box: Box
    footer: tuple[TextLine, ...]
    footer_px: int  # size of its type
    typography: Typography  # of the footer
    logo: Area | None  # the room it has; it keeps its shape and its corner
    bar: Area | None  # when it is full
    call: CallBar | None = None


@lru_cache(maxsize=256)
def furniture(theme: Theme) -> Furniture:
    """What stands on every slide of ``theme``."""
    box = Box.of(theme)
    side = min(theme.width_px, theme.height_px)
    gap = _GAP_SHARE * side
    bar = _bar(theme, box, side)
    if bar:
        box = replace(box, floor=min(box.floor, bar.top - gap))
    call = _call(theme, box, bar, side)
    if call:
        box = replace(box, floor=min(box.floor, call.area.top - gap))
    logo = _logo(theme, box, side)
    footer, size, typography = _footer(theme, box, logo, gap)
    ceiling, floor = box.ceiling, box.floor
    if footer:
        floor = min(floor, footer[0].top_px - gap)
    if logo and _is_at_top(theme):
        ceiling = logo.top + logo.height + gap
    elif logo:
        floor = min(floor, logo.top - gap)
    room = replace(box, ceiling=ceiling, floor=max(ceiling + 1, floor))
    return Furniture(room, footer, size, typography, logo, bar, call)


def _bar(theme: Theme, box: Box, side: int) -> Area | None:
    """Along the foot of the canvas, or as wide as the text above what apps lay over the foot.

    Even numbers, so that video keeps its edges sharp.
    """
    if not theme.progress_bar:
        return None
    height = 2 * max(1, round(_BAR_SHARE * side / 2))
    foot = 2 * round(theme.height_px * (1 - theme.safe_bottom_share) / 2)
    if not theme.safe_bottom_share:
        return Area(0, foot - height, theme.width_px, height)
    left = 2 * round(box.left / 2)
    return Area(left, foot - height, theme.width_px - 2 * left, height)


def _call(theme: Theme, box: Box, bar: Area | None, side: int) -> CallBar | None:
    """Across the foot, above the progress bar; in one line, however small."""
    if not isinstance(theme, StagedTheme) or theme.call is None:
        return None
    height = 2 * round(_CALL_SHARE * side / 2)
    foot = bar.top if bar else 2 * round(theme.height_px * (1 - theme.safe_bottom_share) / 2)
    area = Area(0, foot - height, theme.width_px, height)
    if theme.safe_bottom_share:
        left = 2 * round(theme.margin_share * side / 2)
        area = replace(area, left=left, width=theme.width_px - 2 * left)
    text = join_lines(theme.call.text)
    typography = Typography.of(text, theme.font)
    room = _CALL_FILL * area.width / max(width_em(text, typography), 1e-6)
    size = max(1, int(min(_CALL_TYPE * side, room)))
    setting = Setting(typography, 1.0)
    block = measure_block([text], setting)
    first = round(area.top + height / 2 + metrics(theme.font).capital * size / 2)
    line = place_lines(block, setting, size, column=Column(area.left, area.width), first_px=first)
    return CallBar(area, line, size, typography)


def _logo(theme: Theme, box: Box, side: int) -> Area | None:
    if theme.logo is None:
        return None
    height = max(1, round(theme.logo.height_share * side))
    width = max(1, round(min(_WIDEST_LOGO * height, _LOGO_SHARE * box.width)))
    right, bottom = box.left + box.width, box.floor
    left = box.left if theme.logo.corner.endswith("left") else right - width
    top = box.ceiling if _is_at_top(theme) else bottom - height
    return Area(round(left), round(top), width, height)


def _is_at_top(theme: Theme) -> bool:
    return theme.logo is not None and theme.logo.corner.startswith("top")


def _footer(
    theme: Theme, box: Box, logo: Area | None, gap: float
) -> tuple[tuple[TextLine, ...], int, Typography]:
    """The small print as lines that end at the foot of the box, beside a logo there."""
    size = max(1, round(_FOOTER_SHARE * min(theme.width_px, theme.height_px)))
    typography = small_print_typography(theme)
    setting = Setting(typography, _FOOTER_LINE, centred=theme.align == "center")
    column = Column(box.left, box.width)
    if logo and not _is_at_top(theme):
        column = _beside(logo, box, gap, width_em(theme.footer, typography) * size)
    lines = _wrap_text(theme.footer, typography, column.width / size)
    if not lines:
        return (), size, typography
    block = measure_block(lines, setting)
    depth = math.floor(block.pitch * size) * (len(lines) - 1)
    first = math.floor(box.floor - block.descent * size) - depth
    return place_lines(block, setting, size, column=column, first_px=first), size, typography


def small_print_typography(theme: Theme) -> Typography:
    """How a theme's footer is set: in its own font, unless that is too narrow for small print."""
    letters = width_em(ascii_lowercase, Typography(theme.font)) / len(ascii_lowercase)
    return Typography.of(theme.footer, theme.font if letters >= _LEGIBLE else _FOOTER_FACE)


def _beside(logo: Area, box: Box, gap: float, needed: float) -> Column:
    """What a logo leaves of the foot of the box; the middle of it where that is enough."""
    taken = logo.width + gap
    if needed <= box.width - 2 * taken:
        return Column(box.left + taken, box.width - 2 * taken)
    is_left = logo.left <= box.left + 1
    return Column(box.left + taken if is_left else box.left, box.width - taken)


def _wrap_text(text: str, typography: Typography, measure: float) -> list[str]:
    def width(text: str) -> float:
        return width_em(text, typography)

    return [
        line
        for pieces in paragraphs(text)
        if pieces
        for line in wrap(fitting(pieces, measure, width), measure, width)
    ]
