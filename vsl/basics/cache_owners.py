"""The projects that each cached file was made or used for, so that it goes with the last.

Owners are ids of projects. Each cache folder's root has one small database of its own, since
machines have caches of their own; deleting the whole root loses nothing but time.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FILE = "owners.sqlite"
"""The database's name in the root of the caches."""

_BUSY_S = 10.0
_MOST_KNOWN = 50_000  # uses that a process remembers having noted
_TABLE = """
CREATE TABLE IF NOT EXISTS use (
    owner TEXT, kind TEXT, name TEXT, PRIMARY KEY (owner, kind, name)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS use_by_file ON use (kind, name);
"""
_OWN_ALONE = """
SELECT kind, name FROM use AS own WHERE owner = ? AND NOT EXISTS (
    SELECT 1 FROM use AS other
    WHERE other.kind = own.kind AND other.name = own.name AND other.owner <> own.owner
)
"""

OWNER: ContextVar[str] = ContextVar("cache_owner", default="")
"""The project that this thread works for, or empty. Pools pass it on: ``initializer=OWNER.set``."""


@contextmanager
def working_for(owner: str) -> Iterator[None]:
    """Attribute the cached files that the block makes or uses to ``owner``."""
    token = OWNER.set(owner)
    try:
        yield
    finally:
        OWNER.reset(token)


@dataclass(slots=True)
class CacheOwners:
    """The owners of the files below ``root``. Any number of threads and processes may share it."""

    root: Path
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _known: set[tuple[str, str, str]] = field(default_factory=set)
    _connection: sqlite3.Connection | None = None
    _inode: int = 0

    @property
    def _file(self) -> str:
        return f"{self.root}/{FILE}"  # a path object would take longer than all else of a known use

    def note(self, kind: str, name: str, *, anew: bool = False) -> None:
        """Note that the file is for the current owner, if there is one.

        Args:
            anew: note it even if this process has done so before.
        Raises:
            OSError: it can't be noted.
        """
        use = (OWNER.get(), kind, name)
        if not use[0]:
            return
        with self._lock, _translate_errors():
            connection = self._open()
            if use in self._known and not anew:
                return
            connection.execute("INSERT OR IGNORE INTO use VALUES (?, ?, ?)", use)
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known.add(use)

    def owners(self) -> tuple[str, ...]:
        """Return all owners."""
        if not (self.root / FILE).is_file():
            return ()
        with self._lock, _translate_errors():
            rows = self._open().execute("SELECT DISTINCT owner FROM use").fetchall()
        return tuple(owner for (owner,) in rows)

    def release(self, owners: Collection[str]) -> int:
        """Delete the files that no other owner has; return how many there were.

        No owner is added meanwhile; a later one finds the file gone.
        """
        if not owners or not (self.root / FILE).is_file():
            return 0
        removed = 0
        with self._lock, _translate_errors():
            connection = self._open()
            for owner in owners:
                removed += self._release(connection, owner)
            self._known.clear()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # no id stays in it
        return removed

    def _release(self, connection: sqlite3.Connection, owner: str) -> int:
        removed = 0
        connection.execute("BEGIN IMMEDIATE")
        try:
            for kind, name in connection.execute(_OWN_ALONE, (owner,)).fetchall():
                with suppress(FileNotFoundError):
                    (self.root / kind / name[:2] / name).unlink()
                    removed += 1
            connection.execute("DELETE FROM use WHERE owner = ?", (owner,))
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return removed

    def _open(self) -> sqlite3.Connection:
        """Return the connection, made anew after the caches were deleted."""
        if self._connection is None or _inode_of(self._file) != self._inode:
            self.close()
            self.root.mkdir(parents=True, exist_ok=True)
            self._connection = _connect(self._file)
            self._inode = _inode_of(self._file)
        return self._connection

    def close(self) -> None:
        """Close the connection, as before a fork; the next call opens another."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._known.clear()


@cache
def owners_in(root: Path) -> CacheOwners:
    """Return this process's owners of the files below ``root``."""
    owners = CacheOwners(root)
    os.register_at_fork(before=owners.close)
    return owners


def _inode_of(file: str) -> int:
    """Return what tells a file from another of its name; 0 if there is none."""
    try:
        return os.stat(file).st_ino  # noqa: PTH116 -- see above
    except FileNotFoundError:
        return 0


def _connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")  # a power cut may lose the last notes
        connection.execute("PRAGMA secure_delete=ON")
        connection.executescript(_TABLE)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _translate_errors() -> Iterator[None]:
    """Translate the database's errors into those of files, which users of caches expect."""
    try:
        yield
    except sqlite3.Error as error:
        raise OSError(f"The owners of cached files can't be written: {error}") from error
