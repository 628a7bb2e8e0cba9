"""Resumable uploads: files that arrive in pieces and continue where they stopped.

An upload is two files: ``<id>.json`` describes it, ``<id>.part`` holds the bytes so far. The length
of the part is the offset, so a kill -9 loses no record of it; a lock on it (flock(2)), which the
kernel releases with its process, admits one writer at a time. The hash is updated with the part.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from vsl.basics.files import free_bytes, write_atomically
from vsl.errors import BadInput, Conflict, DiskFull, Gone, Locked, NotFound, TooLarge, WrongChecksum
from vsl.store.digests import Digests
from vsl.store.incremental_write import (
    DISK_FULL,
    Block,
    Checksum,
    append_blocks,
    append_file,
    digest_of,
)

_ID_DIGITS = 32
_ID = re.compile(rf"[0-9a-f]{{{_ID_DIGITS}}}")
_MOST_PARTS = 64
_PROMISE_S = 900.0  # of silence, after which the room of an upload is given to others
_ROOM_CHECK_BYTES = 16 << 20  # are written between two looks at the free room


@dataclass(frozen=True, slots=True)
class Upload:
    """The state of an upload."""

    id: str
    length: int | None  # bytes of the whole; None until declared
    expires: float  # Unix time, s
    is_part: bool = False  # part of a larger upload, to be joined later
    parts: tuple[str, ...] = ()  # ids of the parts it was joined from
    metadata: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""  # of the whole, once it is complete
    findings: Mapping[str, str] = field(default_factory=dict)  # results of probing the whole
    offset: int = 0  # bytes received

    @property
    def is_complete(self) -> bool:
        """Whether all bytes have arrived."""
        return self.offset == self.length


@dataclass(frozen=True, slots=True)
class UploadFolder:
    """Uploads under ``folder``; any number of processes may share it."""

    folder: Path
    max_size_bytes: int = 5 << 30
    keep_s: float = 24 * 3600.0  # after the last append
    reserve_bytes: int = 256 << 20  # left free, so that the database can always write
    digests: Digests = field(default_factory=Digests, compare=False)

    def create(
        self, length: int | None, metadata: Mapping[str, str], *, is_part: bool = False
    ) -> Upload:
        """Return a new, empty upload.

        Raises:
            TooLarge: it would be longer than ``max_size_bytes``.
            DiskFull: the disk has no room for it.
        """
        expires = time.time() + self.keep_s
        upload = Upload(
            secrets.token_hex(_ID_DIGITS // 2), length, expires, is_part, metadata=dict(metadata)
        )
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._alone():  # of many that are declared at once, only as many as fit
            self._check_length(length or 0)
            self._part(upload.id).touch(0o600)
            self._save(upload)
        return upload

    def find(self, upload_id: str) -> Upload:
        """Return the current state of an upload.

        Raises:
            NotFound: there is none with that id.
            Gone: it expired.
        """
        if not _ID.fullmatch(upload_id):
            raise _not_found(upload_id)
        try:
            row = json.loads(self._description(upload_id).read_bytes())
            offset = self._part(upload_id).stat().st_size
        except FileNotFoundError as error:
            raise _not_found(upload_id) from error
        upload = Upload(**{**row, "parts": tuple(row["parts"]), "offset": offset})
        if upload.is_part and upload.length is not None:  # an interrupted join made it longer
            upload = replace(upload, offset=min(offset, upload.length))
        if upload.expires < time.time():
            self.remove(upload_id)
            raise Gone("This upload waited too long to go on: start it again.")
        return upload

    def declare_length(self, upload: Upload, length: int) -> Upload:
        """Return ``upload`` with a length that was not declared before.

        Raises:
            TooLarge, DiskFull: see ``create``.
            Conflict: another length was declared, or more bytes have arrived.
        """
        if upload.length not in (None, length) or length < upload.offset:
            raise Conflict("The upload was declared with another length.")
        with self._alone():
            self._check_length(length, here_bytes=upload.offset)
            return self._save(replace(upload, length=length))

    def append(
        self,
        upload: Upload,
        offset: int,
        blocks: Iterable[Block],
        *,
        checksum: Checksum | None = None,
    ) -> Upload:
        """Return ``upload`` with more bytes, which stay even if the connection breaks in between.

        Args:
            blocks: as they arrive; they end early if the connection breaks.
            checksum: of all of them together; if it is wrong, none is kept.
        Raises:
            Conflict: the upload does not end at ``offset``.
            Locked: another request writes to it.
            TooLarge: more bytes come than were declared.
            WrongChecksum: the bytes do not match ``checksum``.
            DiskFull: the disk is full.
        """
        with self._lock_upload(upload.id) as file:
            size_bytes = os.fstat(file.fileno()).st_size
            if size_bytes != offset:
                raise Conflict(
                    f"The upload has {size_bytes} bytes, not {offset}: go on from there."
                )
            file.seek(size_bytes)
            digest = None if upload.is_part else self.digests.upto(upload.id, file, size_bytes)
            try:
                append_blocks(
                    file,
                    self._while_room(upload, offset, blocks),
                    upload.length or self.max_size_bytes,
                    digest=digest,
                    checksum=checksum,
                )
            except (TooLarge, WrongChecksum):
                file.truncate(size_bytes)
                raise
            new_size_bytes = os.fstat(file.fileno()).st_size
            if digest:
                self.digests.keep(upload.id, digest)
            if new_size_bytes == upload.length:
                os.fsync(file.fileno())
        sha256 = digest.hexdigest() if digest and new_size_bytes == upload.length else ""
        expires = time.time() + self.keep_s
        return self._save(replace(upload, expires=expires, offset=new_size_bytes, sha256=sha256))

    def join(self, part_ids: Sequence[str], metadata: Mapping[str, str]) -> Upload:
        """Return one upload made of complete parts, in their order; the parts are consumed.

        The first part becomes the whole, so it is not copied. A repeated call, after a lost answer,
        returns the same upload.

        Raises:
            NotFound, Gone: a part does not exist or expired.
            BadInput: a part is incomplete, or there is none.
            TooLarge: the whole would be.
            Locked: another request joins them.
        """
        if not 1 <= len(part_ids) <= _MOST_PARTS or len(set(part_ids)) < len(part_ids):
            raise BadInput(f"Name 1 to {_MOST_PARTS} parts, each once.")
        whole_id = hashlib.sha256(" ".join(part_ids).encode()).hexdigest()[:_ID_DIGITS]
        joined = self._joined_upload(whole_id) or self._join(whole_id, part_ids, metadata)
        for part_id in part_ids:
            self.remove(part_id)
        return joined

    def sha256(self, upload: Upload) -> str:
        """Return the hash of a complete upload.

        Raises:
            Conflict: it is not complete.
        """
        with self.path(upload).open("rb", buffering=0) as file:
            return upload.sha256 or self.digests.upto(upload.id, file, upload.offset).hexdigest()

    def note(self, upload: Upload, findings: Mapping[str, str]) -> Upload:
        """Return ``upload`` with ``findings`` saved, so that it need not be probed again."""
        return self._save(replace(upload, findings={**upload.findings, **findings}))

    def path(self, upload: Upload) -> Path:
        """Return the file of a complete upload.

        Raises:
            Conflict: it is not complete.
        """
        if not upload.is_complete or upload.is_part:
            raise Conflict("The upload is not complete: send the rest of it first.")
        return self._part(upload.id)

    @contextmanager
    def claiming(self, upload_id: str) -> Iterator[None]:
        """Keep other requests from an upload; delete it if the block succeeds.

        Raises:
            NotFound: another request has used it.
            Locked: another request uses it.
        """
        with self._lock_upload(upload_id):
            yield
            self.remove(upload_id)

    def remove(self, upload_id: str) -> None:
        """Delete an upload, if it exists."""
        self.digests.forget(upload_id)
        for path in (self._description(upload_id), self._part(upload_id)):
            path.unlink(missing_ok=True)

    def sweep(self) -> int:
        """Delete expired uploads; return how many there were."""
        limit, removed = time.time() - self.keep_s, 0
        for part in self.folder.glob("*.part"):
            try:
                is_old = part.stat().st_mtime < limit
            except FileNotFoundError:
                continue
            if is_old and _ID.fullmatch(part.stem):
                self.remove(part.stem)
                removed += 1
        return removed

    def _joined_upload(self, whole_id: str) -> Upload | None:
        """Return the upload with that id if its parts were joined completely."""
        try:
            upload = self.find(whole_id)
        except (NotFound, Gone):
            return None
        return upload if upload.parts else None

    def _join(self, whole_id: str, part_ids: Sequence[str], metadata: Mapping[str, str]) -> Upload:
        parts = [self.find(part_id) for part_id in part_ids]
        for part in parts:
            if not part.is_part or not part.is_complete:
                raise BadInput(f"The part {part.id} is not complete: send the rest of it first.")
        size_bytes, first = sum(part.offset for part in parts), parts[0]
        self._check_length(size_bytes, here_bytes=first.offset)
        with self._lock_upload(first.id) as whole:
            if joined := self._joined_upload(whole_id):
                return joined  # by the request that held the lock before
            name = self._part(whole_id)
            name.unlink(missing_ok=True)  # of an interrupted attempt
            if os.fstat(whole.fileno()).st_nlink > 1:
                raise _not_found(first.id)  # it is another upload already, or a stored recording
            sha256 = self._append_parts(whole, first.offset, parts[1:])
            name.hardlink_to(self._part(first.id))
            expires = time.time() + self.keep_s
            joined = Upload(whole_id, size_bytes, expires, parts=tuple(part_ids), sha256=sha256)
            return self._save(replace(joined, metadata=dict(metadata), offset=size_bytes))

    def _append_parts(self, whole: BinaryIO, first_bytes: int, parts: Sequence[Upload]) -> str:
        """Append ``parts`` to the first part; return the hash, computed meanwhile."""
        whole.truncate(first_bytes)  # longer after an interrupted attempt
        whole.seek(first_bytes)
        with ExitStack() as stack:
            sources = [
                stack.enter_context(self._part(part.id).open("rb", buffering=0)) for part in parts
            ]
            hasher = stack.enter_context(ThreadPoolExecutor(1))
            hashing = hasher.submit(digest_of, whole, first_bytes, sources)
            for source in sources:
                append_file(source, whole)
            os.fsync(whole.fileno())
            return hashing.result()

    def _check_length(self, length: int, *, here_bytes: int = 0) -> None:
        if length > self.max_size_bytes:
            raise TooLarge(
                f"The file is larger than {self.max_size_bytes >> 20} MB, "
                "the limit here (MAX_FILE_SIZE)."
            )
        self.check_room(length - here_bytes)

    def check_room(self, needed_bytes: int, *, besides: str = "") -> None:
        """Check that so many bytes fit beside what other uploads were promised.

        Raises:
            DiskFull: they do not.
        """
        promised_bytes = self._promised_bytes(besides)
        if free_bytes(self.folder) < needed_bytes + promised_bytes + self.reserve_bytes:
            raise _no_room()

    def _promised_bytes(self, besides: str) -> int:
        """Return how many declared bytes of uploads under way have not arrived.

        An upload that is silent for ``_PROMISE_S`` is promised nothing until it goes on.
        """
        promised_bytes, limit = 0, time.time() - _PROMISE_S
        for part in self.folder.glob("*.part"):
            if part.stem == besides or not _ID.fullmatch(part.stem):
                continue
            with suppress(FileNotFoundError, ValueError):  # removed meanwhile
                status = part.stat()
                if status.st_mtime >= limit:
                    length = json.loads(self._description(part.stem).read_bytes())["length"]
                    promised_bytes += max(0, (length or 0) - status.st_size)
        return promised_bytes

    def _while_room(self, upload: Upload, offset: int, blocks: Iterable[Block]) -> Iterator[Block]:
        """Yield ``blocks``; raise DiskFull before the reserve or a promise is used up."""
        if upload.length and self._part(upload.id).stat().st_mtime < time.time() - _PROMISE_S:
            self.check_room(upload.length - offset, besides=upload.id)  # its room was given away
        checked_until = offset
        for block in blocks:
            if offset + len(block) > checked_until:
                rest_bytes = (upload.length or self.max_size_bytes) - offset
                needed_bytes = max(len(block), min(_ROOM_CHECK_BYTES, rest_bytes))
                self.check_room(needed_bytes, besides=upload.id)
                checked_until = offset + needed_bytes
            offset += len(block)
            yield block

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let no other process declare an upload meanwhile."""
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _save(self, upload: Upload) -> Upload:
        row = {name: value for name, value in asdict(upload).items() if name != "offset"}
        write_atomically(self._description(upload.id), json.dumps(row))
        return upload

    @contextmanager
    def _lock_upload(self, upload_id: str) -> Iterator[BinaryIO]:
        try:
            file = self._part(upload_id).open("r+b", buffering=0)
        except FileNotFoundError as error:
            raise _not_found(upload_id) from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Locked("An earlier request still writes to this upload.") from error
            if not self._is_current(upload_id, file):  # removed between the opening and the lock
                raise _not_found(upload_id)
            yield file

    def _is_current(self, upload_id: str, file: BinaryIO) -> bool:
        with suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(file.fileno()), self._part(upload_id).stat())
        return False

    def _part(self, upload_id: str) -> Path:
        return self.folder / f"{upload_id}.part"

    def _description(self, upload_id: str) -> Path:
        return self.folder / f"{upload_id}.json"


def _no_room() -> DiskFull:
    return DiskFull(DISK_FULL)


def _not_found(upload_id: str) -> NotFound:
    return NotFound(f"There is no upload {upload_id[:40]}: start it again.")
