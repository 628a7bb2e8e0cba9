"""Blobs as files on this machine's disk; ``s3.py`` keeps them in a bucket."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
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
        """The folder for new files, on the same disk so that ``put`` can rename them."""
        return self.root

    def put(self, name: str, file: Path) -> None:
        """Move ``file`` to the blob's path."""
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with file.open("rb") as written:
            os.fsync(written.fileno())
        file.replace(target)
        _sync_folder(target.parent)

    def local(self, name: str) -> Path:
        """Return the blob's path."""
        path = self.root / name
        if not path.is_file():
            raise NotFound(f"The file {name} is not stored.")
        return path

    def has(self, name: str) -> bool:
        """Return whether the blob exists."""
        return (self.root / name).is_file()

    def open(self, name: str) -> tuple[BinaryIO, int]:
        """Return the blob as a file, and its size in bytes."""
        path = self.local(name)
        return path.open("rb"), path.stat().st_size

    def link(self, name: str, lasting: timedelta) -> str | None:
        """Return None: this disk is not reachable from outside."""
        return None

    def remove(self, name: str) -> None:
        """Delete the blob."""
        (self.root / name).unlink(missing_ok=True)

    def names(self, prefix: str, *, older_than_s: float) -> Iterator[str]:
        """Yield the names of blobs that were put or linked so long ago."""
        limit = time.time() - older_than_s
        for path in (self.root / prefix).rglob("*"):
            with suppress(FileNotFoundError):  # removed meanwhile
                if path.is_file() and path.stat().st_ctime < limit:
                    yield path.relative_to(self.root).as_posix()

    def clean_up(self) -> None:
        """Do nothing, since there are no copies."""


def _sync_folder(folder: Path) -> None:
    """Sync a folder, without which a new file's name may be lost in a power cut (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
