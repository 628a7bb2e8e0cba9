"""All rows about one project in the tables of jobs: tasks, events, messages."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Engine, delete, select

from vsl.jobs import child_tasks
from vsl.jobs.schema import delivery, event, task


def delete_rows(connection: Connection, project_id: str) -> None:
    """Delete a project's rows within the caller's transaction.

    A worker that is still busy with one of its tasks learns with its next heartbeat that it is
    lost.
    """
    child_tasks.lock(connection, task.c.project == project_id)  # in the order of all locks
    for table in (delivery, event, task):
        connection.execute(delete(table).where(table.c.project == project_id))


def latest_payload(engine: Engine, project_id: str, kind: str) -> dict[str, Any]:
    """Return the payload of a project's latest job of that kind; empty if there was none."""
    matches = (task.c.project == project_id) & (task.c.kind == kind) & task.c.parent.is_(None)
    query = select(task.c.payload).where(matches).order_by(task.c.number.desc()).limit(1)
    with engine.execution_options(read_only=True).begin() as connection:
        payload = connection.scalar(query)
    return dict(json.loads(payload)) if payload else {}
