"""SHA-256 digests of large files, remembered while a file stays as it is."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from vsl.basics.files import file_sha256, write_atomically


def digest(file: Path) -> str:
    """The SHA-256 of ``file``, empty if it is missing.

    Remembered beside it while it stays as it is: gigabytes are read once, not at every start.
    """
    state = stamp(file)
    return _digest(file, state) if state else ""


def stamp(file: Path) -> str:
    """Size and time of change, empty for no file."""
    try:
        stat = file.stat()
    except OSError:
        return ""
    return f"{stat.st_size} {stat.st_mtime_ns}"


@lru_cache(maxsize=16)
def _digest(file: Path, stamp: str) -> str:
    """The digest of ``file`` in the state ``stamp``: out of the note beside it, or computed."""
    note = file.with_name(f"{file.name}.sha256")
    with suppress(OSError, ValueError):
        noted, _, found = note.read_text("utf-8").rpartition(" ")
        if noted == stamp:
            return found
    found = file_sha256(file)
    with suppress(OSError):  # a folder that is not ours: this process remembers alone
        write_atomically(note, f"{stamp} {found}")
    return found
