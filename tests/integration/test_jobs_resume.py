"""A job that was killed goes on where it was: no stage that had ended is done again."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vsl.bootstrap import Services, bootstrap
from vsl.jobs.drive import ExecutorProcess, drive
from vsl.jobs.task import TaskView
from vsl.jobs.task_table import TaskTable
from vsl.settings import Settings

PROGRAM = Path(__file__).with_name("resume_program.py")
SENTENCES = Path(__file__).parents[1] / "data" / "sentences.flac"
_LIMIT_S = 300.0


@pytest.fixture
def services(settings: Settings) -> Iterator[Services]:
    services = bootstrap(settings, start_runner=lambda: None)
    yield services
    services.projects.engine.dispose()


@pytest.fixture
def work_on(
    services: Services, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], TaskView]]:
    """Has an executor work on the one job there is, until it ends or dies."""
    monkeypatch.setenv("INSTANCE_DIR", str(settings.instance_dir))
    monkeypatch.setenv("CACHE_DIR", str(settings.cache_dir))
    table = TaskTable(services.projects.engine, retry_delay_s=0.0)
    with ExecutorProcess([sys.executable, str(PROGRAM), str(tmp_path)]) as executor:

        def work_on(job: str) -> TaskView:
            claim = table.claim("test")
            assert claim is not None
            drive(table, executor, claim, timeout_s=_LIMIT_S, stop=threading.Event())
            return table.get(job)

        yield work_on


def test_a_job_killed_before_it_saved_does_not_listen_again_nor_an_export_encode_again(
    services: Services, settings: Settings, tmp_path: Path, work_on: Callable[[str], TaskView]
) -> None:
    kept = services.files.keep(SENTENCES)
    options = {"engine": "scripted", "script": "First one thing. Then another thing.\n\nThe end."}
    project = services.projects.create("p", kept.sha256, options).id
    making = services.tasks.submit("make", {"project": project}, project)
    (tmp_path / "die-saving").touch()
    assert work_on(making).state == "queued"
    listened = tmp_path / "listened"
    heard = listened.read_text()
    assert heard
    assert work_on(making).state == "done"
    assert listened.read_text() == heard
    assert services.projects.get(project).version == 1

    export = services.projects.add_export(project, "mp4", {})
    exporting = services.tasks.submit("export", {"export": export}, project)
    (tmp_path / "die-storing").touch()
    assert work_on(exporting).state == "queued"
    derived = inodes(settings.cache_dir)
    assert {"idr", "soundtracks"} <= {path.split("/")[0] for path in derived}
    assert work_on(exporting).state == "done"
    assert inodes(settings.cache_dir) == derived
    assert services.files.has_export(export, ".mp4")


def inodes(folder: Path) -> dict[str, int]:
    """Which file is at which place; one that is written anew is another."""
    return {
        str(path.relative_to(folder)): path.stat().st_ino
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
