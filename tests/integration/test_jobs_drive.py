"""One task driven through a real executor process, by way of all its possible ends."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from vsl.jobs.drive import ExecutorProcess, drive
from vsl.jobs.task import Child, FanOut, TaskView
from vsl.jobs.task_table import MAX_LOSSES, TaskTable, metadata
from vsl.store.database import connect, create_tables

PROGRAMS = Path(__file__).with_name("job_programs.py")


@pytest.fixture
def table(tmp_path: Path) -> Iterator[TaskTable]:
    engine = connect(f"sqlite:///{tmp_path}/tasks.sqlite")
    create_tables(engine, metadata)
    yield TaskTable(engine, retry_delay_s=0.0)
    engine.dispose()


@pytest.fixture
def executor(tmp_path: Path) -> Iterator[ExecutorProcess]:
    with ExecutorProcess([sys.executable, str(PROGRAMS), "execute", str(tmp_path)]) as executor:
        yield executor


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def drive_next(
    table: TaskTable, executor: ExecutorProcess, stop: threading.Event
) -> Callable[..., None]:
    def drive_next(timeout_s: float = 60.0) -> None:
        claim = table.claim("test")
        assert claim is not None
        drive(table, executor, claim, timeout_s=timeout_s, stop=stop)

    return drive_next


@pytest.fixture
def in_background(drive_next: Callable[..., None]) -> Iterator[threading.Thread]:
    thread = threading.Thread(target=drive_next)
    yield thread
    thread.join(timeout=20)
    assert not thread.is_alive()


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def pids_in(path: Path) -> list[int]:
    until(path.exists)
    return [int(pid) for pid in path.read_text().split()]


def test_work_that_succeeds_ends_with_its_result(
    table: TaskTable, drive_next: Callable[..., None], tmp_path: Path
) -> None:
    work = {"seconds": 0, "log": str(tmp_path / "log"), "name": "x"}
    task_id = table.submit("take_time", work, "p")
    drive_next()
    view = table.get(task_id)
    assert view.state == "done"
    assert view.result is not None
    assert alive(view.result["pid"])


def test_the_executor_serves_one_task_after_another(
    table: TaskTable, drive_next: Callable[..., None], tmp_path: Path
) -> None:
    work = {"seconds": 0, "log": str(tmp_path / "log")}
    ids = [table.submit("take_time", work, "p") for _ in range(3)]
    for _ in ids:
        drive_next()
    pids = {(table.get(task_id).result or {})["pid"] for task_id in ids}
    assert len(pids) == 1


def test_progress_is_seen_while_the_work_goes_on(
    table: TaskTable, in_background: threading.Thread, tmp_path: Path
) -> None:
    task_id = table.submit("take_time", {"seconds": 1.5, "log": str(tmp_path / "log")}, "p")
    in_background.start()
    seen: list[TaskView] = []

    def half_way() -> bool:
        seen.append(table.get(task_id))
        return seen[-1].share > 0.2

    until(half_way)
    assert (seen[-1].state, seen[-1].stage) == ("running", "waiting")
    assert [view.share for view in seen] == sorted(view.share for view in seen)


def test_what_libraries_print_disturbs_nobody(
    table: TaskTable, drive_next: Callable[..., None], capfd: pytest.CaptureFixture[str]
) -> None:
    task_id = table.submit("chat", {}, "p")
    drive_next()
    assert table.get(task_id).result == {"read": ""}


def test_an_executor_reports_each_stage_and_no_more_than_ten_shares_a_second(
    executor: ExecutorProcess,
) -> None:
    executor.begin("burst", {})
    messages: list[tuple[str, Any]] = []
    while not messages or messages[-1][0] == "progress":
        message = executor.next_message(timeout_s=20)
        assert message is not None
        messages.append(message)
    word, result = messages.pop()
    assert word == "done"
    assert [stage for _, (stage, share) in messages if share == 0.0] == ["first", "second"]
    assert 4 <= len(messages) <= result["seconds"] * 10 + 2


def test_bad_input_fails_at_once_with_its_own_words(
    table: TaskTable, drive_next: Callable[..., None]
) -> None:
    task_id = table.submit("refuse", {}, "p")
    drive_next()
    view = table.get(task_id)
    assert (view.state, view.error) == ("failed", "bad_input")
    assert view.message == "This is no recording: choose a video or a sound file."


@pytest.mark.parametrize("kind", ["break_inside", "no_such_kind"])
def test_a_bug_is_tried_again_then_told_in_plain_words(
    table: TaskTable, drive_next: Callable[..., None], kind: str
) -> None:
    task_id = table.submit(kind, {}, "p")
    for _ in range(3):
        assert table.get(task_id).state == "queued"
        drive_next()
    view = table.get(task_id)
    assert (view.state, view.error) == ("failed", "internal")
    assert view.message.startswith("Something broke inside")
    assert "secret" not in view.message


def test_work_that_is_shared_out_has_another_turn_with_what_others_found(
    table: TaskTable, drive_next: Callable[..., None]
) -> None:
    task_id = table.submit("share_out", {"to_do": [3, 4]}, "p")
    states = []
    for _ in range(4):
        drive_next()
        states.append((table.get(task_id).state, table.get(task_id).stage))
    waits = ("running", "squaring")
    assert states == [waits, waits, ("queued", "squaring"), ("done", "squaring")]
    assert table.get(task_id).result == {"sum": 1025}


def test_a_part_that_can_not_be_done_fails_the_work_in_its_own_words(
    table: TaskTable, drive_next: Callable[..., None]
) -> None:
    task_id = table.submit("share_out", {"to_do": [-1, 4]}, "p")
    drive_next()
    drive_next()
    view = table.get(task_id)
    assert (view.state, view.error) == ("failed", "bad_input")
    assert view.message == "Only numbers above zero have sides."
    assert table.claim("test") is None


def test_a_killed_executor_costs_one_attempt(
    table: TaskTable,
    in_background: threading.Thread,
    drive_next: Callable[..., None],
    tmp_path: Path,
) -> None:
    task_id = table.submit("have_children", {"pids": str(tmp_path / "pids")}, "p")
    in_background.start()
    pids = pids_in(tmp_path / "pids")
    os.kill(pids[0], signal.SIGKILL)
    until(lambda: table.get(task_id).state == "queued")
    until(lambda: not any(alive(pid) for pid in pids))


def test_a_task_that_kills_its_executors_is_given_up(
    table: TaskTable, drive_next: Callable[..., None]
) -> None:
    task_id = table.submit("crash", {}, "p")
    for _ in range(MAX_LOSSES):
        drive_next()
    view = table.get(task_id)
    assert (view.state, view.error) == ("failed", "worker_lost")
    assert "stopped unexpectedly 10 times" in view.message


def test_a_cancel_kills_the_work_and_all_its_children(
    table: TaskTable, in_background: threading.Thread, tmp_path: Path
) -> None:
    task_id = table.submit("have_children", {"pids": str(tmp_path / "pids")}, "p")
    in_background.start()
    pids = pids_in(tmp_path / "pids")
    table.cancel(task_id)
    until(lambda: table.get(task_id).state == "cancelled")
    until(lambda: not any(alive(pid) for pid in pids))


def test_a_cancel_of_the_whole_kills_the_work_on_its_parts(
    table: TaskTable, in_background: threading.Thread, tmp_path: Path
) -> None:
    task_id = table.submit("share_out", {}, "p")
    whole = table.claim("test")
    assert whole is not None
    part = Child("have_children", {"pids": str(tmp_path / "pids")}, 1.0)
    table.fan_out(whole, FanOut("waiting", (part,)))
    in_background.start()
    pids = pids_in(tmp_path / "pids")
    assert table.cancel(task_id).state == "cancelled"
    until(lambda: not any(map(alive, pids)))


def test_work_that_takes_too_long_is_killed_and_says_so(
    table: TaskTable, drive_next: Callable[..., None], tmp_path: Path
) -> None:
    task_id = table.submit("take_time", {"seconds": 600, "log": str(tmp_path / "log")}, "p")
    drive_next(timeout_s=0.5)
    view = table.get(task_id)
    assert (view.state, view.error) == ("failed", "timed_out")
    assert "PROCESSING_TIMEOUT_SECONDS" in view.message


def test_a_task_lost_to_somebody_else_is_dropped(
    table: TaskTable, in_background: threading.Thread, tmp_path: Path
) -> None:
    task_id = table.submit("have_children", {"pids": str(tmp_path / "pids")}, "p")
    in_background.start()
    pids = pids_in(tmp_path / "pids")
    hasty = TaskTable(connect(f"sqlite:///{tmp_path}/tasks.sqlite"), lease_s=2.0)
    claim = None
    while claim is None:
        _expire(tmp_path)
        hasty.reap()
        claim = hasty.claim("somebody else")
    until(lambda: not any(alive(pid) for pid in pids))
    assert hasty.finish(claim, {"by": "somebody else"})
    assert table.get(task_id).result == {"by": "somebody else"}


def test_a_worker_that_leaves_gives_its_task_back(
    table: TaskTable, in_background: threading.Thread, stop: threading.Event, tmp_path: Path
) -> None:
    task_id = table.submit("have_children", {"pids": str(tmp_path / "pids")}, "p")
    in_background.start()
    pids = pids_in(tmp_path / "pids")
    stop.set()
    until(lambda: table.get(task_id).state == "queued")
    until(lambda: not any(alive(pid) for pid in pids))


def test_an_executor_that_died_while_idle_is_replaced(
    table: TaskTable, drive_next: Callable[..., None], executor: ExecutorProcess, tmp_path: Path
) -> None:
    work = {"seconds": 0, "log": str(tmp_path / "log")}
    first, second = (table.submit("take_time", work, "p") for _ in range(2))
    drive_next()
    result = table.get(first).result
    assert result is not None
    os.kill(result["pid"], signal.SIGKILL)
    until(lambda: not alive(result["pid"]))
    drive_next()
    assert table.get(second).state == "done"


def _expire(folder: Path) -> None:
    engine = connect(f"sqlite:///{folder}/tasks.sqlite")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE task SET lease_until = 0 WHERE state = 'running'")
    engine.dispose()
