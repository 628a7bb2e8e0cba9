"""Recordings and exports as files that appear whole or not at all.

Flows in: bytes, of which nothing is known yet. Flows out: paths made of hashes and random ids.
Never here: a name that a user chose, and what the bytes mean.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from vsl.disk import free_bytes
from vsl.errors import DiskFull, NotFound, TooLarge

_BLOCK_BYTES = 1 << 20
_ROOM_CHECK_BLOCKS = 64  # look at the free space every so many blocks
_RESERVE_BYTES = 256 << 20  # left free, so that the database can always write
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SUFFIX = re.compile(r"(?:\.[a-z0-9]{1,8}){1,2}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Source(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; empty at the end."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was stored."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class FileStore:
    """User files below ``root``. A recording that comes twice is stored once."""

    root: Path
    max_size_bytes: int = 5 << 30
    reserve_bytes: int = _RESERVE_BYTES

    def keep(self, source: Source | Path) -> Kept:
        """Store a recording; memory does not grow with it.

        Raises:
            TooLarge: it is longer than ``max_size_bytes``.
            DiskFull: fewer than ``reserve_bytes`` would stay free.
        """
        if isinstance(source, Path):
            with source.open("rb") as file:
                return self.keep(file)
        folder = self.root / "recordings"
        folder.mkdir(parents=True, exist_ok=True)
        with _part_of(folder) as part, _saying_disk_full():
            kept = self._copy(source, part)
            target = self._recording_path(kept.sha256)
            target.parent.mkdir(exist_ok=True)
            part.replace(target)
            _sync_folder(target.parent)
        return kept

    def recording(self, sha256: str) -> Path:
        """Where the recording of that hash is.

        Raises:
            NotFound: it is not stored.
        """
        path = self._recording_path(sha256) if _SHA256.fullmatch(sha256) else None
        if path is None or not path.is_file():
            raise NotFound(f"The recording {sha256[:64]} is not stored: upload it again.")
        return path

    def export_path(self, export_id: str, suffix: str) -> Path:
        """Where the file of an export is or will be.

        Raises:
            NotFound: no export can have such an id or suffix.
        """
        if not _ID.fullmatch(export_id) or not _SUFFIX.fullmatch(suffix):
            raise NotFound(f"There is no export {export_id[:64]}{suffix[:8]}.")
        return self.root / "exports" / export_id[:2] / f"{export_id}{suffix}"

    def _recording_path(self, sha256: str) -> Path:
        return self.root / "recordings" / sha256[:2] / sha256

    def _copy(self, source: Source, part: Path) -> Kept:
        digest, size_bytes = hashlib.sha256(), 0
        with part.open("xb") as file:
            for number, block in enumerate(_blocks(source)):
                if number % _ROOM_CHECK_BLOCKS == 0:
                    self._check_room()
                size_bytes += len(block)
                if size_bytes > self.max_size_bytes:
                    raise TooLarge(f"The file is larger than {_shown(self.max_size_bytes)}.")
                digest.update(block)
                file.write(block)
            _sync(file)
        return Kept(digest.hexdigest(), size_bytes)

    def _check_room(self) -> None:
        needed = self.reserve_bytes + _ROOM_CHECK_BLOCKS * _BLOCK_BYTES
        if free_bytes(self.root) < needed:
            raise DiskFull("The disk is full: free some space, then try again.")


def _blocks(source: Source) -> Iterator[bytes]:
    while block := source.read(_BLOCK_BYTES):
        yield block


@contextmanager
def _part_of(folder: Path) -> Iterator[Path]:
    """A temporary file's path, on the disk where the file will stay."""
    part = folder / f".{secrets.token_hex(6)}.part"
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _saying_disk_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull("The disk is full: free some space, then try again.") from error
        raise


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """A file's name survives the loss of power only when its folder was synced too (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _shown(size_bytes: int) -> str:
    size, units = float(size_bytes), ["bytes", "KB", "MB", "GB", "TB"]
    while size >= 1024 and len(units) > 1:
        size, units = size / 1024, units[1:]
    return f"{size:.4g} {units[0]}"
