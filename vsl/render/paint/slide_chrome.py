"""Place what every slide shows besides its text: footer, logo, bars. Pure.

A theme goes in; positions in pixels come out, and the remaining box for the text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from string import ascii_lowercase
from typing import Final

from vsl.basics.spacing import join_lines
from vsl.model.appearance import StagedTheme, Theme
from vsl.render.layout.block import Setting, measure_block, metrics
from vsl.render.layout.box import Box, safe_edges
from vsl.render.layout.breaks import fitting, join, paragraphs
from vsl.render.layout.line import Column, TextLine, place_lines
from vsl.render.layout.runs import Typography, width_em
from vsl.render.layout.shape import shape_of
from vsl.render.layout.wrap import wrap

_FOOTER_LINE: Final = 1.25
_FOOTER_FACE: Final = "inter-bold"  # made for small type
_LEGIBLE: Final = 0.48  # em, mean width of a small letter: narrower faces are illegible when small
_GAP_SHARE: Final = 0.045  # of the shorter side, between these elements and text
_CALL_FILL: Final = 0.92  # of the bar's width, for a line at most
_CALL_PITCH: Final = 1.15  # from line to line, in em
_MOST_OPTICAL: Final = 1.2
_CALL_SHRINKS: Final = 0.75  # of its size: two lines are preferred to smaller type
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
    """The call-to-action bar and its text."""

    area: Area
    line: tuple[TextLine, ...]
    size_px: int
    typography: Typography


@dataclass(frozen=True, slots=True)
class SlideChrome:
    """The positions of all elements, and the box of the text."""

    box: Box
    footer: tuple[TextLine, ...]
    footer_px: int  # size of its type
    typography: Typography  # of the footer
    logo: Area | None  # the area for it; it keeps its shape and its corner
    bar: Area | None  # when it is full
    call: CallBar | None = None


@lru_cache(maxsize=256)
def place_chrome(theme: Theme) -> SlideChrome:
    """Return the positions of the elements on every slide of ``theme``."""
    side = min(theme.width_px, theme.height_px)
    gap = _GAP_SHARE * side
    bar = _bar(theme, side)
    call = _call(theme, bar, side)
    box = _between(Box.of(theme, foot_px=_foot_px(theme, call)), bar, call, gap)
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
    return SlideChrome(room, footer, size, typography, logo, bar, call)


def foot_of(theme: Theme) -> int:
    """Return the height at the canvas's foot for the call-to-action bar in pixels, or 0."""
    return _foot_px(theme, place_chrome(theme).call)


def _foot_px(theme: Theme, call: CallBar | None) -> int:
    kept_px = theme.kept_foot_px if isinstance(theme, StagedTheme) else 0
    return theme.height_px - call.area.top if call else kept_px


def _between(box: Box, bar: Area | None, call: CallBar | None, gap: float) -> Box:
    """Return ``box`` between the bars at the edges of the canvas."""
    ceiling, floor = box.ceiling, box.floor
    if bar and bar.top == 0:
        ceiling = max(ceiling, bar.height + gap)
    elif bar:
        floor = min(floor, bar.top - gap)
    if call:
        floor = min(floor, call.area.top - gap)
    return replace(box, ceiling=ceiling, floor=floor)


def _bar(theme: Theme, side: int) -> Area | None:
    """Return the progress bar: at an edge of the canvas, or above what players overlay.

    Even numbers, so that video keeps its edges sharp.
    """
    if not theme.progress_bar:
        return None
    shape = shape_of(theme)
    height = 2 * max(1, round(shape.progress_share * side / 2))
    if shape.progress_on_top:
        return Area(0, 0, theme.width_px, height)
    foot = _foot(theme)
    if not theme.safe_bottom_share:
        return Area(0, foot - height, theme.width_px, height)
    left, _, right, _ = map(_even, safe_edges(theme))
    return Area(left, foot - height, right - left, height)


def _foot(theme: Theme) -> int:
    """Return the bottom of the area that apps leave free."""
    return _even(theme.height_px * (1 - theme.safe_bottom_share))


def _call(theme: Theme, bar: Area | None, side: int) -> CallBar | None:
    """Return the bar across the foot, above a progress bar, and clear of what apps overlay."""
    if not isinstance(theme, StagedTheme) or theme.call is None:
        return None
    shape = shape_of(theme)
    left, right = 0, theme.width_px
    if theme.safe_bottom_share:
        left, _, right, _ = map(_even, safe_edges(theme))
    text = join_lines(theme.call.text)
    typography = Typography.of(text, theme.font)
    room_px = _CALL_FILL * (right - left)
    size_px = shape.call_type_share * side * _optical_share(theme)
    lines = [text]
    if shape.call_lines > 1 and _call_size(lines, typography, room_px) < _CALL_SHRINKS * size_px:
        lines = _halves(text, typography)
    size = max(1, int(min(size_px, _call_size(lines, typography, room_px))))
    height = _even(shape.call_share * side + (len(lines) - 1) * _CALL_PITCH * size)
    foot = bar.top if bar and bar.top else _foot(theme)
    area = Area(left, foot - height, right - left, height)
    return CallBar(area, _call_line(lines, typography, size, area), size, typography)


def _optical_share(theme: Theme) -> float:
    """Return the factor by which the theme sets its face larger for equal apparent size."""
    return min(max(1.0, theme.max_size_share / Theme().max_size_share), _MOST_OPTICAL)


def _call_line(
    lines: Sequence[str], typography: Typography, size: int, area: Area
) -> tuple[TextLine, ...]:
    """Return the lines of a call, centred in their bar from capitals to baseline."""
    setting = Setting(typography, _CALL_PITCH)
    block = measure_block(lines, setting)
    depth = math.floor(block.pitch * size) * (len(lines) - 1)
    first = round(area.top + (area.height + metrics(typography.look).capital * size - depth) / 2)
    return place_lines(block, setting, size, column=Column(area.left, area.width), first_px=first)


def _call_size(lines: Sequence[str], typography: Typography, room_px: float) -> float:
    """Return the largest size at which the longest of ``lines`` fits."""
    return room_px / max(*(width_em(line, typography) for line in lines), 1e-6)


def _halves(text: str, typography: Typography) -> list[str]:
    """Return ``text`` in two lines of similar length; in one if it can't break."""
    pieces = [piece for paragraph in paragraphs(text) for piece in paragraph]
    halves = [[join(pieces[:n]), join(pieces[n:])] for n in range(1, len(pieces))]

    def longest(lines: Sequence[str]) -> float:
        return max(width_em(line, typography) for line in lines)

    return min(halves, key=longest, default=[text])


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
    """Return the footer's lines at the foot of the box, beside a logo, with size and setting."""
    size = max(1, round(shape_of(theme).small_print_share * min(theme.width_px, theme.height_px)))
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
    first_px = math.floor(box.floor - block.descent * size) - depth
    return place_lines(block, setting, size, column=column, first_px=first_px), size, typography


def small_print_typography(theme: Theme) -> Typography:
    """Return the footer's typography: the theme's font, unless it is too narrow for small type."""
    letters = width_em(ascii_lowercase, Typography(theme.font)) / len(ascii_lowercase)
    return Typography.of(theme.footer, theme.font if letters >= _LEGIBLE else _FOOTER_FACE)


def _beside(logo: Area, box: Box, gap: float, needed: float) -> Column:
    """Return the column beside a logo; centred on the box if ``needed`` fits there."""
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


def _even(number: float) -> int:
    return 2 * round(number / 2)
