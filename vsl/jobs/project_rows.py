"""All rows about one project in the tables of jobs: tasks, events, messages."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from vsl.jobs.schema import delivery, event, task


def delete_rows(connection: Connection, project_id: str) -> None:
    """Delete a project's rows within the caller's transaction.

    A worker that is still busy with one of its tasks learns with its next heartbeat that it is
    lost.
    """
    for table in (delivery, event, task):
        connection.execute(delete(table).where(table.c.project == project_id))
