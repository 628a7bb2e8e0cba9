"""Draw slides: scenes in, pixels out, the same on every machine with the same fonts.

The text is laid out once, on the theme's own canvas; a smaller picture shows the same layout.
Pictures on a flat colour have a palette, all others full colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from math import ceil, floor
from typing import Final

from PIL import Image

from vsl.basics.colour import rgb
from vsl.model.appearance import CallToAction, StagedTheme, Theme
from vsl.model.project import Still
from vsl.render.layout.layout import lay_out
from vsl.render.paint.background import set_logo
from vsl.render.paint.bands import bands, round_rectangle
from vsl.render.paint.drawing import Drawing
from vsl.render.paint.letters import letters, small_print
from vsl.render.paint.scene import Scene
from vsl.render.paint.slide_chrome import Area, CallBar, place_chrome
from vsl.render.paint.stroke import Canvas, Stroke, cut_out, ink_of
from vsl.render.themes.contrast import bar_colour

DRAWING: Final = 8  # increase it when the same scene gives other pixels
_ROUND: Final = 0.18  # of a button's height, the radius of its corners
_REST: Final = 0.2  # opacity of the remaining part of the progress bar


def draw(still: Still, theme: Theme) -> Image.Image:
    """Return the picture of a still: RGB, the theme's size."""
    return picture(Scene.of(still, theme)).convert("RGB")


def picture(scene: Scene, width_px: int | None = None) -> Image.Image:
    """Return the picture of a scene, of mode P on a flat background, else RGB.

    Args:
        width_px: of the picture; None: as wide as the theme's canvas.
    Raises:
        NotFound: an image or font of the theme is not in the store.
    """
    canvas = Canvas.of(scene.theme, width_px)
    return drawing(scene, canvas).strip(0, canvas.height_px)


def drawing(scene: Scene, canvas: Canvas) -> Drawing:
    """Return the drawing of a scene, not yet painted."""
    rows = [
        (line.top_px, line.bottom_px)
        for line in lay_out(scene.text, scene.theme, scene.line_costs).lines
    ]
    if bar := place_chrome(scene.theme).bar:
        rows.append((round(bar.top), round(bar.top + bar.height)))
    lines = [(floor(top * canvas.scale), ceil(end * canvas.scale)) for top, end in rows]
    return Drawing(scene.theme, canvas, _strokes(scene, canvas), lines)


def overlay(scene: Scene, width_px: int | None = None) -> Image.Image:
    """Return the picture without its background, RGBA, to be laid over moving pictures.

    Over the theme's ``ground`` it equals ``picture`` up to a few shades.
    """
    canvas = Canvas.of(scene.theme, width_px)
    painted = Image.new("RGBA", canvas.size)
    set_logo(painted, scene.theme, canvas)
    for stroke in _strokes(scene, canvas):
        layer = Image.new("RGBA", stroke.shape.size, rgb(stroke.colour))
        layer.putalpha(stroke.shape)
        painted.paste(Image.alpha_composite(painted.crop(stroke.box), layer), stroke.box)
    return painted


def text_box(scene: Scene) -> tuple[int, int, int, int] | None:
    """Return the bounding box of the text and its highlights, without other elements."""
    canvas = Canvas.of(scene.theme)
    whole = Image.new("L", canvas.size)
    for stroke in _text(scene, canvas):
        whole.paste(stroke.shape, stroke.box, stroke.shape)
    return whole.getbbox()


def _strokes(scene: Scene, canvas: Canvas) -> list[Stroke]:
    """Return everything on the background, in painting order."""
    theme = scene.theme
    placed = place_chrome(theme)
    strokes = [
        *_text(scene, canvas),
        *small_print(theme, placed, canvas),
        *_call(theme, placed.call, canvas),
    ]
    if placed.bar and scene.bar_px:
        strokes += _bar(placed.bar, scene, canvas)
    return strokes


def _text(scene: Scene, canvas: Canvas) -> Iterator[Stroke]:
    layout = lay_out(scene.text, scene.theme, scene.line_costs)
    ink = ink_of(layout.lines, layout.typography, layout.size_px, canvas)
    yield from bands(scene, layout, ink, canvas)
    yield from letters(scene, layout, ink, canvas)


def _bar(full: Area, scene: Scene, canvas: Canvas) -> Iterator[Stroke]:
    """Yield the progress bar; away from the canvas's edge, its remaining part is faint."""
    theme = scene.theme
    colour = bar_colour(theme)
    if full.width < theme.width_px:
        rest = replace(full, left=full.left + scene.bar_px, width=full.width - scene.bar_px)
        yield _fill_area(rest, colour, theme.background, canvas, strength=_REST)
    yield _fill_area(replace(full, width=scene.bar_px), colour, theme.background, canvas)


def _call(theme: Theme, call: CallBar | None, canvas: Canvas) -> Iterator[Stroke]:
    """Yield the call-to-action bar and its text."""
    if call is None or not isinstance(theme, StagedTheme) or theme.call is None:
        return
    yield _button(call.area, theme, canvas)
    words = _call_words(call, theme.call, canvas)
    if words:
        yield words


def _button(area: Area, theme: StagedTheme, canvas: Canvas) -> Stroke:
    """Return the bar, with round corners unless it spans the canvas."""
    assert theme.call is not None
    bar = _fill_area(area, theme.call.background, theme.background, canvas)
    if not area.left:
        return bar
    shape = round_rectangle(*bar.shape.size, round(_ROUND * bar.shape.height))
    return replace(bar, shape=shape)


@lru_cache(maxsize=4)
def _call_words(call: CallBar, said: CallToAction, canvas: Canvas) -> Stroke | None:
    ink = ink_of(call.line, call.typography, call.size_px, canvas)
    return cut_out(ink, (0, 0, *canvas.size), colour=said.ink, on=said.background)


def _fill_area(area: Area, colour: str, on: str, canvas: Canvas, *, strength: float = 1) -> Stroke:
    size = max(1, round(area.width * canvas.scale)), max(1, round(area.height * canvas.scale))
    left, top = round(area.left * canvas.scale), round(area.top * canvas.scale)
    return Stroke(_full(size, round(255 * strength)), left, top, colour, on)


@lru_cache(maxsize=32)
def _full(size: tuple[int, int], cover: int) -> Image.Image:
    """Return a rectangle, cached so that the steps of a build share one object."""
    return Image.new("L", size, cover)
