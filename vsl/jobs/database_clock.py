"""The database's clock, so that all its users agree on when a lease ends."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

_UNIX_EPOCH = 2440587.5  # as a Julian day


class database_now(FunctionElement[float]):
    """SQL expression: Unix time in seconds, to the millisecond."""

    type = Float()
    inherit_cache = True


@compiles(database_now, "sqlite")
def _on_sqlite(_element: database_now, _compiler: Any, **_options: Any) -> str:
    # Debian 12's SQLite is too old for unixepoch('subsec').
    return f"((julianday('now') - {_UNIX_EPOCH}) * 86400.0)"


@compiles(database_now, "postgresql")
def _on_postgres(_element: database_now, _compiler: Any, **_options: Any) -> str:
    # now() is the start of the transaction, which may have waited for a lock since
    return "(extract(epoch from clock_timestamp())::double precision)"
