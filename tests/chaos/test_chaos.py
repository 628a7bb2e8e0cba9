"""Whatever is killed, whenever: every project comes to its end once, and every page hears of it.

Both engines on both databases see a few kills, side by side; ``make chaos`` asks for many
(CHAOS_KILLS) in one pair after the other, CHAOS_SEED for another order.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.chaos.studio import PATIENCE_S, Listener, Studio, until
from tests.postgres import new_database
from tests.redis import RedisServer
from vsl.basics.files import file_sha256
from vsl.bootstrap import Services, bootstrap
from vsl.errors import NotFound
from vsl.jobs.task import TaskView
from vsl.settings import Settings

KILLS = int(os.environ.get("CHAOS_KILLS", "3"))
SEED = int(os.environ.get("CHAOS_SEED", "7"))
_FEWER_PROJECTS = 2  # than kills, so that each has its share of them

COMBINATIONS = [
    ("local", "sqlite"),
    ("celery", "postgresql"),
    ("local", "postgresql"),
    ("celery", "sqlite"),
]
GROUPS = [[each] for each in COMBINATIONS] if "CHAOS_KILLS" in os.environ else [COMBINATIONS]

House = tuple[Studio, Services]

pytestmark = pytest.mark.slow


@contextmanager
def house(engine: str, database: str, root: Path, server: str) -> Iterator[House]:
    folder = root / f"{engine}-{database}"
    folder.mkdir()
    with ExitStack() as stack:
        redis = stack.enter_context(RedisServer(folder)) if engine == "celery" else None
        settings = Settings(
            instance_dir=folder / "instance",
            cache_dir=folder / "cache",
            redis_url=redis.url if redis else "",
        )
        if database == "postgresql":
            settings = replace(settings, database_url=stack.enter_context(new_database(server)))
        names = ("instance_dir", "cache_dir", "redis_url", "database_url")
        environ = {name.upper(): str(getattr(settings, name)) for name in names}
        services = bootstrap(settings, start_runner=lambda: None)
        stack.callback(services.projects.engine.dispose)
        studio = Studio(folder, environ, redis)
        stack.callback(studio.close)
        yield studio, services


class Customers:
    """They bring recordings, and ask for captions once the words are there."""

    def __init__(self, services: Services, folder: Path, number: int) -> None:
        self._services = services
        recording = folder / "pitch.wav"
        recording.write_bytes(os.urandom(100_000))
        kept = services.files.keep(recording)
        self.projects = [services.projects.create("p", kept.sha256, {}).id for _ in range(number)]
        self._waiting = list(self.projects)
        self.making: dict[str, str] = {}
        self.exporting: dict[str, str] = {}
        self.exports: dict[str, str] = {}
        self.found: set[bytes] = set()  # what any export's file was at any time

    def come(self, number: int) -> None:
        """So many more have their recording listened to."""
        for project in self._waiting[:number]:
            self.making[project] = self._services.tasks.submit(
                "make", {"project": project}, project
            )
        del self._waiting[:number]

    def go_on(self) -> int:
        """Ask for what can be asked for next; how many jobs have come to their end."""
        for project, job in self.making.items():
            if project not in self.exporting and self._is_over(job):
                export = self._services.projects.add_export(project, "srt", {})
                self.exports[project] = export
                self.exporting[project] = self._services.tasks.submit(
                    "export", {"export": export}, project
                )
        self._look_at_files()
        return sum(map(self._is_over, self.jobs()))

    def jobs(self) -> list[str]:
        """All that was asked for."""
        return [*self.making.values(), *self.exporting.values()]

    def are_content(self) -> bool:
        """Whether nothing is left to do."""
        return self.go_on() == 2 * len(self.projects)

    def _is_over(self, job: str) -> bool:
        return self._services.tasks.get(job).state not in ("queued", "running")

    def _look_at_files(self) -> None:
        for export in self.exports.values():
            with suppress(NotFound), self._services.files.open_export(export, ".srt")[0] as file:
                self.found.add(file.read())


def wait_for_an_end(customers: Customers) -> None:
    """Until one more job has come to its end, or none is left to wait for."""
    deadline, before = time.monotonic() + PATIENCE_S, customers.go_on()
    while before < len(customers.jobs()) and customers.go_on() == before:
        assert time.monotonic() < deadline, "nothing comes to an end any more"
        time.sleep(0.1)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: "+".join(map("-".join, group)))
def test_whatever_is_killed_every_project_ends_once_and_is_heard_of(
    group: list[tuple[str, str]], postgres: str, tmp_path: Path
) -> None:
    with ExitStack() as stack, ThreadPoolExecutor(len(group)) as pool:
        houses = [stack.enter_context(house(*each, tmp_path, postgres)) for each in group]
        for ended in [pool.submit(go_through, *each) for each in houses]:
            ended.result()


def go_through(studio: Studio, services: Services) -> None:
    """All kills in one combination of engine and database."""
    folder = services.settings.instance_dir.parent
    chance = random.Random(f"{SEED} {folder.name}")
    customers = Customers(services, folder, max(4, KILLS - _FEWER_PROJECTS))
    studio.start()
    listener = Listener(studio.port, customers.projects)
    try:
        killed = kill_one_by_one(studio, customers, chance)
        wait_for_all(customers, listener)
    except BaseException:
        print(folder.name, told(services, customers), studio.log())
        raise
    finally:
        listener.close()
    until(lambda: len(studio.processes()) <= studio.most_processes(), "the end of orphans")
    studio.stop()
    check_jobs(services, customers)
    check_files(services, customers)
    check_events(services, customers, listener)
    jobs, returns = len(customers.jobs()), listener.returns
    print(f"{folder.name}: {', '.join(killed)}; {jobs} jobs, {returns} returns of the page")


def kill_one_by_one(studio: Studio, customers: Customers, chance: random.Random) -> list[str]:
    """Kill somebody every now and then, while work comes in; who that was."""
    customers.come(3)
    wait_for_an_end(customers)
    victims = order(studio, chance)
    for victim in victims:
        customers.come(1)
        if chance.random() < 0.5:
            wait_for_an_end(customers)
        time.sleep(chance.uniform(0.0, 1.5))
        customers.go_on()
        studio.kill(victim, chance)
    return victims


def wait_for_all(customers: Customers, listener: Listener) -> None:
    """Until nothing is left to do, and the page has heard of it."""
    customers.come(len(customers.projects))
    deadline = time.monotonic() + PATIENCE_S
    while not (customers.are_content() and heard_all(listener, customers)):
        assert time.monotonic() < deadline, "not everything comes to its end"
        time.sleep(0.1)


def order(studio: Studio, chance: random.Random) -> list[str]:
    """Everybody's turn comes, in any order; now and then everything stops at once."""
    victims: list[str] = []
    while len(victims) < KILLS:
        round_of = [*studio.victims(), "everything"]
        chance.shuffle(round_of)
        victims += round_of
    if "everything" not in victims[:KILLS]:
        victims[0] = "everything"
    return victims[:KILLS]


def heard_all(listener: Listener, customers: Customers) -> bool:
    return all(
        listener.heard[job] and listener.heard[job][-1]["state"] == "done"
        for job in customers.jobs()
    )


def told(services: Services, customers: Customers) -> list[TaskView]:
    return [services.tasks.get(job) for job in customers.jobs()]


def check_jobs(services: Services, customers: Customers) -> None:
    assert {view.state for view in told(services, customers)} == {"done"}
    for project in customers.projects:
        assert services.projects.get(project).version == 1
        assert len(services.projects.versions.page(project, limit=9).versions) == 1


def check_files(services: Services, customers: Customers) -> None:
    """Each export was whole whenever there was one, and there is nothing else."""
    assert len(customers.found) == 1
    assert b"very end" in customers.found.pop()
    folder = services.settings.instance_dir
    names = {path.stem for path in folder.glob("exports/*/*")}
    assert names == set(customers.exports.values())
    for recording in folder.glob("recordings/*/*"):
        assert recording.name == file_sha256(recording)


def check_events(services: Services, customers: Customers, listener: Listener) -> None:
    """No event was missed, and none came twice, however often the line was cut."""
    for view in told(services, customers):
        heard = listener.heard[view.id]
        assert [event["seq"] for event in heard] == list(range(1, view.seq + 1))
        assert [event["state"] for event in heard].count("done") == 1
