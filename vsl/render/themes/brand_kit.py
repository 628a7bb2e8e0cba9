"""Brand kits: a theme as JSON whose images and fonts are files beside it, or data URIs in it.

A kit goes in, a theme whose files are stored under their hashes comes out. File names in a kit are
resolved by the caller's ``Files`` function, never opened directly.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeGuard

from vsl.basics.strict_json import parse_json
from vsl.errors import BadInput, NotFound, TooLarge
from vsl.model.appearance import Theme
from vsl.model.document import read_theme
from vsl.render.assets.store import AssetStore, is_sha256
from vsl.render.assets.stored_names import bind_theme, find_asset
from vsl.render.fonts import face, look_fonts
from vsl.render.themes.theme import check_sides

MAX_KIT_BYTES = 100 << 20  # several photographs and fonts as data URIs

Files = Callable[[str], bytes]
"""Returns the content of the file that a kit names; raises BadInput if there is none."""

_Keep = Callable[[str, str, str], str]  # place in the kit, name, kind → hash
_MOST_FILES = 24  # a font, a logo, and a backdrop for every section
_ANY_FILE = "0" * 64

_DATA = re.compile(r"data:[\w.+/-]*(?:;[\w=.-]+)*;base64,", re.ASCII)


def read_kit(kit: Any, files: Files, kept: AssetStore) -> Theme:
    """Return the theme that a brand kit describes; stores its images and fonts in ``kept``.

    Raises:
        BadInput: the kit, or a file that it names, can't be used; one line says what and where.
        TooLarge: a file is too large, or there are too many.
    """
    if not isinstance(kit, dict):
        raise BadInput('A brand kit is a JSON object such as {"name": "acme", "ink": "#1A2B3C"}.')

    named: list[str] = []

    def count(place: str, name: str, kind: str) -> str:
        named.append(name)
        return _ANY_FILE

    def keep(place: str, name: str, kind: str) -> str:
        try:
            return kept.keep(_content(name, files), kind)
        except BadInput as error:
            raise BadInput(f"{place}: {error}") from error

    read_theme(_with_files(kit, count))
    if len(named) > _MOST_FILES:
        raise TooLarge(f"The kit names {len(named)} files; at most {_MOST_FILES} can be kept.")
    return usable(bind_theme(read_theme(_with_files(kit, keep)), kept))


def read_kit_file(path: Path, kept: AssetStore) -> Theme:
    """Return the theme of the brand kit at ``path``; it may name files in its folder and below.

    A kit without a name gets that of its file.

    Raises:
        BadInput, TooLarge: as in ``read_kit``.
    """
    kit = _json(path)
    named = {"name": path.stem.lower(), **kit} if isinstance(kit, dict) else kit
    return read_kit(named, lambda name: _beside(path, name), kept)


def usable(theme: Theme) -> Theme:
    """Return ``theme`` if slides can be drawn in it.

    Args:
        theme: bound to the store of its files.
    Raises:
        BadInput: a size is invalid, or the font or an image is missing.
    """
    check_sides(theme.width_px, theme.height_px)
    if theme.min_size_share > theme.max_size_share:
        raise BadInput("The theme's min_size_share is larger than its max_size_share.")
    try:
        face(theme.font)
        for image in images_of(theme):
            find_asset(image, "image")
    except NotFound as error:
        raise BadInput(str(error)) from error
    return theme


def images_of(theme: Theme) -> Iterator[str]:
    """Yield the hashes of all images in a theme."""
    backdrops = (theme.backdrop, *(section.backdrop for section in theme.sections))
    yield from (backdrop.image for backdrop in backdrops if backdrop)
    if theme.logo:
        yield theme.logo.image


def _with_files(kit: Mapping[str, Any], keep: _Keep) -> dict[str, Any]:
    """Return ``kit`` with each file name replaced by the file's hash."""
    made = dict(_with_image(_with_image(kit, "backdrop", "", keep), "logo", "", keep))
    font = made.get("font")
    if _is_file_name(font) and font not in look_fonts():
        made["font"] = keep("font", font, "font")
    if isinstance(sections := made.get("sections"), list):
        made["sections"] = [
            _with_image(each, "backdrop", f"sections[{n}].", keep)
            for n, each in enumerate(sections)
        ]
    return made


def _with_image(owner: Any, field: str, place: str, keep: _Keep) -> Any:
    holder = owner.get(field) if isinstance(owner, dict) else None
    if not isinstance(holder, dict) or not _is_file_name(holder.get("image")):
        return owner
    image = keep(f"{place}{field}.image", holder["image"], "image")
    return {**owner, field: {**holder, "image": image}}


def _is_file_name(name: object) -> TypeGuard[str]:
    """Return whether ``name`` is a file name; the schema rejects other types."""
    return isinstance(name, str) and not is_sha256(name)


def _content(name: str, files: Files) -> bytes:
    if not name.startswith("data:"):
        return files(name)
    head = _DATA.match(name)
    try:
        return base64.b64decode(name[head.end() :] if head else "?", validate=True)
    except binascii.Error as error:
        raise BadInput("The data URI can't be read; write it as data:…;base64,….") from error


def _beside(kit: Path, name: str) -> bytes:
    folder = kit.parent.resolve()
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder):
            raise BadInput(f"{name[:80]} lies outside the kit's folder; put it beside {kit.name}.")
        with path.open("rb") as file:
            return file.read(MAX_KIT_BYTES + 1)
    except (OSError, ValueError) as error:
        fonts = ", ".join(look_fonts())
        raise BadInput(
            f"There is no file {name[:80]!r} beside {kit.name}; fonts that need none are {fonts}."
        ) from error


def _json(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_KIT_BYTES:
            raise BadInput(f"{path} is larger than {MAX_KIT_BYTES >> 20} MB; that is no brand kit.")
        return parse_json(path.read_bytes(), str(path))
    except OSError as error:
        raise BadInput(f"{path} can't be read: {error.strerror}.") from error
