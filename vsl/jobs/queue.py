"""Who is next, as SQL: the order in which tasks are claimed, and how many come before one.

Never here: claiming.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ScalarSelect, Select, func, select

from vsl.jobs.database_clock import database_now
from vsl.jobs.schema import task

_other = task.alias("other")
_parent = task.alias("parent")

_AT_WORK = (
    select(func.count())
    .where(_other.c.project == task.c.project)
    .where(_other.c.state == "running", _other.c.waiting_for == 0)
    .scalar_subquery()
)
_PARENTS_PLACE = select(_parent.c.number).where(_parent.c.id == task.c.parent).scalar_subquery()
# Among equals, the project for which the least is being done: one that asks for a hundred videos
# does not keep the others waiting. Children stand where their parent stood when it came.
_DUE = (
    select(task.c.number)
    .where(task.c.state == "queued", task.c.not_before <= database_now())
    .order_by(
        task.c.priority.desc(),
        _AT_WORK,
        func.coalesce(_PARENTS_PLACE, task.c.number),
        task.c.number,
    )
)


def due(kinds: Collection[str] | None) -> Select[tuple[int]]:
    """The numbers of tasks that can begin, the next one first; None: of all kinds."""
    return _DUE if kinds is None else _DUE.where(task.c.kind.in_(kinds))


def ahead() -> ScalarSelect[int]:
    """How many jobs come before a task; children are parts of a job that has begun."""
    before = (_other.c.priority > task.c.priority) | (
        (_other.c.priority == task.c.priority) & (_other.c.number < task.c.number)
    )
    waits = (_other.c.state == "queued") & _other.c.parent.is_(None)
    return select(func.count()).where(before, waits).scalar_subquery()
