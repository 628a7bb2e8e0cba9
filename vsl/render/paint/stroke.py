"""Strokes, the shapes in one colour that make up pictures, and the canvas for them.

Painting decides whether strokes become palette entries or colours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw

from vsl.model.appearance import Theme
from vsl.render.fonts import open_font
from vsl.render.layout.line import TextLine
from vsl.render.layout.runs import Typography, direction, run_width_em, runs

_SPREAD_PX: Final = 4  # tolerance for the place of ink that was measured at another size

Box = tuple[int, int, int, int]
"""Left, top, right and bottom; right and bottom are exclusive."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """The size of a picture in pixels, and its scale to the theme's canvas."""

    width_px: int
    height_px: int
    scale: float = 1.0

    @classmethod
    def of(cls, theme: Theme, width_px: int | None = None) -> Canvas:
        """Return the theme's own canvas, or one ``width_px`` wide in the same proportions."""
        if width_px is None or width_px == theme.width_px:
            return cls(theme.width_px, theme.height_px)
        scale = width_px / theme.width_px
        return cls(width_px, max(1, round(theme.height_px * scale)), scale)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.width_px, self.height_px


@dataclass(frozen=True, slots=True)
class Stroke:
    """A shape's coverage of each pixel (8-bit), its position and colour."""

    shape: Image.Image
    left: int
    top: int
    colour: str  # #RRGGBB
    on: str  # the colour under it

    @property
    def box(self) -> Box:
        """Left, top, right and bottom."""
        width, height = self.shape.size
        return self.left, self.top, self.left + width, self.top + height

    @property
    def identity(self) -> tuple[object, ...]:
        """A key that is equal for existing strokes of the same shape, place and colours."""
        return id(self.shape), self.left, self.top, self.colour, self.on

    def within(self, window: Box) -> Stroke | None:
        """Return its part inside a window, relative to the window's corner; None if outside."""
        left, top, right, bottom = _intersect(self.box, window)
        if left >= right or top >= bottom:
            return None
        shape = self.shape
        if (left, top, right, bottom) != self.box:
            shape = shape.crop(
                (left - self.left, top - self.top, right - self.left, bottom - self.top)
            )
        return Stroke(shape, left - window[0], top - window[1], self.colour, self.on)


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """The letters' coverage of each pixel of a canvas: 8-bit, 0 none to 255 full."""

    cover: Image.Image
    box: Box | None  # around all covered pixels; None: there are none


def ink_of(lines: Sequence[TextLine], typography: Typography, size_px: int, canvas: Canvas) -> Ink:
    """Return the ink of the letters of ``lines``; cached, so it must not be modified.

    Small pictures are drawn larger and reduced: letters are placed on whole pixels, which would
    give uneven spaces at a low resolution.
    """
    return _ink_extent(tuple(lines), typography, size_px, canvas)


@lru_cache(maxsize=8)
def _ink_extent(
    lines: tuple[TextLine, ...], typography: Typography, size_px: int, canvas: Canvas
) -> Ink:
    finer = max(1, int(1 / canvas.scale))
    scale = canvas.scale * finer
    ink = Image.new("L", (canvas.width_px * finer, canvas.height_px * finer), 0)
    pen = ImageDraw.Draw(ink)
    for line in lines:
        x, baseline = line.x_px * scale, line.baseline_px * scale
        for run in runs(line.text, typography):
            font = open_font(run.file, size_px * scale)
            pen.text((x, baseline), run.text, 255, font=font, anchor="ls", direction=direction(run))
            x += run_width_em(run) * size_px * scale
    cover = ink.reduce(finer) if finer > 1 else ink
    return Ink(cover, _find_ink(cover, lines, canvas.scale))


def _find_ink(cover: Image.Image, lines: Sequence[TextLine], scale: float) -> Box | None:
    """Return the box of covered pixels, searched only where lines may have ink."""
    if not lines:
        return None
    top = max(0, math.floor(min(line.top_px for line in lines) * scale) - _SPREAD_PX)
    bottom = math.ceil(max(line.bottom_px for line in lines) * scale) + _SPREAD_PX
    box = cover.crop((0, top, cover.width, min(bottom, cover.height))).getbbox()
    return (box[0], box[1] + top, box[2], box[3] + top) if box else None


def cut_out(ink: Ink, box: Box, *, colour: str, on: str, strength: float = 1.0) -> Stroke | None:
    """Return the part of ``ink`` inside ``box`` as a stroke; None if there is none.

    Args:
        strength: its opacity, 0..1.
    """
    left, top, right, bottom = _intersect(box, ink.box)
    if left >= right or top >= bottom:
        return None
    part = shape = ink.cover.crop((left, top, right, bottom))
    if (left, top, right, bottom) != ink.box:
        inked = part.getbbox()
        if inked is None:
            return None
        shape = part.crop(inked)
        left, top = left + inked[0], top + inked[1]
    if strength < 1:
        fainter = shape.tobytes().translate(_fainter(strength))
        shape = Image.frombytes("L", shape.size, fainter)
    return Stroke(shape, left, top, colour, on)


def _intersect(one: Box, other: Box | None) -> Box:
    """Return the intersection of two boxes; empty if its right is not right of its left."""
    if other is None:
        return 0, 0, 0, 0
    return (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )


@lru_cache(maxsize=256)
def _fainter(strength: float) -> bytes:
    return bytes(round(value * strength) for value in range(256))
