"""Files that arrive in pieces, over hours and broken lines, and go on where they stopped.

An upload is two files: ``<id>.json`` says what is to come, ``<id>.part`` is what came. The length
of the part is the offset, so nothing needs to be written down that a kill -9 could forget; a lock
on it (flock(2)), which the kernel drops with its process, lets one writer in at a time. The hash
grows with the part.
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


@dataclass(frozen=True, slots=True)
class Upload:
    """How far an upload has come."""

    id: str
    length: int | None  # bytes of the whole; None while the client does not know
    expires: float  # Unix time, s
    is_part: bool = False  # of a larger one that is joined later
    parts: tuple[str, ...] = ()  # what it was joined from
    metadata: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""  # of the whole, once it is here
    findings: Mapping[str, str] = field(default_factory=dict)  # what was found out about the whole
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
    digests: Digests = field(default_factory=Digests, compare=False)

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
        upload = Upload(
            secrets.token_hex(_ID_DIGITS // 2), length, expires, is_part, metadata=dict(metadata)
        )
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
        if upload.is_part and upload.length is not None:  # a join that was killed made it longer
            upload = replace(upload, offset=min(offset, upload.length))
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
        blocks: Iterable[Block],
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
        with self._lock_upload(upload.id) as file:
            here = os.fstat(file.fileno()).st_size
            if here != offset:
                raise Conflict(f"The upload has {here} bytes, not {offset}: go on from there.")
            file.seek(here)
            digest = None if upload.is_part else self.digests.upto(upload.id, file, here)
            try:
                append_blocks(
                    file,
                    blocks,
                    upload.length or self.max_size_bytes,
                    digest=digest,
                    checksum=checksum,
                )
            except (TooLarge, WrongChecksum):
                file.truncate(here)
                raise
            now = os.fstat(file.fileno()).st_size
            if digest:
                self.digests.keep(upload.id, digest)
            if now == upload.length:
                os.fsync(file.fileno())
        sha256 = digest.hexdigest() if digest and now == upload.length else ""
        expires = time.time() + self.keep_s
        return self._describe(replace(upload, expires=expires, offset=now, sha256=sha256))

    def join(self, part_ids: Sequence[str], metadata: Mapping[str, str]) -> Upload:
        """One upload out of complete parts, in their order; the parts are used up.

        The first part becomes the whole, so that it is not copied. Whoever asks again, since no
        answer came, gets the same upload.

        Raises:
            NotFound, Gone: a part is not here (any more).
            BadInput: a part is incomplete, or none.
            TooLarge: together they are.
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
        """The hash of a complete upload.

        Raises:
            Conflict: it is not complete.
        """
        with self.path(upload).open("rb", buffering=0) as file:
            return upload.sha256 or self.digests.upto(upload.id, file, upload.offset).hexdigest()

    def note(self, upload: Upload, findings: Mapping[str, str]) -> Upload:
        """``upload`` with what was found out about it, so that nobody needs to look again."""
        return self._describe(replace(upload, findings={**upload.findings, **findings}))

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
        self.digests.forget(upload_id)
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

    def _joined_upload(self, whole_id: str) -> Upload | None:
        """The upload of that id if its parts were joined to the end."""
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
                return joined  # by who held the lock before
            name = self._part(whole_id)
            name.unlink(missing_ok=True)  # of an attempt that was killed
            if os.fstat(whole.fileno()).st_nlink > 1:
                raise _unknown(first.id)  # another upload already, or a recording that is kept
            sha256 = self._append_parts(whole, first.offset, parts[1:])
            name.hardlink_to(self._part(first.id))
            expires = time.time() + self.keep_s
            joined = Upload(whole_id, size_bytes, expires, parts=tuple(part_ids), sha256=sha256)
            return self._describe(replace(joined, metadata=dict(metadata), offset=size_bytes))

    def _append_parts(self, whole: BinaryIO, first_bytes: int, parts: Sequence[Upload]) -> str:
        """Make the first part the whole of all; the hash of it, which is taken meanwhile."""
        whole.truncate(first_bytes)  # it is longer where an attempt before was killed
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
        if free_bytes(self.folder) < length - here_bytes + self.reserve_bytes:
            raise _no_room()

    def _describe(self, upload: Upload) -> Upload:
        row = {name: value for name, value in asdict(upload).items() if name != "offset"}
        write_atomically(self._description(upload.id), json.dumps(row))
        return upload

    @contextmanager
    def _lock_upload(self, upload_id: str) -> Iterator[BinaryIO]:
        try:
            file = self._part(upload_id).open("r+b", buffering=0)
        except FileNotFoundError as error:
            raise _unknown(upload_id) from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Locked("An earlier request still writes to this upload.") from error
            if not self._is_there(upload_id, file):  # removed between the opening and the lock
                raise _unknown(upload_id)
            yield file

    def _is_there(self, upload_id: str, file: BinaryIO) -> bool:
        with suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(file.fileno()), self._part(upload_id).stat())
        return False

    def _part(self, upload_id: str) -> Path:
        return self.folder / f"{upload_id}.part"

    def _description(self, upload_id: str) -> Path:
        return self.folder / f"{upload_id}.json"


def _no_room() -> DiskFull:
    return DiskFull(DISK_FULL)


def _unknown(upload_id: str) -> NotFound:
    return NotFound(f"There is no upload {upload_id[:40]}: start it again.")
