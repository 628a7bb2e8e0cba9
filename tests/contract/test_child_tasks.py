"""Tasks that fan out: others do the parts, and the whole has its next turn exactly once."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Row, text

from vsl.jobs.task import Child, Claim, Failure, FanOut
from vsl.jobs.task_table import MAX_ERRORS, MAX_LOSSES, TaskTable
from vsl.store.database import connect

BROKE = Failure("internal", "It broke.", retryable=True)
UNUSABLE = Failure("bad_input", "This is no recording.")
PARTS = FanOut("listening", tuple(Child("hear", {"part": number}, 0.3) for number in range(3)))


@pytest.fixture
def table(engine: Engine) -> TaskTable:
    return TaskTable(engine, retry_delay_s=0.0)


def claimed(table: TaskTable, *kinds: str) -> Claim:
    claim = table.claim("somebody", kinds or None)
    assert claim is not None
    return claim


def fanned_out(table: TaskTable, fan: FanOut = PARTS, project: str = "p") -> str:
    """A task that waits for the parts of ``fan``."""
    task_id = table.submit("make", {"project": project}, project)
    assert table.fan_out(claimed(table, "make"), fan)
    return task_id


def rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM task")).scalar_one())


def expire_leases(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE task SET lease_until = 0 WHERE lease_until > 0"))


def test_the_last_part_gives_the_whole_its_next_turn_with_all_answers_in_order(
    table: TaskTable, engine: Engine
) -> None:
    task_id = fanned_out(table)
    claims = [claimed(table) for _ in range(3)]
    assert [claim.payload for claim in claims] == [{"part": 0}, {"part": 1}, {"part": 2}]
    assert table.claim("somebody") is None
    for claim in reversed(claims):
        assert table.get(task_id).state == "running"
        assert table.finish(claim, {"heard": claim.payload["part"]})
        assert not table.finish(claim, {"heard": "twice"})
    again = claimed(table)
    assert (again.id, again.stage) == (task_id, "listening")
    assert again.answers == ({"heard": 0}, {"heard": 1}, {"heard": 2})
    assert table.claim("somebody") is None
    assert table.finish(again, {"slides": 3})
    assert table.get(task_id).result == {"slides": 3}
    assert rows(engine) == 1


def test_what_is_known_already_is_an_answer_and_nobodys_work(table: TaskTable) -> None:
    known = Child("hear", {}, 0.5, {"heard": "first"})
    fanned_out(table, FanOut("listening", (known, Child("hear", {}, 0.5))))
    table.finish(claimed(table), {"heard": "second"})
    assert claimed(table).answers == ({"heard": "first"}, {"heard": "second"})


def test_a_turn_that_leaves_nothing_to_others_is_followed_by_the_next(table: TaskTable) -> None:
    task_id = fanned_out(table, FanOut("listening", (Child("hear", {}, 1.0, {"heard": 1}),)))
    assert table.get(task_id).state == "queued"
    assert claimed(table).answers == ({"heard": 1},)


def test_a_second_fan_out_adds_to_the_answers_of_the_first(table: TaskTable) -> None:
    one = FanOut("listening", (Child("hear", {}, 0.5),))
    fanned_out(table, one)
    table.finish(claimed(table), {"heard": 1})
    assert table.fan_out(claimed(table), one)
    table.finish(claimed(table), {"heard": 2})
    assert claimed(table).answers == ({"heard": 1}, {"heard": 2})


def test_who_lost_the_task_can_not_fan_it_out(table: TaskTable, engine: Engine) -> None:
    table.submit("make", {}, "p")
    late = claimed(table)
    expire_leases(engine)
    table.reap()
    fresh = claimed(table)
    assert not table.fan_out(late, PARTS)
    assert rows(engine) == 1
    assert table.fan_out(fresh, PARTS)
    assert not table.fan_out(fresh, PARTS)
    assert table.heartbeat(fresh, "late", 0.9) == "lost"
    assert not table.finish(fresh, {})
    assert rows(engine) == 4


def test_a_whole_that_waits_is_nobodys_to_lose(table: TaskTable, engine: Engine) -> None:
    task_id = fanned_out(table)
    assert table.reap() == 0
    part = claimed(table)
    expire_leases(engine)
    assert table.reap() == 1
    assert table.get(task_id).state == "running"
    assert not table.finish(part, {"by": "late"})
    for _ in range(3):
        table.finish(claimed(table), {"by": "fresh"})
    assert claimed(table).answers == ({"by": "fresh"},) * 3


def test_a_lost_last_turn_has_the_answers_again(table: TaskTable) -> None:
    fanned_out(table)
    for number in range(3):
        table.finish(claimed(table), {"heard": number})
    table.lose(claimed(table))
    assert len(claimed(table).answers) == 3


@pytest.mark.parametrize("end", ["unusable", "broke", "lost"])
def test_a_part_that_fails_for_good_fails_the_whole_and_stops_the_others(
    table: TaskTable, engine: Engine, end: str
) -> None:
    task_id = fanned_out(table)
    done, busy, bad = (claimed(table) for _ in range(3))
    table.finish(done, {})
    if end == "unusable":
        table.retry_or_fail(bad, UNUSABLE)
    for _ in range(MAX_ERRORS if end == "broke" else 0):
        table.retry_or_fail(bad, BROKE)
        bad = table.claim("somebody") or bad
    for _ in range(MAX_LOSSES if end == "lost" else 0):
        table.lose(bad)
        bad = table.claim("somebody") or bad
    view = table.get(task_id)
    expected = {"unusable": UNUSABLE.message, "broke": BROKE.message, "lost": "10 times"}[end]
    assert view.state == "failed"
    assert expected in view.message
    assert table.heartbeat(busy, "hearing", 0.5) == "lost"
    assert not table.finish(busy, {})
    assert table.claim("somebody") is None
    assert rows(engine) == 1


@pytest.mark.parametrize("whole_project", [True, False])
def test_cancelling_the_whole_ends_it_at_once_and_its_parts_with_it(
    table: TaskTable, engine: Engine, whole_project: bool
) -> None:
    task_id = fanned_out(table)
    busy = claimed(table)
    if whole_project:
        table.cancel_all("p")
    else:
        assert table.cancel(task_id).state == "cancelled"
    assert table.get(task_id).state == "cancelled"
    assert table.heartbeat(busy, "hearing", 0.5) == "lost"
    assert not table.confirm_cancel(busy)
    assert table.claim("somebody") is None
    assert rows(engine) == 1


def test_a_cancel_that_comes_before_the_fan_out_is_heard(table: TaskTable, engine: Engine) -> None:
    task_id = table.submit("make", {}, "p")
    claim = claimed(table)
    table.cancel(task_id)
    assert table.fan_out(claim, PARTS)
    assert table.get(task_id).state == "cancelled"
    assert rows(engine) == 1


def test_a_part_that_is_cancelled_cancels_the_whole(table: TaskTable) -> None:
    task_id = fanned_out(table)
    waiting = table.due(("hear",), most=3)
    busy = claimed(table)
    assert table.cancel(waiting[0]).state == "running"
    assert table.heartbeat(busy, "hearing", 0.5) == "cancel"
    assert table.confirm_cancel(busy)
    assert table.get(task_id).state == "cancelled"
    assert table.due(("hear",), most=3) == []


def test_the_whole_is_as_far_as_its_parts_and_never_goes_back(
    table: TaskTable, engine: Engine
) -> None:
    task_id = fanned_out(table)
    first, second = claimed(table), claimed(table)
    shares = []
    for step in (
        lambda: table.heartbeat(first, "hearing", 0.5),
        lambda: table.finish(first, {}),
        lambda: table.heartbeat(second, "hearing", 0.5),
        lambda: table.lose(second),
        lambda: table.heartbeat(claimed(table), "hearing", 0.1),
    ):
        with engine.begin() as connection:
            connection.execute(text("UPDATE task SET told = 0"))
        step()
        shares.append(table.get(task_id).share)
    assert shares == pytest.approx([0.15, 0.15, 0.45, 0.45, 0.45])
    assert table.get(task_id).stage == "listening"
    table.finish(claimed(table), {})
    expire_leases(engine)
    table.reap()
    table.finish(claimed(table), {})
    view = table.get(task_id)
    assert (view.state, view.stage) == ("queued", "listening")
    again = claimed(table)
    assert again.share == pytest.approx(0.9)
    assert table.get(task_id).started == view.started


def test_parts_tell_of_the_whole_twice_a_second_at_most_and_are_not_heard_of(
    table: TaskTable,
) -> None:
    task_id = fanned_out(table)
    before = table.get(task_id).seq
    claims = [claimed(table) for _ in range(3)]
    started = time.monotonic()
    for step in range(20):
        for claim in claims:
            table.heartbeat(claim, "hearing", step / 20)
    took_s = time.monotonic() - started
    assert [head.task for head in table.heads((), ("p",))] == [task_id]
    assert {event.task for event in table.events_since({task_id: 0})} == {task_id}
    assert table.events_since({part: 0 for part in table.due(("hear",), most=9)}) == []
    assert table.get(task_id).seq - before <= 2 * took_s + 2


def test_parts_are_no_jobs_of_their_own(table: TaskTable) -> None:
    task_id = fanned_out(table)
    latest = table.latest_for_project("p")
    assert latest is not None
    assert latest.id == task_id
    assert table.counts() == {"queued": 0, "running": 1, "done": 0, "failed": 0, "cancelled": 0}
    behind = table.submit("make", {}, "q")
    assert table.ahead_of(behind) == 0


def test_ends_of_parts_are_told_to_nobody(engine: Engine) -> None:
    ends: list[tuple[str, str]] = []

    def note(_connection: Connection, row: Row[Any]) -> None:
        ends.append((row.id, row.state))

    table = TaskTable(engine, retry_delay_s=0.0, on_end=note)
    task_id = fanned_out(table)
    for _ in range(3):
        table.finish(claimed(table), {})
    table.finish(claimed(table), {})
    other = fanned_out(table)
    table.retry_or_fail(claimed(table), UNUSABLE)
    third = fanned_out(table)
    table.cancel_all("p")
    assert ends == [(task_id, "done"), (other, "failed"), (third, "cancelled")]


def test_bells_ring_for_the_parts_and_for_the_whole_when_it_wakes(engine: Engine) -> None:
    heard: list[tuple[str, str]] = []
    other = TaskTable(engine)

    def tell(task_id: str, kind: str) -> None:
        heard.append((kind, other.get(task_id).state))

    table = TaskTable(engine, tell=tell)
    fanned_out(table)
    for _ in range(3):
        table.finish(claimed(table), {})
    table.finish(claimed(table), {})
    waits = "queued"
    assert heard == [("make", waits), *[("hear", waits)] * 3, ("make", waits)]


def test_parts_stand_where_their_whole_stood_and_leave_room_for_others(table: TaskTable) -> None:
    first = table.submit("make", {}, "p")
    second = table.submit("make", {}, "q")
    table.fan_out(claimed(table), PARTS)
    part = claimed(table)
    assert part.kind == "hear"  # its project came first, and nothing is being done for it
    assert claimed(table).id == second  # for which nothing is being done either
    assert claimed(table).kind == "hear"
    assert first not in table.due(("make",), most=9)


def test_parts_are_as_urgent_as_their_whole(table: TaskTable) -> None:
    table.submit("make", {}, "p", priority=9)
    table.fan_out(claimed(table), PARTS)
    table.submit("make", {}, "q", priority=8)
    assert [claimed(table).kind for _ in range(4)] == ["hear", "hear", "hear", "make"]


_TASKS = 24
_KILLS = 8


def all_done(table: TaskTable) -> bool:
    return table.counts()["done"] == _TASKS


def _work(url: str) -> None:
    """Do what is due, until everything is done."""
    table, chance = TaskTable(connect(url), lease_s=1.0, retry_delay_s=0.0), random.Random()
    while not all_done(table):
        table.reap()
        claim = table.claim(f"w{os.getpid()}")
        if claim is None:
            time.sleep(0.01)
        elif claim.kind == "hear":
            table.heartbeat(claim, "hearing", chance.random())
            table.finish(claim, claim.payload)
        elif claim.answers:
            table.finish(claim, {"heard": [answer["part"] for answer in claim.answers]})
        else:
            table.fan_out(claim, PARTS)


def steps(table: TaskTable) -> int:
    """How much has happened."""
    return sum(head.seq for head in table.heads((), ("p0", "p1", "p2")))


def test_whoever_is_killed_each_part_is_done_once_and_each_whole_ends_once(
    table: TaskTable, engine: Engine, database_url: str
) -> None:
    tasks = [table.submit("make", {}, f"p{number % 3}") for number in range(_TASKS)]
    forking, chance = multiprocessing.get_context("fork"), random.Random(7)
    crew = [forking.Process(target=_work, args=(database_url,)) for _ in range(3)]
    deadline = time.monotonic() + 120
    for worker in crew:
        worker.start()
    for kill in range(_KILLS):
        further = steps(table) + chance.randint(1, 8)
        while steps(table) < further and not all_done(table):
            assert time.monotonic() < deadline, table.counts()
        time.sleep(chance.uniform(0.0, 0.02))
        crew[kill % 3].kill()
        crew[kill % 3].join()
        crew[kill % 3] = forking.Process(target=_work, args=(database_url,))
        crew[kill % 3].start()
    for worker in crew:
        worker.join(timeout=120)
        assert worker.exitcode == 0
    for task in tasks:
        assert table.get(task).result == {"heard": [0, 1, 2]}
        told = [event.state for event in table.events_since({task: 0})]
        assert told.count("done") == 1
    assert rows(engine) == len(tasks)
