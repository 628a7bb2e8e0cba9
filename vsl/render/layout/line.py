"""Position lines of text on a slide. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from vsl.render.layout.block import Block, Setting
from vsl.render.layout.hyphens import show_hyphen


@dataclass(frozen=True, slots=True)
class TextLine:
    """The text of a line, the start of its baseline, and the rows of its ink."""

    text: str
    x_px: float
    baseline_px: int
    top_px: int
    bottom_px: int


@dataclass(frozen=True, slots=True)
class Column:
    """The horizontal extent of lines, in pixels."""

    left: float
    width: float


def place_lines(
    block: Block, setting: Setting, size: int, *, column: Column, first_px: int
) -> tuple[TextLine, ...]:
    """Return the lines of ``block`` at ``size`` pixels, the first on the baseline ``first_px``."""
    pitch = math.floor(block.pitch * size)
    axis = _axis_px(block, setting, size, column)
    return tuple(
        TextLine(
            text=show_hyphen(text),
            x_px=axis - at * size,
            baseline_px=first_px + pitch * number,
            top_px=math.floor(first_px + pitch * number + ink.top * size),
            bottom_px=math.ceil(first_px + pitch * number + ink.bottom * size),
        )
        for number, (text, at, ink) in enumerate(
            zip(block.lines, block.axes, block.inks, strict=True)
        )
    )


def _axis_px(block: Block, setting: Setting, size: int, column: Column) -> float:
    if setting.centred:
        return column.left + column.width / 2
    if setting.typography.rtl:
        return column.left + column.width - max(0.0, block.after) * size
    return column.left + max(0.0, block.before) * size
