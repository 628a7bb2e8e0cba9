"""Messages on their way, kept in the database until a receiver has them.

A message is written in the transaction in which its job ends, so there is one for each ending and
each receiver. Whoever takes one out sets it to come up again before trying: a process that dies in
between costs a minute. So every message arrives at least once, and its id tells who hears it twice.

A table of its own, since these are no jobs: they have other errors and pauses, nobody waits for
them, and they stand in nobody's queue.
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
"""After each try that failed: three days in all, as the specification of webhooks proposes."""
_BEING_SENT_S = 60.0  # longer than a try takes
_KEEP_S = 30 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is told."""

    url: str
    secret: str = ""  # of a project's own; the operator's are signed with the settings' secret


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message on its way."""

    id: str
    task: str
    url: str
    secret: str
    body: str
    state: State
    tries: int
    not_before: float  # Unix time, s
    created: float
    told: str  # what came of the last try


def announce(connection: Connection, row: Row[Any], receivers: Iterable[Receiver]) -> None:
    """Keep a message to each receiver about a task that ends in this transaction."""
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
    """All messages of one database. Any number of threads, processes and machines may share it."""

    engine: Engine

    def take(self) -> Delivery | None:
        """The message that is due longest, which comes up again soon if nobody settles it."""
        due = (
            select(_delivery.c.id)
            .where(_delivery.c.state == "waiting", _delivery.c.not_before <= database_now())
            .order_by(_delivery.c.not_before)
            .limit(1)
        )
        with self._reading().begin() as connection:
            if connection.scalar(due) is None:  # spares the idle the write lock
                return None
        again = {"tries": _delivery.c.tries + 1, "not_before": database_now() + _BEING_SENT_S}
        chosen = due.with_for_update(skip_locked=True).scalar_subquery()
        take = update(_delivery).where(_delivery.c.id == chosen).values(again)
        with self.engine.begin() as connection:
            row = connection.execute(take.returning(_delivery)).one_or_none()
        return None if row is None else _read(row)

    def settle(self, sent: Delivery, answer: WebhookAnswer) -> None:
        """Note what came of a try, and when the next one is due if there is one."""
        values: dict[str, Any] = {"told": answer.told}
        if answer.is_final or sent.tries > len(PAUSES_S):
            values["state"] = "done" if answer.is_success else "failed"
        else:
            values["not_before"] = database_now() + PAUSES_S[sent.tries - 1]
        mine = (_delivery.c.id == sent.id) & (_delivery.c.tries == sent.tries)
        with self.engine.begin() as connection:
            connection.execute(update(_delivery).where(mine).values(values))

    def of_project(self, project_id: str, *, most: int) -> tuple[Delivery, ...]:
        """The latest messages about a project's jobs, newest first."""
        mine = select(_delivery).where(_delivery.c.project == project_id)
        newest = mine.order_by(_delivery.c.created.desc(), _delivery.c.id).limit(most)
        with self._reading().begin() as connection:
            return tuple(map(_read, connection.execute(newest)))

    def forget_old(self) -> int:
        """Delete messages of which nobody wants to know any more; how many."""
        old = _delivery.c.created < database_now() - _KEEP_S
        with self.engine.begin() as connection:
            return int(connection.execute(delete(_delivery).where(old)).rowcount)

    def _reading(self) -> Engine:
        return self.engine.execution_options(read_only=True)


def _read(row: Row[Any]) -> Delivery:
    return Delivery(**{name: getattr(row, name) for name in Delivery.__slots__})
