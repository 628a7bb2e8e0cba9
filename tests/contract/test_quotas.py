"""Quotas and the trash count and keep alike on both databases."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import Engine, update

from vsl.errors import NotFound, StorageFull, TooMany
from vsl.store.projects import ProjectStore
from vsl.store.quotas import DAY_S, Quotas
from vsl.store.tables import usage
from vsl.store.trash import Trash

HERE, THERE = "192.0.2.1", "192.0.2.2"
ONE, TWO = "1" * 64, "2" * 64


def _check(engine: Engine, quotas: Quotas, client: str, more_bytes: int = 0) -> None:
    with engine.execution_options(read_only=True).begin() as connection:
        quotas.check_storage(connection, client, more_bytes)


def test_recordings_count_once_and_exports_count_too(engine: Engine) -> None:
    projects = ProjectStore(engine)
    row = projects.create("a", ONE, {}, client=HERE, size_bytes=6 << 30)
    projects.create("b", ONE, {}, client=THERE, size_bytes=6 << 30)
    projects.note_size(projects.add_export(row.id, "mp4", {}), 5 << 30)
    _check(engine, Quotas(stored_bytes=11 << 30), HERE)
    with pytest.raises(StorageFull, match="delete projects"):
        _check(engine, Quotas(stored_bytes=11 << 30), HERE, 1)
    _check(engine, Quotas(stored_bytes_per_client=6 << 30), THERE)
    with pytest.raises(StorageFull, match="Your projects"):
        _check(engine, Quotas(stored_bytes_per_client=6 << 30), HERE)
    _check(engine, Quotas(stored_bytes=1), "")  # the studio itself has no limits
    _check(engine, Quotas(), HERE, 1 << 50)


def test_minutes_count_for_a_day(engine: Engine) -> None:
    quotas = Quotas(minutes_per_day=3, minutes_per_day_per_client=2)
    with engine.begin() as connection:
        quotas.add_minutes(connection, HERE, 120_000)
    for client, duration_ms in ((HERE, 1), (THERE, 60_001)):
        with pytest.raises(TooMany), engine.begin() as connection:
            quotas.add_minutes(connection, client, duration_ms)
    with engine.begin() as connection:
        quotas.add_minutes(connection, THERE, 60_000)
        connection.execute(update(usage).values(created=time.time() - DAY_S - 1))
        quotas.add_minutes(connection, HERE, 120_000)


def test_the_trash_hides_a_project_and_gives_it_back(engine: Engine) -> None:
    projects, trash = ProjectStore(engine), Trash(engine)
    row = projects.create("a", ONE, {"script": "Olá"})
    projects.save_document(row.id, "{}")
    export_id = projects.add_export(row.id, "mp4", {})
    trash.put(row.id)
    for ask in (projects.get, projects.document, trash.put):
        with pytest.raises(NotFound):
            ask(row.id)
    with pytest.raises(NotFound):
        projects.get_export(export_id)
    with pytest.raises(NotFound):
        projects.save_document(row.id, "[]")
    with pytest.raises(NotFound):
        projects.add_export(row.id, "mp4", {})
    assert projects.page(limit=9) == ()
    assert [each.id for each in trash.rows()] == [row.id]
    assert trash.deleted_before(time.time() + 1) == (row.id,)
    assert trash.deleted_before(time.time() - 60) == ()
    assert projects.has_owner(ONE), "its recording stays"
    trash.restore(row.id)
    assert projects.document(row.id).text == "{}"
    assert projects.get_export(export_id).project_id == row.id
    with pytest.raises(NotFound):
        trash.restore(row.id)


def test_a_recording_of_nobody_has_no_owner(engine: Engine) -> None:
    assert not ProjectStore(engine).has_owner(TWO)
