"""SHA-256 of files that grow at their end, updated while they grow.

Blocks flow in as they are written; the hash of the whole is ready with the last byte. The state is
in memory (OpenSSL does not export it): after a restart, or when another process wrote, the file is
read up to the current size first.
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from threading import Lock
from typing import BinaryIO

_BLOCK_BYTES = 1 << 20
_MOST = 256  # of half a kilobyte each; a dropped one costs reading its file again


class RunningDigest:
    """The SHA-256 of the first ``size_bytes`` of a file."""

    def __init__(self) -> None:
        """Make the hash of an empty file."""
        self._sha256 = hashlib.sha256()
        self.size_bytes = 0

    def copy(self) -> RunningDigest:
        """Return an independent copy."""
        duplicate = RunningDigest()
        duplicate._sha256, duplicate.size_bytes = self._sha256.copy(), self.size_bytes
        return duplicate

    def update(self, block: bytes | memoryview) -> None:
        """Add the next bytes."""
        self._sha256.update(block)
        self.size_bytes += len(block)

    def read(self, file: BinaryIO, start_bytes: int, end_bytes: int) -> None:
        """Add the bytes of ``file`` in a range; the file's position does not change."""
        position = start_bytes
        while block := os.pread(file.fileno(), min(_BLOCK_BYTES, end_bytes - position), position):
            self.update(block)
            position += len(block)

    def hexdigest(self) -> str:
        """Return the hash in hexadecimal."""
        return self._sha256.hexdigest()


class Digests:
    """The running digests of files in this process; threads may share it."""

    def __init__(self, most: int = _MOST) -> None:
        """Keep digests of the ``most`` files used last."""
        self._most, self._lock = most, Lock()
        self._known: OrderedDict[str, RunningDigest] = OrderedDict()

    def upto(self, name: str, file: BinaryIO, size_bytes: int) -> RunningDigest:
        """Return the hash of the first ``size_bytes`` of ``file``, reading only what is missing."""
        with self._lock:
            known = self._known.get(name)
        digest = known.copy() if known and known.size_bytes <= size_bytes else RunningDigest()
        digest.read(file, digest.size_bytes, size_bytes)
        return digest

    def keep(self, name: str, digest: RunningDigest) -> None:
        """Keep the digest of the file ``name``."""
        with self._lock:
            self._known[name] = digest
            self._known.move_to_end(name)
            if len(self._known) > self._most:
                self._known.popitem(last=False)

    def forget(self, name: str) -> None:
        """Drop the digest of the file ``name``."""
        with self._lock:
            self._known.pop(name, None)
