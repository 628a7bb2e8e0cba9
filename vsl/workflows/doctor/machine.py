"""Checks of the machine and of its work: disk, permissions, clock, jobs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import ColumnElement, func, select

from vsl.basics.files import free_bytes, keep_private
from vsl.basics.sealing import KEY_FILE
from vsl.jobs.database_clock import database_now
from vsl.jobs.runner import is_running
from vsl.jobs.schema import task
from vsl.ops.health import FULL_DISK_BYTES, LOW_DISK_BYTES, can_write
from vsl.store.tables import project
from vsl.workflows.doctor.fault import Fault, Premises, Severity

_STUCK_S = 300.0  # after a lease ended; a runner takes seconds
_WAITS_S = 600.0
_CLOCK_S = 120.0
_OTHERS = 0o077


def check_disk(premises: Premises) -> Iterator[Fault]:
    """Yield disks that are full, or nearly."""
    for folder in (premises.settings.instance_dir, premises.settings.cache_dir):
        free = free_bytes(folder)
        if free < LOW_DISK_BYTES:
            cure = "vsl monitor --action cleanup, delete projects, or add space"
            severity: Severity = "error" if free < FULL_DISK_BYTES else "warning"
            problem = f"Only {free >> 20} MB are free for {folder}"
            yield Fault("disk", f"{problem}: {cure}.", severity)


def check_permissions(premises: Premises) -> Iterator[Fault]:
    """Yield folders that can't be written, and files that others may read."""
    instance, settings = premises.settings.instance_dir, premises.settings
    for folder in (instance, settings.cache_dir):
        if not can_write(folder):
            yield Fault("permissions", f"{folder} can't be written: check whose it is.")
    if instance.stat().st_mode & _OTHERS:
        problem = f"Others may look into {instance}"
        repair = partial(keep_private, instance)
        yield Fault("permissions", f"{problem}: --repair closes it.", repair=repair)
    own = [instance / KEY_FILE]
    if premises.engine.dialect.name == "sqlite":
        own.append(Path(str(premises.engine.url.database)))
    for path in own:
        if path.is_file() and path.stat().st_mode & _OTHERS:
            repair = partial(path.chmod, 0o600)
            problem = f"Others may read {path}"
            yield Fault("permissions", f"{problem}: --repair closes it.", repair=repair)


def check_clock(premises: Premises) -> Iterator[Fault]:
    """Yield clocks that disagree, and rows of a time to come."""
    with premises.engine.execution_options(read_only=True).begin() as connection:
        before = time.time()
        there = float(connection.scalar(select(database_now())) or before)
        latest = connection.scalar(select(func.max(project.c.created))) or 0.0
    cure = "set the clocks by NTP"
    if abs(there - before) > _CLOCK_S:
        problem = f"The database's clock differs from this machine's by {there - before:.0f} s"
        yield Fault("clock", f"{problem}: {cure}.")
    if latest > time.time() + _CLOCK_S:
        ahead_s = latest - time.time()
        problem = f"A project was made {ahead_s:.0f} s from now, so a clock was wrong"
        yield Fault("clock", f"{problem}: {cure}.", "warning")


def check_jobs(premises: Premises) -> Iterator[Fault]:
    """Yield jobs that no process works on."""
    is_lost = (task.c.state == "running") & (task.c.lease_until < database_now() - _STUCK_S)
    waits = (task.c.state == "queued") & (task.c.created < database_now() - _WAITS_S)
    repair = premises.tasks.reap
    if count := _count(premises, is_lost):
        problem = f"{count} jobs count as running, and no process works on them"
        yield Fault("jobs", f"{problem}: --repair queues them again.", repair=repair)
    if count := _count(premises, waits & (task.c.not_before > database_now() + _WAITS_S)):
        problem = f"{count} jobs wait for a time far ahead, since a clock was set back"
        yield Fault("jobs", f"{problem}: --repair corrects them.", repair=repair)
    settings = premises.settings
    count = _count(premises, waits)
    if count and not settings.redis_url and not is_running(settings.instance_dir):
        cure = "start the studio, which does them"
        yield Fault("jobs", f"{count} jobs wait, and the studio does not run: {cure}.", "warning")


def _count(premises: Premises, condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(task).where(condition)
    with premises.engine.execution_options(read_only=True).begin() as connection:
        return int(connection.scalar(query) or 0)
