"""A SQLAlchemy engine on the application's database: a SQLite file, or PostgreSQL.

The database's URL flows in; an engine flows out that threads may share. Its transactions are
isolated and atomic. Queries are elsewhere.

On SQLite, transactions take the write lock when they begin, since one that reads first and writes
later fails if another wrote in between. Read-only ones set the execution option ``read_only=True``;
they never wait and see one snapshot. On PostgreSQL, a transaction that reads before it writes locks
the rows (``with_for_update``), which SQLite ignores.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    MetaData,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import ArgumentError, DataError
from sqlalchemy.pool import ConnectionPoolEntry

from vsl.errors import BadInput, BadSetting, Busy, DiskFull, NotInstalled

_BUSY_S = 30.0  # how long a transaction waits for the write lock of another
_MOST_CONNECTIONS = 200  # of a process to a file, which costs little; threads wait for one
_TABLES_LOCK = 0x76736C  # "vsl": the key of the advisory lock around schema changes
_CURE = "write sqlite:////path/to/file.sqlite or postgresql://user@host/name, or leave it unset"


def connect(url: str) -> Engine:
    """Return the engine for ``url``; the folder of a SQLite file is created if missing.

    Raises:
        BadSetting: the URL names neither a SQLite file nor a PostgreSQL database.
        NotInstalled: the database's driver is missing.
    """
    parsed = _parse_url(url)
    engine = _on_sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _on_postgres(parsed)
    _close_before_forks(engine)
    return engine


def create_tables(engine: Engine, *metadatas: MetaData) -> None:
    """Create missing tables. Any number of processes may do so at once."""
    with alone(engine) as connection:
        for metadata in metadatas:
            metadata.create_all(connection)


def empty_log(engine: Engine) -> None:
    """Move what SQLite's write-ahead log holds to the database, where deleted rows are overwritten.

    While others read, some of it may stay until the next time.
    """
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:  # not in a transaction, which the driver would begin
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("PRAGMA busy_timeout=0")
            try:
                with suppress(sqlite3.OperationalError):  # another process does the same
                    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                driver.execute(f"PRAGMA busy_timeout={round(1000 * _BUSY_S)}")


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """Yield a transaction for schema changes, while other such transactions wait."""
    if engine.dialect.name == "sqlite":
        with _file_lock(Path(str(engine.url.database))), engine.begin() as connection:
            yield connection
    else:
        with engine.begin() as connection:
            connection.execute(select(func.pg_advisory_xact_lock(_TABLES_LOCK)))
            yield connection


def _parse_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadSetting(f"DATABASE_URL is not a database URL: {_CURE}") from error
    name = parsed.drivername.partition("+")[0]
    if name in ("postgres", "postgresql") and parsed.database:
        return parsed.set(drivername="postgresql+psycopg")
    if name != "sqlite" or parsed.database in (None, "", ":memory:"):
        shown = parsed.render_as_string(hide_password=True)
        raise BadSetting(f"DATABASE_URL={shown} names no database that can be used: {_CURE}")
    return parsed


def _on_sqlite(url: URL) -> Engine:
    _prepare_file(Path(str(url.database)))
    engine = create_engine(
        url,
        connect_args={"timeout": _BUSY_S},
        max_overflow=_MOST_CONNECTIONS,
        pool_timeout=_BUSY_S,
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _raise_busy)
    return engine


def _on_postgres(url: URL) -> Engine:
    try:
        engine = create_engine(url, pool_pre_ping=True)  # the server may restart between requests
    except ImportError as error:
        cure = "pip install 'vsl[postgres]'"
        raise NotInstalled(f"The driver for PostgreSQL is not installed: {cure}") from error
    event.listen(engine, "begin", _begin_on_postgres)
    event.listen(engine, "handle_error", _raise_bad_input)
    return engine


def _begin_on_postgres(connection: Connection) -> None:
    if _is_read_only(connection):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _raise_busy(context: ExceptionContext) -> None:
    """Raise Busy where others held the write lock for too long, DiskFull where it is full."""
    error = context.original_exception
    if not isinstance(error, sqlite3.OperationalError):
        return
    if "locked" in str(error):
        raise Busy("The database is busy: try again in a moment.")
    if "is full" in str(error):
        raise DiskFull("The disk of the database is full: free some space, then try again.")


def _raise_bad_input(context: ExceptionContext) -> None:
    """Raise BadInput for a value that PostgreSQL can't store, such as a text with NUL."""
    if isinstance(context.sqlalchemy_exception, DataError):
        raise BadInput("A value holds something that can't be stored, such as a NUL character.")


def _prepare_file(path: Path) -> None:
    """Turn on the write-ahead log (https://sqlite.org/wal.html#persistence_of_wal_mode).

    The switch does not wait for a busy database as transactions do, hence the lock around it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _file_lock(path), closing(sqlite3.connect(path, timeout=_BUSY_S)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        with suppress(PermissionError):  # another user's file
            path.chmod(0o600)  # the log beside it takes the same mode


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.with_name(f"{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin in _begin, not inside the driver
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=FULL")  # a commit survives a power cut
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten
    cursor.close()


def _close_before_forks(engine: Engine) -> None:
    """Close idle connections before a fork (https://sqlite.org/howtocorrupt.html §2.6)."""
    engine_ref = weakref.ref(engine)

    def close_idle() -> None:
        if (live_engine := engine_ref()) is not None:
            live_engine.dispose()

    os.register_at_fork(before=close_idle)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _is_read_only(connection) else "BEGIN IMMEDIATE")


def _is_read_only(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("read_only", False))
