"""The task table: the one place that decides who works on what.

Flows in: what is to be done. Flows out: claims, each to one process at a time. Never here: the work
itself, and how word of it travels.

A claim raises the task's epoch and leases it for some seconds; every later word about the task is
heard only from the holder of that epoch. Who is late, frozen or dead is thereby shut out without
being asked (fencing tokens: M. Kleppmann, Designing Data-Intensive Applications, ch. 8).
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal, get_args

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    Update,
    func,
    insert,
    select,
    update,
)

from vsl.errors import NotFound
from vsl.jobs import events
from vsl.jobs.clock import database_now
from vsl.jobs.events import Event, Head
from vsl.jobs.tables import metadata as metadata
from vsl.jobs.tables import task as _task
from vsl.jobs.task import ENDED, Claim, Failure, State, TaskView

MAX_ERRORS = 3  # times that the work itself may fail
MAX_LOSSES = 10  # times that its process may die; machines restart more often than work fails
DEFAULT_PRIORITY = 5  # higher goes first
_TELL_EVERY_S = 0.5  # how far a task is; each change of its state is told at once

OnEnd = Callable[[Connection, Row[Any]], None]
"""Takes the transaction in which a task ends, and the task's row as it is after that."""

_Values = dict[str, Any]
_log = logging.getLogger(__name__)

_other = _task.alias("other")
_AT_WORK = (
    select(func.count())
    .where(_other.c.project == _task.c.project, _other.c.state == "running")
    .scalar_subquery()
)
# Among equals, the project for which the least is being done: one that asks for a hundred videos
# does not keep the others waiting.
_DUE = (
    select(_task.c.number)
    .where(_task.c.state == "queued", _task.c.not_before <= database_now())
    .order_by(_task.c.priority.desc(), _AT_WORK, _task.c.number)
)

_LOST = Failure(
    "worker_lost",
    f"The work on this stopped unexpectedly {MAX_LOSSES} times and was given up. "
    "Try a shorter recording, or a machine with more memory.",
)


class TaskTable:
    """All tasks of one database. Any number of threads, processes and machines may share it."""

    def __init__(
        self,
        engine: Engine,
        *,
        lease_s: float = 15.0,
        retry_delay_s: float = 1.0,
        tell: Callable[[str, str], None] = lambda _task_id, _kind: None,
        on_end: OnEnd = lambda _connection, _task: None,
    ) -> None:
        """A view on the table in ``engine``.

        Args:
            lease_s: without a heartbeat for that long, a task goes to somebody else.
            retry_delay_s: pause before the first repetition; the second waits twice as long.
            tell: called with the id and the kind of each new task once it is queued.
            on_end: called whenever a task is done, failed or cancelled, with the task as it is
                then, in the transaction that ends it: what it writes is there if that is.
        """
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)
        self._lease_s = lease_s
        self._retry_delay_s = retry_delay_s
        self._tell = tell
        self._on_end = on_end

    def submit(
        self,
        kind: str,
        payload: Mapping[str, Any],
        project: str,
        priority: int = DEFAULT_PRIORITY,
    ) -> str:
        """The id of a new task, which is queued when this returns."""
        task_id = secrets.token_urlsafe(12)
        values = {
            "id": task_id,
            "kind": kind,
            "project": project,
            "payload": json.dumps(dict(payload)),
            "priority": priority,
            "created": database_now(),
        }
        with self._engine.begin() as connection:
            connection.execute(insert(_task).values(values))
            self._change(connection, update(_task).where(_task.c.id == task_id))
        self._tell(task_id, kind)
        return task_id

    def claim(self, owner: str, kinds: Collection[str] | None = None) -> Claim | None:
        """The first task that is due, held by ``owner`` from here on; None when nothing is due.

        Args:
            kinds: the kinds of work that the owner does; all by default.
        """
        first = _due(kinds).limit(1)
        with self._reading.begin() as connection:
            if connection.scalar(first) is None:  # spares the idle the write lock
                return None
        take = (
            update(_task)
            .where(_task.c.number == first.with_for_update(skip_locked=True).scalar_subquery())
            .values(
                state="running",
                owner=owner,
                epoch=_task.c.epoch + 1,
                started=database_now(),
                lease_until=database_now() + self._lease_s,
            )
            .returning(_task.c.id, _task.c.kind, _task.c.payload, _task.c.epoch)
        )
        with self._engine.begin() as connection:
            row = connection.execute(take).one_or_none()
            if row is None:
                return None
            self._change(connection, update(_task).where(_task.c.id == row.id))
        return Claim(row.id, row.kind, json.loads(row.payload), row.epoch)

    def due(self, kinds: Collection[str], *, most: int) -> list[str]:
        """The ids of the first tasks of these kinds that could begin at once, at most so many."""
        query = _due(kinds).with_only_columns(_task.c.id).limit(most)
        with self._reading.begin() as connection:
            return list(connection.scalars(query))

    def heartbeat(self, claim: Claim, stage: str, share: float) -> Literal["ok", "cancel", "lost"]:
        """Renew the lease and say how far the work is; whether to go on, stop or walk away."""
        renew = (
            update(_task)
            .where(_held(claim))
            .values(stage=stage, share=share, lease_until=database_now() + self._lease_s)
            .returning(_task.c.cancel_requested)
        )
        with self._engine.begin() as connection:
            row = connection.execute(renew).one_or_none()
            is_due = _task.c.told <= database_now() - _TELL_EVERY_S
            self._change(connection, update(_task).where(_held(claim), is_due, events.IS_NEWS))
        if row is None:
            return "lost"
        return "cancel" if row.cancel_requested else "ok"

    def finish(self, claim: Claim, result: Mapping[str, Any]) -> bool:
        """Store what the work came to; False when the task is somebody else's by now."""
        values = _ended("done") | {"share": 1.0, "result": json.dumps(dict(result))}
        with self._engine.begin() as connection:
            return self._change(connection, update(_task).where(_held(claim)).values(values)) == 1

    def retry_or_fail(self, claim: Claim, failure: Failure) -> bool:
        """The work failed: queue it again if that can help; False when it is not ours."""

        def after(row: Row[Any]) -> _Values:
            errors = row.errors + 1
            if failure.retryable and errors < MAX_ERRORS:
                return self._queued_again(errors) | {"errors": errors}
            return _failed(failure) | {"errors": errors}

        return self._let_go(_held(claim), after) == 1

    def lose(self, claim: Claim) -> bool:
        """The working process died: queue the task again; False when it is not ours."""
        return self._let_go(_held(claim), self._after_loss) == 1

    def give_back(self, claim: Claim) -> bool:
        """Stop without blame, because the worker leaves; False when the task is not ours."""
        return self._let_go(_held(claim), lambda _row: self._queued_again(0)) == 1

    def confirm_cancel(self, claim: Claim) -> bool:
        """The work has stopped as asked; False when the task is somebody else's by now."""
        return self._let_go(_held(claim), lambda _row: _ended("cancelled")) == 1

    def reap(self) -> int:
        """Queue again what nobody has given a heartbeat for; how many tasks that were."""
        expired = (_task.c.state == "running") & (_task.c.lease_until < database_now())
        return self._let_go(expired, self._after_loss)

    def cancel(self, task_id: str) -> TaskView:
        """Ask for the task to stop: at once when queued, with the next heartbeat when running.

        Raises:
            NotFound: there is no such task.
        """
        self._cancel(_task.c.id == task_id)
        return self.get(task_id)

    def cancel_all(self, project: str) -> None:
        """Ask for every task of ``project`` to stop; see ``cancel``."""
        self._cancel(_task.c.project == project)

    def get(self, task_id: str) -> TaskView:
        """The task as it stands.

        Raises:
            NotFound: there is no such task.
        """
        view = self._view(_task.c.id == task_id)
        if view is None:
            raise NotFound(f"There is no job {task_id}: it was removed, or never started.")
        return view

    def latest_for_project(self, project: str, *, kind: str | None = None) -> TaskView | None:
        """The task that was submitted last for ``project``, of any kind or of one."""
        wanted = _task.c.project == project
        return self._view(wanted if kind is None else wanted & (_task.c.kind == kind))

    def counts(self) -> dict[State, int]:
        """How many tasks are in each state."""
        query = select(_task.c.state, func.count()).group_by(_task.c.state)
        with self._reading.begin() as connection:
            found = {state: count for state, count in connection.execute(query)}
        return {state: found.get(state, 0) for state in get_args(State)}

    def ahead_of(self, task_id: str) -> int | None:
        """How many tasks come before this one; None when it does not wait."""
        before = (_other.c.priority > _task.c.priority) | (
            (_other.c.priority == _task.c.priority) & (_other.c.number < _task.c.number)
        )
        ahead = select(func.count()).where(before, _other.c.state == "queued").scalar_subquery()
        query = select(ahead).where(_task.c.id == task_id, _task.c.state == "queued")
        with self._reading.begin() as connection:
            return connection.scalar(query)

    def heads(self, jobs: Collection[str], projects: Collection[str]) -> tuple[Head, ...]:
        """How far events go of each of these tasks, and of those of these projects."""
        wanted = _task.c.id.in_(jobs) | _task.c.project.in_(projects)
        query = select(_task.c.id, _task.c.project, _task.c.seq).where(wanted)
        with self._reading.begin() as connection:
            return tuple(Head(*row) for row in connection.execute(query))

    def events_since(self, seen: Mapping[str, int]) -> list[Event]:
        """The events of tasks after those that were seen, by number; each task's in order."""
        with self._reading.begin() as connection:
            return events.since(connection, seen)

    def forget_events(self, keep_s: float) -> int:
        """Delete events older than ``keep_s`` but each task's last; how many."""
        with self._engine.begin() as connection:
            return events.forget(connection, keep_s)

    def _cancel(self, wanted: ColumnElement[bool]) -> None:
        mine = update(_task).where(wanted)
        with self._engine.begin() as connection:
            # held, so that none moves from one state to the other between the two changes
            connection.execute(select(_task.c.number).where(wanted).with_for_update()).all()
            waiting = mine.where(_task.c.state == "queued")
            self._change(connection, waiting.values(_ended("cancelled")))
            connection.execute(mine.where(_task.c.state == "running").values(cancel_requested=True))

    def _view(self, wanted: ColumnElement[bool]) -> TaskView | None:
        query = select(_task, database_now().label("now")).where(wanted)
        with self._reading.begin() as connection:
            row = connection.execute(query.order_by(_task.c.number.desc()).limit(1)).one_or_none()
        return None if row is None else _view(row)

    def _let_go(self, wanted: ColumnElement[bool], after: Callable[[Row[Any]], _Values]) -> int:
        """Move running tasks to where ``after`` says, or to cancelled if somebody asked for it."""
        with self._engine.begin() as connection:
            rows = connection.execute(select(_task).where(wanted).with_for_update()).all()
            for row in rows:
                values = _ended("cancelled") if row.cancel_requested else after(row)
                changed = update(_task).where(_task.c.number == row.number)
                self._change(connection, changed.values(values))
        return len(rows)

    def _change(self, connection: Connection, change: Update) -> int:
        """Change tasks, and tell whoever wants to know of those that end; how many tasks."""
        rows = events.change(connection, change)
        for row in rows:
            if row.state in ENDED:
                self._on_end(connection, row)
        return len(rows)

    def _after_loss(self, row: Row[Any]) -> _Values:
        losses = row.losses + 1
        _log.warning("Task %s was lost by %s (%d of %d)", row.id, row.owner, losses, MAX_LOSSES)
        if losses < MAX_LOSSES:
            return self._queued_again(losses) | {"losses": losses}
        return _failed(_LOST) | {"losses": losses}

    def _queued_again(self, troubles: int) -> _Values:
        not_before = database_now() + troubles * self._retry_delay_s
        return _idle("queued") | {"stage": "", "share": 0.0, "not_before": not_before}


def _due(kinds: Collection[str] | None) -> Select[tuple[int]]:
    return _DUE if kinds is None else _DUE.where(_task.c.kind.in_(kinds))


def _held(claim: Claim) -> ColumnElement[bool]:
    return (_task.c.id == claim.id) & (_task.c.epoch == claim.epoch) & (_task.c.state == "running")


def _idle(state: State) -> _Values:
    return {"state": state, "owner": None, "lease_until": None}


def _ended(state: State) -> _Values:
    return _idle(state) | {"finished": database_now()}


def _failed(failure: Failure) -> _Values:
    return _ended("failed") | {"error": failure.code, "message": failure.message}


def _view(row: Row[Any]) -> TaskView:
    return TaskView(
        id=row.id,
        kind=row.kind,
        project=row.project,
        state=row.state,
        stage=row.stage,
        share=row.share,
        created=row.created,
        started=row.started,
        finished=row.finished,
        error=row.error,
        message=row.message,
        result=json.loads(row.result) if row.result else None,
        seconds_left=events.seconds_left(row),
        seq=row.seq,
    )
