"""Bytes onto the end of files, with their hashes, and on to the disk while more are on their way.

Flows in: blocks as they arrive, or other files. Flows out: nothing but the grown file. Never here:
what the files are, and who may write to them.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from vsl.basics.files import saying_disk_full
from vsl.errors import TooLarge, WrongChecksum
from vsl.store.digests import RunningDigest

CHECKSUMS = ("sha1", "sha256", "md5")
"""The algorithms that a piece may be checked by."""

DISK_FULL = "The disk of the server is full: free some space, then try again."
_COPIED_BYTES = 64 << 20  # by the kernel at once
_READ_BYTES = 1 << 20  # where the kernel does not copy
_DOES_NOT_COPY = (errno.ENOSYS, errno.EXDEV, errno.EINVAL, errno.EOPNOTSUPP)
_WRITE_OUT_BYTES = 32 << 20  # sent to the disk at once, so that little is left to wait for

Block = bytes | memoryview


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the bytes of one piece must come to."""

    algorithm: str  # one of ``CHECKSUMS``
    digest: bytes


def append_blocks(
    file: BinaryIO,
    blocks: Iterable[Block],
    limit: int,
    *,
    digest: RunningDigest | None,
    checksum: Checksum | None,
) -> None:
    """Write ``blocks`` from the place of ``file`` on, which never has more than ``limit`` bytes."""
    piece = hashlib.new(checksum.algorithm, usedforsecurity=False) if checksum else None
    begin = place = file.tell()
    with saying_disk_full(DISK_FULL):
        for block in blocks:
            if place + len(block) > limit:
                raise TooLarge("More bytes came than the upload was declared with.")
            if piece:
                piece.update(block)
            if digest:
                digest.update(block)
            _write(file, block)
            place += len(block)
            if place - begin >= _WRITE_OUT_BYTES:
                _write_out(file, begin, place)
                begin = place
    _write_out(file, begin, place)
    if checksum and piece and piece.digest() != checksum.digest:
        raise WrongChecksum("The bytes were damaged on their way: send them again.")


def append_file(source: BinaryIO, target: BinaryIO) -> None:
    """All of ``source`` at the place of ``target``, past this process where the disk can."""
    left, place = os.fstat(source.fileno()).st_size, target.tell()
    with saying_disk_full(DISK_FULL):
        while left:
            done = _copy(source.fileno(), target.fileno(), min(left, _COPIED_BYTES))
            if not done:
                raise OSError(errno.EIO, "a part became shorter")
            _write_out(target, place, place + done)
            left, place = left - done, place + done


def digest_of(whole: BinaryIO, first_bytes: int, sources: Sequence[BinaryIO]) -> str:
    """The hash of the first bytes of ``whole`` and all of ``sources`` after them."""
    digest = RunningDigest()
    digest.read(whole, 0, first_bytes)
    for source in sources:
        digest.read(source, 0, os.fstat(source.fileno()).st_size)
    return digest.hexdigest()


def _copy(source: int, target: int, most: int) -> int:
    """How many bytes went from one file's place to the other's; both places move on."""
    try:
        return os.copy_file_range(source, target, most)
    except AttributeError:  # macOS has none
        pass
    except OSError as error:
        if error.errno not in _DOES_NOT_COPY:
            raise
    block = os.read(source, min(most, _READ_BYTES))
    left = memoryview(block)
    while left:
        left = left[os.write(target, left) :]
    return len(block)


def _write(file: BinaryIO, block: Block) -> None:
    """All of ``block``: an unbuffered file may take less at once."""
    left = memoryview(block)
    while left:
        left = left[file.write(left) :]


def _write_out(file: BinaryIO, begin: int, end: int) -> None:
    """Have the kernel begin to write these bytes to the disk; nobody waits for it.

    Source: Linux, mm/fadvise.c: POSIX_FADV_DONTNEED starts the write-back of what is not written.
    """
    if hasattr(os, "posix_fadvise"):  # macOS has none
        os.posix_fadvise(file.fileno(), begin, end - begin, os.POSIX_FADV_DONTNEED)
