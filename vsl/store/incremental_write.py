"""Append blocks or files to a file, with hashes, and write them out to the disk meanwhile.

Blocks or other files flow in; the file grows. What the files are, and who may write to them, the
caller decides.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from vsl.basics.files import translate_disk_full
from vsl.errors import TooLarge, WrongChecksum
from vsl.store.digests import RunningDigest

CHECKSUMS = ("sha1", "sha256", "md5")
"""The algorithms by which a piece may be checked."""

DISK_FULL = "The disk of the server is full: free some space, then try again."
_COPY_BYTES = 64 << 20  # by the kernel at once
_READ_BYTES = 1 << 20  # if the kernel can't copy
_DOES_NOT_COPY = (errno.ENOSYS, errno.EXDEV, errno.EINVAL, errno.EOPNOTSUPP)
_WRITE_OUT_BYTES = 32 << 20  # written out at once, so that fsync has little left to do

Block = bytes | memoryview


@dataclass(frozen=True, slots=True)
class Checksum:
    """The expected checksum of a piece."""

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
    """Write ``blocks`` from the position of ``file`` on, up to ``limit`` bytes in all.

    Raises:
        TooLarge: more bytes come.
        WrongChecksum: the bytes do not match ``checksum``.
        DiskFull: the disk is full.
    """
    piece = hashlib.new(checksum.algorithm, usedforsecurity=False) if checksum else None
    begin = position = file.tell()
    with translate_disk_full(DISK_FULL):
        for block in blocks:
            if position + len(block) > limit:
                raise TooLarge("More bytes came than the upload was declared with.")
            if piece:
                piece.update(block)
            if digest:
                digest.update(block)
            _write(file, block)
            position += len(block)
            if position - begin >= _WRITE_OUT_BYTES:
                _write_out(file, begin, position)
                begin = position
    _write_out(file, begin, position)
    if checksum and piece and piece.digest() != checksum.digest:
        raise WrongChecksum("The bytes were damaged on their way: send them again.")


def append_file(source: BinaryIO, target: BinaryIO) -> None:
    """Append ``source`` at the position of ``target``, by a copy in the kernel if possible."""
    left, position = os.fstat(source.fileno()).st_size, target.tell()
    with translate_disk_full(DISK_FULL):
        while left:
            copied_bytes = _copy(source.fileno(), target.fileno(), min(left, _COPY_BYTES))
            if not copied_bytes:
                raise OSError(errno.EIO, "a part became shorter")
            _write_out(target, position, position + copied_bytes)
            left, position = left - copied_bytes, position + copied_bytes


def digest_of(whole: BinaryIO, first_bytes: int, sources: Sequence[BinaryIO]) -> str:
    """Return the hash of the first bytes of ``whole`` followed by all of ``sources``."""
    digest = RunningDigest()
    digest.read(whole, 0, first_bytes)
    for source in sources:
        digest.read(source, 0, os.fstat(source.fileno()).st_size)
    return digest.hexdigest()


def _copy(source: int, target: int, most: int) -> int:
    """Copy up to ``most`` bytes between the files' positions, which advance; return how many."""
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
    """Write all of ``block``: an unbuffered file may accept less at once."""
    left = memoryview(block)
    while left:
        left = left[file.write(left) :]


def _write_out(file: BinaryIO, begin: int, end: int) -> None:
    """Start writing these bytes to the disk, without waiting.

    Source: Linux, mm/fadvise.c: POSIX_FADV_DONTNEED starts the write-back of dirty pages.
    """
    if hasattr(os, "posix_fadvise"):  # macOS has none
        os.posix_fadvise(file.fileno(), begin, end - begin, os.POSIX_FADV_DONTNEED)
