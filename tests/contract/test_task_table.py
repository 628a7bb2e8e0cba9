"""What every database under the task table must hold to."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, Engine, Row, text

from vsl.errors import NotFound
from vsl.jobs.task import Claim, Failure
from vsl.jobs.task_table import MAX_ERRORS, MAX_LOSSES, TaskTable
from vsl.store.database import connect

BROKE = Failure("internal", "It broke.", retryable=True)
UNUSABLE = Failure("bad_input", "This is no recording.")


@pytest.fixture
def table(engine: Engine) -> TaskTable:
    return TaskTable(engine, retry_delay_s=0.0)


def claimed(table: TaskTable) -> Claim:
    claim = table.claim("somebody")
    assert claim is not None
    return claim


def expire_leases(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE task SET lease_until = 0 WHERE state = 'running'"))


def test_a_submitted_task_waits_in_the_queue(table: TaskTable) -> None:
    view = table.get(table.submit("listen", {"a": 1}, "p1"))
    assert (view.state, view.kind, view.project) == ("queued", "listen", "p1")
    assert (view.share, view.started, view.finished, view.result) == (0.0, None, None, None)
    assert abs(view.created - time.time()) < 60


def test_a_claim_carries_the_payload_and_marks_the_task_as_running(table: TaskTable) -> None:
    task_id = table.submit("listen", {"ö": [1, None]}, "p1")
    claim = claimed(table)
    assert (claim.id, claim.kind, claim.payload) == (task_id, "listen", {"ö": [1, None]})
    view = table.get(task_id)
    assert view.state == "running"
    assert view.started is not None
    assert view.started >= view.created


def test_a_task_is_claimed_once(table: TaskTable) -> None:
    table.submit("listen", {}, "p1")
    claimed(table)
    assert table.claim("somebody else") is None


def test_urgent_tasks_go_first_and_equals_in_order_of_arrival(table: TaskTable) -> None:
    ids = [table.submit("listen", {}, "p1", priority) for priority in (5, 9, 5, 1)]
    order = [claimed(table).id for _ in ids]
    assert order == [ids[1], ids[0], ids[2], ids[3]]


def test_a_heartbeat_shows_how_far_the_work_is(table: TaskTable) -> None:
    task_id = table.submit("listen", {}, "p1")
    assert table.heartbeat(claimed(table), "hearing", 0.25) == "ok"
    view = table.get(task_id)
    assert (view.stage, view.share) == ("hearing", 0.25)
    assert view.seconds_left is not None
    assert view.seconds_left >= 0


def test_time_left_is_unknown_until_something_is_done(table: TaskTable) -> None:
    task_id = table.submit("listen", {}, "p1")
    table.heartbeat(claimed(table), "reading", 0.0)
    assert table.get(task_id).seconds_left is None


def test_a_finished_task_keeps_its_result(table: TaskTable) -> None:
    task_id = table.submit("listen", {}, "p1")
    assert table.finish(claimed(table), {"slides": 3})
    view = table.get(task_id)
    assert (view.state, view.share, view.result) == ("done", 1.0, {"slides": 3})
    assert view.finished is not None


def test_work_that_broke_is_tried_three_times_then_fails_with_its_message(
    table: TaskTable,
) -> None:
    task_id = table.submit("listen", {}, "p1")
    states = []
    for _ in range(MAX_ERRORS):
        table.retry_or_fail(claimed(table), BROKE)
        states.append(table.get(task_id).state)
    assert states == ["queued", "queued", "failed"]
    view = table.get(task_id)
    assert (view.error, view.message) == ("internal", "It broke.")
    assert table.claim("somebody") is None


def test_work_that_can_never_succeed_fails_at_once(table: TaskTable) -> None:
    task_id = table.submit("listen", {}, "p1")
    table.retry_or_fail(claimed(table), UNUSABLE)
    view = table.get(task_id)
    assert (view.state, view.error, view.message) == (
        "failed",
        "bad_input",
        "This is no recording.",
    )


def test_a_repetition_waits_and_lets_others_go_first(engine: Engine) -> None:
    table = TaskTable(engine, retry_delay_s=3600)
    table.submit("listen", {}, "p1")
    table.retry_or_fail(claimed(table), BROKE)
    second = table.submit("listen", {}, "p2")
    assert claimed(table).id == second
    assert table.claim("somebody") is None


def test_a_repetition_starts_from_nothing_done(table: TaskTable) -> None:
    task_id = table.submit("listen", {}, "p1")
    claim = claimed(table)
    table.heartbeat(claim, "hearing", 0.5)
    table.retry_or_fail(claim, BROKE)
    view = table.get(task_id)
    assert (view.stage, view.share, view.message) == ("", 0.0, "")


def test_reaping_leaves_a_living_lease_alone(table: TaskTable) -> None:
    table.submit("listen", {}, "p1")
    claim = claimed(table)
    assert table.reap() == 0
    assert table.heartbeat(claim, "", 0.0) == "ok"


def test_a_lost_task_is_queued_again_and_its_old_holder_is_shut_out(
    table: TaskTable, engine: Engine
) -> None:
    task_id = table.submit("listen", {}, "p1")
    late = claimed(table)
    expire_leases(engine)
    assert table.reap() == 1
    assert table.get(task_id).state == "queued"
    fresh = claimed(table)
    assert table.heartbeat(late, "late", 0.9) == "lost"
    assert not table.finish(late, {"by": "late"})
    assert not table.retry_or_fail(late, UNUSABLE)
    assert not table.lose(late)
    assert not table.give_back(late)
    assert not table.confirm_cancel(late)
    assert table.finish(fresh, {"by": "fresh"})
    assert table.get(task_id).result == {"by": "fresh"}


def test_a_task_whose_workers_always_die_is_given_up_with_a_reason(table: TaskTable) -> None:
    task_id = table.submit("listen", {}, "p1")
    for _ in range(MAX_LOSSES):
        assert table.get(task_id).state == "queued"
        table.lose(claimed(table))
    view = table.get(task_id)
    assert (view.state, view.error) == ("failed", "worker_lost")
    assert "10 times" in view.message


def test_losses_do_not_count_as_errors(table: TaskTable) -> None:
    task_id = table.submit("listen", {}, "p1")
    for _ in range(MAX_ERRORS + 1):
        table.lose(claimed(table))
    for _ in range(MAX_ERRORS - 1):
        table.retry_or_fail(claimed(table), BROKE)
    assert table.get(task_id).state == "queued"


def test_giving_back_costs_nothing(table: TaskTable) -> None:
    task_id = table.submit("listen", {}, "p1")
    for _ in range(MAX_LOSSES + 1):
        table.give_back(claimed(table))
    assert table.get(task_id).state == "queued"


def test_a_queued_task_is_cancelled_at_once(table: TaskTable) -> None:
    task_id = table.submit("listen", {}, "p1")
    assert table.cancel(task_id).state == "cancelled"
    assert table.claim("somebody") is None


def test_a_running_task_hears_of_its_cancel_and_confirms_it(table: TaskTable) -> None:
    task_id = table.submit("listen", {}, "p1")
    claim = claimed(table)
    assert table.cancel(task_id).state == "running"
    assert table.heartbeat(claim, "", 0.0) == "cancel"
    assert table.confirm_cancel(claim)
    assert table.get(task_id).state == "cancelled"


def test_a_cancel_outlives_the_worker_that_should_have_heard_it(
    table: TaskTable, engine: Engine
) -> None:
    task_id = table.submit("listen", {}, "p1")
    claimed(table)
    table.cancel(task_id)
    expire_leases(engine)
    table.reap()
    assert table.get(task_id).state == "cancelled"


def test_cancelling_what_is_done_changes_nothing(table: TaskTable) -> None:
    task_id = table.submit("listen", {}, "p1")
    table.finish(claimed(table), {})
    assert table.cancel(task_id).state == "done"


def test_unknown_tasks_are_not_found(table: TaskTable) -> None:
    with pytest.raises(NotFound, match="no job nothing"):
        table.get("nothing")
    with pytest.raises(NotFound, match="no job nothing"):
        table.cancel("nothing")


def test_the_latest_task_of_a_project_is_the_last_one_submitted(table: TaskTable) -> None:
    listening = table.submit("listen", {}, "p1")
    exporting = table.submit("export", {}, "p1")
    table.submit("listen", {}, "p2")
    latest = table.latest_for_project("p1")
    heard = table.latest_for_project("p1", kind="listen")
    assert latest is not None
    assert heard is not None
    assert (latest.id, heard.id) == (exporting, listening)
    assert table.latest_for_project("p3") is None


def test_counts_name_every_state(table: TaskTable) -> None:
    for _ in range(3):
        table.submit("listen", {}, "p1")
    table.finish(claimed(table), {})
    claimed(table)
    assert table.counts() == {
        "queued": 1,
        "running": 1,
        "done": 1,
        "failed": 0,
        "cancelled": 0,
    }


def _claim_all(url: str, owner: str, taken: multiprocessing.Queue[list[str]]) -> None:
    table, ids = TaskTable(connect(url)), []
    while (claim := table.claim(owner)) is not None:
        ids.append(claim.id)
        table.finish(claim, {})
    taken.put(ids)


def test_four_processes_take_each_task_once(table: TaskTable, database_url: str) -> None:
    submitted = {table.submit("listen", {}, "p1") for _ in range(100)}
    forking = multiprocessing.get_context("fork")
    taken: multiprocessing.Queue[list[str]] = forking.Queue()
    workers = [
        forking.Process(target=_claim_all, args=(database_url, f"w{number}", taken))
        for number in range(4)
    ]
    for worker in workers:
        worker.start()
    times_taken = Counter(task_id for _ in workers for task_id in taken.get(timeout=30))
    for worker in workers:
        worker.join()
    assert set(times_taken) == submitted
    assert set(times_taken.values()) == {1}
    assert table.counts()["done"] == 100


class Lives(RuleBasedStateMachine):
    """Any order of events keeps the promises that workers and pages rely on."""

    engine: Engine
    tasks = Bundle("tasks")
    claims = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        self.table = TaskTable(self.engine, retry_delay_s=0.0)
        with self.engine.begin() as connection:
            connection.execute(text("DELETE FROM task"))
        self.ended: dict[str, str] = {}
        self.holder: dict[str, Claim] = {}
        self.all: list[str] = []

    @rule(target=tasks)
    def submit(self) -> str:
        self.all.append(self.table.submit("listen", {}, "p"))
        return self.all[-1]

    @rule(target=claims)
    def claim(self) -> object:
        claim = self.table.claim("w")
        if claim is None:
            assert self.table.counts()["queued"] == 0
            return multiple()
        before = self.holder.get(claim.id)
        assert before is None or before.epoch < claim.epoch
        self.holder[claim.id] = claim
        return claim

    @rule(claim=claims)
    def heartbeat(self, claim: Claim) -> None:
        answer = self.table.heartbeat(claim, "s", 0.5)
        assert (answer != "lost") == self.holds(claim)

    @rule(
        claim=consumes(claims),
        way=st.sampled_from(["finish", "retry", "fail", "lose", "give back", "confirm"]),
    )
    def let_go(self, claim: Claim, way: str) -> None:
        held = self.holds(claim)
        accepted = {
            "finish": lambda: self.table.finish(claim, {"epoch": claim.epoch}),
            "retry": lambda: self.table.retry_or_fail(claim, BROKE),
            "fail": lambda: self.table.retry_or_fail(claim, UNUSABLE),
            "lose": lambda: self.table.lose(claim),
            "give back": lambda: self.table.give_back(claim),
            "confirm": lambda: self.table.confirm_cancel(claim),
        }[way]()
        assert accepted == held
        assert not self.holds(claim)

    @rule(task_id=tasks)
    def cancel(self, task_id: str) -> None:
        assert self.table.cancel(task_id).state != "queued"

    @rule()
    def power_cut(self) -> None:
        running = self.table.counts()["running"]
        expire_leases(self.engine)
        assert self.table.reap() == running

    @invariant()
    def what_has_ended_never_changes(self) -> None:
        for task_id in self.all:
            view = self.table.get(task_id)
            over = view.state in ("done", "failed", "cancelled")
            assert over == (view.finished is not None)
            assert (view.state == "done") == (view.result is not None)
            assert (view.state == "failed") == bool(view.message)
            if over:
                assert self.ended.setdefault(task_id, view.state) == view.state
            else:
                assert task_id not in self.ended

    def holds(self, claim: Claim) -> bool:
        latest = self.holder[claim.id]
        return latest == claim and self.table.get(claim.id).state == "running"


def test_any_order_of_events_keeps_the_promises(engine: Engine) -> None:
    machine = type("LivesHere", (Lives,), {"engine": engine})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=15, stateful_step_count=25, deadline=None)
    )


def test_a_worker_gets_the_kinds_that_it_does_and_no_other(table: TaskTable) -> None:
    table.submit("listen", {}, "p1")
    wanted = table.submit("draw", {}, "p1")
    claim = table.claim("somebody", ("draw", "cut"))
    assert claim is not None
    assert claim.id == wanted
    assert table.claim("somebody", ("draw", "cut")) is None


def test_what_is_due_is_told_in_the_order_in_which_it_will_be_claimed(table: TaskTable) -> None:
    late = table.submit("draw", {}, "p1", priority=1)
    table.submit("listen", {}, "p1")
    soon = table.submit("draw", {}, "p1", priority=9)
    assert table.due(("draw",), most=9) == [soon, late]
    assert table.due(("draw",), most=1) == [soon]
    claimed(table)
    assert table.due(("draw",), most=9) == [late]


def test_each_new_task_is_told_of_once_it_can_be_claimed(engine: Engine) -> None:
    heard = []
    other = TaskTable(engine)

    def tell(task_id: str, kind: str) -> None:
        heard.append((task_id, kind, other.get(task_id).state))

    task_id = TaskTable(engine, tell=tell).submit("listen", {}, "p1")
    assert heard == [(task_id, "listen", "queued")]


def test_each_end_is_told_once_within_its_own_transaction(engine: Engine) -> None:
    ends: list[tuple[str, str]] = []

    def note(connection: Connection, row: Row[Any]) -> None:
        seen = connection.execute(text("SELECT state FROM task WHERE id = :id"), {"id": row.id})
        assert seen.scalar_one() == row.state
        ends.append((row.id, row.state))

    table = TaskTable(engine, retry_delay_s=0.0, on_end=note)
    done, failed, stopped, never_begun = (table.submit("listen", {}, "p") for _ in range(4))
    claims = [claimed(table) for _ in range(3)]
    table.heartbeat(claims[0], "hearing", 0.5)
    assert table.finish(claims[0], {"slides": 3})
    assert not table.finish(claims[0], {})
    table.retry_or_fail(claims[1], BROKE)
    table.retry_or_fail(claimed(table), UNUSABLE)
    table.cancel(stopped)
    expire_leases(engine)
    table.reap()
    table.cancel_all("p")
    assert ends == [
        (done, "done"),
        (failed, "failed"),
        (stopped, "cancelled"),
        (never_begun, "cancelled"),
    ]


def test_an_end_that_can_not_be_told_did_not_happen(engine: Engine) -> None:
    def refuse(_connection: Connection, _row: Row[Any]) -> None:
        raise NotFound("nobody listens")

    table = TaskTable(engine, on_end=refuse)
    task_id = table.submit("listen", {}, "p")
    with pytest.raises(NotFound):
        table.finish(claimed(table), {})
    assert table.get(task_id).state == "running"
