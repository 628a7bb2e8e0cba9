"""The databases that every contract of the store and of the jobs is held to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.postgres import new_database, postgres_server
from tests.s3 import s3_server
from vsl.store.database import connect
from vsl.store.migrations import migrate


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server; without one a test is skipped."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """An S3-compatible server; without one a test is skipped."""
    with s3_server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/vsl.sqlite"
    else:
        with new_database(request.getfixturevalue("postgres")) as url:
            yield url


@pytest.fixture
def bare_engine(database_url: str) -> Iterator[Engine]:
    """An engine on that database."""
    engine = connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(bare_engine: Engine) -> Engine:
    """An engine on a database with all tables."""
    migrate(bare_engine)
    return bare_engine
