"""The trash: projects that were deleted and can still be taken back.

A project in the trash keeps all that belongs to it, and answers to nothing but this module.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, select, update

from vsl.errors import NotFound
from vsl.store.projects import ProjectRow
from vsl.store.tables import project
from vsl.store.versions import is_live, no_project


@dataclass(frozen=True, slots=True)
class Trash:
    """The deleted projects of one database."""

    engine: Engine

    def put(self, project_id: str) -> None:
        """Move a project to the trash.

        Raises:
            NotFound: there is no such project, or it is there already.
        """
        if not self._set(is_live(project_id), time.time()):
            raise no_project(project_id)

    def restore(self, project_id: str) -> None:
        """Take a project back out.

        Raises:
            NotFound: it is not in the trash.
        """
        if not self._set(_is_deleted(project_id), None):
            raise not_in_trash(project_id)

    def find(self, project_id: str) -> ProjectRow:
        """Return a project that is in the trash.

        Raises:
            NotFound: it is not.
        """
        for row in self._rows(_is_deleted(project_id)):
            return row
        raise not_in_trash(project_id)

    def rows(self) -> tuple[ProjectRow, ...]:
        """Return all projects in the trash, the last deleted first."""
        return self._rows(project.c.deleted.is_not(None))

    def deleted_before(self, moment: float) -> tuple[str, ...]:
        """Return the ids of projects that were deleted before ``moment`` (Unix time, s)."""
        return tuple(row.id for row in self._rows(project.c.deleted < moment))

    def _rows(self, condition: ColumnElement[bool]) -> tuple[ProjectRow, ...]:
        query = select(project).where(condition).order_by(project.c.deleted.desc(), project.c.id)
        with self.engine.execution_options(read_only=True).begin() as connection:
            rows = connection.execute(query).all()
        return tuple(
            ProjectRow(**{**row._mapping, "options": json.loads(row.options)}) for row in rows
        )

    def _set(self, condition: ColumnElement[bool], deleted: float | None) -> bool:
        with self.engine.begin() as connection:
            change = update(project).where(condition).values(deleted=deleted)
            return connection.execute(change).rowcount == 1


def not_in_trash(project_id: str) -> NotFound:
    """Return the error for a project that the trash does not hold."""
    return NotFound(f"The trash holds no project {project_id}: it is gone, or was never deleted.")


def _is_deleted(project_id: str) -> ColumnElement[bool]:
    return (project.c.id == project_id) & project.c.deleted.is_not(None)
