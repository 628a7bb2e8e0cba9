"""Vet a font: it becomes one TTF or OTF face with Latin letters, bold if it is variable."""

from __future__ import annotations

import io
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules
from typing import BinaryIO, Final

from fontTools.ttLib import TTFont, TTLibError
from fontTools.varLib import instancer
from PIL import ImageFont, features

from vsl.errors import BadInput

_SIGNATURES: Final = (b"\x00\x01\x00\x00", b"true", b"OTTO", b"wOF2")
_NEEDED: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,!?"
_BOLD: Final = 700
_TABLES: Final = {
    *("head", "hhea", "hmtx", "maxp", "OS/2", "name", "post", "cmap"),  # every font
    *("glyf", "loca", "cvt ", "fpgm", "prep", "gasp", "CFF ", "VORG"),  # outlines
    *("GDEF", "GPOS", "GSUB", "BASE", "kern", "vhea", "vmtx"),  # layout
}
"""Tables that drawing reads; others are removed, since they are not checked."""
_LATE_IMPORTS: Final = (
    *("brotli", "fontTools.agl", "fontTools.cffLib", "fontTools.encodings.codecs"),
    *("fontTools.misc", "fontTools.ttLib", "fontTools.ttLib.tables", "fontTools.unicode"),
    *("fontTools.varLib", "fontTools.varLib.instancer"),
)
"""Modules, and packages whose modules are imported with them."""
_SHAPING: Final = {"GDEF", "GPOS", "GSUB", "BASE", "kern"}  # HarfBuzz checks these itself


def prepare() -> None:
    """Import what fontTools and Pillow would import late; the child can open no file later."""
    for name in _LATE_IMPORTS:
        with suppress(ImportError):  # an optional package
            module = import_module(name)
            for inner in iter_modules(getattr(module, "__path__", ()), f"{name}."):
                with suppress(ImportError):
                    import_module(inner.name)
    features.check("raqm")


def vet_file(file: BinaryIO) -> bytes:
    """Return the vetted font in an open file, for ``read_in_child``; see ``vet``."""
    return vet(file.read())


def vet(content: bytes) -> bytes:
    """Return ``content`` parsed, reduced to the tables that drawing reads, as TTF or OTF.

    Raises:
        BadInput: it is no font, or lacks the letters that every theme needs.
    """
    if content[:4] not in _SIGNATURES:
        raise BadInput("This is no font that slides can be set in; use TTF, OTF or WOFF2.")
    try:
        font = TTFont(io.BytesIO(content), lazy=False)
    except TTLibError as error:
        raise BadInput("The font is damaged; export or download it again.") from error
    _check_letters(font)
    font = _bold(font)
    for tag in set(font.keys()) - _TABLES - {"GlyphOrder"}:
        del font[tag]
    for tag in set(font.keys()) - _SHAPING:
        _ = font[tag]  # parses it
    font.flavor = None
    file = io.BytesIO()
    font.save(file)
    _check_drawing(file)
    return file.getvalue()


def _check_letters(font: TTFont) -> None:
    if "glyf" not in font and "CFF " not in font and "CFF2" not in font:
        raise BadInput("The font holds no outlines; use one that can be drawn at any size.")
    known = font.getBestCmap() or {}
    missing = "".join(char for char in _NEEDED if ord(char) not in known)
    if missing:
        raise BadInput(f"The font has no {missing[:8]}; use one with Latin letters and figures.")


def _bold(font: TTFont) -> TTFont:
    """Return one instance of a variable font: bold, its other axes at their defaults."""
    if "fvar" not in font:
        return font
    place = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
    for axis in font["fvar"].axes:
        if axis.axisTag == "wght":
            place["wght"] = min(max(_BOLD, axis.minValue), axis.maxValue)
    return instancer.instantiateVariableFont(font, place)


def _check_drawing(file: io.BytesIO) -> None:
    """Draw every letter once at a slide's size, so that a crash happens in this process."""
    file.seek(0)
    for layout in (ImageFont.Layout.BASIC, ImageFont.Layout.RAQM):
        drawn = ImageFont.truetype(file, 100, layout_engine=layout)
        if not drawn.getmask(_NEEDED).getbbox():
            raise BadInput("The font's letters are empty; use another one.")
        file.seek(0)
