"""Tasks whose work others do in parts: children are rows, which live as long as their parent.

A parent that waits is running, as everybody sees it, but nobody holds it and no lease ends; its
last child queues it again. Children are nobody's jobs and have no events. They have no children
either. Never here: transactions; each function works in its caller's.
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

_DONE = (
    select(func.coalesce(func.sum(_child.c.part * _child.c.share), 0.0))
    .where(_child.c.parent == task.c.id)
    .scalar_subquery()
)
_SHARE = case((task.c.share < _DONE, _DONE), else_=task.c.share)


def lock(connection: Connection, wanted: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """The wanted tasks, locked together with their parents.

    Whoever locks more than one task does so in the order of their numbers, so that no two wait for
    each other; a parent's number is lower than its children's.
    """
    chosen = select(task.c.number).where(wanted)
    of_chosen = select(task.c.parent).where(wanted, task.c.parent.is_not(None))
    parents = select(_parent.c.number).where(_parent.c.id.in_(of_chosen))
    both = task.c.number.in_(union(chosen.correlate(None), parents))
    locking = select(task.c.number).where(both).order_by(task.c.number).with_for_update()
    numbers = connection.scalars(locking).all()
    still = wanted & task.c.number.in_(numbers)  # not changed by whoever had the lock before
    return connection.execute(select(task).where(still).order_by(task.c.number)).all()


def create_children(
    connection: Connection, parent: Row[Any], children: Sequence[Child]
) -> list[tuple[str, str]]:
    """Add children of ``parent``; id and kind of those that wait for somebody, in order."""
    waiting = []
    for child in children:
        child_id = secrets.token_urlsafe(12)
        values = {
            "id": child_id,
            "kind": child.kind,
            "project": parent.project,
            "payload": json.dumps(dict(child.payload)),
            "priority": parent.priority,
            "created": database_now(),
            "parent": parent.id,
            "part": child.part,
        }
        if child.answer is None:
            waiting.append((child_id, child.kind))
        else:
            done = {"state": "done", "share": 1.0, "finished": database_now()}
            values |= done | {"result": json.dumps(dict(child.answer))}
        connection.execute(insert(task).values(values))
    return waiting


def answers(connection: Connection, parent_id: str) -> tuple[dict[str, Any], ...]:
    """What the children of a task came to, in their order."""
    done = (task.c.parent == parent_id) & (task.c.state == "done")
    results = connection.scalars(select(task.c.result).where(done).order_by(task.c.number))
    return tuple(json.loads(result) for result in results)


def update_parent_progress(parent_id: str) -> Update:
    """SQL: a waiting parent is as far as its children are, and never goes back."""
    waits = (task.c.id == parent_id) & (task.c.waiting_for > 0)
    return update(task).where(waits, task.c.share < _DONE).values(share=_DONE)


def decrement_pending(connection: Connection, parent_id: str) -> Update | None:
    """A child of this task is done; what its last one does to it, as SQL."""
    parent = update(task).where(task.c.id == parent_id)
    less = parent.values(waiting_for=task.c.waiting_for - 1).returning(task.c.waiting_for)
    last = connection.scalar(less) == 0
    return parent.values(state="queued", not_before=0.0, share=_SHARE) if last else None


def forget(connection: Connection, parent_id: str) -> None:
    """Delete a task's children; whoever works on one hears that it is lost."""
    connection.execute(delete(task).where(task.c.parent == parent_id))
