"""Quotas: what one instance and each of its clients may store, and send within a day.

A client is an address, as for the queue; the studio itself has no limits. Usage is kept for a day
without the projects' ids, so that a deletion gives room back, not minutes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, true

from vsl.errors import StorageFull, TooMany
from vsl.store.tables import export, project, usage

DAY_S = 86_400.0
_MINUTE_MS = 60_000
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Quotas:
    """The limits; 0 stands for none."""

    stored_bytes: int = 0
    stored_bytes_per_client: int = 0
    minutes_per_day: int = 0
    minutes_per_day_per_client: int = 0

    @property
    def limit_storage(self) -> bool:
        """Whether what may be stored has a limit."""
        return bool(self.stored_bytes or self.stored_bytes_per_client)

    def check_storage(self, connection: Connection, client: str, more_bytes: int = 0) -> None:
        """Check that ``client`` may store so many bytes more.

        Raises:
            StorageFull: the quota is used up; the message says what to delete.
        """
        if not client:
            return
        if self.stored_bytes:
            stored = _stored_bytes(connection, true())
            _check_room("The studio would hold", stored + more_bytes, self.stored_bytes)
        if self.stored_bytes_per_client:
            stored = _stored_bytes(connection, project.c.client == client)
            limit_bytes = self.stored_bytes_per_client
            _check_room("Your projects would hold", stored + more_bytes, limit_bytes)

    def add_minutes(self, connection: Connection, client: str, duration_ms: int) -> None:
        """Count a recording of ``client``.

        Raises:
            TooMany: with it, more minutes would have come within a day than may.
        """
        connection.execute(delete(usage).where(usage.c.created < time.time() - DAY_S))
        if client and self.minutes_per_day:
            sent_ms = _sent_ms(connection, true()) + duration_ms
            _check_minutes("the studio", sent_ms, self.minutes_per_day)
        if client and self.minutes_per_day_per_client:
            sent_ms = _sent_ms(connection, usage.c.client == client) + duration_ms
            _check_minutes("you", sent_ms, self.minutes_per_day_per_client)
        values = {"client": client, "created": time.time(), "duration_ms": duration_ms}
        connection.execute(insert(usage).values(values))


def _stored_bytes(connection: Connection, condition: ColumnElement[bool]) -> int:
    """Return the size of the projects' recordings, each once, and of their exports."""
    sizes = select(func.max(project.c.size_bytes).label("size")).where(condition)
    recordings = select(func.sum(sizes.group_by(project.c.sha256).subquery().c.size))
    exports = select(func.sum(export.c.size_bytes)).join(project).where(condition)
    return sum(int(connection.scalar(query) or 0) for query in (recordings, exports))


def _sent_ms(connection: Connection, condition: ColumnElement[bool]) -> int:
    return int(connection.scalar(select(func.sum(usage.c.duration_ms)).where(condition)) or 0)


def _check_room(who: str, stored_bytes: int, limit_bytes: int) -> None:
    if stored_bytes > limit_bytes:
        raise StorageFull(
            f"{who} {stored_bytes / _MEGABYTE:.1f} MB of {limit_bytes / _MEGABYTE:.1f} MB that may "
            "be stored: delete projects that are done with, also from the trash "
            "(DELETE /api/trash/ID)."
        )


def _check_minutes(who: str, sent_ms: int, limit_minutes: int) -> None:
    if sent_ms > limit_minutes * _MINUTE_MS:
        raise TooMany(
            f"With this recording {who} would have sent {sent_ms / _MINUTE_MS:.0f} minutes within "
            f"a day, of {limit_minutes} that may be: send a shorter one, or this one tomorrow."
        )
