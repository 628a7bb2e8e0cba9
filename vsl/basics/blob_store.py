"""The protocol of a store of user files, on local disk or on a server.

A store takes finished files under names such as ``recordings/ab/<sha256>`` and returns the same
bytes. A name always stands for the same content; its meaning is up to the caller.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Protocol


class BlobStore(Protocol):
    """Files under names. Each appears whole or not at all, and survives a power failure."""

    @property
    def staging_dir(self) -> Path:
        """A folder on the disk where a file should be written before ``put``."""

    def put(self, name: str, file: Path) -> None:
        """Move the finished ``file`` into the store, under ``name``."""

    def local(self, name: str) -> Path:
        """Return the path of the file on local disk; fetch it first if needed.

        Raises:
            NotFound: the store has no file of that name.
        """

    def has(self, name: str) -> bool:
        """Return whether the store has a file of that name."""

    def open(self, name: str) -> tuple[BinaryIO, int]:
        """Return the file, open for reading and seekable, and its size in bytes; see ``local``."""

    def link(self, name: str, lasting: timedelta) -> str | None:
        """Return a URL that serves the file for ``lasting``; None if not supported."""

    def remove(self, name: str) -> None:
        """Delete the file; a missing one is no error."""

    def names(self, prefix: str, *, older_than_s: float) -> Iterator[str]:
        """Yield the names under ``prefix`` of files that are so old."""

    def clean_up(self) -> None:
        """Delete local copies that were not used recently."""
