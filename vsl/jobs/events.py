"""Events of a task, numbered without gaps, so that a client can resume after the last one it has.

The number is assigned under the task's row lock, in the transaction that changes the task. One
sequence for the whole table would not do: PostgreSQL assigns its values before the commit, so a
reader who has seen 8 may never see 7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Update, delete, exists, insert, or_, select

from vsl.jobs.database_clock import database_now
from vsl.jobs.schema import event, task
from vsl.jobs.task import State

_LEAST_SHARE = 0.02  # below it the pace so far predicts nothing

_LATEST = (event.c.task == task.c.id) & (event.c.seq == task.c.seq)
IS_NEWS = exists().where(_LATEST, (event.c.stage != task.c.stage) | (event.c.share != task.c.share))
"""SQL: the task's stage or share differs from its latest event."""


@dataclass(frozen=True, slots=True)
class Event:
    """A task's state at some moment."""

    task: str  # its id
    project: str
    seq: int  # 1, 2, 3, …
    state: State
    stage: str
    share: float  # 0..1 of the whole
    message: str  # of a failure, for the user
    seconds_left: float | None  # at the pace so far; None while unknown


@dataclass(frozen=True, slots=True)
class Head:
    """The number of a task's latest event."""

    task: str
    project: str
    seq: int


def change(connection: Connection, update: Update) -> Sequence[Row[Any]]:
    """Change tasks and record an event of each change; return the changed rows.

    Children are parts of a job and have no events.
    """
    numbered = update.values(seq=task.c.seq + 1, told=database_now())
    rows = connection.execute(numbered.returning(task, database_now().label("now"))).all()
    record(connection, [row for row in rows if row.parent is None])
    return rows


def record(connection: Connection, rows: Sequence[Row[Any]]) -> None:
    """Insert an event with the current values of each of these tasks, numbered by its ``seq``."""
    names = ("project", "seq", "state", "stage", "share", "message")
    for row in rows:
        values = {name: getattr(row, name) for name in names}
        extra = {"task": row.id, "seconds_left": seconds_left(row), "created": database_now()}
        connection.execute(insert(event).values({**values, **extra}))


def since(connection: Connection, seen: Mapping[str, int], *, most: int = 500) -> list[Event]:
    """Return at most ``most`` events of tasks after those ``seen``, each task's in order."""
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
    """Delete events older than ``keep_s`` except the last of each task; return how many."""
    old = event.c.created < database_now() - keep_s
    last = select(task.c.seq).where(task.c.id == event.c.task).scalar_subquery()
    return int(connection.execute(delete(event).where(old, event.c.seq < last)).rowcount)


def seconds_left(row: Row[Any]) -> float | None:
    """Return how long a task will still take at the pace so far; ``row`` includes ``now``."""
    if row.state != "running" or row.share < _LEAST_SHARE:
        return None
    elapsed_s = max(0.0, row.now - row.started)
    return float(elapsed_s * (1 - row.share) / row.share)
