"""The databases that every contract of the store and of the jobs is held to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.postgres import empty_tables, new_database
from vsl.store.database import connect
from vsl.store.migrations import migrate


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/vsl.sqlite"
    else:
        with new_database(request.getfixturevalue("postgres")) as url:
            yield url


@pytest.fixture
def bare_engine(empty_url: str) -> Iterator[Engine]:
    """An engine on that database."""
    engine = connect(empty_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_tables(postgres: str) -> Iterator[str]:
    """A database with all tables, which tests use one after another."""
    with new_database(postgres) as url:
        engine = connect(url)
        migrate(engine)
        engine.dispose()
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with all tables, and nothing in them."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/vsl.sqlite"
    else:
        url = request.getfixturevalue("postgres_tables")
        yield url
        empty_tables(url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on that database."""
    engine = connect(database_url)
    try:
        migrate(engine)
        yield engine
    finally:
        engine.dispose()
