"""The order of the queue as SQL: which task is claimed next, and how many jobs precede one."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ScalarSelect, Select, func, select

from vsl.jobs.database_clock import database_now
from vsl.jobs.schema import task

_other = task.alias("other")
_parent = task.alias("parent")

_RUNNING_TASKS = (
    select(func.count())
    .where(_other.c.project == task.c.project)
    .where(_other.c.state == "running", _other.c.waiting_for == 0)
    .scalar_subquery()
)
_PARENT_NUMBER = select(_parent.c.number).where(_parent.c.id == task.c.parent).scalar_subquery()
# Among tasks of equal priority, those of the project with the fewest running tasks come first: a
# project with a hundred videos does not block the others. Children take their parent's place.
_DUE = (
    select(task.c.number)
    .where(task.c.state == "queued", task.c.not_before <= database_now())
    .order_by(
        task.c.priority.desc(),
        _RUNNING_TASKS,
        func.coalesce(_PARENT_NUMBER, task.c.number),
        task.c.number,
    )
)


def due(kinds: Collection[str] | None) -> Select[tuple[int]]:
    """Return a query of the numbers of tasks that can begin, in order; of all kinds if None."""
    return _DUE if kinds is None else _DUE.where(task.c.kind.in_(kinds))


def ahead() -> ScalarSelect[int]:
    """Return SQL that counts the jobs before a task; children belong to jobs that have begun."""
    before = (_other.c.priority > task.c.priority) | (
        (_other.c.priority == task.c.priority) & (_other.c.number < task.c.number)
    )
    is_queued = (_other.c.state == "queued") & _other.c.parent.is_(None)
    return select(func.count()).where(before, is_queued).scalar_subquery()
