"""The fonts of slides: choose the file for each character, and open it at a size.

``fonts.json`` lists the faces in the order of fallback; the build copies their files into
``fonts/``. A user's font is named by the SHA-256 of its file (``vsl.render.assets.store``). System
fonts are never used, so that a slide has the same pixels everywhere.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from PIL import ImageFont, features

from vsl.errors import BadInput, NotInstalled
from vsl.render.assets.store import is_sha256
from vsl.render.assets.stored_names import find_asset
from vsl.render.layout.clusters import is_invisible

FOLDER: Final = Path(__file__).parent / "fonts"
REFERENCE_PX: Final = 100  # widths are measured at this size; outlines scale in proportion
_TABLE: Final = Path(__file__).with_name("fonts.json")
_WIDEST: Final = "inter-display-bold"  # Latin, Greek and Cyrillic for faces that lack some
_UNASSIGNED: Final = "\uffff"  # a noncharacter: every font draws its box for missing glyphs


@dataclass(frozen=True, slots=True, eq=False)
class FontFile:
    """One file of a face; large faces are split by character over several."""

    face: str
    path: Path
    weight: int | None = None  # of a variable font
    codes: tuple[range, ...] = ()  # code points it is made for; empty: read from the file


@cache
def shaping() -> str:
    """Return the available text shaping: ``raqm`` for all scripts, or ``basic``.

    Basic shaping leaves Arabic and the Indic scripts unjoined; raqm needs libfribidi.
    """
    return "raqm" if features.check("raqm") else "basic"


@cache
def engine() -> str:
    """Return the versions of the libraries that rasterise text."""
    parts = ("pil", "freetype2", "raqm", "harfbuzz", "fribidi")
    return " ".join(f"{part}={features.version(part)}" for part in parts)


@cache
def face(name: str) -> tuple[FontFile, ...]:
    """Return the files of a face of the package, or the file of a user's font.

    Raises:
        BadInput: no face has that name. NotInstalled: its files are missing. NotFound: the user's
            font is not in the store.
    """
    if is_sha256(name):
        return (FontFile(name, find_asset(name, "font")),)
    for entry in _table():
        if entry["id"] == name:
            return _files(entry)
    raise BadInput(f"There is no font {name[:40]!r}; choose one of {', '.join(look_fonts())}.")


def look_fonts() -> tuple[str, ...]:
    """Return the names of the faces that a theme may use."""
    return tuple(entry["id"] for entry in _table() if "ranges" not in entry)


@lru_cache(maxsize=128)
def open_font(file: FontFile, size_px: float) -> ImageFont.FreeTypeFont:
    """Return the font at a size, in the file's weight."""
    layout = ImageFont.Layout.RAQM if shaping() == "raqm" else ImageFont.Layout.BASIC
    return _open(file, size_px, layout)


@lru_cache(maxsize=1 << 16)
def files_for(char: str, look: str) -> tuple[FontFile, ...]:
    """Return the files with a glyph for ``char``: the theme's own first, then the fallbacks."""
    fallback = (*face(_WIDEST), *_fallback().get(ord(char), ()))
    choices = dict.fromkeys((*face(look), *fallback))
    return tuple(file for file in choices if _has_glyph(file, char))


@cache
def shows_ascii(look: str) -> bool:
    """Return whether the face's first file has every printable character of ASCII."""
    return all(_has_glyph(face(look)[0], chr(code)) for code in range(0x21, 0x7F))


def missing_glyphs(text: str, look: str = "inter-bold") -> str:
    """Return the distinct characters of ``text`` that no font can show."""
    visible = (char for char in text if not char.isspace() and not is_invisible(char))
    return "".join(char for char in dict.fromkeys(visible) if not files_for(char, look))


def identity(files: Iterable[FontFile]) -> str:
    """Return a digest of the contents and weights of font files, in any order."""
    parts = sorted({f"{_digest(file.path)} {file.weight}" for file in files})
    return " ".join([*parts, engine()])


@cache
def _table() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(_TABLE.read_text("utf-8"))["faces"])


def _files(entry: dict[str, Any]) -> tuple[FontFile, ...]:
    folder = FOLDER / entry["id"]
    ranges = _ranges(folder / entry["ranges"]) if "ranges" in entry else {}
    names = (Path(pattern).name for pattern in entry["files"])
    paths = sorted(path for name in names for path in folder.glob(name))
    if not paths:
        raise NotInstalled(f"The font {entry['name']} is not installed; run `make setup`.")
    return tuple(
        FontFile(entry["id"], path, entry.get("weight"), _codes(path, ranges)) for path in paths
    )


def _ranges(path: Path) -> dict[str, str]:
    """Return Fontsource's map from the part of a file name to its code points in CSS syntax."""
    if not path.is_file():
        return {}
    declared: dict[str, str] = json.loads(path.read_text("utf-8"))
    return {part.strip("[]"): css for part, css in declared.items()}


def _codes(path: Path, ranges: dict[str, str]) -> tuple[range, ...]:
    part = next((part for part in ranges if f"-{part}-" in path.name), "")
    pairs = re.findall(r"U\+([0-9a-f]+)(?:-([0-9a-f]+))?", ranges.get(part, ""), re.IGNORECASE)
    return tuple(range(int(low, 16), int(high or low, 16) + 1) for low, high in pairs)


@cache
def _fallback() -> dict[int, tuple[FontFile, ...]]:
    """Return the files made for each code point, in the order of the table."""
    files_by_code: defaultdict[int, tuple[FontFile, ...]] = defaultdict(tuple)
    for entry in _table():
        if "ranges" in entry:
            for file in face(entry["id"]):
                for code in (code for codes in file.codes for code in codes):
                    files_by_code[code] += (file,)
    return dict(files_by_code)


def _open(file: FontFile, size_px: float, layout: ImageFont.Layout) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(file.path), size_px, layout_engine=layout)
    if file.weight is not None:
        font.set_variation_by_axes([file.weight])
    return font


@lru_cache(maxsize=512)
def _probe(file: FontFile) -> tuple[ImageFont.FreeTypeFont, tuple[float, bytes]]:
    """Return a font with basic shaping, and its picture of a missing glyph."""
    font = _open(file, 24, ImageFont.Layout.BASIC)
    return font, _picture(font, _UNASSIGNED)


@lru_cache(maxsize=1 << 16)
def _has_glyph(file: FontFile, char: str) -> bool:
    font, missing = _probe(file)
    return _picture(font, char) != missing


def _picture(font: ImageFont.FreeTypeFont, char: str) -> tuple[float, bytes]:
    return font.getlength(char), bytes(font.getmask(char))


@cache
def _digest(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
