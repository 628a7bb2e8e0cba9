"""Encode pictures as WebP for the page: smaller than PNG, but slower to encode."""

from __future__ import annotations

import io
from typing import Any, Final

from PIL import Image

_EXACT: Final[dict[str, Any]] = {"lossless": True, "quality": 20, "method": 1}
_CLOSE: Final[dict[str, Any]] = {"quality": 88, "method": 2}


def to_webp(picture: Image.Image) -> bytes:
    """Return the WebP file of a picture: lossless if it has a palette, else lossy."""
    file = io.BytesIO()
    options = _EXACT if picture.mode == "P" else _CLOSE
    picture.convert("RGB").save(file, "WEBP", **options)
    return file.getvalue()
