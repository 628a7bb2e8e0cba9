"""Events of tasks: numbered without a gap, told once, on every database."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event, text

from vsl.jobs.event_feed import EventFeed
from vsl.jobs.task import Claim, Failure
from vsl.jobs.task_table import TaskTable

BROKE = Failure("internal", "It broke.", retryable=True)


@pytest.fixture
def table(engine: Engine) -> TaskTable:
    return TaskTable(engine, retry_delay_s=0.0)


def claimed(table: TaskTable) -> Claim:
    claim = table.claim("somebody")
    assert claim is not None
    return claim


def let_time_pass(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE task SET told = 0"))


def told(table: TaskTable, task_id: str, after: int = 0) -> list[tuple[int, str, str, float]]:
    events = table.events_since({task_id: after})
    return [(event.seq, event.state, event.stage, event.share) for event in events]


@pytest.fixture(autouse=True)
def nobody_looks_on(engine: Engine) -> Iterator[None]:
    """The engine is let go of when no feed uses it."""
    yield
    for thread in threading.enumerate():
        if thread.name == "events":
            thread.join(30)


def test_each_change_of_state_is_an_event(table: TaskTable) -> None:
    task_id = table.submit("make", {}, "p")
    table.finish(claimed(table), {})
    assert told(table, task_id) == [
        (1, "queued", "", 0.0),
        (2, "running", "", 0.0),
        (3, "done", "", 1.0),
    ]
    assert told(table, task_id, after=2) == [(3, "done", "", 1.0)]
    assert table.get(task_id).seq == 3


def test_progress_is_told_at_most_twice_a_second(table: TaskTable, engine: Engine) -> None:
    task_id = table.submit("make", {}, "p")
    claim = claimed(table)
    let_time_pass(engine)
    for share in (0.1, 0.2, 0.3):
        table.heartbeat(claim, "listening", share)
    assert told(table, task_id, after=2) == [(3, "running", "listening", 0.1)]
    let_time_pass(engine)
    table.heartbeat(claim, "listening", 0.3)  # not moved, but not told either
    table.heartbeat(claim, "listening", 0.3)
    let_time_pass(engine)
    table.heartbeat(claim, "listening", 0.3)
    assert told(table, task_id, after=3) == [(4, "running", "listening", 0.3)]


def test_failures_and_repetitions_are_told(table: TaskTable) -> None:
    task_id = table.submit("make", {}, "p")
    table.retry_or_fail(claimed(table), BROKE)
    table.retry_or_fail(claimed(table), Failure("bad_input", "No recording."))
    states = [state for _, state, _, _ in told(table, task_id)]
    assert states == ["queued", "running", "queued", "running", "failed"]
    assert table.events_since({task_id: 4})[0].message == "No recording."


def test_a_cancelled_task_says_so_once(table: TaskTable) -> None:
    task_id = table.submit("make", {}, "p")
    table.cancel(task_id)
    table.cancel(task_id)
    assert [state for _, state, _, _ in told(table, task_id)] == ["queued", "cancelled"]


def test_old_events_are_forgotten_but_the_last(table: TaskTable, engine: Engine) -> None:
    task_id = table.submit("make", {}, "p")
    table.finish(claimed(table), {})
    with engine.begin() as connection:
        connection.execute(text("UPDATE event SET created = 0"))
    assert table.forget_events(keep_s=60) == 2
    assert [seq for seq, *_ in told(table, task_id)] == [3]


def test_a_listener_hears_its_jobs_and_projects_alone(table: TaskTable) -> None:
    feed = EventFeed(table)
    mine, other = table.submit("make", {}, "p"), table.submit("make", {}, "q")
    listener = feed.listen(frozenset({mine}), frozenset(), {})
    whole = feed.listen(frozenset(), frozenset({"q"}), {})
    assert listener is not None
    assert whole is not None
    assert [event.task for event in listener.wait(5)] == [mine]
    assert [event.task for event in whole.wait(5)] == [other]
    third = table.submit("make", {}, "q")
    assert [event.task for event in whole.wait(5)] == [third]
    listener.close()
    whole.close()


def test_many_listeners_hear_everything_once_and_in_order(table: TaskTable) -> None:
    feed = EventFeed(table)
    task_ids = [table.submit("make", {}, "p") for _ in range(3)]
    heard: list[list[tuple[str, int]]] = [[] for _ in range(8)]

    def listen(number: int) -> None:
        listener = feed.listen(frozenset(), frozenset({"p"}), {})
        assert listener is not None
        while sum(seq == 3 for _, seq in heard[number]) < len(task_ids):
            heard[number] += [(event.task, event.seq) for event in listener.wait(10)]
        listener.close()

    threads = [threading.Thread(target=listen, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for _ in task_ids:
        table.finish(claimed(table), {})
    for thread in threads:
        thread.join(30)
    wanted = {task_id: [1, 2, 3] for task_id in task_ids}
    for each in heard:
        assert {task: [seq for name, seq in each if name == task] for task in wanted} == wanted


def test_there_are_only_so_many_listeners(table: TaskTable) -> None:
    feed = EventFeed(table, most=1)
    first = feed.listen(frozenset({"a"}), frozenset(), {})
    assert first is not None
    assert feed.listen(frozenset({"a"}), frozenset(), {}) is None
    first.close()
    second = feed.listen(frozenset({"a"}), frozenset(), {})
    assert second is not None
    second.close()


def test_one_project_with_many_tasks_does_not_keep_the_others_waiting(table: TaskTable) -> None:
    for _ in range(3):
        table.submit("export", {}, "greedy")
    modest = table.submit("export", {}, "modest")
    assert table.ahead_of(modest) == 3
    claimed(table)
    assert claimed(table).id == modest
    assert table.ahead_of(modest) is None


def test_what_happens_is_read_once_for_all_who_listen(table: TaskTable, engine: Engine) -> None:
    feed = EventFeed(table)
    task_id = table.submit("make", {}, "p")
    listeners = [feed.listen(frozenset({task_id}), frozenset(), {}) for _ in range(20)]
    for listener in listeners:
        assert listener is not None
        assert [event.seq for event in listener.wait(10)] == [1]
    asked: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM event" in statement:
            asked.append(statement)

    claimed(table)
    for listener in listeners:
        assert listener is not None
        assert [(event.seq, event.state) for event in listener.wait(10)] == [(2, "running")]
        listener.close()
    assert len(asked) <= 3  # a look may fall between the two


def test_one_who_is_slow_misses_nothing(table: TaskTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vsl.jobs.event_feed._MOST_TOLD", 1)
    feed = EventFeed(table)
    task_id = table.submit("make", {}, "p")
    slow = feed.listen(frozenset(), frozenset({"p"}), {})
    quick = feed.listen(frozenset(), frozenset({"p"}), {})
    assert slow is not None
    assert quick is not None
    assert [event.seq for event in slow.wait(10)] == [1]
    claim, heard = claimed(table), []
    while len(heard) < 2:
        heard += quick.wait(10)
    table.finish(claim, {})
    while len(heard) < 3:
        heard += quick.wait(10)
    assert [event.seq for event in heard] == [1, 2, 3]
    assert [event.seq for event in slow.wait(10)] == [2, 3]
    assert table.get(task_id).seq == 3
    slow.close()
    quick.close()


def test_a_closed_feed_wakes_who_waits(table: TaskTable) -> None:
    feed = EventFeed(table)
    listener = feed.listen(frozenset({"a"}), frozenset(), {})
    assert listener is not None
    threading.Timer(0.05, feed.close).start()
    assert listener.wait(60) == []
    listener.close()
