"""File names of uploads, cleaned for display. Never used as paths."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 80
_JOINERS = "\u200c\u200d"  # Persian words and many emoji are written with them
_EXTENSION = re.compile(r"\.[A-Za-z]\w{1,4}$")  # not the ".5" of "Offer v1.5"


def display_name(filename: str) -> str:
    """Return the name of an upload without folders, extension and invisible characters."""
    name = re.split(r"[/\\]", filename)[-1]
    visible = "".join(c if c in _JOINERS or _is_visible(c) else " " for c in name)
    stem = _EXTENSION.sub("", " ".join(visible.split()))
    return stem[:_LONGEST].strip() or "Recording"


def _is_visible(character: str) -> bool:
    return not unicodedata.category(character).startswith("C")
