"""A bucket of an S3-compatible service as a blob store, with local copies.

Programs such as ffmpeg need paths: ``local`` downloads a blob once into the cache folder, whose
files may be deleted at any time. Readers of ``open`` download the ranges they read. Keys come from
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or the machine's role, as with AWS's own tools.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import parse_qsl, urlsplit

from vsl.basics.files import CacheFolder, free_bytes
from vsl.errors import BadSetting, DiskFull, NotFound, NotInstalled, ToolFailed

if TYPE_CHECKING:
    from obstore.store import S3Store

_BLOCK_BYTES = 8 << 20  # of one request; the client gives each 30 s
_PARTS_AT_ONCE = 4  # of 5 MB each, all of them in memory
_UNUSED_S = 24 * 3600.0  # no job takes a day, so a copy unused for one is not in use
_RESERVE_BYTES = 256 << 20  # left free for everything else on the machine
_RETRIES = 5
_RETRY_TIMEOUT = timedelta(seconds=60)
_CURE = "write s3://bucket/folder?endpoint=https://host&region=name, or leave it unset"
_OPTIONS = {"endpoint", "region"}


@dataclass(frozen=True, slots=True)
class Bucket:
    """Blobs in a bucket. A blob's content never changes, so copies never become outdated."""

    store: S3Store
    copies: CacheFolder

    @property
    def staging_dir(self) -> Path:
        """The folder for new files, on the disk of the copies so that ``put`` keeps one."""
        return self.copies.folder

    def put(self, name: str, file: Path) -> None:
        """Upload ``file``, which appears once it is complete, and keep it as the copy."""
        import obstore

        with _translate_errors(name):
            obstore.put(self.store, name, file, max_concurrency=_PARTS_AT_ONCE)
        copy = self.copies.path(_key(name))
        copy.parent.mkdir(parents=True, exist_ok=True)
        file.replace(copy)
        self.copies.find(_key(name))  # notes for whom it is, so that it goes with the project

    def local(self, name: str) -> Path:
        """Return the path of the copy, downloaded if there is none.

        Raises:
            NotFound: there is no blob of that name.
            DiskFull: the disk has no room for it.
            ToolFailed: the service can't be reached.
        """
        key = _key(name)
        if (copy := self.copies.find(key)) is not None:
            return copy
        with self.copies.alone(key):
            return self.copies.find(key) or self._fetch_object(name, key)

    def has(self, name: str) -> bool:
        """Return whether the blob is in the bucket."""
        try:
            self._size_bytes(name)
        except NotFound:
            return False
        return True

    def open(self, name: str) -> tuple[BinaryIO, int]:
        """Return the copy, or a file that downloads the ranges that are read; and its size."""
        if (copy := self.copies.find(_key(name))) is not None:
            return copy.open("rb"), copy.stat().st_size
        size_bytes = self._size_bytes(name)
        remote = io.BufferedReader(_RemoteFile(self, name, size_bytes), _BLOCK_BYTES)
        return cast("BinaryIO", remote), size_bytes

    def read(self, name: str, start: int, length: int) -> bytes:
        """Return ``length`` bytes from ``start`` on, which must exist."""
        import obstore

        with _translate_errors(name):
            return bytes(obstore.get_range(self.store, name, start=start, length=length))

    def link(self, name: str, lasting: timedelta) -> str | None:
        """Return a signed address at the service that expires after ``lasting``."""
        import obstore

        with _translate_errors(name):
            return obstore.sign(self.store, "GET", name, lasting)

    def remove(self, name: str) -> None:
        """Delete the blob and this machine's copy; copies on other machines expire."""
        import obstore

        try:
            with _translate_errors(name):
                obstore.delete(self.store, name)
        except NotFound:
            pass
        self.copies.path(_key(name)).unlink(missing_ok=True)

    def names(self, prefix: str, *, older_than_s: float) -> Iterator[str]:
        """Yield the names of blobs that were put so long ago."""
        import obstore

        limit = datetime.now(UTC) - timedelta(seconds=older_than_s)
        with _translate_errors(prefix):
            for page in obstore.list(self.store, prefix):
                yield from (each["path"] for each in page if each["last_modified"] < limit)

    def clean_up(self) -> None:
        """Delete copies that were not used lately."""
        self.copies.remove_older(_UNUSED_S)

    def _fetch_object(self, name: str, key: str) -> Path:
        size_bytes = self._size_bytes(name)
        if free_bytes(self.copies.folder) < size_bytes + _RESERVE_BYTES:
            raise DiskFull("The disk is full: free some space, then try again.")
        with self.copies.writing(key) as part, part.open("wb") as file:
            for start in range(0, size_bytes, _BLOCK_BYTES):
                file.write(self.read(name, start, min(_BLOCK_BYTES, size_bytes - start)))
        return self.copies.path(key)

    def _size_bytes(self, name: str) -> int:
        import obstore

        with _translate_errors(name):
            return obstore.head(self.store, name)["size"]


def open_bucket(url: str, cache_dir: Path) -> Bucket:
    """Return the bucket that STORAGE_URL names, without connecting to it.

    Raises:
        BadSetting: the URL can't be read.
        NotInstalled: the client is missing.
    """
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.netloc or options.keys() - _OPTIONS:
        raise BadSetting(f"STORAGE_URL={url} names no bucket: {_CURE}")
    try:
        from obstore.store import S3Store
    except ImportError as error:
        cure = "pip install 'vsl[s3]'"
        raise NotInstalled(f"The client for S3 is not installed: {cure}") from error
    store = S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        config=cast("Any", options),
        client_options={"allow_http": options.get("endpoint", "").startswith("http://")},
        retry_config={"max_retries": _RETRIES, "retry_timeout": _RETRY_TIMEOUT},
    )
    return Bucket(store, CacheFolder(cache_dir, "files"))


class _RemoteFile(io.RawIOBase):
    """A file whose ranges are downloaded when they are read."""

    def __init__(self, bucket: Bucket, name: str, size_bytes: int) -> None:
        self._bucket, self._name, self._size, self._position = bucket, name, size_bytes, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: Any) -> int:
        length = min(len(buffer), self._size - self._position)
        if length <= 0:
            return 0
        buffer[:length] = self._bucket.read(self._name, self._position, length)
        self._position += length
        return length


def _key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


@contextmanager
def _translate_errors(name: str) -> Iterator[None]:
    """Translate the service's errors into those of this package."""
    from obstore.exceptions import BaseError

    try:
        yield
    except FileNotFoundError as error:
        raise NotFound(f"The file {name} is not stored.") from error
    except (BaseError, OSError) as error:
        reason = str(error).strip().partition("\n")[0][:200]
        raise ToolFailed(f"The file store did not answer for {name}: {reason}") from error
