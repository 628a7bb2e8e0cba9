"""What is small alone: health to strangers, readable files, a read-only disk, a clock set back."""

from __future__ import annotations

import errno
import stat
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from vsl.basics.files import CacheFolder
from vsl.bootstrap import Services, bootstrap
from vsl.jobs.schema import task
from vsl.jobs.task_table import TaskTable
from vsl.ops.health import Health
from vsl.ops.metrics import Metrics
from vsl.settings import Settings
from vsl.web.application import create_app

KEY = "a key of some length"
_LEASE_S = 0.3
_PATIENCE_S = 60.0


@pytest.fixture
def services(tmp_path: Path) -> Services:
    settings = Settings(instance_dir=tmp_path / "instance", cache_dir=tmp_path / "cache")
    return bootstrap(settings, start_runner=lambda: None)


def _client(services: Services, **changes: object) -> FlaskClient:
    settings = replace(services.settings, **changes)
    app: Flask = create_app(services=replace(services, settings=settings))
    return app.test_client()


def test_health_tells_strangers_how_it_is_and_nothing_else(services: Services) -> None:
    client = _client(services, api_key=KEY)
    known = {"Authorization": f"Bearer {KEY}"}
    for path in ("/health", "/ready"):
        assert set(client.get(path).get_json()) == {"status"}
        assert "problems" in client.get(path, headers=known).get_json()
    assert "version" in client.get("/health", headers=known).get_json()
    assert "version" in _client(services).get("/health").get_json()  # without a key: its machine


def test_nobody_else_reads_the_database_and_the_files(services: Services, tmp_path: Path) -> None:
    services.projects.create("p", "0" * 64, {})
    folder = tmp_path / "instance"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("vsl.sqlite", "vsl.sqlite-wal", "vsl.sqlite-shm"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_a_cache_that_cannot_be_written_is_not_ready(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    cache = CacheFolder(tmp_path / "cache", "slides", ".png")
    health = Health(
        tmp_path,
        caches=[cache],
        metrics=Metrics(tmp_path / "m"),
        count_tasks=dict,
        writes_to=[tmp_path, tmp_path / "cache"],
    )
    report = health.report()
    assert report["status"] == "down"
    assert str(tmp_path / "cache") in report["problems"][0]


@pytest.mark.parametrize(
    ("number", "status"),
    [(errno.ENOSPC, 507), (errno.EDQUOT, 507), (errno.EROFS, 503)],
)
def test_a_disk_that_takes_nothing_is_no_error_of_ours(
    services: Services, number: int, status: int
) -> None:
    def fail(_folder: object) -> None:
        raise OSError(number, "the disk")

    app = create_app(services=services)
    app.add_url_rule("/api/fail", view_func=lambda: fail(None))
    answer = app.test_client().get("/api/fail")
    assert answer.status_code == status
    assert answer.get_json()["retryable"]
    assert int(answer.headers["Retry-After"]) > 0


def _until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _set_clock_back(table: TaskTable, seconds: float) -> None:
    """Have all times of tasks lie so much later, as they do when the clock is set back."""
    later = {name: task.c[name] + seconds for name in ("lease_until", "not_before", "told")}
    with table._engine.begin() as connection:
        connection.execute(update(task).values(later))


def test_work_of_a_dead_process_goes_on_though_the_clock_was_set_back(services: Services) -> None:
    table = TaskTable(services.projects.engine, lease_s=_LEASE_S, retry_delay_s=0.0)
    job = table.submit("make", {}, "p")
    assert table.claim("dead")
    _set_clock_back(table, 3600)
    _until(lambda: table.reap() or table.get(job).state == "queued")
    _until(lambda: table.claim("alive"))


def test_work_that_lives_keeps_its_job_when_the_clock_is_set_back(services: Services) -> None:
    table = TaskTable(services.projects.engine, lease_s=30.0)
    job = table.submit("make", {}, "p")
    claim = table.claim("alive")
    assert claim
    _set_clock_back(table, 3600)
    assert table.reap() == 0
    assert table.heartbeat(claim, "listen", 0.5) == "ok"
    assert table.finish(claim, {})
    assert table.get(job).state == "done"


def test_a_job_that_waits_begins_though_the_clock_was_set_back(services: Services) -> None:
    table = TaskTable(services.projects.engine)
    table.submit("make", {}, "p")
    claim = table.claim("w")
    assert claim
    assert table.give_back(claim)
    _set_clock_back(table, 3600)
    assert table.claim("w") is None
    table.reap()
    assert table.claim("w")
