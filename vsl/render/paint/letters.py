"""Strokes of a slide's letters.

All ink is drawn at once, as if no word were marked, and then cut into the cells of the words, so
that a word's colour never moves a letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from vsl.basics.colour import READABLE_CONTRAST, contrast, mix_colours
from vsl.basics.spacing import count_tokens
from vsl.model.appearance import Theme
from vsl.render.layout.cells import Cell, cells
from vsl.render.layout.layout import SlideLayout
from vsl.render.layout.line import TextLine
from vsl.render.paint.scene import Scene
from vsl.render.paint.slide_chrome import SlideChrome
from vsl.render.paint.stroke import Box, Canvas, Ink, Stroke, cut_out, ink_of
from vsl.render.themes.contrast import LARGE_CONTRAST, surfaces

_FAINT: Final = 0.4  # opacity of words that are not spoken yet; more if the contrast needs it
_SMALL_PRINT: Final = 0.7
_STEP: Final = 0.05


class _Look(NamedTuple):
    colour: str
    on: str
    strength: float = 1.0


def letters(scene: Scene, layout: SlideLayout, ink: Ink, canvas: Canvas) -> list[Stroke]:
    """Return the strokes of a slide's text, whose letters are ``ink``."""
    if scene.full_tokens == count_tokens(scene.text) and not scene.marked:
        whole = (0, 0, *canvas.size)
        stroke = cut_out(ink, whole, colour=scene.theme.ink, on=scene.theme.background)
        return [stroke] if stroke else []
    parts = _parts(scene, layout, canvas)
    strokes = (_cut_out(ink, box, look) for box, look in parts)
    return [stroke for stroke in strokes if stroke]


@lru_cache(maxsize=64)
def _cut_out(ink: Ink, box: Box, look: _Look) -> Stroke | None:
    """Return the stroke of a part of the text, cached so that steps of a build share it."""
    return cut_out(ink, box, colour=look.colour, on=look.on, strength=look.strength)


@lru_cache(maxsize=16)
def small_print(theme: Theme, placed: SlideChrome, canvas: Canvas) -> tuple[Stroke, ...]:
    """Return the strokes of a theme's footer."""
    ink = ink_of(placed.footer, placed.typography, placed.footer_px, canvas)
    stroke = cut_out(
        ink,
        (0, 0, *canvas.size),
        colour=theme.ink,
        on=theme.background,
        strength=readable_strength(theme, _SMALL_PRINT, READABLE_CONTRAST),
    )
    return (stroke,) if stroke else ()


@lru_cache(maxsize=256)
def readable_strength(theme: Theme, least: float, limit: float) -> float:
    """Return the least opacity, from ``least`` up, that gives a contrast of ``limit``."""
    behind = surfaces(theme)
    for step in range(round(least / _STEP), round(1 / _STEP)):
        strength = step * _STEP
        if min(contrast(mix_colours(each, theme.ink, strength), each) for each in behind) >= limit:
            return strength
    return 1.0


def _parts(scene: Scene, layout: SlideLayout, canvas: Canvas) -> Iterator[tuple[Box, _Look]]:
    """Yield the boxes that divide the canvas among the shown words, with their colours."""
    tops = _row_tops(layout.lines, canvas)
    rows = zip(layout.lines, layout.first_tokens, pairwise(tops), strict=True)
    for line, first_token, (top, bottom) in rows:
        line_cells = cells(line.text, first_token, layout.typography)
        columns = zip(
            line_cells, pairwise(_cell_edges(line_cells, line, layout, canvas)), strict=True
        )
        for look, group in groupby(columns, key=lambda each: _look(scene, each[0].token)):
            edges = [edge for _, pair in group for edge in pair]
            if look:
                yield (edges[0], top, edges[-1], bottom), look


def _row_tops(lines: Sequence[TextLine], canvas: Canvas) -> list[int]:
    """Return where each line's row begins and the last one ends, halfway between lines' ink."""
    between = [(above.bottom_px + below.top_px) / 2 for above, below in pairwise(lines)]
    return [0, *(round(y * canvas.scale) for y in between), canvas.height_px]


def _cell_edges(
    line_cells: Sequence[Cell], line: TextLine, layout: SlideLayout, canvas: Canvas
) -> list[int]:
    """Return the middles of the gaps between a line's cells, and the sides of the canvas."""
    if not line_cells:
        return []
    middles = [(one.right + other.left) / 2 for one, other in pairwise(line_cells)]
    inner = (round((line.x_px + x * layout.size_px) * canvas.scale) for x in middles)
    return [0, *inner, canvas.width_px]


def _look(scene: Scene, token: int) -> _Look | None:
    """Return the colours of a token's letters; None if it is not shown yet."""
    theme = scene.theme
    if token >= scene.shown_tokens:
        return None
    if token >= scene.full_tokens:
        strength = readable_strength(theme, _FAINT, LARGE_CONTRAST)
        return _Look(theme.ink, theme.background, strength)
    if token in scene.marked and theme.highlight.style == "colour":
        return _Look(theme.highlight.colour, theme.background)
    if token in scene.marked and theme.highlight.style == "marker":
        return _Look(theme.highlight.ink or theme.ink, theme.highlight.colour)
    return _Look(theme.ink, theme.background)
