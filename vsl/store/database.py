"""A SQLAlchemy engine on the application's database, and its tables.

Flows in: the database's URL. Flows out: an engine that threads may share and whose transactions
never see, or leave, half of another's. Never here: queries.

Transactions take the write lock when they begin, since one that reads first and writes later fails
where another wrote in between. Those that only read say so with the execution option
``read_only=True``; they wait for nobody.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import weakref
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from vsl.errors import BadSetting

_BUSY_S = 10.0  # how long a transaction waits for the write lock of another


def connect(url: str) -> Engine:
    """The engine for ``url``; the folder of its SQLite file is made where it is missing.

    Raises:
        BadSetting: the URL names no SQLite file.
    """
    parsed = _sqlite_url(url)
    _prepare_file(Path(str(parsed.database)))
    engine = create_engine(parsed, connect_args={"timeout": _BUSY_S})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    _close_before_forks(engine)
    return engine


def create_tables(engine: Engine, *metadatas: MetaData) -> None:
    """Make the tables that are missing. Any number of processes may do so at once."""
    with engine.begin() as connection:
        for metadata in metadatas:
            metadata.create_all(connection)


def _sqlite_url(url: str) -> URL:
    cure = "write sqlite:////path/to/file.sqlite or leave it unset"
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadSetting(f"DATABASE_URL is not a database URL: {cure}") from error
    in_memory = parsed.database in (None, "", ":memory:")
    if parsed.get_backend_name() != "sqlite" or in_memory:
        shown = parsed.render_as_string(hide_password=True)
        raise BadSetting(f"DATABASE_URL={shown} names no SQLite file: {cure}")
    return parsed


def _prepare_file(path: Path) -> None:
    """Turn the write-ahead log on, for good (https://sqlite.org/wal.html#persistence_of_wal_mode).

    The switch does not wait for a busy database as transactions do, hence the lock around it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with closing(sqlite3.connect(path, timeout=_BUSY_S)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")


def _set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin in _begin, not inside the driver
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=FULL")  # a commit survives the loss of power
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _close_before_forks(engine: Engine) -> None:
    """No child inherits an open connection (https://sqlite.org/howtocorrupt.html §2.6)."""
    alive = weakref.ref(engine)

    def close_idle() -> None:
        if (found := alive()) is not None:
            found.dispose()

    os.register_at_fork(before=close_idle)


def _begin(connection: Connection) -> None:
    only_reads = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")
