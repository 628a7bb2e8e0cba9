"""The tables of the database, brought up to date in steps.

Flows in: an engine on a database of any age. Flows out: the same database with the tables of this
program, and nothing lost. Each step is a module in ``versions/``, named after its number; the
newest number is what the program needs. Never here: SQL of a step.
"""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from vsl.errors import BadSetting
from vsl.store.database import alone

_FOLDER = Path(__file__).parent
_log = logging.getLogger(__name__)


def migrate(engine: Engine) -> None:
    """Bring the tables up to date. Any number of processes may do so at once.

    Raises:
        BadSetting: the database can't be reached, or a newer program has been at it.
    """
    try:
        stands = _stands(engine)
    except OperationalError as error:
        shown, reason = engine.url.render_as_string(), str(error.orig).partition("\n")[0]
        raise BadSetting(f"DATABASE_URL={shown} can't be reached: {reason}") from error
    if stands == newest():  # spares most starts alembic, which loads for 0.2 s
        return
    _log.info("Bringing the database from step %s to step %s", stands or "none", newest())
    with alone(engine) as connection:
        _upgrade(connection)


def newest() -> str:
    """The number of the last step."""
    return max(path.name[1:5] for path in (_FOLDER / "versions").glob("v????_*.py"))


def _stands(engine: Engine) -> str | None:
    with engine.execution_options(read_only=True).begin() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return None if found is None else str(found)


def _upgrade(connection: Connection) -> None:
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells about itself at length

    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER))
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise BadSetting(
            f"The database can't be brought up to date: {error}. "
            "A newer program has used it: update this one."
        ) from error
