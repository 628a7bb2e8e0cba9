"""Strokes on one flat colour as a palette picture: a third of the bytes of full colour.

The palette holds ramps, one for each colour that lies on another, in shades from the one below (the
shape covers nothing) to the one above (it covers all). Every ramp has the same few shades, enough
for the edge of a letter, so that no letter changes when a word elsewhere on the slide is marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from PIL import Image

from vsl.colour import rgb
from vsl.render.stroke import Canvas, Stroke

_SHADES: Final = 64  # ink, highlight, ink on the highlight and progress bar fill the palette
_MOST_RAMPS: Final = 256 // _SHADES
_TOUCHED: Final = [0] + [255] * 255

_Ramp = tuple[str, str]  # the colour below, the colour above


def has_room_for(strokes: Sequence[Stroke]) -> bool:
    """Whether a palette holds all the colours of ``strokes``."""
    return len({(stroke.on, stroke.colour) for stroke in strokes}) <= _MOST_RAMPS


def painted_flat(canvas: Canvas, background: str, strokes: Sequence[Stroke]) -> Image.Image:
    """The picture of ``strokes`` in their order on ``background``, of mode P.

    The order of the ramps does not follow the strokes, so that the steps of a slide that differ in
    one word have one palette.
    """
    found = {(stroke.on, stroke.colour) for stroke in strokes}
    ramps = tuple(sorted(found, key=lambda ramp: (ramp[0] != background, ramp)))
    picture = Image.new("L", canvas.size, 0)
    for stroke in strokes:
        entries = _entries(ramps.index((stroke.on, stroke.colour)))
        picture.paste(stroke.shape.point(entries), stroke.box, stroke.shape.point(_TOUCHED))
    picture.putpalette(_palette(ramps or ((background, background),)))
    return picture


@cache
def _entries(ramp: int) -> list[int]:
    """The palette's entry for each cover (0..255) of a pixel by a shape."""
    return [ramp * _SHADES + round(cover * (_SHADES - 1) / 255) for cover in range(256)]


@lru_cache(maxsize=64)
def _palette(ramps: tuple[_Ramp, ...]) -> bytes:
    """256 colours; the first is the background."""
    colours = [
        round(low + (high - low) * shade / (_SHADES - 1))
        for below, above in ramps
        for shade in range(_SHADES)
        for low, high in zip(rgb(below), rgb(above), strict=True)
    ]
    return bytes(colours).ljust(3 * 256, b"\0")
