"""A bucket of an S3-compatible service as a shelf, with copies of what this machine works on.

Programs such as ffmpeg need paths: what is asked for by ``local`` is fetched once and kept below
the cache folder, where deleting it loses time, never work. Readers of ``open`` fetch the ranges
they read. Keys come from where AWS's own tools take them (AWS_ACCESS_KEY_ID and
AWS_SECRET_ACCESS_KEY, or the machine's role).
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import parse_qsl, urlsplit

from vsl.basics.files import CacheFolder, free_bytes
from vsl.errors import BadSetting, DiskFull, NotFound, NotInstalled, ToolFailed

if TYPE_CHECKING:
    from obstore.store import S3Store

_BLOCK_BYTES = 8 << 20  # of one request; the client gives each 30 s
_PARTS_AT_ONCE = 4  # of 5 MB each, all of them in memory
_UNUSED_S = 24 * 3600.0  # no job takes a day: what nobody asked for in one is in nobody's hands
_RESERVE_BYTES = 256 << 20  # left free, so that the machine can always work
_RETRIES = 5
_GIVE_UP = timedelta(seconds=60)
_CURE = "write s3://bucket/folder?endpoint=https://host&region=name, or leave it unset"
_OPTIONS = {"endpoint", "region"}


@dataclass(frozen=True, slots=True)
class Bucket:
    """Files in a bucket. A name stands for one content for ever, so copies never grow old."""

    store: S3Store
    copies: CacheFolder

    @property
    def staging_dir(self) -> Path:
        """On the disk of the copies, so that a file that is put is a copy already."""
        return self.copies.folder

    def put(self, name: str, file: Path) -> None:
        """Send ``file``; the service shows it once it is whole."""
        import obstore

        with _translate_errors(name):
            obstore.put(self.store, name, file, max_concurrency=_PARTS_AT_ONCE)
        copy = self.copies.path(_key(name))
        copy.parent.mkdir(parents=True, exist_ok=True)
        file.replace(copy)

    def local(self, name: str) -> Path:
        """The copy, fetched where there is none.

        Raises:
            NotFound: nothing is kept under that name.
            DiskFull: there is no room for it.
            ToolFailed: the service can't be reached.
        """
        key = _key(name)
        if (copy := self.copies.find(key)) is not None:
            return copy
        with self.copies.alone(key):
            return self.copies.find(key) or self._fetch_object(name, key)

    def has(self, name: str) -> bool:
        """Whether the service knows it."""
        try:
            self._size_bytes(name)
        except NotFound:
            return False
        return True

    def open(self, name: str) -> tuple[BinaryIO, int]:
        """The copy where there is one, else the ranges that are read."""
        if (copy := self.copies.find(_key(name))) is not None:
            return copy.open("rb"), copy.stat().st_size
        size_bytes = self._size_bytes(name)
        distant = io.BufferedReader(_Distant(self, name, size_bytes), _BLOCK_BYTES)
        return cast("BinaryIO", distant), size_bytes

    def read(self, name: str, start: int, length: int) -> bytes:
        """``length`` bytes from ``start`` on, which there are."""
        import obstore

        with _translate_errors(name):
            return bytes(obstore.get_range(self.store, name, start=start, length=length))

    def link(self, name: str, lasting: timedelta) -> str | None:
        """An address of the service that is signed, and expires."""
        import obstore

        with _translate_errors(name):
            return obstore.sign(self.store, "GET", name, lasting)

    def remove(self, name: str) -> None:
        """Delete it, and the copy of this machine; those of others expire."""
        import obstore

        try:
            with _translate_errors(name):
                obstore.delete(self.store, name)
        except NotFound:
            pass
        self.copies.path(_key(name)).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Delete copies that nobody asked for lately."""
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
    """The bucket that STORAGE_URL names; nothing is asked of it yet.

    Raises:
        BadSetting: the URL can't be read.
        NotInstalled: the client is missing.
    """
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.netloc or given.keys() - _OPTIONS:
        raise BadSetting(f"STORAGE_URL={url} names no bucket: {_CURE}")
    try:
        from obstore.store import S3Store
    except ImportError as error:
        cure = "pip install 'vsl[s3]'"
        raise NotInstalled(f"The client for S3 is not installed: {cure}") from error
    store = S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        config=cast("Any", given),
        client_options={"allow_http": given.get("endpoint", "").startswith("http://")},
        retry_config={"max_retries": _RETRIES, "retry_timeout": _GIVE_UP},
    )
    return Bucket(store, CacheFolder(cache_dir, "files"))


class _Distant(io.RawIOBase):
    """A file that is read range by range."""

    def __init__(self, bucket: Bucket, name: str, size_bytes: int) -> None:
        self._bucket, self._name, self._size, self._place = bucket, name, size_bytes, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def tell(self) -> int:
        return self._place

    def readinto(self, buffer: Any) -> int:
        length = min(len(buffer), self._size - self._place)
        if length <= 0:
            return 0
        buffer[:length] = self._bucket.read(self._name, self._place, length)
        self._place += length
        return length


def _key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


@contextmanager
def _translate_errors(name: str) -> Iterator[None]:
    """The service's errors in our words."""
    from obstore.exceptions import BaseError

    try:
        yield
    except FileNotFoundError as error:
        raise NotFound(f"The file {name} is not stored.") from error
    except (BaseError, OSError) as error:
        reason = str(error).strip().partition("\n")[0][:200]
        raise ToolFailed(f"The file store did not answer for {name}: {reason}") from error
