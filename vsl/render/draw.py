"""Slides as pictures: scenes in, pixels out, the same on every machine with the same fonts.

The text is laid out once, on the theme's own canvas; a smaller picture shows that same layout. On
one flat colour a picture needs a palette alone; on anything else it has full colour.
"""

from __future__ import annotations

from typing import Final

from PIL import Image

from vsl.colour import rgb
from vsl.look import Theme
from vsl.model import Still
from vsl.render.bands import bands
from vsl.render.contrast import bar_colour
from vsl.render.furniture import Area, furniture
from vsl.render.ground import ground, is_flat
from vsl.render.layout import lay_out
from vsl.render.letters import letters, small_print
from vsl.render.palette import painted_flat
from vsl.render.scene import Scene
from vsl.render.stroke import Canvas, Stroke, ink_of

DRAWING: Final = 2  # raise it when the same scene gives other pixels


def draw(still: Still, theme: Theme) -> Image.Image:
    """The picture of a still: RGB, the theme's size."""
    return picture(Scene.of(still, theme)).convert("RGB")


def picture(scene: Scene, width_px: int | None = None) -> Image.Image:
    """The picture of a scene, of mode P on a flat ground, else RGB.

    Args:
        width_px: of the picture; None: as wide as the theme's canvas.
    Raises:
        NotFound: an image or font of the look is not kept here.
    """
    theme = scene.theme
    canvas = Canvas.of(theme, width_px)
    strokes = _strokes(scene, canvas)
    if is_flat(theme):
        return painted_flat(canvas, theme.background, strokes)
    painted = ground(theme, canvas).copy()
    for stroke in strokes:
        painted.paste(rgb(stroke.colour), stroke.box, stroke.shape)
    return painted


def _strokes(scene: Scene, canvas: Canvas) -> list[Stroke]:
    """All that lies on the ground, in the order it is painted."""
    theme = scene.theme
    layout, placed = lay_out(scene.text, theme), furniture(theme)
    ink = ink_of(layout.lines, layout.typography, layout.size_px, canvas)
    strokes = [
        *bands(scene, layout, ink, canvas),
        *letters(scene, layout, ink, canvas),
        *small_print(theme, placed, canvas),
    ]
    if placed.bar and scene.bar_px:
        strokes.append(_bar(placed.bar, scene, canvas))
    return strokes


def _bar(full: Area, scene: Scene, canvas: Canvas) -> Stroke:
    """The progress bar as far as it has come."""
    size = max(1, round(scene.bar_px * canvas.scale)), max(1, round(full.height * canvas.scale))
    left, top = round(full.left * canvas.scale), round(full.top * canvas.scale)
    theme = scene.theme
    return Stroke(Image.new("L", size, 255), left, top, bar_colour(theme), theme.background)
