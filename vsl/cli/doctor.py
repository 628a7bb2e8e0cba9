"""``vsl doctor``: look a studio over; each fault is one line with its cure."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from vsl.cli.terminal import json_option
from vsl.errors import VslError
from vsl.settings import Settings

if TYPE_CHECKING:
    from vsl.workflows.doctor.fault import Fault, Premises

_HELP = """Look the studio over: what is installed, what is stored, the machine and its jobs.

The exit code is 0 without faults, 1 with warnings alone, 2 with errors.
"""
_CODES = {"warning": 1, "error": 2}


@click.command(help=_HELP)
@click.option("--repair", is_flag=True, help="Mend what can be mended without losing anything.")
@json_option
def doctor(repair: bool, as_json: bool) -> None:
    """Report on all checks."""
    faults = list(examine(Settings.from_environ(os.environ)))
    repaired = [repair_fault(fault) if repair else False for fault in faults]
    rows = [
        {"check": each.check, "severity": each.severity, "problem": each.problem, "repaired": done}
        for each, done in zip(faults, repaired, strict=True)
    ]
    if as_json:
        click.echo(json.dumps({"faults": rows}))
    else:
        for row in rows:
            state = "repaired" if row["repaired"] else row["severity"]
            click.echo(f"{state:<9} {row['check']:<12} {row['problem']}")
        click.echo("" if rows else "All is well.", nl=not rows)
    left = [each.severity for each, done in zip(faults, repaired, strict=True) if not done]
    sys.exit(max((_CODES[severity] for severity in left), default=0))


def examine(settings: Settings) -> Iterator[Fault]:
    """Yield the faults of the studio that ``settings`` describe."""
    from sqlalchemy.exc import SQLAlchemyError

    from vsl.workflows.doctor.fault import Fault

    try:
        premises = open_premises(settings)
    except VslError as error:
        yield Fault("database", str(error))
        return
    except (SQLAlchemyError, sqlite3.Error) as error:
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        problem = f"The database can't be opened ({reason})"
        yield Fault("database", f"{problem}: restore a backup (vsl restore).")
        return
    yield from carry_out(premises)


def carry_out(premises: Premises) -> Iterator[Fault]:
    """Yield what every check of ``premises`` finds; one that fails is a fault itself."""
    from sqlalchemy.exc import SQLAlchemyError

    from vsl.workflows.doctor.fault import Fault

    for check in list_checks():
        try:
            yield from check(premises)
        except (VslError, OSError, SQLAlchemyError) as error:
            name = check.__name__.removeprefix("check_")
            reason = str(getattr(error, "orig", error)).partition("\n")[0]
            yield Fault(name, f"The check broke off ({reason}): mend the other faults, try again.")


def list_checks() -> tuple[Callable[[Premises], Iterator[Fault]], ...]:
    """Return all checks in the order of the report."""
    from vsl.workflows.doctor import installation, machine, storage

    return (
        installation.check_packages,
        installation.check_weights,
        installation.check_fonts,
        installation.check_page,
        installation.check_settings,
        machine.check_disk,
        machine.check_permissions,
        machine.check_clock,
        machine.check_jobs,
        storage.check_database,
        storage.check_documents,
        storage.check_recordings,
        storage.check_exports,
        storage.check_orphans,
        storage.check_secrets,
    )


def open_premises(settings: Settings) -> Premises:
    """Return the studio that ``settings`` describe, its tables brought up to date."""
    from vsl.bootstrap import bootstrap
    from vsl.workflows.doctor.fault import Premises

    services = bootstrap(settings)
    engine = services.projects.engine
    return Premises(settings, engine, services.files, services.tasks, services.seal)


def repair_fault(fault: Fault) -> bool:
    """Repair a fault; return whether that was possible."""
    if fault.repair is None:
        return False
    fault.repair()
    return True
