"""Recordings and exports as files that appear whole or not at all.

Unchecked bytes flow in and out, under names made of hashes and random ids; a blob store keeps them.
Names chosen by users, and what the bytes mean, are handled elsewhere.
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

from vsl.basics.blob_store import BlobStore
from vsl.basics.files import free_bytes, translate_disk_full
from vsl.errors import DiskFull, NotFound, TooLarge
from vsl.store.incremental_write import DISK_FULL

_BLOCK_BYTES = 1 << 20
_ROOM_CHECK_BLOCKS = 64  # check the free space every so many blocks
_RESERVE_BYTES = 256 << 20  # left free, so that the database can always write
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SUFFIX = re.compile(r"(?:\.[a-z0-9]{1,8}){1,2}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Source(Protocol):
    """A readable source of bytes."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes; empty at the end."""


@dataclass(frozen=True, slots=True)
class StoredRecording:
    """The hash and size of a stored recording."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class FileStore:
    """User files in ``blobs``. A recording is stored once, however often it is uploaded."""

    blobs: BlobStore
    max_size_bytes: int = 5 << 30
    reserve_bytes: int = _RESERVE_BYTES

    def keep(self, source: Source | Path) -> StoredRecording:
        """Store a recording, in constant memory.

        Raises:
            TooLarge: it is longer than ``max_size_bytes``.
            DiskFull: fewer than ``reserve_bytes`` would stay free.
        """
        if isinstance(source, Path):
            with source.open("rb") as file:
                return self.keep(file)
        with _temporary_file(self.blobs.staging_dir) as part, translate_disk_full(DISK_FULL):
            kept = self._copy(source, part)
            if not self.blobs.has(name := recording_name(kept.sha256)):
                self.blobs.put(name, part)
        return kept

    def adopt(self, file: Path, sha256: str) -> None:
        """Store a complete recording with that hash, which must not be written to any more.

        On the same disk nothing is copied: ``file`` stays as another name for it.

        Raises:
            TooLarge, DiskFull: see ``keep``.
        """
        if self.blobs.has(name := recording_name(sha256)):
            return
        if file.stat().st_size > self.max_size_bytes:
            raise TooLarge(f"The file is larger than {_format_size(self.max_size_bytes)}.")
        with _temporary_file(self.blobs.staging_dir) as part, translate_disk_full(DISK_FULL):
            try:
                part.hardlink_to(file)
            except OSError:  # another disk, or a file system without links
                with file.open("rb") as source:
                    self._copy(source, part)
            self.blobs.put(name, part)

    def has_recording(self, sha256: str) -> bool:
        """Return whether the recording is stored."""
        return self.blobs.has(recording_name(sha256))

    def recording(self, sha256: str) -> Path:
        """Return the path of a recording on this machine's disk.

        Raises:
            NotFound: it is not stored.
        """
        with _name_cure(sha256):
            return self.blobs.local(recording_name(sha256))

    def open_recording(self, sha256: str) -> tuple[BinaryIO, int]:
        """Return a recording as a seekable file, and its size in bytes.

        Raises:
            NotFound: it is not stored.
        """
        with _name_cure(sha256):
            return self.blobs.open(recording_name(sha256))

    def remove_recording(self, sha256: str) -> None:
        """Delete a recording."""
        self.blobs.remove(recording_name(sha256))

    def old_recordings(self, older_than_s: float) -> Iterator[str]:
        """Yield the hashes of recordings that were stored so long ago."""
        for name in self.blobs.names("recordings", older_than_s=older_than_s):
            yield name.rpartition("/")[2]

    @contextmanager
    def writing_export(self, export_id: str, suffix: str) -> Iterator[Path]:
        """Yield a path whose file becomes the export if the block succeeds.

        Raises:
            NotFound: the id or the suffix is malformed.
        """
        name = export_name(export_id, suffix)
        with (
            _temporary_file(self.blobs.staging_dir, suffix) as part,
            translate_disk_full(DISK_FULL),
        ):
            yield part
            self.blobs.put(name, part)

    def has_export(self, export_id: str, suffix: str) -> bool:
        """Return whether the file of an export is finished."""
        return self.blobs.has(export_name(export_id, suffix))

    def open_export(self, export_id: str, suffix: str) -> tuple[BinaryIO, int]:
        """Return the file of an export as a seekable file, and its size in bytes.

        Raises:
            NotFound: it is not finished, or the id or the suffix is malformed.
        """
        return self.blobs.open(export_name(export_id, suffix))

    def export_link(self, export_id: str, suffix: str, lasting: timedelta) -> str | None:
        """Return an export's address at the file service; None if it has none."""
        return self.blobs.link(export_name(export_id, suffix), lasting)

    def remove_export(self, export_id: str, suffix: str) -> None:
        """Delete the file of an export."""
        self.blobs.remove(export_name(export_id, suffix))

    def old_exports(self, older_than_s: float) -> Iterator[tuple[str, str]]:
        """Yield the ids and suffixes of exports whose files were stored so long ago."""
        for name in self.blobs.names("exports", older_than_s=older_than_s):
            export_id, dot, suffix = name.rpartition("/")[2].partition(".")
            yield export_id, dot + suffix

    def clean_up(self) -> None:
        """Delete local copies that were not used lately."""
        self.blobs.clean_up()

    def _copy(self, source: Source, part: Path) -> StoredRecording:
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
        return StoredRecording(digest.hexdigest(), size_bytes)

    def _check_room(self) -> None:
        needed_bytes = self.reserve_bytes + _ROOM_CHECK_BLOCKS * _BLOCK_BYTES
        if free_bytes(self.blobs.staging_dir) < needed_bytes:
            raise DiskFull(DISK_FULL)


def recording_name(sha256: str) -> str:
    """Return the blob's name of a recording.

    Raises:
        NotFound: the hash is malformed.
    """
    if not _SHA256.fullmatch(sha256):
        raise NotFound("No recording has such a name.")
    return f"recordings/{sha256[:2]}/{sha256}"


def export_name(export_id: str, suffix: str) -> str:
    """Return the blob's name of an export.

    Raises:
        NotFound: the id or the suffix is malformed.
    """
    if not _ID.fullmatch(export_id) or not _SUFFIX.fullmatch(suffix):
        raise NotFound(f"There is no export {export_id[:64]}{suffix[:8]}.")
    return f"exports/{export_id[:2]}/{export_id}{suffix}"


@contextmanager
def _name_cure(sha256: str) -> Iterator[None]:
    try:
        yield
    except NotFound as error:
        cure = "upload it again."
        raise NotFound(f"The recording {sha256[:64]} is not stored: {cure}") from error


def _blocks(source: Source) -> Iterator[bytes]:
    while block := source.read(_BLOCK_BYTES):
        yield block


@contextmanager
def _temporary_file(folder: Path, suffix: str = "") -> Iterator[Path]:
    """Yield a temporary path in ``folder``, on the disk where the file will stay.

    It keeps the extension, by which writers choose formats.
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
