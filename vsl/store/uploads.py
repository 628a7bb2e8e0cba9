"""Files that arrive in pieces, over hours and broken lines, and go on where they stopped.

An upload is two files: ``<id>.json`` says what is to come, ``<id>.part`` is what came. The length
of the part is the offset, so nothing needs to be written down that a kill -9 could forget; a lock
on it (flock(2)), which the kernel drops with its process, lets one writer in at a time.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from vsl.disk import free_bytes, saying_disk_full, write_atomically
from vsl.errors import BadInput, Conflict, DiskFull, Gone, Locked, NotFound, TooLarge, WrongChecksum

CHECKSUMS = ("sha1", "sha256", "md5")
"""The algorithms that a piece may be checked by."""

_DISK_FULL = "The disk of the server is full: free some space, then try again."
_ID = re.compile(r"[0-9a-f]{32}")
_MOST_PARTS = 64
_JOIN_BYTES = 64 << 20  # copied by the kernel at once


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the bytes of one piece must come to."""

    algorithm: str  # one of ``CHECKSUMS``
    digest: bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """How far an upload has come."""

    id: str
    length: int | None  # bytes of the whole; None while the client does not know
    expires: float  # Unix time, s
    is_part: bool = False  # of a larger one that is joined later
    parts: tuple[str, ...] = ()  # what it was joined from
    metadata: Mapping[str, str] = field(default_factory=dict)
    offset: int = 0  # bytes that are here

    @property
    def is_complete(self) -> bool:
        """Whether every byte is here."""
        return self.offset == self.length


@dataclass(frozen=True, slots=True)
class UploadFolder:
    """Uploads under ``folder``; many processes may serve them."""

    folder: Path
    max_size_bytes: int = 5 << 30
    keep_s: float = 24 * 3600.0  # after the last sign of life
    reserve_bytes: int = 256 << 20  # left free, so that the database can always write

    def create(
        self, length: int | None, metadata: Mapping[str, str], *, is_part: bool = False
    ) -> Upload:
        """A new upload, empty.

        Raises:
            TooLarge: it would be longer than ``max_size_bytes``.
            DiskFull: there is no room for it.
        """
        self._check_length(length or 0)
        expires = time.time() + self.keep_s
        upload = Upload(secrets.token_hex(16), length, expires, is_part, metadata=dict(metadata))
        self.folder.mkdir(parents=True, exist_ok=True)
        self._part(upload.id).touch(0o600)
        self._describe(upload)
        return upload

    def find(self, upload_id: str) -> Upload:
        """The upload of that id as it stands.

        Raises:
            NotFound: there is none.
            Gone: it expired.
        """
        if not _ID.fullmatch(upload_id):
            raise _unknown(upload_id)
        try:
            row = json.loads(self._description(upload_id).read_bytes())
            offset = self._part(upload_id).stat().st_size
        except FileNotFoundError as error:
            raise _unknown(upload_id) from error
        upload = Upload(**{**row, "parts": tuple(row["parts"]), "offset": offset})
        if upload.expires < time.time():
            self.remove(upload_id)
            raise Gone("This upload waited too long to go on: start it again.")
        return upload

    def declare_length(self, upload: Upload, length: int) -> Upload:
        """``upload`` with the length that its client did not know before.

        Raises:
            TooLarge, DiskFull: see ``create``.
            Conflict: another length was declared, or more is here already.
        """
        if upload.length not in (None, length) or length < upload.offset:
            raise Conflict("The upload was declared with another length.")
        self._check_length(length)
        return self._describe(replace(upload, length=length))

    def append(
        self,
        upload: Upload,
        offset: int,
        blocks: Iterable[bytes],
        *,
        checksum: Checksum | None = None,
    ) -> Upload:
        """``upload`` with more bytes at its end; whatever came stays, be the line cut in the midst.

        Args:
            blocks: as they arrive; they end early where the line breaks.
            checksum: of all of them together; where it is wrong, none of them stays.
        Raises:
            Conflict: the upload does not end at ``offset``.
            Locked: another request writes to it.
            TooLarge: more comes than was declared.
            WrongChecksum: the bytes are not those that were sent.
            DiskFull: there is no more room.
        """
        with self._locked(upload.id) as file:
            here = os.fstat(file.fileno()).st_size
            if here != offset:
                raise Conflict(f"The upload has {here} bytes, not {offset}: go on from there.")
            file.seek(here)
            try:
                self._receive(file, blocks, upload.length or self.max_size_bytes, checksum)
            except (TooLarge, WrongChecksum):
                file.truncate(here)
                raise
            now = os.fstat(file.fileno()).st_size
            if now == upload.length:
                os.fsync(file.fileno())
        return self._describe(replace(upload, expires=time.time() + self.keep_s, offset=now))

    def join(self, part_ids: Sequence[str], metadata: Mapping[str, str]) -> Upload:
        """One upload out of complete parts, in their order; the parts are used up.

        Raises:
            NotFound, Gone: a part is not here (any more).
            BadInput: a part is incomplete, or none.
            TooLarge: together they are.
        """
        parts = [self.find(part_id) for part_id in part_ids]
        if not 1 <= len(parts) <= _MOST_PARTS or len(set(part_ids)) < len(parts):
            raise BadInput(f"Name 1 to {_MOST_PARTS} parts, each once.")
        for part in parts:
            if not part.is_part or not part.is_complete:
                raise BadInput(f"The part {part.id} is not complete: send the rest of it first.")
        joined = self.create(sum(part.offset for part in parts), metadata)
        with self._locked(joined.id) as file:
            for part in parts:
                with self._part(part.id).open("rb") as source:
                    _copy(source, file)
            os.fsync(file.fileno())
        for part in parts:
            self.remove(part.id)
        return self._describe(replace(joined, parts=tuple(part_ids), offset=joined.length or 0))

    def path(self, upload: Upload) -> Path:
        """The file of a complete upload.

        Raises:
            Conflict: it is not complete.
        """
        if not upload.is_complete or upload.is_part:
            raise Conflict("The upload is not complete: send the rest of it first.")
        return self._part(upload.id)

    def remove(self, upload_id: str) -> None:
        """Forget an upload; one that is not here is as good."""
        for path in (self._description(upload_id), self._part(upload_id)):
            path.unlink(missing_ok=True)

    def sweep(self) -> int:
        """Remove what expired; how many uploads."""
        limit, swept = time.time() - self.keep_s, 0
        for part in self.folder.glob("*.part"):
            try:
                is_old = part.stat().st_mtime < limit
            except FileNotFoundError:
                continue
            if is_old and _ID.fullmatch(part.stem):
                self.remove(part.stem)
                swept += 1
        return swept

    def _receive(
        self, file: BinaryIO, blocks: Iterable[bytes], limit: int, checksum: Checksum | None
    ) -> None:
        digest = hashlib.new(checksum.algorithm, usedforsecurity=False) if checksum else None
        room = limit - file.tell()
        with saying_disk_full(_DISK_FULL):
            for block in blocks:
                room -= len(block)
                if room < 0:
                    raise TooLarge("More bytes came than the upload was declared with.")
                if digest:
                    digest.update(block)
                _write(file, block)
        if checksum and digest and digest.digest() != checksum.digest:
            raise WrongChecksum("The bytes were damaged on their way: send them again.")

    def _check_length(self, length: int) -> None:
        if length > self.max_size_bytes:
            raise TooLarge(
                f"The file is larger than {self.max_size_bytes >> 20} MB, "
                "the limit here (MAX_FILE_SIZE)."
            )
        if free_bytes(self.folder) < length + self.reserve_bytes:
            raise _no_room()

    def _describe(self, upload: Upload) -> Upload:
        row = {name: value for name, value in asdict(upload).items() if name != "offset"}
        write_atomically(self._description(upload.id), json.dumps(row))
        return upload

    @contextmanager
    def _locked(self, upload_id: str) -> Iterator[BinaryIO]:
        try:
            file = self._part(upload_id).open("r+b", buffering=0)
        except FileNotFoundError as error:
            raise _unknown(upload_id) from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Locked("An earlier request still writes to this upload.") from error
            yield file

    def _part(self, upload_id: str) -> Path:
        return self.folder / f"{upload_id}.part"

    def _description(self, upload_id: str) -> Path:
        return self.folder / f"{upload_id}.json"


def _write(file: BinaryIO, block: bytes) -> None:
    """All of ``block``: an unbuffered file may take less at once."""
    left = memoryview(block)
    while left:
        left = left[file.write(left) :]


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    """All of ``source`` at the place of ``target``, without a detour through this process."""
    left = os.fstat(source.fileno()).st_size
    with saying_disk_full(_DISK_FULL):
        while left:
            done = os.copy_file_range(source.fileno(), target.fileno(), min(left, _JOIN_BYTES))
            if not done:
                raise OSError(errno.EIO, "a part became shorter")
            left -= done


def _no_room() -> DiskFull:
    return DiskFull(_DISK_FULL)


def _unknown(upload_id: str) -> NotFound:
    return NotFound(f"There is no upload {upload_id[:40]}: start it again.")
