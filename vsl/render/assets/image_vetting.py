"""Vet an image: it becomes upright, sRGB, no larger than a canvas, and without metadata."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import BinaryIO, Final

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from vsl.errors import BadInput

_FORMATS: Final = ("PNG", "JPEG", "WEBP")
_MOST_PIXELS: Final = 60_000_000  # cameras of today; 240 MB as RGBA
_TOO_MANY: Final = f"The image has more than {_MOST_PIXELS // 10**6} million pixels; scale it down."
_LONGEST_SIDE_PX: Final = 4096  # a little over 4K
_QUALITY: Final = 95


def prepare() -> None:
    """Import what Pillow would import late; the child can open no file later."""
    Image.init()
    ImageCms.createProfile("sRGB")


def vet_file(file: BinaryIO) -> bytes:
    """Return the vetted image in an open file, for ``read_in_child``; see ``vet``."""
    return vet(file.read())


def vet(content: bytes) -> bytes:
    """Return ``content`` decoded and encoded again: a JPEG as JPEG, everything else as PNG.

    Raises:
        BadInput: it is no PNG, JPEG or WebP image, or has too many pixels.
    """
    try:
        image = Image.open(io.BytesIO(content), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise BadInput(_TOO_MANY) from error
    except (UnidentifiedImageError, OSError) as error:
        raise BadInput("This is no image that slides can show; use PNG, JPEG or WebP.") from error
    if image.width * image.height > _MOST_PIXELS:
        raise BadInput(_TOO_MANY)
    photo = image.format == "JPEG"
    shown = _srgb(ImageOps.exif_transpose(image), "RGB" if photo else "RGBA")
    shown.thumbnail((_LONGEST_SIDE_PX, _LONGEST_SIDE_PX), Image.Resampling.LANCZOS)
    return _write_image(shown, photo=photo)


def _srgb(image: Image.Image, mode: str) -> Image.Image:
    """Return the image converted to sRGB; a broken colour profile is ignored."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        with suppress(ImageCms.PyCMSError):
            source, srgb = io.BytesIO(profile), ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, source, srgb, outputMode="RGB") or image
    return image.convert(mode)


def _write_image(image: Image.Image, *, photo: bool) -> bytes:
    file = io.BytesIO()
    image.info.clear()
    if photo:
        image.save(file, "JPEG", quality=_QUALITY, subsampling=0)
    else:
        opaque = image.getchannel("A").getextrema() == (255, 255)
        (image.convert("RGB") if opaque else image).save(file, "PNG")
    return file.getvalue()
