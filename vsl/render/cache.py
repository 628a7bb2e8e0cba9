"""Names for pictures: the same name exactly where the same pixels would come out."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace

from vsl.look import Theme
from vsl.model import Still
from vsl.render.breaks import normal
from vsl.render.draw import DRAWING
from vsl.render.fonts import identity
from vsl.render.runs import Typography, runs


def image_key(still: Still, theme: Theme) -> str:
    """The MD5 of everything that changes a pixel of a slide, and of nothing else.

    That is the still without its idle spaces, the theme without its name, the content of the font
    files that show the text, and the versions of the drawing code and of the font engine.
    """
    text = normal(still.text)
    typography = Typography.of(text, theme.font)
    files = {run.file for line in text.splitlines() for run in runs(line, typography)}
    look = {name: value for name, value in asdict(theme).items() if name != "name"}
    return _md5(
        f"{DRAWING}\n{sorted(look.items())}\n{identity(files)}\n{replace(still, text=text)}"
    )


def thumbnail_key(still: Still, theme: Theme, width_px: int) -> str:
    """The MD5 of everything that changes a pixel of a slide's thumbnail."""
    return _md5(f"{image_key(still, theme)} at {width_px}")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
