"""Paint strokes on a flat colour as a palette picture: a third of the bytes of full colour.

The palette holds a ramp for each pair of a colour and the one under it, from no coverage to full.
Every ramp has the same number of shades, enough for the edge of a letter, so that no letter changes
when a word elsewhere on the slide is marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vsl.basics.colour import rgb
from vsl.render.paint.stroke import Box, Stroke

_SHADES: Final = 64  # ink, highlight, ink on the highlight and progress bar fill the palette
_MOST_RAMPS: Final = 256 // _SHADES

_Ramp = tuple[str, str]  # the colour below, the colour above


def has_room_for(strokes: Sequence[Stroke]) -> bool:
    """Return whether a palette can hold all the colours of ``strokes``."""
    return len({(stroke.on, stroke.colour) for stroke in strokes}) <= _MOST_RAMPS


def paint_flat(window: Box, background: str, strokes: Sequence[Stroke]) -> Image.Image:
    """Return the part of the picture inside ``window``, of mode P.

    All windows of a picture have one palette. The order of its ramps is independent of the order of
    strokes, so that steps of a slide that differ in one word have equal palettes.
    """
    pairs = {(stroke.on, stroke.colour) for stroke in strokes}
    ramps = tuple(sorted(pairs, key=lambda ramp: (ramp[0] != background, ramp)))
    left, top, right, bottom = window
    pixels = np.zeros((bottom - top, right - left), np.uint8)
    for stroke in strokes:
        if part := stroke.within(window):
            _paint(pixels, part, _entries(ramps.index((stroke.on, stroke.colour))))
    size = right - left, bottom - top
    picture = Image.frombuffer("P", size, pixels, "raw", "P", 0, 1)
    picture.putpalette(_palette(ramps or ((background, background),)))
    return picture


def _paint(pixels: NDArray[np.uint8], stroke: Stroke, entries: bytes) -> None:
    """Write the palette's entries wherever a stroke covers pixels."""
    left, top, right, bottom = stroke.box
    cover, shape = stroke.shape.tobytes(), (bottom - top, right - left)
    painted = np.frombuffer(cover.translate(entries), np.uint8).reshape(shape)
    is_touched = np.frombuffer(cover, np.bool_).reshape(shape)
    np.copyto(pixels[top:bottom, left:right], painted, where=is_touched)


@cache
def _entries(ramp: int) -> bytes:
    """Return the palette's entry for each coverage (0..255) of a pixel."""
    return bytes(ramp * _SHADES + round(cover * (_SHADES - 1) / 255) for cover in range(256))


@lru_cache(maxsize=64)
def _palette(ramps: tuple[_Ramp, ...]) -> bytes:
    """Return 256 colours; the first is the background."""
    colours = [
        round(low + (high - low) * shade / (_SHADES - 1))
        for below, above in ramps
        for shade in range(_SHADES)
        for low, high in zip(rgb(below), rgb(above), strict=True)
    ]
    return bytes(colours).ljust(3 * 256, b"\0")
