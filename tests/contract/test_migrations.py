"""Databases of any age are brought up to date, by any number of processes at once."""

from __future__ import annotations

import multiprocessing
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, MetaData, insert, inspect, text

from vsl.basics.sealing import Seal
from vsl.errors import BadSetting
from vsl.jobs import task_table as tasks
from vsl.jobs.task_table import TaskTable
from vsl.store import tables
from vsl.store.database import alone, connect, create_tables
from vsl.store.migrations import migrate, upgrade
from vsl.store.migrations.versions import v0001_first
from vsl.store.projects import ProjectStore

EVERY_METADATA = (tables.metadata, tasks.metadata)
DOCUMENT = '{"slides": ["Olá"]}'
forking = multiprocessing.get_context("fork")


@pytest.fixture
def engine(bare_engine: Engine) -> Engine:
    """An engine on a database of this test's own, with all tables."""
    migrate(bare_engine)
    return bare_engine


def before_there_were_steps(engine: Engine) -> None:
    """Make the tables as they were when ``create_all`` made them, with something in each."""
    old = MetaData()
    v0001_first.add_projects(old)
    v0001_first.add_tasks(old)
    create_tables(engine, old)
    with engine.begin() as connection:
        for row in (
            {"id": "p", "name": "Pitch", "created": 5, "version": 3, "document": DOCUMENT},
            {"id": "new", "name": "Waits", "created": 6, "version": 0, "document": None},
        ):
            whole = row | {"sha256": "aa", "options": "{}"}
            connection.execute(insert(old.tables["project"]).values(whole))
        export = {"id": "e", "project_id": "p", "format": "mp4", "options": "{}", "created": 7}
        connection.execute(insert(old.tables["export"]).values(export))
        task = dict.fromkeys(("priority", "share", "epoch", "not_before", "errors", "losses"), 0)
        words = {"id": "t", "kind": "make", "project": "new", "payload": "{}", "state": "queued"}
        rest = {"stage": "", "error": "", "message": "", "cancel_requested": False, "created": 6}
        connection.execute(insert(old.tables["task"]).values(task | words | rest))


def test_a_database_from_before_there_were_steps_loses_nothing(bare_engine: Engine) -> None:
    engine = bare_engine
    before_there_were_steps(engine)
    migrate(engine)
    projects = ProjectStore(engine)
    stored = projects.document("p")
    assert (stored.text, stored.version, projects.get("p").name) == (DOCUMENT, 3, "Pitch")
    assert [export.id for export in projects.exports("p")] == ["e"]
    assert projects.get("new").version == 0
    assert TaskTable(engine).get("t").state == "queued"
    assert projects.save_document("p", "{}", expected_version=3) == 4
    assert projects.versions.undo("p").text == DOCUMENT


def test_the_steps_make_the_tables_that_the_program_works_with(engine: Engine) -> None:
    wanted = MetaData()
    for metadata in EVERY_METADATA:
        for each in metadata.sorted_tables:
            each.to_metadata(wanted)
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), wanted)
    assert found == [], "write a step for this: vsl/store/migrations/versions"


def test_secrets_that_older_programs_stored_are_sealed(bare_engine: Engine) -> None:
    with alone(bare_engine) as connection:
        upgrade(connection, "0008")
        options = '{"webhook": "https://x.example/", "webhook_secret": "whsec_x", "script": "Olá"}'
        for statement in (
            "INSERT INTO project (id, name, sha256, options, created, version)"
            f" VALUES ('p', 'Pitch', 'aa', '{options}', 5, 0)",
            "INSERT INTO delivery"
            " (id, task, project, url, secret, body, state, tries, not_before, created, told)"
            " VALUES ('m', 't', 'p', 'https://x.example/', 'whsec_x', '', 'waiting', 0, 0, 5, '')",
        ):
            connection.exec_driver_sql(statement)
    migrate(bare_engine, seal=Seal("k" * 32).close)
    with bare_engine.begin() as connection:
        rows = str(connection.execute(text("SELECT options FROM project")).all())
        rows += str(connection.execute(text("SELECT url, secret FROM delivery")).all())
    assert "whsec_x" not in rows
    assert "x.example" not in rows
    kept = ProjectStore(bare_engine).get("p").options
    assert (kept["script"], Seal("k" * 32).open(kept["webhook_secret"])) == ("Olá", "whsec_x")


def test_a_second_start_changes_nothing(engine: Engine) -> None:
    before = inspect(engine).get_table_names()
    migrate(engine)
    assert inspect(engine).get_table_names() == before


def test_a_database_of_a_newer_program_is_left_alone(engine: Engine) -> None:
    with alone(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadSetting, match="newer program"):
        migrate(engine)


def test_a_database_that_is_not_there_is_told_in_one_line() -> None:
    pytest.importorskip("psycopg", reason="needs psycopg: pip install 'vsl[postgres]'")
    engine = connect("postgresql://joe:pw@127.0.0.1:1/vsl?connect_timeout=5")
    with pytest.raises(BadSetting, match=r"127\.0\.0\.1:1/vsl.* can't be reached") as refused:
        migrate(engine)
    assert "\n" not in str(refused.value)
    assert "pw" not in str(refused.value)


def _start(url: str, together: Barrier, outcome: SimpleQueue[str]) -> None:
    try:
        engine = connect(url)
        together.wait(timeout=60)
        migrate(engine)
        TaskTable(engine).submit("make", {}, "p")
        outcome.put(ProjectStore(engine).document("p").text)
        engine.dispose()
    except Exception as error:
        together.abort()
        outcome.put(repr(error))


@pytest.mark.parametrize("taken_over", [True, False])
def test_four_processes_start_at_once(
    bare_engine: Engine, empty_url: str, taken_over: bool
) -> None:
    if taken_over:
        before_there_were_steps(bare_engine)
    together, outcome = forking.Barrier(4), forking.SimpleQueue()
    starters = [
        forking.Process(target=_start, args=(empty_url, together, outcome)) for _ in range(4)
    ]
    for starter in starters:
        starter.start()
    answers: list[Any] = [outcome.get() for _ in starters]
    for starter in starters:
        starter.join()
    if taken_over:
        assert answers == [DOCUMENT] * 4
    else:
        assert all("no project p" in answer for answer in answers)
