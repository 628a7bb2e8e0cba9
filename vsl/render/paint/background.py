"""Draw a theme's background (colour or gradient, image) and its logo.

Each is drawn once per theme and size, then copied.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

import numpy as np
from PIL import Image

from vsl.basics.colour import rgb
from vsl.errors import BadInput
from vsl.model.appearance import Backdrop, Gradient, Theme
from vsl.render.assets.stored_names import find_asset
from vsl.render.paint.slide_chrome import place_chrome
from vsl.render.paint.stroke import Canvas

_FORMATS: Final = ("PNG", "JPEG", "WEBP")
_KEPT: Final = 6  # one per section; 33 MB each in 4K


def is_flat(theme: Theme) -> bool:
    """Return whether the background is a single colour."""
    return not (theme.gradient or theme.backdrop or theme.logo)


def draw_background(theme: Theme, canvas: Canvas) -> Image.Image:
    """Return the background, RGB; cached, so it must not be modified.

    Raises:
        NotFound: an image of the theme is not in the store.
        BadInput: it can't be read.
    """
    return _background(theme.background, theme.gradient, theme.backdrop, canvas)


def set_logo(picture: Image.Image, theme: Theme, canvas: Canvas, *, above_px: int = 0) -> None:
    """Paste a theme's logo into its corner of a picture, as large as its area allows.

    Args:
        above_px: rows of the canvas above the picture.
    """
    area = place_chrome(theme).logo
    if theme.logo is None or area is None:
        return
    logo = _logo(theme.logo.image, area.width * canvas.scale, area.height * canvas.scale)
    left, top = round(area.left * canvas.scale), round(area.top * canvas.scale)
    if theme.logo.corner.endswith("right"):
        left = round((area.left + area.width) * canvas.scale) - logo.width
    if theme.logo.corner.startswith("bottom"):
        top = round((area.top + area.height) * canvas.scale) - logo.height
    top -= above_px
    if picture.mode == "RGBA":
        picture.alpha_composite(logo, (left, top))
    else:
        picture.paste(logo, (left, top), logo)


@lru_cache(maxsize=_KEPT)
def _background(
    background: str, gradient: Gradient | None, backdrop: Backdrop | None, canvas: Canvas
) -> Image.Image:
    picture = Image.new("RGB", canvas.size, rgb(background))
    if gradient:
        picture = _shade(background, gradient, canvas)
    if backdrop:
        picture = Image.blend(_covering(backdrop, canvas), picture, backdrop.dim)
    return picture


def _shade(background: str, gradient: Gradient, canvas: Canvas) -> Image.Image:
    """Return the gradient as CSS draws it: its ends reach the corners.

    Source: https://www.w3.org/TR/css-images-3/#linear-gradients.
    """
    angle = math.radians(gradient.angle_deg)
    right, down = math.sin(angle), -math.cos(angle)
    length = abs(right) * canvas.width_px + abs(down) * canvas.height_px
    x = (np.arange(canvas.width_px, dtype=np.float32) + 0.5 - canvas.width_px / 2) * right
    y = (np.arange(canvas.height_px, dtype=np.float32) + 0.5 - canvas.height_px / 2) * down
    share = np.clip((x[None, :] + y[:, None]) / length + 0.5, 0, 1)
    first, last = rgb(background), rgb(gradient.to)
    channels = [
        np.rint(a + (b - a) * share).astype(np.uint8) for a, b in zip(first, last, strict=True)
    ]
    return Image.merge("RGB", [Image.fromarray(channel) for channel in channels])


def _covering(backdrop: Backdrop, canvas: Canvas) -> Image.Image:
    """Return the image scaled to fill the canvas, cropped so that its focus stays visible."""
    image = _open_image(backdrop.image).convert("RGB")
    scale = max(canvas.width_px / image.width, canvas.height_px / image.height)
    width, height = canvas.width_px / scale, canvas.height_px / scale
    left = min(max(backdrop.focus_x * image.width - width / 2, 0), image.width - width)
    top = min(max(backdrop.focus_y * image.height - height / 2, 0), image.height - height)
    return image.resize(
        canvas.size, Image.Resampling.LANCZOS, (left, top, left + width, top + height)
    )


@lru_cache(maxsize=_KEPT)
def _logo(sha256: str, width_px: float, height_px: float) -> Image.Image:
    """Return the logo, RGBA, scaled to at most that size."""
    image = _open_image(sha256).convert("RGBa")  # premultiplied: no dark seams
    scale = min(width_px / image.width, height_px / image.height)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image.resize(size, Image.Resampling.LANCZOS).convert("RGBA")


def _open_image(sha256: str) -> Image.Image:
    try:
        image = Image.open(find_asset(sha256, "image"), formats=_FORMATS)
        image.load()
    except (OSError, SyntaxError) as error:
        raise BadInput(
            f"The image {sha256[:12]} of this look can't be read; add it again."
        ) from error
    return image
