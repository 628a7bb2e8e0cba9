"""Answers kept for a day, so that a repeated request has no second effect.

Hashes of keys and requests, and answers as bytes, flow in; kept answers flow out. What a request or
an answer is, the caller decides.
"""

from __future__ import annotations

import os
import socket
import time
import zlib
from dataclasses import dataclass
from typing import Any

import psutil
from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from vsl.errors import BadInput, Locked
from vsl.store.tables import idempotency as _table

KEEP_S = 24 * 3600.0
_LONGEST_WORK_S = 600.0  # a request of another machine is given up after that


@dataclass(frozen=True, slots=True)
class AnswerStore:
    """Answers by the client's key. Any number of processes may share it."""

    engine: Engine

    def begin(self, key: str, request: str) -> bytes | None:
        """Return the kept answer to this request, or None if this process must answer it.

        Args:
            key: a hash of the client's key.
            request: a hash of all that distinguishes requests.
        Raises:
            BadInput: the key was used for another request.
            Locked: the same request is being answered.
        """
        values = {"key": key, "request": request, "owner": _owner_name(), "created": time.time()}
        try:
            with self.engine.begin() as connection:
                old = _table.c.created < time.time() - KEEP_S
                connection.execute(delete(_table).where(old))
                connection.execute(insert(_table).values(values))
        except IntegrityError:
            return self._known_answer(key, request)
        return None

    def keep(self, key: str, answer: bytes, *, project: str = "") -> None:
        """Store the answer; with ``project`` it goes when that project does."""
        self._change(key, {"answer": zlib.compress(answer), "project": project})

    def release(self, key: str) -> None:
        """Delete a request that failed."""
        with self.engine.begin() as connection:
            connection.execute(delete(_table).where(_is_ours(key)))

    def _known_answer(self, key: str, request: str) -> bytes | None:
        with self.engine.begin() as connection:
            row = connection.execute(select(_table).where(_table.c.key == key)).one_or_none()
            if row is not None and row.request != request:
                raise other_request()
            if row is not None and row.answer is not None:
                return zlib.decompress(row.answer)
            if row is None or not _take_over(connection, row):
                raise Locked("The same request is being answered this moment: ask again soon.")
        return None

    def _change(self, key: str, values: dict[str, Any]) -> None:
        with self.engine.begin() as connection:
            connection.execute(update(_table).where(_is_ours(key)).values(values))


def other_request() -> BadInput:
    """Return the error for a key that was used for another request."""
    return BadInput("This Idempotency-Key stands for another request: choose a new one.")


def _is_ours(key: str) -> ColumnElement[bool]:
    return (_table.c.key == key) & (_table.c.owner == _owner_name())


def _take_over(connection: Connection, row: Row[tuple[object, ...]]) -> bool:
    """Take over a request whose process died or timed out; return whether that succeeded."""
    host, _, pid = row.owner.rpartition(":")
    has_died = host == socket.gethostname() and not psutil.pid_exists(int(pid))
    if not has_died and row.created > time.time() - _LONGEST_WORK_S:
        return False
    values = {"owner": _owner_name(), "created": time.time()}
    unchanged = (_table.c.key == row.key) & (_table.c.owner == row.owner)
    return connection.execute(update(_table).where(unchanged).values(values)).rowcount == 1


def _owner_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"
