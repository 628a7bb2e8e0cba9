"""Strokes of highlights behind, below or around words.

Neighbouring words on one line share a band. A band covers all ink of its words and never touches
that of the lines above and below.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from PIL import Image, ImageDraw

from vsl.basics.spacing import join_words, split_tokens
from vsl.render.layout.block import highlight_reach
from vsl.render.layout.cells import cells
from vsl.render.layout.layout import PADDED, SlideLayout, padding_em
from vsl.render.layout.runs import ink_em
from vsl.render.paint.scene import Scene
from vsl.render.paint.stroke import Box, Canvas, Ink, Stroke

# In em.
_RADIUS: Final = 0.11
_OUTLINE: Final = 0.055
_UNDERLINE: Final = 0.075
_DROP: Final = 0.11  # from the baseline to an underline
_SKIP: Final = 0.06  # distance of an underline from ink that crosses it

_SAMPLES: Final = 8  # along a pixel's side, for the edge of a round corner


class _Words(NamedTuple):
    """Adjacent marked words on a line, in pixels of the theme's canvas."""

    line: int
    text: str
    left: float
    right: float


def bands(scene: Scene, layout: SlideLayout, ink: Ink, canvas: Canvas) -> list[Stroke]:
    """Return the strokes of highlights, for text whose letters are ``ink``."""
    style, em = scene.theme.highlight.style, layout.size_px * canvas.scale
    if style == "underline":
        lines = [_line_below(words, layout, canvas) for words in _marked_words(scene, layout)]
        boxes = [part for line in lines for part in _clear_of(ink.cover, line, round(_SKIP * em))]
        return [_stroke(scene, box, radius=0) for box in boxes]
    if style not in PADDED:
        return []
    outline = max(1, round(_OUTLINE * em)) if style == "box" else 0
    padding_px = padding_em(scene.theme, layout.typography) * layout.size_px
    boxes = [_around(words, layout, padding_px, canvas) for words in _marked_words(scene, layout)]
    return [_stroke(scene, box, radius=round(_RADIUS * em), outline=outline) for box in boxes]


def _marked_words(scene: Scene, layout: SlideLayout) -> Iterator[_Words]:
    tokens = split_tokens(scene.text)
    for number, (line, first) in enumerate(zip(layout.lines, layout.first_tokens, strict=True)):
        found = cells(line.text, first, layout.typography)
        for is_marked, group in groupby(found, key=lambda cell: cell.token in scene.marked):
            if is_marked:
                words = list(group)
                left, right = (
                    line.x_px + x * layout.size_px for x in (words[0].left, words[-1].right)
                )
                yield _Words(
                    number, join_words([tokens[each.token] for each in words]), left, right
                )


def _around(words: _Words, layout: SlideLayout, padding_px: float, canvas: Canvas) -> Box:
    """Return a box from above the capitals to below the descenders, or around further ink."""
    ink = ink_em(words.text, layout.typography)
    above, below = highlight_reach(ink, layout.typography.look)
    baseline = layout.lines[words.line].baseline_px
    ceiling, floor = _neighbours(words.line, layout)
    return _whole(
        (
            words.left - padding_px,
            max(baseline - above * layout.size_px, ceiling),
            words.right + padding_px,
            min(baseline + below * layout.size_px, floor),
        ),
        canvas,
    )


def _neighbours(number: int, layout: SlideLayout) -> tuple[float, float]:
    """Return where the ink of the line above ends and that of the line below begins."""
    lines = layout.lines
    above = lines[number - 1].bottom_px if number else -math.inf
    below = lines[number + 1].top_px if number + 1 < len(lines) else math.inf
    return above, below


def _line_below(words: _Words, layout: SlideLayout, canvas: Canvas) -> Box:
    top = layout.lines[words.line].baseline_px + _DROP * layout.size_px
    return _whole((words.left, top, words.right, top + _UNDERLINE * layout.size_px), canvas)


def _whole(box: tuple[float, float, float, float], canvas: Canvas) -> Box:
    """Return a rectangle in whole pixels of a canvas, at least one in each direction."""
    left, top, right, bottom = (round(value * canvas.scale) for value in box)
    return left, top, max(left + 1, right), max(top + 1, bottom)


def _clear_of(ink: Image.Image, box: Box, gap: int) -> Iterator[Box]:
    """Yield the parts of an underline that are ``gap`` pixels away from ink that crosses it."""
    left, top, right, bottom = box
    columns, _ = ink.crop((left - gap, top - gap, right + gap, bottom + gap)).getprojection()
    crossed = [any(columns[x : x + 2 * gap + 1]) for x in range(right - left)]
    x = left
    for is_crossed, group in groupby(crossed):
        width = len(list(group))
        if not is_crossed and width > gap:
            yield x, top, x + width, bottom
        x += width


def _stroke(scene: Scene, box: Box, *, radius: int, outline: int = 0) -> Stroke:
    left, top, right, bottom = box
    shape = _hollow(right - left, bottom - top, radius, outline)
    theme = scene.theme
    return Stroke(shape, left, top, theme.highlight.colour, theme.background)


@lru_cache(maxsize=128)
def _hollow(width: int, height: int, radius: int, outline: int) -> Image.Image:
    """Return a rectangle with round corners; with an outline, its inside is empty."""
    shape = round_rectangle(width, height, radius)
    if outline:
        inside = max(1, width - 2 * outline), max(1, height - 2 * outline)
        inner = round_rectangle(*inside, radius - outline)
        shape = shape.copy()
        shape.paste(0, (outline, outline), inner)
    return shape


@lru_cache(maxsize=128)
def round_rectangle(width: int, height: int, radius: int) -> Image.Image:
    """Return a filled rectangle with antialiased round corners."""
    shape = Image.new("L", (width, height), 255)
    radius = min(radius, width // 2, height // 2)
    if radius <= 0:
        return shape
    disc = _disc(radius)
    for x, from_x in ((0, 0), (width - radius, radius)):
        for y, from_y in ((0, 0), (height - radius, radius)):
            corner = disc.crop((from_x, from_y, from_x + radius, from_y + radius))
            shape.paste(corner, (x, y))
    return shape


@lru_cache(maxsize=32)
def _disc(radius: int) -> Image.Image:
    side = 2 * radius * _SAMPLES
    large = Image.new("L", (side, side), 0)
    ImageDraw.Draw(large).ellipse((0, 0, side - 1, side - 1), fill=255)
    return large.reduce(_SAMPLES)
