"""Names under which files are saved on any system. Pure; never used as paths here."""

from __future__ import annotations

import re

from vsl.basics.files import LONGEST_NAME_BYTES

_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*]+')  # Windows forbids them
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)", re.IGNORECASE)  # by Windows


def download_name(name: str, suffix: str) -> str:
    """Return the name under which a file made from the project ``name`` is saved."""
    words = _NOT_IN_FILE_NAMES.sub(" ", name).split()
    stem = " ".join(words).strip(" .") or "Recording"
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    room_bytes = LONGEST_NAME_BYTES - len(suffix.encode())
    cut = stem.encode("utf-8", "replace")[:room_bytes].decode("utf-8", "ignore")
    return cut.rstrip(" .") + suffix
