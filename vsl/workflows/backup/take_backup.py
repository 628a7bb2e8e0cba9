"""Take a backup of an instance while it runs.

The database is read in one snapshot, then the files that its rows name are copied. Stored files
never change, so all of them fit the snapshot, unless a project was deleted meanwhile: then another
snapshot is taken, and what is new in it is copied.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, select

import vsl
from vsl.basics.blob_store import BlobStore
from vsl.errors import Busy, NotFound
from vsl.jobs.schema import metadata as job_tables
from vsl.progress import Progress
from vsl.store.files import export_name, recording_name
from vsl.store.projects import ProjectStore
from vsl.store.table_dump import dump_tables
from vsl.store.tables import export, project
from vsl.store.tables import metadata as store_tables
from vsl.workflows.backup.archive import (
    ASSETS,
    DATABASE,
    KEY,
    THEMES,
    ArchiveWriter,
    writing_archive,
)

TABLES = (*store_tables.tables, *job_tables.tables)
_MOST_ROUNDS = 20  # of snapshots, each after a deletion during the one before
_ANY_AGE_S = -86_400.0  # clocks may differ


@dataclass(frozen=True, slots=True)
class Instance:
    """The places where an instance keeps what is to be backed up.

    Attributes:
        key_file: with the key of its secrets; None where a setting holds the key.
        shared_assets: whether the files of looks are among the blobs too.
    """

    engine: Engine
    blobs: BlobStore
    folder: Path
    key_file: Path | None
    shared_assets: bool = False


@dataclass(slots=True)
class BackupResult:
    """What a backup holds, and what it could not."""

    files: int = 0
    size_bytes: int = 0
    missing: list[str] = field(default_factory=list)  # named by rows, but not stored
    damaged: list[str] = field(default_factory=list)  # recordings that differ from their names


def take_backup(instance: Instance, target: Path, progress: Progress) -> BackupResult:
    """Write a backup of ``instance`` to ``target``.

    Raises:
        Busy: projects are deleted faster than they can be copied.
        DiskFull: there is no room.
    """
    facts = {"program": vsl.__version__, "made": datetime.now(UTC).isoformat(timespec="seconds")}
    with writing_archive(target, facts) as archive:
        result = _add_rows_and_blobs(instance, archive, target.parent, progress)
        for name, path in _list_own_files(instance):
            with suppress(FileNotFoundError), path.open("rb") as file:  # a look that was removed
                archive.add(name, file, path.stat().st_size)
        if instance.shared_assets:
            for name in instance.blobs.names(ASSETS, older_than_s=_ANY_AGE_S):
                if name not in archive.entries:
                    _add_blob(instance.blobs, archive, name)
        entries = archive.entries.values()
        result.files, result.size_bytes = len(entries), sum(each.size_bytes for each in entries)
    progress(1.0)
    return result


def _add_rows_and_blobs(
    instance: Instance, archive: ArchiveWriter, folder: Path, progress: Progress
) -> BackupResult:
    for _ in range(_MOST_ROUNDS):
        with tempfile.TemporaryFile(dir=folder) as dump:
            with instance.engine.execution_options(read_only=True).begin() as connection:
                for line in dump_tables(connection, TABLES):
                    dump.write(line.encode() + b"\n")
                recordings, exports = _list_names(connection)
            _copy(instance.blobs, archive, (*recordings, *exports), progress)
            missing = {name for name in recordings if name not in archive.entries}
            if all(_is_lost(instance, name) for name in missing):
                size_bytes = dump.tell()
                dump.seek(0)
                archive.add(DATABASE, dump, size_bytes)
                _leave_out(archive, {*recordings, *exports, DATABASE})
                return BackupResult(missing=sorted(missing), damaged=_list_damaged(archive))
    raise Busy("Projects are deleted all the time: take the backup when it is quieter.")


def _is_lost(instance: Instance, name: str) -> bool:
    """Return whether a project needs that recording and it is not there.

    If not, it was deleted meanwhile, and perhaps stored again.
    """
    has_owner = ProjectStore(instance.engine).has_owner(name.rpartition("/")[2])
    return has_owner and not instance.blobs.has(name)


def _list_names(connection: Connection) -> tuple[list[str], list[str]]:
    """Return the names of all recordings and exports that rows name."""
    hashes = connection.scalars(select(project.c.sha256).distinct().order_by(project.c.sha256))
    recordings = [recording_name(sha256) for sha256 in hashes]
    rows = connection.execute(select(export.c.id, export.c.format).order_by(export.c.id))
    return recordings, [export_name(row.id, f".{row.format}") for row in rows]


def _copy(
    blobs: BlobStore, archive: ArchiveWriter, names: tuple[str, ...], progress: Progress
) -> None:
    for number, name in enumerate(names):
        progress(number / len(names))
        if name not in archive.entries:
            with suppress(
                NotFound, FileNotFoundError
            ):  # deleted since, or an export that is not written yet
                _add_blob(blobs, archive, name)


def _add_blob(blobs: BlobStore, archive: ArchiveWriter, name: str) -> None:
    file, size_bytes = blobs.open(name)
    with file:
        archive.add(name, file, size_bytes)


def _leave_out(archive: ArchiveWriter, names: set[str]) -> None:
    """Take files that rows no longer name out of the manifest, so that none is restored."""
    for name in archive.entries.keys() - names:
        del archive.entries[name]


def _list_damaged(archive: ArchiveWriter) -> list[str]:
    return sorted(
        name
        for name, entry in archive.entries.items()
        if name.startswith("recordings/") and not name.endswith(entry.sha256)
    )


def _list_own_files(instance: Instance) -> Iterator[tuple[str, Path]]:
    """Yield the names and paths of what is always on this machine: looks, their files, the key."""
    for path in sorted((instance.folder / THEMES).glob("*.json")):
        yield f"{THEMES}/{path.name}", path
    for path in sorted((instance.folder / ASSETS).glob("??/*")):
        if not path.name.startswith("."):
            yield f"{ASSETS}/{path.parent.name}/{path.name}", path
    if instance.key_file is not None:
        yield KEY, instance.key_file
