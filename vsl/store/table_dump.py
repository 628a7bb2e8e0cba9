"""The rows of our tables as lines of JSON that either database can load.

A transaction flows in; lines flow out, equal for equal rows, and the other way round. The first
line names the step of the migrations that the rows are of. Other tables of a shared database are
never touched.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Integer, MetaData, Table, func, insert, select, text

from vsl.errors import BadInput
from vsl.store.migrations import newest, upgrade

_ROWS_AT_ONCE = 500
_STEPS = "alembic_version"
_BYTES = "base64"


def dump_tables(connection: Connection, names: Collection[str]) -> Iterator[str]:
    """Yield the rows of these tables, in the order of their keys.

    The connection's transaction should see one snapshot (``read_only=True``).
    """
    yield json.dumps({"step": connection.scalar(text(f"SELECT version_num FROM {_STEPS}"))})
    for table in _reflect(connection, names).sorted_tables:
        yield json.dumps({"table": table.name, "columns": table.columns.keys()})
        query = select(table).order_by(*table.primary_key.columns)
        with connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)) as rows:
            for row in rows:
                yield json.dumps([_encode(value) for value in row])


def load_tables(connection: Connection, names: Collection[str], lines: Iterable[str]) -> None:
    """Replace these tables by those of a dump, then bring them up to date.

    Raises:
        BadInput: it is the dump of a newer program, or none.
    """
    rest = iter(lines)
    step = json.loads(next(rest, "{}")).get("step")
    if not isinstance(step, str):
        raise BadInput("The backup holds no database: take another one.")
    if step > newest():
        raise BadInput("The backup is of a newer program: update this one, then restore it.")
    _reflect(connection, {*names, _STEPS}).drop_all(connection)
    upgrade(connection, step)
    tables = _reflect(connection, names).tables
    row = next(rest, None)
    while row is not None:
        head = json.loads(row)
        row = _load_table(connection, tables[head["table"]], head["columns"], rest)


def _load_table(
    connection: Connection, table: Table, columns: list[str], lines: Iterator[str]
) -> str | None:
    """Insert the rows that follow; return the line after them."""
    after: list[str] = []

    def rows() -> Iterator[dict[str, Any]]:
        for line in lines:
            if line.startswith("{"):
                after.append(line)
                return
            values = map(_decode, json.loads(line))
            yield dict(zip(columns, values, strict=True))

    reader = rows()
    while batch := list(islice(reader, _ROWS_AT_ONCE)):
        connection.execute(insert(table), batch)
    _continue_numbers(connection, table)
    return after[0] if after else None


def _continue_numbers(connection: Connection, table: Table) -> None:
    """Have PostgreSQL number the next row after those that were loaded."""
    keys = list(table.primary_key.columns)
    if connection.dialect.name == "sqlite" or len(keys) != 1:
        return
    if isinstance(keys[0].type, Integer):
        sequence = func.pg_get_serial_sequence(table.name, keys[0].name)
        latest = select(func.coalesce(func.max(keys[0]), 0) + 1).scalar_subquery()
        connection.execute(select(func.setval(sequence, latest, False)))


def _reflect(connection: Connection, names: Collection[str]) -> MetaData:
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: name in names)
    return metadata


def _encode(value: Any) -> Any:
    is_bytes = isinstance(value, bytes | memoryview)
    return {_BYTES: base64.b64encode(value).decode()} if is_bytes else value


def _decode(value: Any) -> Any:
    return base64.b64decode(value[_BYTES]) if isinstance(value, dict) else value
