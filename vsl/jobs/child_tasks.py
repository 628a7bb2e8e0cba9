"""Tasks divided into child tasks: rows that live as long as their parent.

A waiting parent has the state "running" but no owner and no lease; its last child queues it again.
Children are not jobs: they have no events, and no children. Transactions are the callers'.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Update,
    case,
    delete,
    func,
    insert,
    select,
    union,
    update,
)

from vsl.jobs.database_clock import database_now
from vsl.jobs.schema import task
from vsl.jobs.task import Child

_parent = task.alias("parent")
_child = task.alias("child")

_CHILDREN_SHARE = (
    select(func.coalesce(func.sum(_child.c.part * _child.c.share), 0.0))
    .where(_child.c.parent == task.c.id)
    .scalar_subquery()
)
_SHARE = case((task.c.share < _CHILDREN_SHARE, _CHILDREN_SHARE), else_=task.c.share)


def lock(connection: Connection, condition: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Return the tasks that match ``condition``, locked together with their parents.

    Tasks are always locked in the order of their numbers, which prevents deadlocks; a parent's
    number is lower than its children's.
    """
    matching = select(task.c.number).where(condition)
    parent_ids = select(task.c.parent).where(condition, task.c.parent.is_not(None))
    parents = select(_parent.c.number).where(_parent.c.id.in_(parent_ids))
    either = task.c.number.in_(union(matching.correlate(None), parents))
    lock_query = select(task.c.number).where(either).order_by(task.c.number).with_for_update()
    numbers = connection.scalars(lock_query).all()
    # the transaction that held the lock before may have changed some
    unchanged = condition & task.c.number.in_(numbers)
    return connection.execute(select(task).where(unchanged).order_by(task.c.number)).all()


def create_children(
    connection: Connection, parent: Row[Any], children: Sequence[Child]
) -> list[tuple[str, str]]:
    """Add children of ``parent``; return id and kind of those without an answer, in order."""
    pending = []
    for child in children:
        child_id = secrets.token_urlsafe(12)
        values = {
            "id": child_id,
            "kind": child.kind,
            "project": parent.project,
            "client": parent.client,
            "payload": json.dumps(dict(child.payload)),
            "priority": parent.priority,
            "created": database_now(),
            "parent": parent.id,
            "part": child.part,
        }
        if child.answer is None:
            pending.append((child_id, child.kind))
        else:
            done = {"state": "done", "share": 1.0, "finished": database_now()}
            values |= done | {"result": json.dumps(dict(child.answer))}
        connection.execute(insert(task).values(values))
    return pending


def answers(connection: Connection, parent_id: str) -> tuple[dict[str, Any], ...]:
    """Return the results of a task's finished children, in their order."""
    finished = (task.c.parent == parent_id) & (task.c.state == "done")
    results = connection.scalars(select(task.c.result).where(finished).order_by(task.c.number))
    return tuple(json.loads(result) for result in results)


def update_parent_progress(parent_id: str) -> Update:
    """Return SQL that raises a waiting parent's share to that of its children."""
    is_waiting = (task.c.id == parent_id) & (task.c.waiting_for > 0)
    return (
        update(task).where(is_waiting, task.c.share < _CHILDREN_SHARE).values(share=_CHILDREN_SHARE)
    )


def decrement_pending(connection: Connection, parent_id: str) -> Update | None:
    """Count one child as done; return SQL that queues the parent if it was the last."""
    parent = update(task).where(task.c.id == parent_id)
    decrement = parent.values(waiting_for=task.c.waiting_for - 1).returning(task.c.waiting_for)
    is_last = connection.scalar(decrement) == 0
    return parent.values(state="queued", not_before=0.0, share=_SHARE) if is_last else None


def forget(connection: Connection, parent_id: str) -> None:
    """Delete a task's children; their workers get "lost" from the next heartbeat."""
    connection.execute(delete(task).where(task.c.parent == parent_id))
