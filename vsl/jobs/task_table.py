"""The task table: assigns each task to one process at a time.

Tasks flow in; claims flow out. The work itself and the messages that wake workers are elsewhere.

A claim raises the task's epoch and leases it for some seconds; later updates are accepted only from
the holder of that epoch. So processes that are late, frozen or dead are shut out (fencing tokens:
M. Kleppmann, Designing Data-Intensive Applications, ch. 8).
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
    Update,
    case,
    func,
    insert,
    select,
    update,
)

from vsl.errors import NotFound
from vsl.jobs import child_tasks, events, queue
from vsl.jobs.database_clock import database_now
from vsl.jobs.events import Event, Head
from vsl.jobs.schema import metadata as metadata
from vsl.jobs.schema import task as _task
from vsl.jobs.state_values import Values, end_values, failure_values, free_values, waiting_values
from vsl.jobs.task import (
    DEFAULT_PRIORITY,
    ENDED,
    LOST,
    MAX_LOSSES,
    Claim,
    Failure,
    FanOut,
    NewJob,
    State,
    TaskView,
)

MAX_ERRORS = 3  # attempts that may fail
_PROGRESS_EVERY_S = 0.5  # between events of progress; changes of state are recorded at once

OnEnd = Callable[[Connection, Row[Any]], None]
"""Takes the transaction in which a task ends, and the task's row after it."""

_log = logging.getLogger(__name__)

_IS_JOB = _task.c.parent.is_(None)

_LIMITS = queue.QueueLimits()


class TaskTable:
    """The tasks of one database. Any number of threads, processes and machines may share it."""

    def __init__(
        self,
        engine: Engine,
        *,
        lease_s: float = 15.0,
        retry_delay_s: float = 1.0,
        limits: queue.QueueLimits = _LIMITS,
        tell: Callable[[str, str], None] = lambda _task_id, _kind: None,
        on_end: OnEnd = lambda _connection, _task: None,
    ) -> None:
        """Open the table in ``engine``.

        Args:
            lease_s: a task without a heartbeat for that long is queued again.
            retry_delay_s: pause before the first retry; the second waits twice as long.
            limits: how many jobs may wait at once.
            tell: called with the id and the kind of each task that was queued, new or again after
                its children, when the transaction has ended.
            on_end: called whenever a job (no child) is done, failed or cancelled, with the task's
                row, in the transaction that ends it, so that its own writes are committed with it.
        """
        self._engine = engine
        self._reading = engine.execution_options(read_only=True)
        self._lease_s = lease_s
        self._retry_delay_s = retry_delay_s
        self._limits = limits
        self.tell = tell
        self._on_end = on_end

    def submit(
        self,
        kind: str,
        payload: Mapping[str, Any],
        project: str,
        priority: int = DEFAULT_PRIORITY,
    ) -> str:
        """Add a job of the studio's own to the queue and return its id."""
        with self._engine.begin() as connection:
            task_id = self.add(connection, NewJob(kind, payload, project, priority=priority))
        self.tell(task_id, kind)
        return task_id

    def add(self, connection: Connection, job: NewJob) -> str:
        """Add a job within the caller's transaction and return its id; call ``tell`` after it.

        Raises:
            TooMany: as many jobs wait as may wait.
        """
        self._limits.check(connection, job.client)
        values = {
            "id": secrets.token_urlsafe(12),
            "kind": job.kind,
            "project": job.project,
            "client": job.client,
            "payload": json.dumps(dict(job.payload)),
            "priority": job.priority,
            "created": database_now(),
        }
        connection.execute(insert(_task).values(values))
        self._change(connection, update(_task).where(_task.c.id == values["id"]))
        return str(values["id"])

    def claim(
        self,
        owner: str,
        kinds: Collection[str] | None = None,
        *,
        of_idle_clients: bool = False,
    ) -> Claim | None:
        """Return the first task that is due, claimed by ``owner``; None if none is due.

        Args:
            kinds: the kinds of work that the owner does; all by default.
            of_idle_clients: only tasks of clients for whom nothing runs.
        """
        first = queue.due(kinds, of_idle_clients=of_idle_clients).limit(1)
        with self._reading.begin() as connection:
            if connection.scalar(first) is None:  # idle workers take no write lock
                return None
        take = (
            update(_task)
            .where(_task.c.number == first.with_for_update(skip_locked=True).scalar_subquery())
            .values(
                state="running",
                owner=owner,
                epoch=_task.c.epoch + 1,
                started=case((_task.c.share > 0, _task.c.started), else_=database_now()),
                lease_until=database_now() + self._lease_s,
            )
            .returning(_task)
        )
        with self._engine.begin() as connection:
            row = connection.execute(take).one_or_none()
            if row is None:
                return None
            self._change(connection, update(_task).where(_task.c.id == row.id))
            answers = child_tasks.answers(connection, row.id)
        payload = json.loads(row.payload)
        return Claim(row.id, row.kind, payload, row.epoch, row.stage, row.share, answers)

    def due(self, kinds: Collection[str], *, most: int) -> list[str]:
        """Return the ids of at most ``most`` tasks of these kinds that could begin at once."""
        query = queue.due(kinds).with_only_columns(_task.c.id).limit(most)
        with self._reading.begin() as connection:
            return list(connection.scalars(query))

    def heartbeat(self, claim: Claim, stage: str, share: float) -> Literal["ok", "cancel", "lost"]:
        """Renew the lease and record progress; return whether to go on, stop or drop the task."""
        renew = (
            update(_task)
            .where(_is_held(claim))
            .values(stage=stage, share=share, lease_until=database_now() + self._lease_s)
            .returning(_task.c.cancel_requested, _task.c.parent)
        )
        is_due = _task.c.told <= database_now() - _PROGRESS_EVERY_S
        with self._engine.begin() as connection:
            row = connection.execute(renew).one_or_none()
            self._change(connection, update(_task).where(_is_held(claim), is_due, events.IS_NEWS))
        if row is None:
            return "lost"
        if row.parent:
            with self._engine.begin() as connection:
                self._change(
                    connection, child_tasks.update_parent_progress(row.parent).where(is_due)
                )
        return "cancel" if row.cancel_requested else "ok"

    def finish(self, claim: Claim, result: Mapping[str, Any]) -> bool:
        """Store the result; return False if the claim is no longer valid."""
        values = end_values("done") | {"share": 1.0, "result": json.dumps(dict(result))}
        with self._engine.begin() as connection:
            rows = child_tasks.lock(connection, _is_held(claim))
            self._change(connection, update(_task).where(_is_held(claim)).values(values))
        for row in rows:
            self._tell_if_due(row.parent)
        return len(rows) == 1

    def fan_out(self, claim: Claim, fan: FanOut) -> bool:
        """End a turn by adding these parts; return False if the claim is no longer valid.

        The task's next claim has the parts' results. A part that fails or is cancelled ends the
        task in the same way, and the other parts with it.
        """
        pending: list[tuple[str, str]] = []
        with self._engine.begin() as connection:
            rows = child_tasks.lock(connection, _is_held(claim))
            for row in rows:
                values = end_values("cancelled")
                if not row.cancel_requested:
                    pending = child_tasks.create_children(connection, row, fan.children)
                    values = waiting_values(len(pending)) | {"stage": fan.stage}
                self._change(connection, update(_task).where(_is_held(claim)).values(values))
        for child_id, kind in pending:
            self.tell(child_id, kind)
        self._tell_if_due(claim.id)
        return len(rows) == 1

    def retry_or_fail(self, claim: Claim, failure: Failure) -> bool:
        """Queue a failed task again if that can help; return False if the claim is invalid."""

        def after(row: Row[Any]) -> Values:
            errors = row.errors + 1
            if failure.retryable and errors < MAX_ERRORS:
                return self._requeue_values(errors) | {"errors": errors}
            return failure_values(failure) | {"errors": errors}

        return self._release(_is_held(claim), after) == 1

    def lose(self, claim: Claim) -> bool:
        """Queue a task again whose process died; return False if the claim is invalid."""
        return self._release(_is_held(claim), self._after_loss) == 1

    def give_back(self, claim: Claim) -> bool:
        """Queue a task again because its worker stops; return False if the claim is invalid."""
        return self._release(_is_held(claim), lambda _row: self._requeue_values(0)) == 1

    def confirm_cancel(self, claim: Claim) -> bool:
        """End a task whose work stopped as requested; return False if the claim is invalid."""
        return self._release(_is_held(claim), lambda _row: end_values("cancelled")) == 1

    def reap(self) -> int:
        """Queue tasks with expired leases again; return how many there were."""
        longest_delay_s = MAX_LOSSES * self._retry_delay_s
        queue.correct_times(self._engine, self._lease_s, longest_delay_s)
        expired = (_task.c.state == "running") & (_task.c.lease_until < database_now())
        return self._release(expired, self._after_loss)

    def cancel(self, task_id: str) -> TaskView:
        """Ask the task to stop: at once if queued, with the next heartbeat if running.

        Raises:
            NotFound: there is no such task.
        """
        self._cancel(_task.c.id == task_id)
        return self.get(task_id)

    def cancel_all(self, project: str) -> None:
        """Ask every task of ``project`` to stop; see ``cancel``."""
        self._cancel(_task.c.project == project)

    def get(self, task_id: str) -> TaskView:
        """Return the current view of a task.

        Raises:
            NotFound: there is no such task.
        """
        view = self._view(_task.c.id == task_id)
        if view is None:
            raise NotFound(f"There is no job {task_id}: it was removed, or never started.")
        return view

    def latest_for_project(self, project: str, *, kind: str | None = None) -> TaskView | None:
        """Return the job submitted last for ``project``, of any kind or of one."""
        condition = (_task.c.project == project) & _IS_JOB
        return self._view(condition if kind is None else condition & (_task.c.kind == kind))

    def counts(self) -> dict[State, int]:
        """Return the number of jobs in each state."""
        query = select(_task.c.state, func.count()).where(_IS_JOB).group_by(_task.c.state)
        with self._reading.begin() as connection:
            counts = {state: count for state, count in connection.execute(query)}
        return {state: counts.get(state, 0) for state in get_args(State)}

    def ahead_of(self, task_id: str) -> int | None:
        """Return how many jobs precede this one in the queue; None if it is not queued."""
        query = select(queue.ahead()).where(_task.c.id == task_id, _task.c.state == "queued")
        with self._reading.begin() as connection:
            return connection.scalar(query)

    def heads(self, jobs: Collection[str], projects: Collection[str]) -> tuple[Head, ...]:
        """Return the latest event numbers of these jobs and of all jobs of these projects."""
        condition = _task.c.id.in_(jobs) | (_task.c.project.in_(projects) & _IS_JOB)
        query = select(_task.c.id, _task.c.project, _task.c.seq).where(condition)
        with self._reading.begin() as connection:
            return tuple(Head(*row) for row in connection.execute(query))

    def events_since(self, seen: Mapping[str, int]) -> list[Event]:
        """Return the events of tasks after those ``seen``, each task's in order."""
        with self._reading.begin() as connection:
            return events.since(connection, seen)

    def forget_events(self, keep_s: float) -> int:
        """Delete events older than ``keep_s`` except each task's last; return how many."""
        with self._engine.begin() as connection:
            return events.forget(connection, keep_s)

    def _cancel(self, condition: ColumnElement[bool]) -> None:
        matching = update(_task).where(condition)
        with self._engine.begin() as connection:
            # locked, so that no task changes its state between the two updates
            child_tasks.lock(connection, condition)
            has_no_worker = (_task.c.state == "queued") | (_task.c.waiting_for > 0)
            self._change(connection, matching.where(has_no_worker).values(end_values("cancelled")))
            connection.execute(
                matching.where(_task.c.state == "running").values(cancel_requested=True)
            )

    def _view(self, condition: ColumnElement[bool]) -> TaskView | None:
        query = select(_task, database_now().label("now")).where(condition)
        with self._reading.begin() as connection:
            row = connection.execute(query.order_by(_task.c.number.desc()).limit(1)).one_or_none()
        return None if row is None else _view(row)

    def _release(
        self, condition: ColumnElement[bool], values_after: Callable[[Row[Any]], Values]
    ) -> int:
        """Update running tasks by ``values_after``, or cancel them on request; return how many."""
        with self._engine.begin() as connection:
            rows = child_tasks.lock(connection, condition)
            for row in rows:
                values = end_values("cancelled") if row.cancel_requested else values_after(row)
                task_update = update(_task).where(_task.c.number == row.number)
                self._change(connection, task_update.values(values))
        return len(rows)

    def _change(self, connection: Connection, change: Update) -> int:
        """Change tasks and handle those that end; return how many there were."""
        rows = events.change(connection, change)
        for row in rows:
            if row.state in ENDED:
                self._after_end(connection, row)
        return len(rows)

    def _after_end(self, connection: Connection, row: Row[Any]) -> None:
        if row.parent is None:
            child_tasks.forget(connection, row.id)
            self._on_end(connection, row)
        elif row.state != "done":
            ended = end_values(row.state) | {"error": row.error, "message": row.message}
            is_waiting = (_task.c.id == row.parent) & (_task.c.waiting_for > 0)
            self._change(connection, update(_task).where(is_waiting).values(ended))
        elif (requeue := child_tasks.decrement_pending(connection, row.parent)) is not None:
            self._change(connection, requeue)

    def _tell_if_due(self, task_id: str | None) -> None:
        view = self._view(_task.c.id == task_id) if task_id else None
        if view and view.state == "queued":
            self.tell(view.id, view.kind)

    def _after_loss(self, row: Row[Any]) -> Values:
        losses = row.losses + 1
        _log.warning("Task %s was lost by %s (%d of %d)", row.id, row.owner, losses, MAX_LOSSES)
        if losses < MAX_LOSSES:
            return self._requeue_values(losses) | {"losses": losses}
        return failure_values(LOST) | {"losses": losses}

    def _requeue_values(self, attempts: int) -> Values:
        not_before = database_now() + attempts * self._retry_delay_s
        return free_values("queued") | {"stage": "", "share": 0.0, "not_before": not_before}


def _is_held(claim: Claim) -> ColumnElement[bool]:
    return (_task.c.id == claim.id) & (_task.c.epoch == claim.epoch) & (_task.c.state == "running")


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
