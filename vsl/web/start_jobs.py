"""Write projects and exports together with the job of each: both are there, or neither."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import Connection

from vsl.bootstrap import Services
from vsl.jobs.task import NewJob


@dataclass(frozen=True, slots=True)
class StartedProject:
    """The answer to the client: the new object and the job that fills it."""

    id: str
    job: str


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project to be made from a stored recording."""

    name: str
    sha256: str
    options: Mapping[str, str]
    retake_of: str = ""  # id of the project whose slides get this voice
    size_bytes: int = 0  # of the recording
    duration_ms: int = 0  # of the recording


def start_making(
    services: Services, new: NewProject, *, check: Callable[[], object]
) -> StartedProject:
    """Create a project and queue its transcription.

    Args:
        check: called while the recording can't be deleted; stores it if it is missing.
    Raises:
        TooMany: as many jobs wait as may wait, or as many minutes came today as may come.
        StorageFull: as much is stored as may be.
    """
    jobs: list[str] = []

    def add_job(connection: Connection, project_id: str) -> None:
        services.quotas.check_storage(connection, find_client())
        services.quotas.add_minutes(connection, find_client(), new.duration_ms)
        check()
        source = {"retake_of": new.retake_of} if new.retake_of else {}
        job = NewJob("make", {"project": project_id, **source}, project_id, find_client())
        jobs.append(services.tasks.add(connection, job))

    row = services.projects.create(
        new.name,
        new.sha256,
        new.options,
        client=find_client(),
        size_bytes=new.size_bytes,
        also=add_job,
    )
    services.tasks.tell(jobs[0], "make")
    return StartedProject(row.id, jobs[0])


def start_exports(
    services: Services, project_id: str, exports: Sequence[tuple[str, Mapping[str, Any]]]
) -> tuple[StartedProject, ...]:
    """Add these exports, each a format with its options, and queue their writing.

    Raises:
        NotFound: there is no such project.
        TooMany: as many jobs wait as may wait; nothing was added.
        StorageFull: as much is stored as may be; nothing was added.
    """
    jobs: list[str] = []

    def add_job(connection: Connection, export_id: str) -> None:
        services.quotas.check_storage(connection, find_client(), more_bytes=1)
        job = NewJob("export", {"export": export_id}, project_id, find_client())
        jobs.append(services.tasks.add(connection, job))

    ids = services.projects.add_exports(project_id, exports, also=add_job)
    for job in jobs:
        services.tasks.tell(job, "export")
    return tuple(map(StartedProject, ids, jobs))


def check_storage(services: Services, more_bytes: int) -> None:
    """Check before they are read that so many bytes more may be stored.

    Raises:
        StorageFull: they may not.
    """
    if services.quotas.limit_storage:
        with services.projects.engine.execution_options(read_only=True).begin() as connection:
            services.quotas.check_storage(connection, find_client(), more_bytes)


def find_client() -> str:
    """Return whose job this request starts: its address, behind a trusted proxy the client's."""
    return request.remote_addr or "local"
