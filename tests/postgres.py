"""A PostgreSQL server of the tests' own, on a free port of this machine, gone when they end."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from tests.ports import free_port

_OWNERS = ("postgres", "nobody")  # PostgreSQL refuses to run as root
_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


@contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of a running server, without the name of a database; skips where none can run."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="vsl-postgres-"))
    port = free_port()
    settings = [f"-c{setting}" for setting in (*_SETTINGS, f"port={port}")]
    listening = ["-clisten_addresses=127.0.0.1", f"-cunix_socket_directories={folder}"]
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _owner())
        _run([binaries / "initdb", "-D", folder / "data", "-A", "trust", "-U", "vsl", "--no-sync"])
        control = [binaries / "pg_ctl", "-D", folder / "data", "-w", "-t", "120"]
        options = " ".join((*settings, *listening))
        _run([*control, "-l", folder / "log", "-o", options, "start"])
        try:
            yield f"postgresql://vsl@127.0.0.1:{port}"
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """The URL of an empty database on that server, dropped in the end."""
    import psycopg

    name = f"t{secrets.token_hex(6)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield f"{server}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def empty_tables(url: str) -> None:
    """Delete every row of that database, whoever is still connected to it."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        tables = connection.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables "
            "WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchone()
        connection.execute(f"TRUNCATE {tables[0]} RESTART IDENTITY CASCADE")


@cache
def _binaries() -> Path:
    pytest.importorskip("psycopg", reason="needs psycopg: pip install 'vsl[postgres]'")
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = newest[-1] if newest else shutil.which("initdb")
    if found is None:
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    return Path(found).parent


def _owner() -> str:
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _OWNERS if name in known)


def _run(command: list[str | Path]) -> None:
    user = _owner() if os.geteuid() == 0 else None
    done = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        user=user,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert done.returncode == 0, done.stderr
