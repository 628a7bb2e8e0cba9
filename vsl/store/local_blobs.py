"""Blobs as files on this machine's disk; ``s3.py`` keeps them on a server."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from vsl.errors import NotFound


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
