"""Sign-ins as rows: each can be listed and ended, and none outlives its key.

Only hashes of tokens and keys are stored, so a copy of the database is no way in.
Source: https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, Row, delete, insert, select, update

from vsl.errors import NotFound
from vsl.store.tables import session as _table

KEEP_S = 30 * 24 * 3600.0  # after the sign-in
IDLE_S = 7 * 24 * 3600.0  # after the last request
_NOTE_EVERY_S = 3600.0  # so that requests seldom write
_MOST_ADDRESS, _MOST_AGENT = 64, 200  # letters


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that is signed in. Times are Unix seconds."""

    id: str
    created: float
    seen: float
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class SessionStore:
    """The sign-ins with one API key. Any number of processes may share it."""

    engine: Engine
    key: str
    clock: Callable[[], float] = time.time

    def open(self, address: str, agent: str) -> str:
        """Add a sign-in and return its token, which is kept nowhere here."""
        token, now = secrets.token_urlsafe(32), self.clock()
        values = {
            "token": _hash(token),
            "id": secrets.token_urlsafe(12),
            "key": _hash(self.key),
            "created": now,
            "seen": now,
            "address": address[:_MOST_ADDRESS],
            "agent": agent[:_MOST_AGENT],
        }
        with self.engine.begin() as connection:
            connection.execute(delete(_table).where(~self._is_live()))
            connection.execute(insert(_table).values(values))
        return token

    def find(self, token: str) -> Session | None:
        """Return the sign-in with that token; None if there is none, or it has ended."""
        matches = (_table.c.token == _hash(token)) & self._is_live()
        with self._reading().begin() as connection:
            row = connection.execute(select(_table).where(matches)).one_or_none()
        if row is None:
            return None
        if self.clock() - row.seen > _NOTE_EVERY_S:
            with self.engine.begin() as connection:
                connection.execute(update(_table).where(matches).values(seen=self.clock()))
        return _session(row)

    def all(self) -> tuple[Session, ...]:
        """Return all sign-ins, the latest first."""
        query = select(_table).where(self._is_live()).order_by(_table.c.created.desc())
        with self._reading().begin() as connection:
            return tuple(_session(row) for row in connection.execute(query))

    def end(self, session_id: str) -> None:
        """End a sign-in.

        Raises:
            NotFound: there is none with that id.
        """
        with self.engine.begin() as connection:
            ended = connection.execute(delete(_table).where(_table.c.id == session_id))
        if not ended.rowcount:
            raise NotFound("There is no such sign-in: it has ended already.")

    def _is_live(self) -> ColumnElement[bool]:
        now = self.clock()
        return (
            (_table.c.key == _hash(self.key))
            & (_table.c.created > now - KEEP_S)
            & (_table.c.seen > now - IDLE_S)
        )

    def _reading(self) -> Engine:
        return self.engine.execution_options(read_only=True)


def _session(row: Row[tuple[object, ...]]) -> Session:
    return Session(row.id, row.created, row.seen, row.address, row.agent)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
