"""File names of uploads and downloads, cleaned for display and for saving. Never used as paths."""

from __future__ import annotations

import re
import unicodedata

from vsl.basics.files import LONGEST_NAME_BYTES

_LONGEST = 80
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)  # by Windows
_JOINERS = "\u200c\u200d"  # Persian words and many emoji are written with them
_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*]+')  # Windows forbids them
_EXTENSION = re.compile(r"\.[A-Za-z]\w{1,4}$")  # not the ".5" of "Offer v1.5"


def display_name(filename: str) -> str:
    """Return the name of an upload without folders, extension and invisible characters."""
    name = re.split(r"[/\\]", filename)[-1]
    visible = "".join(c if c in _JOINERS or _is_visible(c) else " " for c in name)
    stem = _EXTENSION.sub("", " ".join(visible.split()))
    return stem[:_LONGEST].strip() or "Recording"


def download_name(name: str, suffix: str) -> str:
    """Return the name under which a file made from the project ``name`` is saved."""
    words = _NOT_IN_FILE_NAMES.sub(" ", name).split()
    stem = " ".join(words).strip(" .") or "Recording"
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    room_bytes = LONGEST_NAME_BYTES - len(suffix.encode())
    cut = stem.encode("utf-8", "replace")[:room_bytes].decode("utf-8", "ignore")
    return cut.rstrip(" .") + suffix


def _is_visible(character: str) -> bool:
    return not unicodedata.category(character).startswith("C")
