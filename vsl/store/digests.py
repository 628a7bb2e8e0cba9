"""SHA-256 of files that grow at their end, carried on while they grow.

Flows in: what is written to a file. Flows out: the hash of the whole, at once when its last byte is
there. The state lives in this process alone (OpenSSL gives none away): what another process wrote,
or one that was killed, is read from the file before the hash goes on.
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from threading import Lock
from typing import BinaryIO

_BLOCK_BYTES = 1 << 20
_MOST = 256  # of half a kilobyte each; who is forgotten costs one reading of a file


class RunningDigest:
    """The SHA-256 of the first ``size_bytes`` of a file."""

    def __init__(self) -> None:
        """That of an empty file."""
        self._sha256 = hashlib.sha256()
        self.size_bytes = 0

    def copy(self) -> RunningDigest:
        """One that goes its own way from here."""
        twin = RunningDigest()
        twin._sha256, twin.size_bytes = self._sha256.copy(), self.size_bytes
        return twin

    def update(self, block: bytes | memoryview) -> None:
        """Take in what follows."""
        self._sha256.update(block)
        self.size_bytes += len(block)

    def read(self, file: BinaryIO, start_bytes: int, end_bytes: int) -> None:
        """Take in what ``file`` has between two places; its own place stays."""
        place = start_bytes
        while block := os.pread(file.fileno(), min(_BLOCK_BYTES, end_bytes - place), place):
            self.update(block)
            place += len(block)

    def hexdigest(self) -> str:
        """As people write it."""
        return self._sha256.hexdigest()


class Digests:
    """What this process has hashed of which files; threads may share it."""

    def __init__(self, most: int = _MOST) -> None:
        """Remember the last ``most`` files."""
        self._most, self._lock = most, Lock()
        self._known: OrderedDict[str, RunningDigest] = OrderedDict()

    def upto(self, name: str, file: BinaryIO, size_bytes: int) -> RunningDigest:
        """The hash of the first ``size_bytes`` of ``file``, reading only what is not known yet."""
        with self._lock:
            known = self._known.get(name)
        digest = known.copy() if known and known.size_bytes <= size_bytes else RunningDigest()
        digest.read(file, digest.size_bytes, size_bytes)
        return digest

    def keep(self, name: str, digest: RunningDigest) -> None:
        """Remember how far the file ``name`` is hashed."""
        with self._lock:
            self._known[name] = digest
            self._known.move_to_end(name)
            if len(self._known) > self._most:
                self._known.popitem(last=False)

    def forget(self, name: str) -> None:
        """Remember nothing of it."""
        with self._lock:
            self._known.pop(name, None)
