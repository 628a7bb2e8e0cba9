"""Draw all slides of a deck on one picture, each with its number and time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

_WIDTH_PX: Final = 2400
_EDGE_PX: Final = 60
_GAP_SHARE: Final = 0.06  # of a tile's width
_COLUMNS: Final = ((24, 4), (60, 6), (160, 8), (480, 12))  # (most slides, columns)
_MOST_COLUMNS: Final = 16
_PAPER, _INK, _QUIET, _EDGE = "#F3F2EF", "#1B1B1D", "#6B6A68", "#D9D7D2"

Fonts = Callable[[int], ImageFont.FreeTypeFont]
"""Returns a font of the given size in pixels."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A slide's picture and the texts below it."""

    picture: Path
    label: str
    note: str = ""


def contact_sheet(tiles: Sequence[Tile], title: str, fonts: Fonts) -> Image.Image:
    """Return a picture of the tiles in rows from left to right, below ``title``.

    Args:
        tiles: their pictures are of one size.
    """
    columns = _columns(len(tiles))
    width = int((_WIDTH_PX - 2 * _EDGE_PX) / (columns + _GAP_SHARE * (columns - 1)))
    pitch = width * (1 + _GAP_SHARE)
    height = round(width * _ratio(tiles))
    size = max(13, round(width * 0.05))
    row = height + round(size * 2.6)
    top = _EDGE_PX + 96
    rows = -(-len(tiles) // columns)
    sheet = Image.new("RGB", (_WIDTH_PX, top + rows * row + _EDGE_PX // 2), _PAPER)
    brush = ImageDraw.Draw(sheet)
    brush.text((_EDGE_PX, _EDGE_PX), title, fill=_INK, font=fonts(44))
    font = fonts(size)
    for position, tile in enumerate(tiles):
        x = round(_EDGE_PX + (position % columns) * pitch)
        y = top + (position // columns) * row
        _paste(sheet, tile, (x, y, width, height))
        below = y + height + round(size * 0.55)
        brush.text((x, below), tile.label, fill=_INK, font=font)
        brush.text((x + width, below), tile.note, fill=_QUIET, font=font, anchor="ra")
    return sheet


def _paste(sheet: Image.Image, tile: Tile, place: tuple[int, int, int, int]) -> None:
    x, y, width, height = place
    with Image.open(tile.picture) as opened:
        small = opened.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    sheet.paste(small, (x, y))
    frame = (x - 1, y - 1, x + width, y + height)
    ImageDraw.Draw(sheet).rectangle(frame, outline=_EDGE)


def _columns(count: int) -> int:
    return next((columns for most, columns in _COLUMNS if count <= most), _MOST_COLUMNS)


def _ratio(tiles: Sequence[Tile]) -> float:
    if not tiles:
        return 1.0
    with Image.open(tiles[0].picture) as opened:
        return float(opened.height / opened.width)
