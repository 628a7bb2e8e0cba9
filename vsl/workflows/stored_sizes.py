"""Sizes of recordings that were stored before quotas counted them."""

from __future__ import annotations

from sqlalchemy import Engine, select, update

from vsl.store.files import FileStore
from vsl.store.tables import project


def measure_recordings(engine: Engine, files: FileStore) -> int:
    """Record the sizes that are not known; return how many recordings there were."""
    is_unknown = project.c.size_bytes.is_(None)
    with engine.execution_options(read_only=True).begin() as connection:
        hashes = connection.scalars(select(project.c.sha256).where(is_unknown).distinct()).all()
    stored = [sha256 for sha256 in hashes if files.has_recording(sha256)]
    for sha256 in stored:
        file, size_bytes = files.open_recording(sha256)
        file.close()
        change = update(project).where(is_unknown, project.c.sha256 == sha256)
        with engine.begin() as connection:
            connection.execute(change.values(size_bytes=size_bytes))
    return len(stored)
