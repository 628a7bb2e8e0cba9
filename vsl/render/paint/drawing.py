"""A picture that is painted only where somebody looks at it.

Steps of a build differ in a word or two. What two drawings have in common is told by their strokes,
so that nobody paints, reads or compares the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from vsl.basics.colour import rgb
from vsl.model.appearance import Theme
from vsl.render.paint.background import ground, is_flat, set_logo
from vsl.render.paint.palette import has_room_for, paint_flat
from vsl.render.paint.slide_chrome import furniture
from vsl.render.paint.stroke import Canvas, Stroke

Rows = tuple[int, int]
"""The first row and the one after the last."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """Strokes in the order they are painted, and the ground of ``theme`` under them."""

    theme: Theme
    canvas: Canvas
    strokes: Sequence[Stroke]
    lines: Sequence[Rows] = ()  # the rows of what changes as a whole: a line of text, a bar

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.canvas.size

    def strip(self, top: int, bottom: int) -> Image.Image:
        """The rows from ``top`` up to ``bottom``, of mode P on a flat ground, else RGB.

        Raises:
            NotFound: an image or font of the look is not kept here.
        """
        window = (0, top, self.canvas.width_px, bottom)
        if self.is_flat:
            return paint_flat(window, self.theme.background, self.strokes)
        painted = ground(self.theme, self.canvas).crop(window)
        set_logo(painted, self.theme, self.canvas, above_px=top)
        for stroke in self.strokes:
            if part := stroke.within(window):
                painted.paste(rgb(part.colour), part.box, part.shape)
        return painted

    def changed_rows(self, before: object) -> tuple[Rows, ...]:
        """Where this picture may differ from ``before``; nowhere else does it."""
        if not isinstance(before, Drawing) or self.ground_key != before.ground_key:
            return ((0, self.canvas.height_px),)
        old, new = ({each.identity: each for each in one.strokes} for one in (before, self))
        apart = [(old.get(key) or new[key]).box for key in old.keys() ^ new.keys()]
        return tuple((top, bottom) for _, top, _, bottom in apart)

    def without_slide(self) -> Drawing:
        """The same ground with nothing on it."""
        return Drawing(self.theme, self.canvas, ())

    @property
    def is_flat(self) -> bool:
        """Whether a palette holds all its colours."""
        return is_flat(self.theme) and has_room_for(self.strokes)

    @property
    def ground_key(self) -> tuple[object, ...]:
        """All that no stroke tells, the same exactly where that looks the same."""
        theme = self.theme
        under = theme.background, theme.gradient, theme.backdrop, theme.logo
        return self.canvas, under, furniture(theme).logo, self.is_flat
