"""What happened to a task, as numbered events: nobody who asks again misses one or sees one twice.

An event's number is taken under its task's row lock, in the transaction that changes the task. A
number of the whole table would not do: PostgreSQL gives those out before a commit, so that a reader
who has seen 8 may never see 7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Update, delete, exists, insert, or_, select

from vsl.jobs.database_clock import database_now
from vsl.jobs.schema import event, task
from vsl.jobs.task import State

_TELLING_SHARE = 0.02  # below it the pace so far foretells nothing

_LATEST = (event.c.task == task.c.id) & (event.c.seq == task.c.seq)
IS_NEWS = exists().where(_LATEST, (event.c.stage != task.c.stage) | (event.c.share != task.c.share))
"""SQL: a task has come further than its latest event says."""


@dataclass(frozen=True, slots=True)
class Event:
    """What became of a task at some moment."""

    task: str  # its id
    project: str
    seq: int  # from 1 on, without a gap
    state: State
    stage: str
    share: float  # 0..1 of the whole
    message: str  # of a failure, for the user
    seconds_left: float | None  # at the pace so far; None while nobody can say


@dataclass(frozen=True, slots=True)
class Head:
    """How far the events of a task go."""

    task: str
    project: str
    seq: int


def change(connection: Connection, update: Update) -> Sequence[Row[Any]]:
    """Change tasks and keep an event of each change; the tasks as they are after it.

    Children have none: they are parts of a task, and nobody's job.
    """
    numbered = update.values(seq=task.c.seq + 1, told=database_now())
    rows = connection.execute(numbered.returning(task, database_now().label("now"))).all()
    record(connection, [row for row in rows if row.parent is None])
    return rows


def record(connection: Connection, rows: Sequence[Row[Any]]) -> None:
    """Keep what these tasks, numbered anew in this transaction, have come to."""
    names = ("project", "seq", "state", "stage", "share", "message")
    for row in rows:
        values = {name: getattr(row, name) for name in names}
        told = {"task": row.id, "seconds_left": seconds_left(row), "created": database_now()}
        connection.execute(insert(event).values({**values, **told}))


def since(connection: Connection, seen: Mapping[str, int], *, most: int = 500) -> list[Event]:
    """The events of tasks after those that were ``seen``, each task's in order, at most so many."""
    if not seen:
        return []
    newer: list[ColumnElement[bool]] = [
        (event.c.task == task_id) & (event.c.seq > seq) for task_id, seq in seen.items()
    ]
    query = select(event).where(or_(*newer)).order_by(event.c.task, event.c.seq).limit(most)
    return [
        Event(**{name: getattr(row, name) for name in Event.__slots__})
        for row in connection.execute(query)
    ]


def forget(connection: Connection, keep_s: float) -> int:
    """Delete events older than ``keep_s`` but the last of each task; how many."""
    old = event.c.created < database_now() - keep_s
    last = select(task.c.seq).where(task.c.id == event.c.task).scalar_subquery()
    return int(connection.execute(delete(event).where(old, event.c.seq < last)).rowcount)


def seconds_left(row: Row[Any]) -> float | None:
    """How long a task (with the database's ``now``) will take from here, at the pace so far."""
    if row.state != "running" or row.share < _TELLING_SHARE:
        return None
    elapsed_s = max(0.0, row.now - row.started)
    return float(elapsed_s * (1 - row.share) / row.share)
