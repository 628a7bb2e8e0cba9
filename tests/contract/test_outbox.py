"""The outbox keeps its promises on every database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Row, update

from vsl.jobs.schema import delivery
from vsl.jobs.task import Failure
from vsl.jobs.task_table import TaskTable
from vsl.jobs.webhooks.outbox import PAUSES_S, Outbox, Receiver, announce
from vsl.jobs.webhooks.sender import WebhookAnswer
from vsl.store.database import connect
from vsl.store.migrations import migrate

HEARD, GONE = WebhookAnswer(204, "Answered 204."), WebhookAnswer(410, "Answered 410.")
BUSY, SILENT = WebhookAnswer(500, "Answered 500."), WebhookAnswer(None, "Nobody answered.")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = connect(database_url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def tasks(engine: Engine) -> TaskTable:
    """Tasks whose ending is told to one receiver."""
    receivers = [Receiver("https://example.com/told")]
    return TaskTable(engine, on_end=lambda connection, row: announce(connection, row, receivers))


@pytest.fixture
def outbox(engine: Engine) -> Outbox:
    return Outbox(engine)


def _end(tasks: TaskTable, project: str = "p") -> str:
    task_id = tasks.submit("make", {}, project)
    claim = tasks.claim("test")
    assert claim
    tasks.finish(claim, {})
    return task_id


def _come_due(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(update(delivery).values(not_before=0.0))


def test_each_ending_is_one_message(tasks: TaskTable, outbox: Outbox) -> None:
    done = _end(tasks)
    failing = tasks.submit("export", {"export": "e"}, "p")
    claim = tasks.claim("test")
    assert claim
    tasks.retry_or_fail(claim, Failure("bad_input", "No speech."))
    tasks.retry_or_fail(claim, Failure("bad_input", "No speech."))  # too late
    tasks.cancel(tasks.submit("make", {}, "p"))  # whoever does that knows
    outcome = [json.loads(each.body) for each in outbox.of_project("p", most=9)]
    assert {(each["type"], each["data"]["job"]) for each in outcome} == {
        ("job.done", done),
        ("job.failed", failing),
    }
    assert len(outcome) == 2
    assert outbox.of_project("other", most=9) == ()


def test_an_ending_that_is_taken_back_tells_nobody(engine: Engine, outbox: Outbox) -> None:
    def break_off(connection: Connection, row: Row[Any]) -> None:
        announce(connection, row, [Receiver("https://example.com/")])
        raise RuntimeError("the database breaks")

    tasks = TaskTable(engine, on_end=break_off)
    with pytest.raises(RuntimeError):
        _end(tasks)
    assert outbox.take() is None


def test_a_message_is_in_one_pair_of_hands(tasks: TaskTable, outbox: Outbox) -> None:
    _end(tasks)
    taken = outbox.take()
    assert taken
    assert (taken.tries, taken.url) == (1, "https://example.com/told")
    assert outbox.take() is None
    outbox.settle(taken, HEARD)
    (kept,) = outbox.of_project("p", most=9)
    assert (kept.state, kept.outcome) == ("done", "Answered 204.")


def test_who_dies_while_telling_is_succeeded(
    engine: Engine, tasks: TaskTable, outbox: Outbox
) -> None:
    _end(tasks)
    dead = outbox.take()
    _come_due(engine)
    second = outbox.take()
    assert dead
    assert second
    assert (second.id, second.body, second.tries) == (dead.id, dead.body, 2)
    outbox.settle(dead, BUSY)  # not dead after all: its word is too old
    outbox.settle(second, HEARD)
    assert outbox.of_project("p", most=9)[0].state == "done"


@pytest.mark.parametrize("answer", [BUSY, SILENT, WebhookAnswer(302, "Answered 302.")])
def test_what_is_not_heard_is_told_again_for_three_days(
    engine: Engine, tasks: TaskTable, outbox: Outbox, answer: WebhookAnswer
) -> None:
    _end(tasks)
    pauses_s = []
    while (taken := outbox.take()) is not None:
        outbox.settle(taken, answer)
        (kept,) = outbox.of_project("p", most=9)
        if kept.state == "waiting":
            pauses_s.append(kept.not_before - taken.not_before + 60.0)
        _come_due(engine)
    assert [round(each / 5) for each in pauses_s] == [round(each / 5) for each in PAUSES_S]
    assert 48 * 3600 < sum(PAUSES_S) < 96 * 3600
    assert (kept.state, kept.tries, kept.outcome) == ("failed", len(PAUSES_S) + 1, answer.outcome)


def test_who_wants_no_more_is_left_alone(tasks: TaskTable, outbox: Outbox) -> None:
    _end(tasks)
    taken = outbox.take()
    assert taken
    outbox.settle(taken, GONE)
    assert outbox.of_project("p", most=9)[0].state == "failed"


def test_old_messages_are_forgotten(engine: Engine, tasks: TaskTable, outbox: Outbox) -> None:
    _end(tasks)
    assert outbox.forget_old() == 0
    with engine.begin() as connection:
        connection.execute(update(delivery).values(created=delivery.c.created - 31 * 86_400))
    assert outbox.forget_old() == 1
