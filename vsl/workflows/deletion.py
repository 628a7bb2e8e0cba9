"""Delete projects for good, and finish what a process that died has left half done.

What another project uses too stays: its recording, and what the caches hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vsl.basics.cache_owners import owners_in
from vsl.errors import NotFound
from vsl.jobs.project_rows import delete_rows
from vsl.jobs.queue import projects_without_jobs
from vsl.jobs.task_table import TaskTable
from vsl.store.database import empty_log
from vsl.store.files import FileStore
from vsl.store.projects import ProjectStore
from vsl.store.trash import Trash

_HALF_DONE_S = 3600.0  # what a request has begun is done long before


@dataclass(frozen=True, slots=True)
class Deletion:
    """Deletes from rows, files and this machine's caches. Repeating a step does no harm."""

    projects: ProjectStore
    files: FileStore
    tasks: TaskTable
    cache_dir: Path

    def erase(self, project_id: str) -> None:
        """Stop a project's jobs and delete all that belongs to it alone.

        Its rows, those of its jobs and messages among them, its exports, its recording and what
        the caches hold of it.

        Raises:
            NotFound: there is no such project.
        """
        engine = self.projects.engine
        self.tasks.cancel_all(project_id)
        with suppress(NotFound):  # it is there already
            Trash(engine).put(project_id)  # where a clean-up finds it if this process dies
        exports = self.projects.remove(project_id, self.files.remove_recording, also=delete_rows)
        for export in exports:
            self.files.remove_export(export.id, f".{export.format}")
        owners_in(self.cache_dir).release({project_id})
        empty_log(engine)

    def erase_all(self, project_ids: Sequence[str]) -> int:
        """Delete these projects, those that are gone apart; return how many there were."""
        for project_id in project_ids:
            with suppress(NotFound):  # another process was faster
                self.erase(project_id)
        return len(project_ids)

    def release_caches(self) -> int:
        """Delete cached files of projects that are gone, wherever they were deleted.

        Return how many files there were.
        """
        owners = owners_in(self.cache_dir)
        return owners.release(self.projects.lost_projects(owners.owners()))

    def finish_what_was_begun(self, older_than_s: float = _HALF_DONE_S) -> int:
        """Delete files that no project has, and queue projects that no job fills.

        They are left when a process dies at the wrong moment; return how many there were.
        """
        recordings = [
            sha256
            for sha256 in self.files.old_recordings(older_than_s)
            if self.projects.take_back(sha256, self.files.remove_recording)
        ]
        exports = dict(self.files.old_exports(older_than_s))
        lost = self.projects.lost_exports(exports)
        for export_id in lost:
            self.files.remove_export(export_id, exports[export_id])
        unfilled = self.projects.unfilled(older_than_s)
        waiting = projects_without_jobs(self.projects.engine, unfilled)
        for project_id in waiting:
            self.tasks.submit("make", {"project": project_id}, project_id)
        return len(recordings) + len(lost) + len(waiting)
