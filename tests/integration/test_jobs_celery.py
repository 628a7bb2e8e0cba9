"""A Celery worker beside a real Redis: what it does, and what Redis forgets."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.redis import RedisServer
from vsl.bootstrap import Services, bootstrap
from vsl.jobs.celery_workers import WorkNotifier
from vsl.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def settings(settings: Settings, redis: RedisServer) -> Settings:
    return replace(settings, redis_url=redis.url)


@pytest.fixture
def worker(settings: Settings, services: Services, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Starts a worker on the same folders; it is told to leave in the end."""
    started: list[subprocess.Popen[bytes]] = []

    def start(**environ: str) -> None:
        own = {
            "REDIS_URL": settings.redis_url,
            "INSTANCE_DIR": str(settings.instance_dir),
            "CACHE_DIR": str(settings.cache_dir),
        }
        with (tmp_path / "worker.log").open("ab") as log:
            started.append(
                subprocess.Popen(
                    [sys.executable, "worker.py"],
                    cwd=ROOT,
                    env={**os.environ, **own, **environ},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            )

    yield start
    for process in started:
        process.terminate()
    endings = [process.wait(timeout=60) for process in started]
    assert endings == [0] * len(started), (tmp_path / "worker.log").read_text()


def wait_for(services: Services, job: str) -> str:
    deadline = time.monotonic() + 90
    while (view := services.tasks.get(job)).state in ("queued", "running"):
        assert time.monotonic() < deadline, view
        time.sleep(0.05)
    return view.state


def exported(services: Services, project_id: str) -> tuple[str, str]:
    export = services.projects.add_export(project_id, "srt", {})
    return export, services.tasks.submit("export", {"export": export}, project_id)


def test_a_worker_does_what_waits_and_what_redis_forgot(
    services: Services, project_id: str, worker: Callable[..., None], redis: RedisServer
) -> None:
    _, waiting = exported(services, project_id)
    redis.kill()
    redis.start()
    worker()
    assert wait_for(services, waiting) == "done"
    redis.kill()
    export, unheard = exported(services, project_id)
    redis.start()
    assert wait_for(services, unheard) == "done"
    assert services.files.has_export(export, ".srt")


def test_a_worker_leaves_alone_what_needs_another(
    services: Services, project_id: str, worker: Callable[..., None]
) -> None:
    listening = services.tasks.submit("make", {"project": project_id}, project_id)
    worker(WORKER_QUEUES="cpu")
    _, export = exported(services, project_id)
    assert wait_for(services, export) == "done"
    assert services.tasks.get(listening).state == "queued"


def test_rings_do_not_pile_up_while_nobody_listens(
    services: Services, project_id: str, settings: Settings
) -> None:
    from redis import Redis

    with Redis.from_url(settings.redis_url) as memory:
        memory.flushall()
        jobs = [exported(services, project_id)[1] for _ in range(3)]
        bell = WorkNotifier(settings.redis_url, settings.database)
        for _ in range(4):
            bell.notify_again(services.tasks)
        assert memory.llen("cpu") == len(jobs)
        memory.delete("cpu")
        bell.notify_again(services.tasks)
        assert memory.llen("cpu") == len(jobs)


def test_without_redis_a_worker_says_what_to_set() -> None:
    done = subprocess.run(
        [sys.executable, "worker.py"],
        cwd=ROOT,
        env={name: text for name, text in os.environ.items() if name != "REDIS_URL"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("worker.py: Set REDIS_URL")


def test_a_worker_elsewhere_is_refused_a_sqlite_file(settings: Settings) -> None:
    from vsl.errors import BadSetting

    with pytest.raises(BadSetting, match="DATABASE_URL"):
        bootstrap(replace(settings, redis_url="redis://queue.example/0"))
