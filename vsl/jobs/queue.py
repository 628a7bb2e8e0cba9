"""The order of the queue as SQL, and its limits.

Which task is claimed next, how many jobs precede one, and how many may wait.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, ScalarSelect, Select, case, func, select, update

from vsl.errors import TooMany
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
_RUNNING_OF_CLIENT = (
    select(func.count())
    .where(_other.c.client == task.c.client)
    .where(_other.c.state == "running", _other.c.waiting_for == 0)
    .scalar_subquery()
)
_PARENT_NUMBER = select(_parent.c.number).where(_parent.c.id == task.c.parent).scalar_subquery()
# Among tasks of equal priority, those of the client and the project with the fewest running tasks
# come first: a client that queues a hundred videos does not block the others. Children take their
# parent's place.
_DUE = (
    select(task.c.number)
    .where(task.c.state == "queued", task.c.not_before <= database_now())
    .order_by(
        task.c.priority.desc(),
        _RUNNING_OF_CLIENT,
        _RUNNING_TASKS,
        func.coalesce(_PARENT_NUMBER, task.c.number),
        task.c.number,
    )
)


@dataclass(frozen=True, slots=True)
class QueueLimits:
    """How many jobs may wait at once."""

    jobs: int = 1000
    jobs_of_client: int = 200

    def check(self, connection: Connection, client: str) -> None:
        """Check that one more job of ``client`` may wait; the studio's own always may.

        Raises:
            TooMany: the client, or all together, have as many as may be.
        """
        of_client = func.count().filter(task.c.client == client)
        waiting = select(func.count(), of_client).where(
            task.c.state == "queued", task.c.parent.is_(None)
        )
        of_all, own = connection.execute(waiting).one()
        if client and own >= self.jobs_of_client:
            raise TooMany(f"You have {own} jobs in the queue: wait until some are done.")
        if client and of_all >= self.jobs:
            raise TooMany(f"{of_all} jobs wait in the queue: try again when some are done.")


def due(kinds: Collection[str] | None, *, of_idle_clients: bool = False) -> Select[tuple[int]]:
    """Return a query of the numbers of tasks that can begin, in order.

    Args:
        kinds: of the tasks; all if None.
        of_idle_clients: only of clients for whom nothing runs.
    """
    query = _DUE.where(_RUNNING_OF_CLIENT == 0) if of_idle_clients else _DUE
    return query if kinds is None else query.where(task.c.kind.in_(kinds))


def ahead() -> ScalarSelect[int]:
    """Return SQL that counts the jobs before a task; children belong to jobs that have begun."""
    before = (_other.c.priority > task.c.priority) | (
        (_other.c.priority == task.c.priority) & (_other.c.number < task.c.number)
    )
    is_queued = (_other.c.state == "queued") & _other.c.parent.is_(None)
    return select(func.count()).where(before, is_queued).scalar_subquery()


def correct_times(engine: Engine, lease_s: float, longest_delay_s: float) -> None:
    """Bring times that lie too far in the future back, since the clock was set back.

    Work that goes on renews its lease soon; that of a dead process ends after ``lease_s``.
    """
    latest = database_now() + 2 * lease_s + longest_delay_s
    is_far = task.c.state.in_(("queued", "running")) & (
        (task.c.lease_until > latest) | (task.c.not_before > latest) | (task.c.told > latest)
    )
    with engine.execution_options(read_only=True).begin() as connection:
        if connection.scalar(select(task.c.number).where(is_far).limit(1)) is None:
            return
    later = case((task.c.lease_until > latest, database_now() + lease_s), else_=task.c.lease_until)
    with engine.begin() as connection:
        connection.execute(
            update(task)
            .where(is_far)
            .values(
                lease_until=later,
                not_before=case((task.c.not_before > latest, 0.0), else_=task.c.not_before),
                told=case((task.c.told > latest, 0.0), else_=task.c.told),
            )
        )


def projects_without_jobs(engine: Engine, projects: Collection[str]) -> tuple[str, ...]:
    """Return those of ``projects`` for which no job was ever queued."""
    with engine.execution_options(read_only=True).begin() as connection:
        known = set(connection.scalars(select(task.c.project).distinct()))
    return tuple(each for each in projects if each not in known)
