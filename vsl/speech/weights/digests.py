"""SHA-256 digests of large files, cached while a file is unchanged."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from vsl.basics.files import file_sha256, write_atomically


def digest(file: Path) -> str:
    """Return the SHA-256 of ``file``, empty if it is missing.

    Cached in a file beside it while it is unchanged, so that gigabytes are read only once.
    """
    state = stamp(file)
    return _digest(file, state) if state else ""


def stamp(file: Path) -> str:
    """Return size and modification time of ``file``, empty if it is missing."""
    try:
        stat = file.stat()
    except OSError:
        return ""
    return f"{stat.st_size} {stat.st_mtime_ns}"


@lru_cache(maxsize=16)
def _digest(file: Path, stamp: str) -> str:
    """Return the digest of ``file`` in the state ``stamp``, cached beside it or computed."""
    note = file.with_name(f"{file.name}.sha256")
    with suppress(OSError, ValueError):
        noted_stamp, _, sha256 = note.read_text("utf-8").rpartition(" ")
        if noted_stamp == stamp:
            return sha256
    sha256 = file_sha256(file)
    with suppress(OSError):  # read-only folder: cached in this process only
        write_atomically(note, f"{stamp} {sha256}")
    return sha256
