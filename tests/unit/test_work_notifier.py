"""Which settings a doorbell is refused with, and what needs which queue."""

from __future__ import annotations

import importlib.util

import pytest

from vsl.errors import BadSetting, NotInstalled
from vsl.jobs.celery_workers import QUEUES, WorkNotifier
from vsl.settings import Settings
from vsl.worker import jobs

SQLITE = "sqlite:////data/vsl.sqlite"


def test_every_kind_of_work_has_one_queue() -> None:
    assert sorted(kind for kinds in QUEUES.values() for kind in kinds) == sorted(jobs.KINDS)


def test_the_settings_know_every_queue() -> None:
    assert set(Settings().worker_queues.split(",")) == set(QUEUES)


def test_workers_elsewhere_are_refused_a_sqlite_file() -> None:
    with pytest.raises(BadSetting, match="PostgreSQL"):
        WorkNotifier("redis://queue.example:6379/0", SQLITE)


@pytest.mark.parametrize("name", ["celery", "redis"])
def test_a_missing_package_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda asked: asked != name or None)
    with pytest.raises(NotInstalled, match=r"vsl\[celery\]"):
        WorkNotifier("redis://localhost", SQLITE)


@pytest.mark.parametrize(
    ("name", "text"), [("REDIS_URL", "localhost:6379"), ("WORKER_QUEUES", "cpu,tpu")]
)
def test_settings_of_workers_are_refused_by_name(name: str, text: str) -> None:
    with pytest.raises(BadSetting, match=name):
        Settings.from_environ({name: text})


def test_a_list_of_queues_is_read_as_people_write_it() -> None:
    assert Settings.from_environ({"WORKER_QUEUES": "GPU, cpu,gpu"}).worker_queues == "gpu,cpu"
