"""Restore a backup into an instance that is empty, or whose content it replaces.

Every file is compared with the manifest before anything is written. The files come first and the
rows last, in one transaction, so a restoration that is cut off can be repeated.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import func, select

from vsl.basics.files import atomic_path
from vsl.errors import BadInput, Conflict
from vsl.progress import Progress
from vsl.store.database import alone
from vsl.store.migrations import migrate
from vsl.store.table_dump import load_tables
from vsl.store.tables import project
from vsl.workflows.backup.archive import (
    ASSETS,
    DATABASE,
    EXPORTS,
    KEY,
    RECORDINGS,
    THEMES,
    Archive,
    reading_archive,
)
from vsl.workflows.backup.take_backup import TABLES, Instance

_BLOB = re.compile(r"(?:recordings|exports|assets)/[\w-]{2}/[\w.-]{1,128}")
_THEME = re.compile(r"themes/[a-z0-9][a-z0-9-]{0,39}\.json")
_ANY_AGE_S = -86_400.0


def restore_backup(
    instance: Instance, source: Path, progress: Progress, *, replace: bool = False
) -> int:
    """Restore the backup at ``source``; return how many files it holds.

    Args:
        replace: delete what the instance holds.
    Raises:
        BadInput: the backup is damaged, or none, or of a newer program.
        Conflict: the instance is not empty.
    """
    with reading_archive(source) as archive:
        _check_names(archive)
        archive.check()
        if not replace:
            _check_empty(instance)
        for number, name in enumerate(archive.entries):
            progress(number / len(archive.entries))
            if name != DATABASE:
                _restore_file(instance, archive, name)
        with archive.open(DATABASE) as dump, alone(instance.engine) as connection:
            load_tables(connection, TABLES, (line.decode() for line in dump))
        migrate(instance.engine)
        if replace:
            _remove_others(instance, archive)
        return len(archive.entries)


def _check_names(archive: Archive) -> None:
    known = {DATABASE, KEY}
    for name in archive.entries:
        if name not in known and not _BLOB.fullmatch(name) and not _THEME.fullmatch(name):
            raise BadInput(f"The backup holds {name[:80]!r}, which is no file of the studio.")
    if DATABASE not in archive.entries:
        raise BadInput("The backup holds no database: restore another one.")


def _check_empty(instance: Instance) -> None:
    with instance.engine.execution_options(read_only=True).begin() as connection:
        count = connection.scalar(select(func.count()).select_from(project))
    if count:
        raise Conflict(
            f"{count} projects are here: restore to an empty INSTANCE_DIR and database, "
            "or say --replace, which deletes them."
        )


def _restore_file(instance: Instance, archive: Archive, name: str) -> None:
    kind = name.partition("/")[0]
    if kind in (RECORDINGS, EXPORTS) or (kind == ASSETS and instance.shared_assets):
        with archive.open(name) as file, _copy_to(instance.blobs.staging_dir, file) as part:
            instance.blobs.put(name, part)
    if kind in (ASSETS, THEMES, KEY) and (kind != KEY or instance.key_file is not None):
        with archive.open(name) as file, atomic_path(instance.folder / name) as sibling:
            sibling.touch(0o600)
            with sibling.open("wb") as copy:
                shutil.copyfileobj(file, copy)


@contextmanager
def _copy_to(folder: Path, file: IO[bytes]) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{secrets.token_hex(6)}.part"
    try:
        with part.open("xb") as copy:
            shutil.copyfileobj(file, copy)
        yield part
    finally:
        part.unlink(missing_ok=True)


def _remove_others(instance: Instance, archive: Archive) -> None:
    for kind in (RECORDINGS, EXPORTS):
        for name in list(instance.blobs.names(kind, older_than_s=_ANY_AGE_S)):
            if name not in archive.entries:
                instance.blobs.remove(name)
