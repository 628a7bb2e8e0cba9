"""The database as several processes see it."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, inspect, select, text

from vsl.errors import BadSetting
from vsl.store.database import connect, create_tables

Outcome = SimpleQueue[str]
forking = multiprocessing.get_context("fork")
metadata = MetaData()
count = Table("count", metadata, Column("id", Integer, primary_key=True), Column("n", Integer))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = connect(f"sqlite:///{tmp_path}/new/folder/vsl.sqlite")
    create_tables(engine, metadata)
    yield engine
    engine.dispose()


def add_one(engine: Engine) -> None:
    with engine.begin() as connection:
        n = connection.execute(select(count.c.n)).scalar_one()
        connection.execute(count.update().values(n=n + 1))


def test_connecting_makes_the_folder_and_a_safe_database(engine: Engine) -> None:
    assert inspect(engine).get_table_names() == ["count"]
    with engine.begin() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == 2  # FULL
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://joe:pw@host/db",
        "postgres://joe:pw@host",
    ],
)
def test_a_url_of_no_database_that_can_be_used_is_refused(url: str) -> None:
    with pytest.raises(BadSetting, match="DATABASE_URL") as refused:
        connect(url)
    assert "pw" not in str(refused.value)


STARTS = 25  # the race that this test is about shows in one of eight


def _start_often(folder: Path, together: Barrier, outcome: Outcome) -> None:
    try:
        for start in range(STARTS):
            together.wait(timeout=20)
            engine = connect(f"sqlite:///{folder}/{start}/vsl.sqlite")
            create_tables(engine, metadata)
            with engine.begin() as connection:
                connection.execute(insert(count).values(n=1))
            engine.dispose()
        outcome.put("started")
    except Exception as error:
        together.abort()
        outcome.put(repr(error))


def test_four_processes_may_start_at_once(tmp_path: Path) -> None:
    together = forking.Barrier(4)
    outcome: Outcome = forking.SimpleQueue()
    starters = [
        forking.Process(target=_start_often, args=(tmp_path, together, outcome)) for _ in range(4)
    ]
    for starter in starters:
        starter.start()
    assert [outcome.get() for _ in starters] == ["started"] * 4
    for starter in starters:
        starter.join()


def _add_many(engine: Engine, outcome: Outcome) -> None:
    outcome.put(f"{engine.pool.checkedin()} inherited")  # type: ignore[attr-defined]
    for _ in range(50):
        add_one(engine)


def test_processes_forked_from_one_engine_inherit_no_connection_and_lose_no_change(
    engine: Engine,
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(count).values(n=0))
    outcome: Outcome = forking.SimpleQueue()
    workers = [forking.Process(target=_add_many, args=(engine, outcome)) for _ in range(3)]
    for worker in workers:
        worker.start()
    assert [outcome.get() for _ in workers] == ["0 inherited"] * 3
    for worker in workers:
        worker.join()
    with engine.begin() as connection:
        assert connection.scalar(select(count.c.n)) == 150


def test_readers_do_not_wait_for_a_writer(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(count).values(n=1))
    seen: list[int | None] = []

    def read() -> None:
        with engine.execution_options(read_only=True).begin() as connection:
            seen.append(connection.scalar(select(count.c.n)))

    with engine.begin() as writing:
        writing.execute(count.update().values(n=2))
        reader = threading.Thread(target=read)
        reader.start()
        reader.join(timeout=5)
        assert seen == [1]
