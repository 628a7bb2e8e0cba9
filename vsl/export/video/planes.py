"""Convert pictures to video colours: BT.709, limited range, 4:2:0. Pure.

Planes are uint8, shape (height * 3 / 2, width): luma first, then both chroma planes. Source: ITU-R
BT.709-6 §3, tables in H.264 §E.2.1.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

if TYPE_CHECKING:
    import av

Planes = NDArray[np.uint8]

_BT_709 = 1  # FFmpeg's AVCOL_SPC_BT709
_LIMITED, _FULL = 1, 2  # FFmpeg's AVColorRange: 16..235 in video, 0..255 in a drawn picture
_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722  # luma coefficients
_GREY = 128


def to_planes(picture: Image.Image) -> Planes:
    """Return the planes of a picture of mode P or RGB with even sides."""
    if picture.mode == "P":
        return _from_shades(picture)
    return _frame(np.asarray(picture.convert("RGB"))).to_ndarray().astype(np.uint8, copy=False)


def _from_shades(picture: Image.Image) -> Planes:
    """Return the planes of a palette picture.

    Only its 256 colours have to be converted, and most pixels have the first of them.
    """
    width, height = picture.size
    shades = _shades(bytes(picture.getpalette() or ()))
    pixels = np.frombuffer(picture.tobytes(), np.uint8).reshape(height, width)
    planes = np.empty((height * 3 // 2, width), np.uint8)
    shades.luma.take(pixels.view(np.uint16), out=planes[:height].view(np.uint16), mode="clip")
    quarters = planes[height:].reshape(2, height // 2, width // 2)
    left, top, right, bottom = box = _squares(pixels >= shades.first_tint)
    tinted = picture.crop(box).tobytes()
    for table, quarter in zip((shades.blue, shades.red), quarters, strict=True):
        quarter[:] = table[0]
        tint = Image.frombytes("L", (right - left, bottom - top), tinted.translate(table)).reduce(2)
        quarter[top >> 1 : bottom >> 1, left >> 1 : right >> 1] = np.asarray(tint)
    return planes


def _squares(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Return the box around true pixels, in whole 2×2 squares; one square if there are none."""
    rows, columns = (np.flatnonzero(mask.any(axis)) for axis in (1, 0))
    if not rows.size:
        return 0, 0, 2, 2
    left, top, right, bottom = map(int, (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1))
    return left & ~1, top & ~1, right + 1 & ~1, bottom + 1 & ~1


class _Shades(NamedTuple):
    """The entries of a palette in video colours."""

    luma: NDArray[np.uint16]  # of pairs of entries: widths are even, and pairs halve the look-ups
    blue: bytes
    red: bytes
    first_tint: int  # entries before it have the same chroma as the first one


@lru_cache(maxsize=8)
def _shades(palette: bytes) -> _Shades:
    colours = np.zeros((256, 3))
    entries = np.frombuffer(palette, np.uint8).reshape(-1, 3) / 255
    colours[: len(entries)] = entries
    luma = colours @ (_RED, _GREEN, _BLUE)
    blue = (colours[:, 2] - luma) / (2 - 2 * _BLUE)
    red = (colours[:, 0] - luma) / (2 - 2 * _RED)
    levels = (16 + 219 * luma, _GREY + 224 * blue, _GREY + 224 * red)
    rounded = np.rint(levels).astype(np.uint8)
    is_tinted = (rounded[1:] != rounded[1:, :1]).any(axis=0)
    luma_levels, blue_levels, red_levels = rounded
    pairs = np.arange(1 << 16, dtype=np.uint16).view(np.uint8)
    lumas = luma_levels[pairs].view(np.uint16)
    first_tint = int(is_tinted.argmax()) if is_tinted.any() else 256
    return _Shades(lumas, blue_levels.tobytes(), red_levels.tobytes(), first_tint)


def _frame(pixels: NDArray[np.uint8]) -> av.VideoFrame:
    import av
    from av.video.reformatter import Interpolation

    return av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(
        format="yuv420p",
        src_colorspace=_BT_709,
        dst_colorspace=_BT_709,
        src_color_range=_FULL,
        dst_color_range=_LIMITED,
        # else every second column is ignored in the chroma of coloured letters' edges
        interpolation=Interpolation.BICUBIC | Interpolation.FULL_CHR_H_INP,
        threads=1,
    )
