"""Atomic file writes, and cache folders of derived files."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from vsl.basics.cache_owners import owners_in
from vsl.errors import DiskFull

LONGEST_NAME_BYTES = 255
"""Of a file's name, on every usual file system."""

_LONGEST_SUFFIX = 20  # characters: what is longer is no extension
_IN_USE_S = 600  # longest time between the first and the last use of a file by one task


def file_sha256(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Yield a temporary sibling of ``target`` that replaces it when the block ends without error.

    The sibling is deleted if the block fails. It has the target's extension, since writers choose
    formats by it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    suffix = target.suffix if len(target.suffix) <= _LONGEST_SUFFIX else ""
    sibling = target.with_name(f".{secrets.token_hex(6)}.part{suffix}")
    try:
        yield sibling
        sibling.replace(target)
    finally:
        sibling.unlink(missing_ok=True)


def write_atomically(target: Path, content: bytes | str) -> None:
    """Write ``content`` (text as UTF-8) to ``target``; readers see the old file or the new one."""
    with atomic_path(target) as sibling:
        sibling.write_bytes(content.encode() if isinstance(content, str) else content)


@contextmanager
def translate_disk_full(message: str) -> Iterator[None]:
    """Raise an error with ``message`` if the disk runs full inside the block.

    Raises:
        DiskFull: there is no space left.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(message) from error
        raise


PRIVATE = 0o077
"""The umask of programs whose files only their own user reads."""


def keep_private(folder: Path) -> None:
    """Create ``folder`` if missing, readable by its owner alone."""
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(PermissionError):  # another user's volume
        folder.chmod(0o700)


def free_bytes(folder: Path) -> int:
    """Return the free bytes of the disk of ``folder`` or of its nearest existing parent."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def user_cache_folder() -> Path:
    """Return the folder for files of this user that can be downloaded again.

    Source: https://specifications.freedesktop.org/basedir-spec/latest/ ($XDG_CACHE_HOME).
    """
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


@dataclass(slots=True)
class CacheCount:
    """Hits and misses of one cache in this process."""

    hits: int = 0
    misses: int = 0


@dataclass(frozen=True, slots=True)
class CacheFolder:
    """Derived files of one kind at ``root/kind/<aa>/<key><suffix>``; any of them may be deleted.

    Keys are hexadecimal digests of everything that changes the content. Safe to use from many
    processes: a file is written beside its final path and moved there, so readers never see a
    partial one.
    """

    root: Path
    kind: str
    suffix: str = ""
    count: CacheCount = field(default_factory=CacheCount, compare=False)

    @property
    def folder(self) -> Path:
        """The folder of this kind."""
        return self.root / self.kind

    def path(self, key: str) -> Path:
        """Return the path of ``key``, whether it exists or not."""
        return self.folder / key[:2] / f"{key}{self.suffix}"

    def find(self, key: str) -> Path | None:
        """Return the cached file and mark it as just used; None if there is none."""
        path = self.path(key)
        with suppress(OSError):  # a cache that can only be read
            self._note_use(path)  # first, so that it stays where its other users go
        try:
            os.utime(path)
        except FileNotFoundError:
            self.count.misses += 1
            return None
        self.count.hits += 1
        return path

    @contextmanager
    def writing(self, key: str) -> Iterator[Path]:
        """Yield a temporary path whose file is kept under ``key`` if the block succeeds."""
        path = self.path(key)
        self._note_use(path, anew=True)
        with atomic_path(path) as sibling:
            yield sibling

    def _note_use(self, path: Path, *, anew: bool = False) -> None:
        owners_in(self.root).note(self.kind, path.name, anew=anew)

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """Hold a lock on ``key`` during the block, so that costly results are computed once.

        Keys with the same first two digits share a lock: there are few lock files, so they are
        never deleted.
        """
        folder = self.path(key).parent
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def files(self) -> list[Path]:
        """Return all finished files of this kind."""
        return [path for path in self.folder.glob("??/*") if not path.name.startswith(".")]

    def size_bytes(self) -> int:
        """Return the total size of the files of this kind in bytes."""
        return sum(_size_or_zero(path) for path in self.files())

    def remove_older(self, max_age_s: float) -> int:
        """Delete files not used for ``max_age_s`` seconds; return the bytes freed."""
        oldest_use = time.time() - max_age_s
        old = [path for path in self.files() if _last_use(path) < oldest_use]
        return sum(_remove(path) for path in old)

    def trim(self, max_bytes: int) -> int:
        """Delete the least recently used files until ``max_bytes`` remain; return the bytes freed.

        Files used in the last minutes are kept whatever their size, since a task may be about to
        read them.
        """
        freed, excess = 0, self.size_bytes() - max_bytes
        in_use = time.time() - _IN_USE_S
        for path in sorted(self.files(), key=_last_use):
            if freed >= excess or _last_use(path) > in_use:
                break
            freed += _remove(path)
        return freed


def _size_or_zero(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _last_use(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _remove(path: Path) -> int:
    size = _size_or_zero(path)
    with suppress(FileNotFoundError):
        path.unlink()
        return size
    return 0
