"""Checks of what is stored: the database, recordings and exports, and whether they agree."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from vsl.basics.cache_owners import owners_in
from vsl.basics.sealing import WrongKey, is_sealed
from vsl.errors import NotFound, VslError
from vsl.jobs.schema import delivery
from vsl.model import document
from vsl.ops.cleanup import find_orphans, remove_orphans
from vsl.store.files import recording_name
from vsl.store.migrations import newest
from vsl.store.migrations.versions.v0009_keeping import seal_webhooks
from vsl.store.projects import ProjectStore
from vsl.store.tables import export, project, version
from vsl.workflows.doctor.fault import Fault, Premises

_NEW_S = 3600.0  # what is younger may belong to a request under way
_RESTORE = "restore a backup (vsl restore)"


def check_database(premises: Premises) -> Iterator[Fault]:
    """Yield damage of the database, and rows without what they belong to."""
    reading = premises.engine.execution_options(read_only=True)
    try:
        with reading.begin() as connection:
            if connection.dialect.name == "sqlite":
                for (line,) in connection.execute(text("PRAGMA integrity_check(5)")).all():
                    if line != "ok":
                        yield Fault("database", f"The database is damaged ({line}): {_RESTORE}.")
            step = connection.scalar(text("SELECT version_num FROM alembic_version"))
            if step != newest():
                cure = "update the older of the programs that use it"
                yield Fault("database", f"The tables are those of step {step}: {cure}.")
            for table in (version, export):
                lost = table.c.project_id.not_in(select(project.c.id))
                count = connection.scalar(select(func.count()).select_from(table).where(lost))
                if count:
                    problem = f"{count} rows of {table.name} belong to no project"
                    yield Fault("database", f"{problem}: {_RESTORE}.", "warning")
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).partition("\n")[0]
        yield Fault("database", f"The database can't be read ({reason}): {_RESTORE}.")


def check_documents(premises: Premises) -> Iterator[Fault]:
    """Yield projects whose current document is lost or can't be read."""
    with_document = (project.c.version > 0) & project.c.deleted.is_(None)
    with premises.engine.execution_options(read_only=True).begin() as connection:
        query = select(project.c.id).where(with_document).order_by(project.c.id)
        ids = connection.scalars(query).all()
    projects = ProjectStore(premises.engine)
    for project_id in ids:
        try:
            document.loads(projects.document(project_id).text)
        except NotFound:
            yield Fault("documents", f"The slides of project {project_id} are lost: {_RESTORE}.")
        except (VslError, ValueError, zlib.error):
            cure = f"restore an older version (/api/projects/{project_id}/versions), or a backup"
            yield Fault("documents", f"The slides of project {project_id} can't be read: {cure}.")


def check_recordings(premises: Premises) -> Iterator[Fault]:
    """Yield recordings that are missing or changed, by reading all of them."""
    with premises.engine.execution_options(read_only=True).begin() as connection:
        hashes = connection.scalars(select(project.c.sha256).distinct()).all()
    blobs = premises.files.blobs
    for sha256 in sorted(hashes):
        name = recording_name(sha256)
        if not blobs.has(name):
            problem = f"The recording {sha256[:12]} is missing"
            yield Fault("recordings", f"{problem}: upload it again, or {_RESTORE}.")
            continue
        file, _ = blobs.open(name)
        with file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        if digest != sha256:
            problem = f"The recording {sha256[:12]} was changed or damaged"
            yield Fault("recordings", f"{problem}: {_RESTORE}.")


def check_exports(premises: Premises) -> Iterator[Fault]:
    """Yield exports that were written and whose files are missing or have another size."""
    written = export.c.size_bytes.is_not(None)
    with premises.engine.execution_options(read_only=True).begin() as connection:
        rows = connection.execute(select(export).where(written).order_by(export.c.id)).all()
    for row in rows:
        suffix = f".{row.format}"
        if not premises.files.has_export(row.id, suffix):
            problem = "is missing"
        else:
            file, size_bytes = premises.files.open_export(row.id, suffix)
            file.close()
            problem = "" if size_bytes == row.size_bytes else "was cut off or changed"
        if problem:
            yield Fault("exports", f"The export {row.id} {problem}: export it again.", "warning")


def check_orphans(premises: Premises) -> Iterator[Fault]:
    """Yield files that no row names, partial files, and cached files of deleted projects."""
    files, projects = premises.files, ProjectStore(premises.engine)
    with premises.engine.execution_options(read_only=True).begin() as connection:
        hashes = set(connection.scalars(select(project.c.sha256)))
    for sha256 in files.old_recordings(_NEW_S):
        if sha256 not in hashes:
            yield _orphan(
                f"The recording {sha256[:12]} belongs to no project",
                partial(projects.take_back, sha256, files.remove_recording),
            )
    exports = dict(files.old_exports(_NEW_S))
    for export_id in sorted(projects.lost_exports(exports)):
        yield _orphan(
            f"The file of export {export_id} belongs to no project",
            partial(files.remove_export, export_id, exports[export_id]),
        )
    settings, owners = premises.settings, owners_in(premises.settings.cache_dir)
    for folder in (settings.instance_dir, settings.cache_dir):
        if parts := list(find_orphans(folder)):
            problem = f"{len(parts)} partial files of days before are in {folder}"
            yield _orphan(problem, partial(remove_orphans, folder))
    if lost := projects.lost_projects(owners.owners()):
        problem = f"The caches hold files of {len(lost)} deleted projects"
        yield _orphan(problem, partial(owners.release, lost))


def check_secrets(premises: Premises) -> Iterator[Fault]:
    """Yield secrets of webhooks that can't be opened, or that are not sealed."""
    with premises.engine.execution_options(read_only=True).begin() as connection:
        sent = select(delivery.c.project, delivery.c.secret).where(delivery.c.secret != "")
        secrets = {(row.project, row.secret) for row in connection.execute(sent)}
        with_secret = project.c.options.like('%"webhook_secret"%')
        for row in connection.execute(select(project.c.id, project.c.options).where(with_secret)):
            secrets.add((row.id, json.loads(row.options)["webhook_secret"]))
    plain = sorted({owner for owner, secret in secrets if secret and not is_sealed(secret)})
    if plain:
        problem = f"Webhook secrets of {len(plain)} projects are stored in plain text"
        repair = partial(_seal, premises)
        yield Fault("secrets", f"{problem}: --repair seals them.", repair=repair)
    try:
        for _, secret in secrets:
            premises.seal.open(secret)
    except WrongKey as error:
        yield Fault("secrets", str(error))


def _orphan(problem: str, repair: Callable[[], object]) -> Fault:
    return Fault("orphans", f"{problem}: --repair deletes it.", "warning", repair)


def _seal(premises: Premises) -> None:
    with premises.engine.begin() as connection:
        seal_webhooks(connection, premises.seal.close)
