"""The values of a task's row in each of its states."""

from __future__ import annotations

from typing import Any

from vsl.jobs.database_clock import database_now
from vsl.jobs.schema import task
from vsl.jobs.task import Failure, State

Values = dict[str, Any]
"""Values by the names of columns."""


def free_values(state: State) -> Values:
    """Return the values of a task in ``state`` that no process holds."""
    return {"state": state, "owner": None, "lease_until": None, "waiting_for": 0}


def waiting_values(children: int) -> Values:
    """Return the values of a waiting parent: its holder is shut out, its state still running."""
    state: State = "running" if children else "queued"
    return free_values(state) | {"epoch": task.c.epoch + 1, "waiting_for": children}


def end_values(state: State) -> Values:
    """Return the values of a task that ends in ``state``."""
    return free_values(state) | {"finished": database_now()}


def failure_values(failure: Failure) -> Values:
    """Return the values of a task that fails."""
    return end_values("failed") | {"error": failure.code, "message": failure.message}
