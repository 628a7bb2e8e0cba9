"""The outbox: webhook messages in the database until they are delivered.

A message is written in the transaction in which its job ends, so there is one for each end and each
receiver. Taking one sets it due again before the try, so a process that dies meanwhile costs a
minute. Every message arrives at least once; receivers recognise a repetition by its id.

It is a table of its own, since messages are not jobs: they have other errors and pauses, no client
waits for them, and they take no place in the queue.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from vsl.jobs.database_clock import database_now
from vsl.jobs.schema import delivery as _delivery
from vsl.jobs.webhooks.message import TOLD, body_of
from vsl.jobs.webhooks.sender import WebhookAnswer

State = Literal["waiting", "done", "failed"]
PAUSES_S = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""After each failed try: three days in all, as the specification of webhooks proposes."""
_ATTEMPT_LEASE_S = 60.0  # longer than a try takes
_KEEP_S = 30 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Receiver:
    """The address of a webhook."""

    url: str
    secret: str = ""  # of a project's receiver; the operator's use the setting's secret


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to one receiver."""

    id: str
    task: str
    url: str
    secret: str
    body: str
    state: State
    tries: int
    not_before: float  # Unix time, s
    created: float
    outcome: str  # outcome of the last try


def announce(connection: Connection, row: Row[Any], receivers: Iterable[Receiver]) -> None:
    """Store a message to each receiver about a task that ends in this transaction."""
    if row.state not in TOLD:
        return
    for receiver in receivers:
        values = {
            "id": f"msg_{secrets.token_urlsafe(18)}",
            "task": row.id,
            "project": row.project,
            "url": receiver.url,
            "secret": receiver.secret,
            "body": body_of(row),
            "state": "waiting",
            "created": database_now(),
        }
        connection.execute(insert(_delivery).values(values))


@dataclass(frozen=True, slots=True)
class Outbox:
    """The messages of one database. Any number of threads, processes and machines may share it."""

    engine: Engine

    def take(self) -> Delivery | None:
        """Return the message that has been due longest; it is due again soon without ``settle``."""
        due = (
            select(_delivery.c.id)
            .where(_delivery.c.state == "waiting", _delivery.c.not_before <= database_now())
            .order_by(_delivery.c.not_before)
            .limit(1)
        )
        with self._reading().begin() as connection:
            if connection.scalar(due) is None:  # idle threads take no write lock
                return None
        values = {"tries": _delivery.c.tries + 1, "not_before": database_now() + _ATTEMPT_LEASE_S}
        chosen = due.with_for_update(skip_locked=True).scalar_subquery()
        take = update(_delivery).where(_delivery.c.id == chosen).values(values)
        with self.engine.begin() as connection:
            row = connection.execute(take.returning(_delivery)).one_or_none()
        return None if row is None else _read(row)

    def settle(self, delivery: Delivery, answer: WebhookAnswer) -> None:
        """Record the outcome of a try, and when the next one is due if there is one."""
        values: dict[str, Any] = {"told": answer.outcome}
        if answer.is_final or delivery.tries > len(PAUSES_S):
            values["state"] = "done" if answer.is_success else "failed"
        else:
            asked_s = min(answer.wait_s, PAUSES_S[-1])
            values["not_before"] = database_now() + max(PAUSES_S[delivery.tries - 1], asked_s)
        this_try = (_delivery.c.id == delivery.id) & (_delivery.c.tries == delivery.tries)
        with self.engine.begin() as connection:
            connection.execute(update(_delivery).where(this_try).values(values))

    def of_project(self, project_id: str, *, most: int) -> tuple[Delivery, ...]:
        """Return the latest messages about a project's jobs, newest first."""
        matching = select(_delivery).where(_delivery.c.project == project_id)
        newest = matching.order_by(_delivery.c.created.desc(), _delivery.c.id).limit(most)
        with self._reading().begin() as connection:
            return tuple(map(_read, connection.execute(newest)))

    def forget_old(self) -> int:
        """Delete messages older than 30 days; return how many there were."""
        old = _delivery.c.created < database_now() - _KEEP_S
        with self.engine.begin() as connection:
            return int(connection.execute(delete(_delivery).where(old)).rowcount)

    def _reading(self) -> Engine:
        return self.engine.execution_options(read_only=True)


def _read(row: Row[Any]) -> Delivery:
    columns = {name: "told" if name == "outcome" else name for name in Delivery.__slots__}
    return Delivery(**{name: getattr(row, column) for name, column in columns.items()})
