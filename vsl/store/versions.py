"""Every version of a project's document: saved, undone, redone, restored.

Flows in: documents as JSON text. Flows out: the same text, with the number of its version. Never
here: the content of a document. ``history.py`` says where undo leads and what is kept.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, Engine, delete, insert, select, update

from vsl.errors import Conflict, NotFound
from vsl.store import history
from vsl.store.history import Link, Links
from vsl.store.tables import project, version

_LINK = tuple(version.c[name] for name in Link.__slots__)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A project document as JSON text, and how often it was saved."""

    text: str
    version: int


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some versions of a project, newest first, and what may be done from the current one."""

    versions: tuple[Link, ...]
    current: int
    next: int | None  # ask for the versions below this number; None at the end
    undo: str | None  # what undo would take back; None where it reaches no further
    redo: str | None  # what redo would do again


@dataclass(frozen=True, slots=True)
class VersionStore:
    """The documents of all projects.

    ``expected`` is the version that a change was made from; any other that stands is a Conflict.
    None overwrites whatever stands.
    """

    engine: Engine

    def document(self, project_id: str) -> StoredDocument:
        """The document as it stands.

        Raises:
            NotFound: there is no such project, or it has no document yet.
        """
        with self._reading().begin() as connection:
            number = _current(connection, project_id)
            return StoredDocument(_text(connection, project_id, number), number)

    def save(self, project_id: str, text: str, what: str, *, expected: int | None = None) -> int:
        """Keep ``text`` as the newest version; its number.

        Raises:
            NotFound: there is no such project.
            Conflict: another change came first.
        """
        with self.engine.begin() as connection:
            current = _lock_newest(connection, project_id, expected)
            return _save(connection, project_id, current, text=text, what=what)

    def undo(self, project_id: str, *, expected: int | None = None) -> StoredDocument:
        """Show what stood before the last change that is not undone yet.

        Raises:
            NotFound: there is no such project, or it has no document yet.
            Conflict: there is nothing to undo, or another change came first.
        """

        def step(links: Links, current: int) -> tuple[Link, str]:
            if (target := history.undone(links, current)) is None:
                raise Conflict("There is nothing to undo.")
            return target, f"Undid: {links[links[current].same_as].what}"

        return self._walk(project_id, step, expected)

    def redo(self, project_id: str, *, expected: int | None = None) -> StoredDocument:
        """Show again what undo took back last.

        Raises:
            NotFound: there is no such project, or it has no document yet.
            Conflict: there is nothing to redo, or another change came first.
        """

        def step(links: Links, current: int) -> tuple[Link, str]:
            if (target := history.redone(links, current)) is None:
                raise Conflict("There is nothing to redo.")
            return target, f"Redid: {target.what}"

        return self._walk(project_id, step, expected)

    def restore(
        self, project_id: str, number: int, *, expected: int | None = None
    ) -> StoredDocument:
        """Have an older version's document as the newest one; that can be undone like an edit.

        Raises:
            NotFound: there is no such project or version.
            Conflict: another change came first.
        """
        with self.engine.begin() as connection:
            current = _there(_lock_newest(connection, project_id, expected), project_id)
            text = _text(connection, project_id, number)
            if text == _text(connection, project_id, current):
                return StoredDocument(text, current)
            what = f"Restored version {number}"
            saved = _save(connection, project_id, current, text=text, what=what)
            return StoredDocument(text, saved)

    def page(self, project_id: str, *, limit: int, below: int | None = None) -> HistoryPage:
        """Up to ``limit`` versions with numbers smaller than ``below``.

        Raises:
            NotFound: there is no such project, or it has no document yet.
        """
        with self._reading().begin() as connection:
            current = _current(connection, project_id)
            links = _links(connection, project_id)
        undone, redone = history.undone(links, current), history.redone(links, current)
        found = [n for n in sorted(links, reverse=True) if below is None or n < below]
        return HistoryPage(
            versions=tuple(links[number] for number in found[:limit]),
            current=current,
            next=found[limit - 1] if len(found) > limit else None,
            undo=links[links[current].same_as].what if undone else None,
            redo=redone.what if redone else None,
        )

    def _walk(
        self,
        project_id: str,
        step: Callable[[Links, int], tuple[Link, str]],
        expected: int | None,
    ) -> StoredDocument:
        """Show another version's document as a version of its own; what can be redone stays."""
        with self.engine.begin() as connection:
            current = _there(_lock_newest(connection, project_id, expected), project_id)
            links = _links(connection, project_id)
            target, what = step(links, current)
            tip = links[current].tip
            new = Link(current + 1, target.number, None, tip, what, time.time())
            _append(connection, project_id, new, None)
            return StoredDocument(_text(connection, project_id, new.number), new.number)

    def _reading(self) -> Engine:
        return self.engine.execution_options(read_only=True)


def pack_document(text: str) -> bytes:
    """A document's text as the database keeps it, at about a sixth of its size."""
    return zlib.compress(text.encode())


def unpack_document(document: bytes) -> str:
    """The text that ``pack_document`` was given."""
    return zlib.decompress(document).decode()


def no_project(project_id: str) -> NotFound:
    """What to raise where a project is not there."""
    return NotFound(f"There is no project {project_id}: it was removed, or never made.")


def _current(connection: Connection, project_id: str) -> int:
    """The number of the newest version, which there is."""
    query = select(project.c.version).where(project.c.id == project_id)
    return _there(connection.scalar(query), project_id)


def _lock_newest(connection: Connection, project_id: str, expected: int | None) -> int:
    """The number of the newest version; nobody else adds one until the transaction ends."""
    query = select(project.c.version).where(project.c.id == project_id).with_for_update()
    current = connection.scalar(query)
    if current is None:
        raise no_project(project_id)
    if expected not in (None, current):
        raise Conflict(
            f"The project changed meanwhile (version {current}, not {expected}): "
            "load it again, then repeat the change."
        )
    return int(current)


def _there(number: int | None, project_id: str) -> int:
    if number is None:
        raise no_project(project_id)
    if not number:
        raise NotFound("This project has no slides yet: wait until its recording is heard.")
    return number


def _text(connection: Connection, project_id: str, number: int) -> str:
    """The document that version ``number`` shows."""
    shows = (
        select(version.c.same_as)
        .where(version.c.project_id == project_id, version.c.number == number)
        .scalar_subquery()
    )
    query = select(version.c.document).where(
        version.c.project_id == project_id, version.c.number == shows
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
    mine = version.c.project_id == project_id
    connection.execute(delete(version).where(mine, version.c.number.in_(old)))
    return number


def _append(connection: Connection, project_id: str, new: Link, document: bytes | None) -> None:
    row = {"project_id": project_id, "document": document} | asdict(new)
    connection.execute(insert(version).values(row))
    mine = update(project).where(project.c.id == project_id)
    connection.execute(mine.values(version=new.number))
