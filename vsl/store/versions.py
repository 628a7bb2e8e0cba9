"""The versions of projects' documents: saved, undone, redone, restored.

Documents flow in as JSON text and flow out with their version numbers. What undo shows and what is
kept, ``history.py`` decides; the content of a document is not interpreted here.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, Connection, Engine, delete, insert, select, update

from vsl.errors import Conflict, NotFound
from vsl.store import history
from vsl.store.history import Link, Links
from vsl.store.tables import project, version

_LINK = tuple(version.c[name] for name in Link.__slots__)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A project document as JSON text, and the number of its version."""

    text: str
    version: int


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page of a project's versions, newest first, and the available undo and redo."""

    versions: tuple[Link, ...]
    current: int
    next: int | None  # the next page is below this number; None at the end
    undo: str | None  # the change that undo would revert; None if not available
    redo: str | None  # the change that redo would repeat; None if not available


@dataclass(frozen=True, slots=True)
class VersionStore:
    """The documents of all projects.

    ``expected`` is the version that a change was made from; a different current version is a
    Conflict. None overwrites the current version.
    """

    engine: Engine

    def document(self, project_id: str) -> StoredDocument:
        """Return the current document.

        Raises:
            NotFound: there is no such project, or it has no document yet.
        """
        with self._reading().begin() as connection:
            number = _current(connection, project_id)
            return StoredDocument(_text(connection, project_id, number), number)

    def save(self, project_id: str, text: str, what: str, *, expected: int | None = None) -> int:
        """Save ``text`` as the newest version and return its number.

        Raises:
            NotFound: there is no such project.
            Conflict: another version was saved first.
        """
        with self.engine.begin() as connection:
            current = _lock_newest(connection, project_id, expected)
            return _save(connection, project_id, current, text=text, what=what)

    def undo(self, project_id: str, *, expected: int | None = None) -> StoredDocument:
        """Revert the last change that is not undone yet; return the document.

        Raises:
            NotFound: there is no such project, or it has no document yet.
            Conflict: there is nothing to undo, or another version was saved first.
        """

        def step(links: Links, current: int) -> tuple[Link, str]:
            if (target := history.undone(links, current)) is None:
                raise Conflict("There is nothing to undo.")
            return target, f"Undid: {links[links[current].same_as].what}"

        return self._walk(project_id, step, expected)

    def redo(self, project_id: str, *, expected: int | None = None) -> StoredDocument:
        """Repeat the change that was undone last; return the document.

        Raises:
            NotFound: there is no such project, or it has no document yet.
            Conflict: there is nothing to redo, or another version was saved first.
        """

        def step(links: Links, current: int) -> tuple[Link, str]:
            if (target := history.redone(links, current)) is None:
                raise Conflict("There is nothing to redo.")
            return target, f"Redid: {target.what}"

        return self._walk(project_id, step, expected)

    def restore(
        self, project_id: str, number: int, *, expected: int | None = None
    ) -> StoredDocument:
        """Save an older version's document as the newest; this can be undone like an edit.

        Raises:
            NotFound: there is no such project or version.
            Conflict: another version was saved first.
        """
        with self.engine.begin() as connection:
            current = _require_version(_lock_newest(connection, project_id, expected), project_id)
            text = _text(connection, project_id, number)
            if text == _text(connection, project_id, current):
                return StoredDocument(text, current)
            what = f"Restored version {number}"
            saved = _save(connection, project_id, current, text=text, what=what)
            return StoredDocument(text, saved)

    def page(self, project_id: str, *, limit: int, below: int | None = None) -> HistoryPage:
        """Return up to ``limit`` versions with numbers below ``below``.

        Raises:
            NotFound: there is no such project, or it has no document yet.
        """
        with self._reading().begin() as connection:
            current = _current(connection, project_id)
            links = _links(connection, project_id)
        undone, redone = history.undone(links, current), history.redone(links, current)
        numbers = [n for n in sorted(links, reverse=True) if below is None or n < below]
        return HistoryPage(
            versions=tuple(links[number] for number in numbers[:limit]),
            current=current,
            next=numbers[limit - 1] if len(numbers) > limit else None,
            undo=links[links[current].same_as].what if undone else None,
            redo=redone.what if redone else None,
        )

    def _walk(
        self,
        project_id: str,
        step: Callable[[Links, int], tuple[Link, str]],
        expected: int | None,
    ) -> StoredDocument:
        """Save a version that shows the document of another; redo stays available."""
        with self.engine.begin() as connection:
            current = _require_version(_lock_newest(connection, project_id, expected), project_id)
            links = _links(connection, project_id)
            target, what = step(links, current)
            tip = links[current].tip
            new = Link(current + 1, target.number, None, tip, what, time.time())
            _append(connection, project_id, new, None)
            return StoredDocument(_text(connection, project_id, new.number), new.number)

    def _reading(self) -> Engine:
        return self.engine.execution_options(read_only=True)


def pack_document(text: str) -> bytes:
    """Return a document compressed for the database, to about a sixth of its size."""
    return zlib.compress(text.encode())


def unpack_document(document: bytes) -> str:
    """Return the text of a compressed document."""
    return zlib.decompress(document).decode()


def no_project(project_id: str) -> NotFound:
    """Return the error for a project that does not exist."""
    return NotFound(f"There is no project {project_id}: it was removed, or never made.")


def is_live(project_id: str) -> ColumnElement[bool]:
    """Return SQL that is true for the project with that id unless it is in the trash."""
    return (project.c.id == project_id) & project.c.deleted.is_(None)


def _current(connection: Connection, project_id: str) -> int:
    """Return the number of the newest version.

    Raises:
        NotFound: there is no such project, or it has no document yet.
    """
    query = select(project.c.version).where(is_live(project_id))
    return _require_version(connection.scalar(query), project_id)


def _lock_newest(connection: Connection, project_id: str, expected: int | None) -> int:
    """Return the number of the newest version, and keep others from adding one in this transaction.

    Raises:
        NotFound: there is no such project.
        Conflict: it is not ``expected``.
    """
    query = select(project.c.version).where(is_live(project_id)).with_for_update()
    current = connection.scalar(query)
    if current is None:
        raise no_project(project_id)
    if expected not in (None, current):
        raise Conflict(
            f"The project changed meanwhile (version {current}, not {expected}): "
            "load it again, then repeat the change."
        )
    return int(current)


def _require_version(number: int | None, project_id: str) -> int:
    if number is None:
        raise no_project(project_id)
    if not number:
        raise NotFound("This project has no slides yet: wait until its recording is heard.")
    return number


def _text(connection: Connection, project_id: str, number: int) -> str:
    """Return the document that version ``number`` shows."""
    document_number = (
        select(version.c.same_as)
        .where(version.c.project_id == project_id, version.c.number == number)
        .scalar_subquery()
    )
    query = select(version.c.document).where(
        version.c.project_id == project_id, version.c.number == document_number
    )
    packed = connection.scalar(query)
    if packed is None:
        raise NotFound(f"There is no version {number}: it was never saved, or is too old.")
    return unpack_document(packed)


def _links(connection: Connection, project_id: str) -> dict[int, Link]:
    query = select(*_LINK).where(version.c.project_id == project_id)
    return {row.number: Link(*row) for row in connection.execute(query)}


def _save(connection: Connection, project_id: str, current: int, *, text: str, what: str) -> int:
    links = _links(connection, project_id)
    number = current + 1
    before = links[current].same_as if current in links else None
    new = Link(number, number, before, number, what, time.time())
    _append(connection, project_id, new, pack_document(text))
    links[number] = new
    old = links.keys() - history.worth_keeping(links, number)
    of_project = version.c.project_id == project_id
    connection.execute(delete(version).where(of_project, version.c.number.in_(old)))
    return number


def _append(connection: Connection, project_id: str, new: Link, document: bytes | None) -> None:
    row = {"project_id": project_id, "document": document} | asdict(new)
    connection.execute(insert(version).values(row))
    project_update = update(project).where(project.c.id == project_id)
    connection.execute(project_update.values(version=new.number))
