"""Recordings and exports as files that appear whole or not at all.

Flows in: bytes, of which nothing is known yet. Flows out: the same, under names made of hashes and
random ids; a shelf keeps them. Never here: a name that a user chose, and what the bytes mean.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from vsl.basics.files import free_bytes, saying_disk_full
from vsl.errors import DiskFull, NotFound, TooLarge
from vsl.store.blob_store import BlobStore

_BLOCK_BYTES = 1 << 20
_ROOM_CHECK_BLOCKS = 64  # look at the free space every so many blocks
_RESERVE_BYTES = 256 << 20  # left free, so that the database can always write
_DISK_FULL = "The disk is full: free some space, then try again."
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
    """User files on ``shelf``. A recording that comes twice is stored once."""

    shelf: BlobStore
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
        with _part_in(self.shelf.staging_dir) as part, saying_disk_full(_DISK_FULL):
            kept = self._copy(source, part)
            if not self.shelf.has(name := _recording(kept.sha256)):
                self.shelf.put(name, part)
        return kept

    def adopt(self, file: Path, sha256: str) -> None:
        """Store a finished recording of that hash, which nobody writes to any more.

        Where both lie on one disk nothing is copied: ``file`` stays as another name for it.

        Raises:
            TooLarge, DiskFull: see ``keep``.
        """
        if self.shelf.has(name := _recording(sha256)):
            return
        if file.stat().st_size > self.max_size_bytes:
            raise TooLarge(f"The file is larger than {_format_size(self.max_size_bytes)}.")
        with _part_in(self.shelf.staging_dir) as part, saying_disk_full(_DISK_FULL):
            try:
                part.hardlink_to(file)
            except OSError:  # another disk, or a file system without links
                with file.open("rb") as source:
                    self._copy(source, part)
            self.shelf.put(name, part)

    def has_recording(self, sha256: str) -> bool:
        """Whether that recording is stored."""
        return self.shelf.has(_recording(sha256))

    def recording(self, sha256: str) -> Path:
        """The recording of that hash on this machine's disk.

        Raises:
            NotFound: it is not stored.
        """
        with _asking_again(sha256):
            return self.shelf.local(_recording(sha256))

    def open_recording(self, sha256: str) -> tuple[BinaryIO, int]:
        """The recording of that hash for reading from any place, and its size in bytes.

        Raises:
            NotFound: it is not stored.
        """
        with _asking_again(sha256):
            return self.shelf.open(_recording(sha256))

    def remove_recording(self, sha256: str) -> None:
        """Keep that recording no more."""
        self.shelf.remove(_recording(sha256))

    @contextmanager
    def writing_export(self, export_id: str, suffix: str) -> Iterator[Path]:
        """A path whose file becomes that export if the block ends well.

        Raises:
            NotFound: no export can have such an id or suffix.
        """
        name = _export(export_id, suffix)
        with _part_in(self.shelf.staging_dir, suffix) as part, saying_disk_full(_DISK_FULL):
            yield part
            self.shelf.put(name, part)

    def has_export(self, export_id: str, suffix: str) -> bool:
        """Whether the file of that export is finished."""
        return self.shelf.has(_export(export_id, suffix))

    def open_export(self, export_id: str, suffix: str) -> tuple[BinaryIO, int]:
        """The file of an export for reading from any place, and its size in bytes.

        Raises:
            NotFound: it is not finished, or there can be none of such an id or suffix.
        """
        return self.shelf.open(_export(export_id, suffix))

    def export_link(self, export_id: str, suffix: str, lasting: timedelta) -> str | None:
        """An address outside of this server that gives an export; None where there is none."""
        return self.shelf.link(_export(export_id, suffix), lasting)

    def remove_export(self, export_id: str, suffix: str) -> None:
        """Keep the file of that export no more."""
        self.shelf.remove(_export(export_id, suffix))

    def tidy(self) -> None:
        """Give back what copies of files hold that nobody used lately."""
        self.shelf.tidy()

    def _copy(self, source: Source, part: Path) -> Kept:
        digest, size_bytes = hashlib.sha256(), 0
        with part.open("xb") as file:
            for number, block in enumerate(_blocks(source)):
                if number % _ROOM_CHECK_BLOCKS == 0:
                    self._check_room()
                size_bytes += len(block)
                if size_bytes > self.max_size_bytes:
                    raise TooLarge(f"The file is larger than {_format_size(self.max_size_bytes)}.")
                digest.update(block)
                file.write(block)
        return Kept(digest.hexdigest(), size_bytes)

    def _check_room(self) -> None:
        needed = self.reserve_bytes + _ROOM_CHECK_BLOCKS * _BLOCK_BYTES
        if free_bytes(self.shelf.staging_dir) < needed:
            raise DiskFull(_DISK_FULL)


def _recording(sha256: str) -> str:
    if not _SHA256.fullmatch(sha256):
        raise NotFound("No recording has such a name.")
    return f"recordings/{sha256[:2]}/{sha256}"


def _export(export_id: str, suffix: str) -> str:
    if not _ID.fullmatch(export_id) or not _SUFFIX.fullmatch(suffix):
        raise NotFound(f"There is no export {export_id[:64]}{suffix[:8]}.")
    return f"exports/{export_id[:2]}/{export_id}{suffix}"


@contextmanager
def _asking_again(sha256: str) -> Iterator[None]:
    try:
        yield
    except NotFound as error:
        cure = "upload it again."
        raise NotFound(f"The recording {sha256[:64]} is not stored: {cure}") from error


def _blocks(source: Source) -> Iterator[bytes]:
    while block := source.read(_BLOCK_BYTES):
        yield block


@contextmanager
def _part_in(folder: Path, suffix: str = "") -> Iterator[Path]:
    """A temporary file's path, on the disk where the file will stay.

    Writers choose formats by its extension.
    """
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{secrets.token_hex(6)}.part{suffix}"
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _format_size(size_bytes: int) -> str:
    size, units = float(size_bytes), ["bytes", "KB", "MB", "GB", "TB"]
    while size >= 1024 and len(units) > 1:
        size, units = size / 1024, units[1:]
    return f"{size:.4g} {units[0]}"
