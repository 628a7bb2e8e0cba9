"""Where files lie: the protocol, and the folder that keeps them on this machine's disk.

Flows in: finished files, under names such as ``recordings/ab/<sha256>``. Flows out: the same bytes.
A name stands for one content for ever. ``s3.py`` is the other shelf. Never here: what names mean.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from vsl.errors import NotFound


class BlobStore(Protocol):
    """Files under names. Each appears whole or not at all, and survives the loss of power."""

    @property
    def staging_dir(self) -> Path:
        """The folder in which files that will be put here are best written."""

    def put(self, name: str, file: Path) -> None:
        """Keep the finished ``file`` under ``name``, and take it away from where it is."""

    def local(self, name: str) -> Path:
        """The file on this machine's disk, fetched where it lies elsewhere.

        Raises:
            NotFound: nothing is kept under that name.
        """

    def has(self, name: str) -> bool:
        """Whether something is kept under that name."""

    def open(self, name: str) -> tuple[BinaryIO, int]:
        """The file for reading from any place, and its size in bytes; see ``local``."""

    def link(self, name: str, lasting: timedelta) -> str | None:
        """An address that gives the file to whoever has it; None where only we can give it."""

    def remove(self, name: str) -> None:
        """Keep nothing under ``name`` any more; nothing happens where nothing is."""

    def tidy(self) -> None:
        """Give back what copies of files hold that nobody used lately."""


@dataclass(frozen=True, slots=True)
class LocalBlobStore:
    """Files on this machine's disk, below ``root``."""

    root: Path

    @property
    def staging_dir(self) -> Path:
        """On the same disk, so that a file is put by renaming it."""
        return self.root

    def put(self, name: str, file: Path) -> None:
        """Move ``file`` to its place."""
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with file.open("rb") as written:
            os.fsync(written.fileno())
        file.replace(target)
        _sync_folder(target.parent)

    def local(self, name: str) -> Path:
        """Where it is."""
        path = self.root / name
        if not path.is_file():
            raise NotFound(f"The file {name} is not stored.")
        return path

    def has(self, name: str) -> bool:
        """Whether it is there."""
        return (self.root / name).is_file()

    def open(self, name: str) -> tuple[BinaryIO, int]:
        """The file itself."""
        path = self.local(name)
        return path.open("rb"), path.stat().st_size

    def link(self, name: str, lasting: timedelta) -> str | None:
        """None: nobody else sees this disk."""
        return None

    def remove(self, name: str) -> None:
        """Delete it."""
        (self.root / name).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Nothing: these are no copies."""


def _sync_folder(folder: Path) -> None:
    """A file's name survives the loss of power only when its folder was synced too (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
