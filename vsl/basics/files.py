"""Files that appear whole or not at all, and folders of derived data that may be deleted."""

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

from vsl.errors import DiskFull

_IN_USE_S = 600  # between the first and the last use of a file by one piece of work


def file_sha256(path: Path) -> str:
    """The hexadecimal SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """A temporary sibling that becomes ``target`` when the block ends, and vanishes when it fails.

    The sibling keeps the target's extension, since writers choose formats by it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    sibling = target.with_name(f".{secrets.token_hex(6)}.part{target.suffix}")
    try:
        yield sibling
        sibling.replace(target)
    finally:
        sibling.unlink(missing_ok=True)


def write_atomically(target: Path, content: bytes | str) -> None:
    """Put ``content`` (text as UTF-8) under ``target``; readers see the old file or the new one."""
    with atomic_path(target) as sibling:
        sibling.write_bytes(content.encode() if isinstance(content, str) else content)


@contextmanager
def saying_disk_full(message: str) -> Iterator[None]:
    """A block whose want of room on the disk is told as ``message``.

    Raises:
        DiskFull: there is none.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(message) from error
        raise


def free_bytes(folder: Path) -> int:
    """Bytes that may still be written under ``folder`` or its nearest existing parent."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def user_cache_folder() -> Path:
    """Return where programs of this user keep what they can fetch again.

    Source: https://specifications.freedesktop.org/basedir-spec/latest/ ($XDG_CACHE_HOME).
    """
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


@dataclass(slots=True)
class CacheCount:
    """Look-ups of one cache in this process."""

    hits: int = 0
    misses: int = 0


@dataclass(frozen=True, slots=True)
class CacheFolder:
    """Derived files of one kind at ``root/kind/<aa>/<key><suffix>``; any of them may vanish.

    Keys are hexadecimal digests of everything that changes the content. Safe under many
    processes: a file is written beside its place and moved in, so readers never see half of one.
    """

    root: Path
    kind: str
    suffix: str = ""
    count: CacheCount = field(default_factory=CacheCount, compare=False)

    @property
    def folder(self) -> Path:
        """Where this kind lives."""
        return self.root / self.kind

    def path(self, key: str) -> Path:
        """Where ``key`` is or would be."""
        return self.folder / key[:2] / f"{key}{self.suffix}"

    def find(self, key: str) -> Path | None:
        """The cached file, marked as used just now, or None."""
        path = self.path(key)
        try:
            os.utime(path)
        except FileNotFoundError:
            self.count.misses += 1
            return None
        self.count.hits += 1
        return path

    @contextmanager
    def writing(self, key: str) -> Iterator[Path]:
        """A temporary path whose file is kept under ``key`` if the block ends well."""
        with atomic_path(self.path(key)) as sibling:
            yield sibling

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """A block that nobody else enters for ``key`` meanwhile, so that what is dear is made once.

        Keys that begin alike share a lock: so there are few, and they may stay.
        """
        shelf = self.path(key).parent
        shelf.mkdir(parents=True, exist_ok=True)
        with (shelf / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def files(self) -> list[Path]:
        """Every finished file of this kind; what is still being written is left out."""
        return [path for path in self.folder.glob("??/*") if not path.name.startswith(".")]

    def size_bytes(self) -> int:
        """Bytes held by all files of this kind."""
        return sum(_size_or_zero(path) for path in self.files())

    def remove_older(self, max_age_s: float) -> int:
        """Delete what was not used for ``max_age_s`` seconds; the bytes that were freed."""
        limit = time.time() - max_age_s
        old = [path for path in self.files() if _last_use(path) < limit]
        return sum(_remove(path) for path in old)

    def trim(self, max_bytes: int) -> int:
        """Delete the least recently used files until ``max_bytes`` remain; the bytes freed.

        What was used a moment ago stays, however much it is: somebody may be about to read it.
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
