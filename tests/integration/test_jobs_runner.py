"""Runners, guards and executors as real processes, some of which get killed."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from vsl.jobs.task import NewJob
from vsl.jobs.task_table import TaskTable, metadata
from vsl.store.database import connect, create_tables

PROGRAMS = Path(__file__).with_name("job_programs.py")


class House:
    """All processes that serve one folder."""

    def __init__(self, folder: Path, table: TaskTable) -> None:
        self.folder = folder
        self.table = table
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, role: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, str(PROGRAMS), role, str(self.folder)], stdin=subprocess.DEVNULL
        )
        self.started.append(process)
        return process

    def those(self, role: str) -> list[psutil.Process]:
        """Living processes of that role, whoever started them."""
        found = {
            process.pid: process
            for process in psutil.process_iter(["cmdline", "ppid"])
            if (process.info["cmdline"] or [])[1:] == [str(PROGRAMS), role, str(self.folder)]
        }
        # between fork and exec a child still bears the name of its parent
        return [process for process in found.values() if process.info["ppid"] not in found]

    def states(self, task_ids: list[str]) -> set[str]:
        return {self.table.get(task_id).state for task_id in task_ids}

    def submit(self, kind: str = "take_time", **payload: object) -> str:
        work = {"seconds": 0.0, "log": str(self.folder / "log")} | payload
        return self.table.submit(kind, work, "p")

    def submit_for(self, client: str, seconds: float) -> str:
        work = {"seconds": seconds, "log": str(self.folder / "log")}
        with self.table._engine.begin() as connection:
            return self.table.add(connection, NewJob("take_time", work, client, client))

    def close(self) -> None:
        for process in self.started:
            process.kill()
            process.wait()
        for stray in [*self.those("work"), *self.those("execute")]:
            stray.kill()
        until(lambda: not self.those("work") + self.those("execute"))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    engine = connect(f"sqlite:///{tmp_path}/tasks.sqlite")
    create_tables(engine, metadata)
    house = House(tmp_path, TaskTable(engine))
    yield house
    house.close()
    engine.dispose()


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def pids_in(path: Path) -> list[int]:
    until(path.exists)
    return [int(pid) for pid in path.read_text().split()]


def test_web_processes_share_one_runner_that_leaves_after_the_last(house: House) -> None:
    webs = [house.start("serve_pages") for _ in range(3)]
    task_id = house.submit()
    until(lambda: house.table.get(task_id).state == "done")
    assert len(house.those("work")) == 1
    until((house.folder / "ticked").exists)
    for web in webs[:2]:
        web.kill()
        web.wait()
    second = house.submit(seconds=1.5)
    until(lambda: house.table.get(second).state == "done")
    webs[2].kill()
    webs[2].wait()
    until(lambda: not house.those("work") + house.those("execute"))


def test_work_goes_on_after_the_runner_was_killed_and_leaves_no_orphans(house: House) -> None:
    house.start("serve_pages")
    task_id = house.submit("have_children", pids=str(house.folder / "pids"))
    pids = pids_in(house.folder / "pids")
    (runner,) = house.those("work")
    (house.folder / "pids").unlink()
    runner.kill()
    until(lambda: not any(alive(pid) for pid in pids))
    successors = pids_in(house.folder / "pids")
    assert house.table.get(task_id).state == "running"
    house.table.cancel(task_id)
    until(lambda: house.table.get(task_id).state == "cancelled")
    until(lambda: not any(alive(pid) for pid in successors))


def test_a_runner_told_to_leave_gives_its_work_back(house: House) -> None:
    runner = house.start("work")
    task_id = house.submit("have_children", pids=str(house.folder / "pids"))
    pids = pids_in(house.folder / "pids")
    runner.terminate()
    assert runner.wait(timeout=20) == 0
    assert house.table.get(task_id).state == "queued"
    until(lambda: not any(alive(pid) for pid in pids))


def test_a_second_runner_is_refused(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    house.start("work")
    until((house.folder / "ticked").exists)
    assert house.start("work").wait(timeout=20) == 1
    assert "Another runner is at work" in capfd.readouterr().err


def test_whatever_is_killed_each_task_is_done_and_runners_never_meet(house: House) -> None:
    chance = random.Random(7)
    webs = [house.start("serve_pages") for _ in range(2)]
    tasks = [house.submit(seconds=0.3, name=str(number)) for number in range(8)]
    kills, next_kill = 0, time.monotonic() + 1.0

    def all_over() -> bool:
        nonlocal kills, next_kill
        assert len(house.those("work")) <= 1
        victims = house.those(("execute", "work")[kills % 2])
        if kills < 4 and victims and time.monotonic() > next_kill:
            chance.choice(victims).kill()
            kills, next_kill = kills + 1, time.monotonic() + 0.7
        return not house.states(tasks) & {"queued", "running"}

    until(all_over)
    assert house.states(tasks) == {"done"}
    assert set((house.folder / "log").read_text().split()) == {str(n) for n in range(8)}
    for web in webs:
        web.kill()
        web.wait()
    until(lambda: not house.those("work") + house.those("execute"))


def test_long_jobs_of_one_client_keep_no_other_waiting(house: House) -> None:
    long = [house.submit_for("greedy", 600.0) for _ in range(40)]
    house.start("serve_pages")
    until(lambda: house.table.counts()["running"] >= 2)
    running = house.table.counts()["running"]
    honest = house.submit_for("honest", 0.0)
    until(lambda: house.table.get(honest).state == "done")
    assert house.table.counts()["running"] == running
    assert house.states(long) == {"queued", "running"}
