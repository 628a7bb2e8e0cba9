"""Where user files are kept: the protocol of a store of blobs, on this disk or on a server.

Flows in: finished files, under names such as ``recordings/ab/<sha256>``. Flows out: the same bytes.
A name stands for one content for ever. Never here: what names mean.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Protocol


class BlobStore(Protocol):
    """Files under names. Each appears whole or not at all, and survives the loss of power."""

    @property
    def staging_dir(self) -> Path:
        """Return the folder on whose disk a file should be written before ``put``."""

    def put(self, name: str, file: Path) -> None:
        """Move the finished ``file`` into the store, under ``name``."""

    def local(self, name: str) -> Path:
        """Return the file on this machine's disk, fetched first where it lies elsewhere.

        Raises:
            NotFound: nothing is kept under that name.
        """

    def has(self, name: str) -> bool:
        """Return whether the store has a file of that name."""

    def open(self, name: str) -> tuple[BinaryIO, int]:
        """Return the file, open for reading at any place, and its size in bytes; see ``local``."""

    def link(self, name: str, lasting: timedelta) -> str | None:
        """Return an address that serves the file for ``lasting``; None where none can be had."""

    def remove(self, name: str) -> None:
        """Delete the file; one that does not exist is no error."""

    def tidy(self) -> None:
        """Delete local copies that were not used lately."""
