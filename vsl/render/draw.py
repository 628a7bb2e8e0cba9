"""Slides as pictures: text in, pixels out, the same on every machine with the same fonts.

A picture is first its ink alone, how much of each pixel the letters cover (0..255); the theme's two
colours then make a palette for these 256 values. Colours so cost nothing, and PNG stays small.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw

from vsl.colour import rgb
from vsl.look import Theme
from vsl.model import Still
from vsl.render.fonts import open_font
from vsl.render.layout import Line, SlideLayout, lay_out
from vsl.render.runs import direction, run_width_em, runs

DRAWING: Final = 1  # raise it when the same text and theme give other pixels


def draw(still: Still, theme: Theme) -> Image.Image:
    """The picture of a still: RGB, the theme's size."""
    return draw_palette(still, theme).convert("RGB")


def draw_palette(still: Still, theme: Theme) -> Image.Image:
    """The same pixels as 256 shades from background to ink, which is a third of the bytes."""
    return colour(draw_ink(still, theme), theme)


def draw_ink(still: Still, theme: Theme) -> Image.Image:
    """How much of each pixel the letters cover: 8-bit, 0 nothing to 255 all."""
    ink = Image.new("L", (theme.width_px, theme.height_px), 0)
    layout = lay_out(still.text, theme)
    canvas = ImageDraw.Draw(ink)
    for line in layout.lines:
        _draw_line(canvas, line, layout)
    return ink


def colour(ink: Image.Image, theme: Theme) -> Image.Image:
    """Ink in the theme's colours, as a palette picture; takes over the pixels of ``ink``."""
    ink.putpalette(_palette(theme.background, theme.ink))
    return ink


def _draw_line(canvas: ImageDraw.ImageDraw, line: Line, layout: SlideLayout) -> None:
    x = line.x_px
    for run in runs(line.text, layout.typography):
        font = open_font(run.file, layout.size_px)
        canvas.text(
            (x, line.baseline_px),
            run.text,
            font=font,
            fill=255,
            anchor="ls",
            direction=direction(run),
        )
        x += run_width_em(run) * layout.size_px


@lru_cache(maxsize=64)
def _palette(background: str, ink: str) -> bytes:
    pairs = list(zip(rgb(background), rgb(ink), strict=True))
    return bytes(
        round(low + (high - low) * share / 255) for share in range(256) for low, high in pairs
    )
