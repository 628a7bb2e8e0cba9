"""A picture that is painted only where its pixels are requested.

Steps of a build differ in a word or two. Comparing strokes shows which rows two drawings share, so
that these need not be painted or compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from vsl.basics.colour import rgb
from vsl.model.appearance import Theme
from vsl.render.paint.background import draw_background, is_flat, set_logo
from vsl.render.paint.palette import has_room_for, paint_flat
from vsl.render.paint.slide_chrome import place_chrome
from vsl.render.paint.stroke import Canvas, Stroke

Rows = tuple[int, int]
"""The first row and the one after the last."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """Strokes in painting order on the background of ``theme``."""

    theme: Theme
    canvas: Canvas
    strokes: Sequence[Stroke]
    lines: Sequence[Rows] = ()  # rows that change together: a line of text, a bar

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.canvas.size

    def strip(self, top: int, bottom: int) -> Image.Image:
        """Return the rows from ``top`` up to ``bottom``, of mode P if ``is_flat``, else RGB.

        Raises:
            NotFound: an image or font of the theme is not in the store.
        """
        window = (0, top, self.canvas.width_px, bottom)
        if self.is_flat:
            return paint_flat(window, self.theme.background, self.strokes)
        painted = draw_background(self.theme, self.canvas).crop(window)
        set_logo(painted, self.theme, self.canvas, above_px=top)
        for stroke in self.strokes:
            if part := stroke.within(window):
                painted.paste(rgb(part.colour), part.box, part.shape)
        return painted

    def changed_rows(self, before: object) -> tuple[Rows, ...]:
        """Return the rows in which this picture may differ from ``before``."""
        if not isinstance(before, Drawing) or self.background_key != before.background_key:
            return ((0, self.canvas.height_px),)
        old, new = ({each.identity: each for each in one.strokes} for one in (before, self))
        boxes = [(old.get(key) or new[key]).box for key in old.keys() ^ new.keys()]
        return tuple((top, bottom) for _, top, _, bottom in boxes)

    def without_slide(self) -> Drawing:
        """Return the background alone."""
        return Drawing(self.theme, self.canvas, ())

    @property
    def is_flat(self) -> bool:
        """Whether a palette can hold all its colours."""
        return is_flat(self.theme) and has_room_for(self.strokes)

    @property
    def background_key(self) -> tuple[object, ...]:
        """A key of everything besides the strokes, equal if and only if it looks equal."""
        theme = self.theme
        under = theme.background, theme.gradient, theme.backdrop, theme.logo
        return self.canvas, under, place_chrome(theme).logo, self.is_flat
