"""Migrations of the database's tables.

An engine on a database of any age flows in; its tables are then those of this program, with all
data. Each step is a module in ``versions/``, named after its number; the program needs the newest.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from vsl.errors import BadSetting
from vsl.store.database import alone

_FOLDER = Path(__file__).parent
_log = logging.getLogger(__name__)


def migrate(engine: Engine, *, seal: Callable[[str], str] = str) -> None:
    """Bring the tables up to date. Any number of processes may do so at once.

    Args:
        seal: encrypts secrets that older programs stored in plain text.
    Raises:
        BadSetting: the database can't be reached, or a newer program has migrated it.
    """
    try:
        current = _current_step(engine)
    except OperationalError as error:
        shown, reason = engine.url.render_as_string(), str(error.orig).partition("\n")[0]
        raise BadSetting(f"DATABASE_URL={shown} can't be reached: {reason}") from error
    if current == newest():  # most starts need no alembic, which takes 0.2 s to load
        return
    _log.info("Bringing the database from step %s to step %s", current or "none", newest())
    with alone(engine) as connection:
        upgrade(connection, seal=seal)


def newest() -> str:
    """Return the number of the last step."""
    return max(path.name[1:5] for path in (_FOLDER / "versions").glob("v????_*.py"))


def _current_step(engine: Engine) -> str | None:
    with engine.execution_options(read_only=True).begin() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        number = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return None if number is None else str(number)


def upgrade(
    connection: Connection, step: str = "head", *, seal: Callable[[str], str] = str
) -> None:
    """Bring the tables to ``step`` within the caller's transaction.

    Raises:
        BadSetting: they are those of a newer program.
    """
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it logs every step

    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection, "seal": seal})
    config.set_main_option("script_location", str(_FOLDER))
    try:
        command.upgrade(config, step)
    except CommandError as error:
        raise BadSetting(
            f"The database can't be brought up to date: {error}. "
            "A newer program has used it: update this one."
        ) from error
