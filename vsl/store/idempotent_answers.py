"""Answers kept for a day, so that a request that comes again has no second effect.

Flows in: a key that a client chose, hashes, bytes. Flows out: the bytes that were kept. Never here:
what a request or an answer is.
"""

from __future__ import annotations

import os
import socket
import time
import zlib
from dataclasses import dataclass

import psutil
from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from vsl.errors import BadInput, Locked
from vsl.store.tables import idempotency as _table

KEEP_S = 24 * 3600.0
_LONGEST_WORK_S = 600.0  # a request of another machine that answers later is given up


@dataclass(frozen=True, slots=True)
class AnswerStore:
    """What was answered, by the client's key. Any number of processes may share it."""

    engine: Engine

    def begin(self, key: str, request: str) -> bytes | None:
        """The answer that was given to this request; None where this process has to give it.

        Args:
            key: a hash of the client's key.
            request: a hash of all that tells requests apart.
        Raises:
            BadInput: the key stands for another request.
            Locked: somebody is about to answer the same request.
        """
        values = {"key": key, "request": request, "owner": _me(), "created": time.time()}
        try:
            with self.engine.begin() as connection:
                old = _table.c.created < time.time() - KEEP_S
                connection.execute(delete(_table).where(old))
                connection.execute(insert(_table).values(values))
        except IntegrityError:
            return self._known_answer(key, request)
        return None

    def keep(self, key: str, answer: bytes) -> None:
        """Remember what was answered."""
        self._change(key, {"answer": zlib.compress(answer)})

    def release(self, key: str) -> None:
        """Forget a request that came to nothing."""
        with self.engine.begin() as connection:
            connection.execute(delete(_table).where(_mine(key)))

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

    def _change(self, key: str, values: dict[str, bytes]) -> None:
        with self.engine.begin() as connection:
            connection.execute(update(_table).where(_mine(key)).values(values))


def other_request() -> BadInput:
    """What to raise where a key comes with something else than before."""
    return BadInput("This Idempotency-Key stands for another request: choose a new one.")


def _mine(key: str) -> ColumnElement[bool]:
    return (_table.c.key == key) & (_table.c.owner == _me())


def _take_over(connection: Connection, row: Row[tuple[object, ...]]) -> bool:
    """Whether the request is this process's now, because who had it is dead or forgot it."""
    host, _, pid = row.owner.rpartition(":")
    died = host == socket.gethostname() and not psutil.pid_exists(int(pid))
    if not died and row.created > time.time() - _LONGEST_WORK_S:
        return False
    mine = {"owner": _me(), "created": time.time()}
    as_read = (_table.c.key == row.key) & (_table.c.owner == row.owner)
    return connection.execute(update(_table).where(as_read).values(mine)).rowcount == 1


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"
