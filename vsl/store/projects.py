"""Projects, their documents and their exports, as rows of the database.

Names, hashes and JSON flow in; frozen rows flow out. The content of a document is described in
``vsl/model/document.py``; files are in ``files.py``.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from vsl.errors import NotFound
from vsl.store.tables import export, idempotency, project, version
from vsl.store.versions import StoredDocument, VersionStore, is_live, no_project

Place: TypeAlias = tuple[float, str]
"""A project's position in the list: when it was made, and its id."""

_LOCK_DIGITS = 15  # of a hash: 60 bits, as many as a lock's key can hold


def _nothing(_connection: Connection, _id: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project: its recording and its options."""

    id: str
    name: str  # the user's name for the file; shown, never a path
    sha256: str  # of the recording
    options: Mapping[str, Any]
    created: float  # Unix time, s
    version: int  # of the document; 0 while there is none
    deleted: float | None = None  # Unix time, s; None if it is not in the trash
    client: str = ""  # whose project it is
    size_bytes: int | None = None  # of the recording; None until it is known


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One requested export."""

    id: str
    project_id: str
    format: str
    options: Mapping[str, Any]
    created: float  # Unix time, s
    size_bytes: int | None = None  # of its file; None until it is written


@dataclass(frozen=True, slots=True)
class ProjectStore:
    """All projects. Their ids are random and can't be guessed."""

    engine: Engine

    def create(
        self,
        name: str,
        sha256: str,
        options: Mapping[str, Any],
        *,
        client: str = "",
        size_bytes: int | None = None,
        also: Callable[[Connection, str], object] = _nothing,
    ) -> ProjectRow:
        """Add a project without a document and return it.

        Args:
            client: whose project it is; empty for the studio's own.
            size_bytes: of the recording, if it is known.
            also: called with the transaction and the project's id; what it writes is there with
                the project or not at all. Meanwhile the recording is not deleted.
        """
        row = ProjectRow(
            _new_id(),
            name,
            sha256,
            dict(options),
            time.time(),
            version=0,
            client=client,
            size_bytes=size_bytes,
        )
        values = asdict(row) | {"options": json.dumps(row.options)}
        with self.engine.begin() as connection:
            _lock_recording(connection, sha256)
            connection.execute(insert(project).values(values))
            also(connection, row.id)
        return row

    def take_back(self, sha256: str, forget: Callable[[str], None]) -> bool:
        """Call ``forget`` if no project has that recording; return whether it did.

        Meanwhile no project of that recording can be created.
        """
        owners = select(project.c.id).where(project.c.sha256 == sha256).limit(1)
        with self.engine.begin() as connection:
            _lock_recording(connection, sha256)
            if connection.scalar(owners) is not None:
                return False
            forget(sha256)
        return True

    def has_owner(self, sha256: str) -> bool:
        """Return whether a project has that recording, after deletions under way have ended."""
        owners = select(project.c.id).where(project.c.sha256 == sha256).limit(1)
        with self.engine.begin() as connection:
            _lock_recording(connection, sha256)
            return connection.scalar(owners) is not None

    def page(self, *, limit: int, after: Place | None = None) -> tuple[ProjectRow, ...]:
        """Return up to ``limit`` projects, newest first, older than the one at ``after``."""
        live = select(project).where(project.c.deleted.is_(None))
        newest = live.order_by(project.c.created.desc(), project.c.id.desc())
        if after is not None:
            newest = newest.where(tuple_(project.c.created, project.c.id) < after)
        with self._reading().begin() as connection:
            rows = connection.execute(newest.limit(limit)).all()
        return tuple(ProjectRow(**_with_options(row)) for row in rows)

    def unfilled(self, older_than_s: float) -> tuple[str, ...]:
        """Return the ids of projects that are so old and have no document."""
        query = select(project.c.id).where(
            project.c.version == 0,
            project.c.deleted.is_(None),
            project.c.created < time.time() - older_than_s,
        )
        with self._reading().begin() as connection:
            return tuple(connection.scalars(query))

    def lost_projects(self, ids: Collection[str]) -> set[str]:
        """Return those of these ids of projects that have no row."""
        with self._reading().begin() as connection:
            return set(ids) - set(connection.scalars(select(project.c.id)))

    def untouched_since(self, moment: float) -> tuple[str, ...]:
        """Return the ids of projects with no change or export since ``moment``."""
        recently_used = (
            select(each.c.project_id).where(each.c.created >= moment) for each in (version, export)
        )
        old = select(project.c.id).where(project.c.created < moment)
        for ids in recently_used:
            old = old.where(project.c.id.not_in(ids))
        with self._reading().begin() as connection:
            return tuple(connection.scalars(old))

    def remove(
        self,
        project_id: str,
        forget: Callable[[str], None],
        *,
        also: Callable[[Connection, str], object] = _nothing,
    ) -> tuple[ExportRow, ...]:
        """Delete a project with its versions, exports and kept answers; return its exports.

        Args:
            forget: called with the hash of the recording if no other project uses it. Meanwhile no
                project of that recording can be created.
            also: called with the transaction and the project's id, to delete what others keep.
        Raises:
            NotFound: there is no such project.
        """
        exports = self.exports(project_id)
        with self.engine.begin() as connection:
            matches = project.c.id == project_id
            sha256 = connection.scalar(select(project.c.sha256).where(matches).with_for_update())
            if sha256 is None:
                raise no_project(project_id)
            _lock_recording(connection, sha256)
            for table in (version, export):
                connection.execute(delete(table).where(table.c.project_id == project_id))
            connection.execute(delete(idempotency).where(idempotency.c.project == project_id))
            also(connection, project_id)
            connection.execute(delete(project).where(matches))
            others = select(project.c.id).where(project.c.sha256 == sha256).limit(1)
            if connection.scalar(others) is None:
                forget(sha256)
        return exports

    def get(self, project_id: str) -> ProjectRow:
        """Return the project with that id.

        Raises:
            NotFound: there is none.
        """
        row = self._read_one(select(project).where(is_live(project_id)))
        if row is None:
            raise no_project(project_id)
        return ProjectRow(**_with_options(row))

    @property
    def versions(self) -> VersionStore:
        """The store of the documents' versions."""
        return VersionStore(self.engine)

    def save_document(
        self,
        project_id: str,
        document_json: str,
        *,
        expected_version: int | None = None,
        what: str = "Changed",
    ) -> int:
        """Save a new version of the document and return its number.

        Args:
            expected_version: the version that the change was made from; None overwrites any.
            what: a description of the change for the list of versions.
        Raises:
            NotFound: there is no such project.
            Conflict: another version was saved first.
        """
        return self.versions.save(project_id, document_json, what, expected=expected_version)

    def document(self, project_id: str) -> StoredDocument:
        """Return the current version of the document.

        Raises:
            NotFound: there is no such project, or it has no document yet.
        """
        return self.versions.document(project_id)

    def add_export(self, project_id: str, format: str, options: Mapping[str, Any]) -> str:
        """Add an export to a project and return its id; see ``add_exports``."""
        (export_id,) = self.add_exports(project_id, [(format, options)])
        return export_id

    def add_exports(
        self,
        project_id: str,
        exports: Sequence[tuple[str, Mapping[str, Any]]],
        *,
        also: Callable[[Connection, str], object] = _nothing,
    ) -> tuple[str, ...]:
        """Add exports, each a format with its options, to a project and return their ids.

        Args:
            also: called with the transaction and each id; all of it is written or nothing.
        Raises:
            NotFound: there is no such project.
        """
        rows = [
            {
                "id": _new_id(),
                "project_id": project_id,
                "format": format,
                "options": json.dumps(dict(options)),
                "created": time.time(),
            }
            for format, options in exports
        ]
        try:
            with self.engine.begin() as connection:
                if connection.scalar(select(project.c.id).where(is_live(project_id))) is None:
                    raise no_project(project_id)
                for row in rows:
                    connection.execute(insert(export).values(row))
                    also(connection, str(row["id"]))
        except IntegrityError as error:
            raise no_project(project_id) from error
        return tuple(str(row["id"]) for row in rows)

    def lost_exports(self, ids: Collection[str]) -> set[str]:
        """Return those of these ids of exports that have no row."""
        with self._reading().begin() as connection:
            return set(ids) - set(connection.scalars(select(export.c.id)))

    def get_export(self, export_id: str) -> ExportRow:
        """Return the export with that id.

        Raises:
            NotFound: there is none.
        """
        owner = (export.c.project_id == project.c.id) & project.c.deleted.is_(None)
        row = self._read_one(select(export).join(project, owner).where(export.c.id == export_id))
        if row is None:
            raise NotFound(f"There is no export {export_id}: it was removed, or never made.")
        return ExportRow(**_with_options(row))

    def note_size(self, export_id: str, size_bytes: int) -> None:
        """Record the size of an export's file, if the export is still there."""
        change = update(export).where(export.c.id == export_id).values(size_bytes=size_bytes)
        with self.engine.begin() as connection:
            connection.execute(change)

    def exports(self, project_id: str) -> tuple[ExportRow, ...]:
        """Return the exports of a project, oldest first."""
        query = select(export).where(export.c.project_id == project_id)
        with self._reading().begin() as connection:
            rows = connection.execute(query.order_by(export.c.created, export.c.id)).all()
        return tuple(ExportRow(**_with_options(row)) for row in rows)

    def _reading(self) -> Engine:
        return self.engine.execution_options(read_only=True)

    def _read_one(self, query: Any) -> Row[Any] | None:
        with self._reading().begin() as connection:
            return connection.execute(query).one_or_none()


def read_options(connection: Connection, project_id: str) -> Mapping[str, Any]:
    """Return a project's options, within the caller's transaction; empty if it is gone."""
    options = connection.scalar(select(project.c.options).where(project.c.id == project_id))
    return dict(json.loads(options)) if options else {}


def _lock_recording(connection: Connection, sha256: str) -> None:
    """Prevent other transactions from creating or deleting projects of that recording."""
    if connection.dialect.name == "postgresql":  # SQLite lets one transaction write at a time
        key = int(sha256[:_LOCK_DIGITS], 16)
        connection.execute(select(func.pg_advisory_xact_lock(key)))


def _new_id() -> str:
    return secrets.token_urlsafe(12)  # 96 bits can't be guessed


def _with_options(row: Row[Any]) -> dict[str, Any]:
    return {**row._mapping, "options": json.loads(row.options)}
