"""A backup that is taken under load is restored byte for byte, on each kind of store."""

from __future__ import annotations

import hashlib
import json
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.postgres import new_database
from tests.s3 import KEYS, make_bucket
from vsl.basics.sealing import KEY_FILE
from vsl.bootstrap import Services, bootstrap
from vsl.errors import BadInput, Conflict, NotFound
from vsl.jobs.runner import RunnerGuard
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.store.table_dump import dump_tables
from vsl.workflows.backup.archive import DATABASE, reading_archive
from vsl.workflows.backup.restore_backup import restore_backup
from vsl.workflows.backup.take_backup import TABLES, Instance, take_backup

_WRITERS = 3
_LEAST_ROUNDS = 12


@pytest.fixture(params=["here", "elsewhere"])
def make_studio(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Services]]:
    """Studios by name: on SQLite and this disk, or on PostgreSQL and in a bucket."""
    with ExitStack() as stack:

        def make(name: str) -> Services:
            settings = Settings(instance_dir=tmp_path / name, cache_dir=tmp_path / f"{name}-cache")
            if request.param == "elsewhere":
                for variable, key in KEYS.items():
                    monkeypatch.setenv(variable, key)
                server = request.getfixturevalue("postgres")
                settings = replace(
                    settings,
                    database_url=stack.enter_context(new_database(server)),
                    storage_url=make_bucket(request.getfixturevalue("s3"), f"backup-{name}"),
                )
            services = bootstrap(settings, start_runner=lambda: None)
            stack.callback(services.projects.engine.dispose)
            return services

        yield make


def _instance(services: Services) -> Instance:
    settings = services.settings
    return Instance(
        services.projects.engine,
        services.files.blobs,
        settings.instance_dir,
        settings.instance_dir / KEY_FILE,
        shared_assets=bool(settings.storage_url),
    )


def _add_project(services: Services, seed: int) -> str:
    content = random.Random(seed).randbytes(20_000)
    kept = services.files.keep(BytesIO(content))
    row = services.projects.create(f"Pitch {seed}", kept.sha256, {"script": f"Olá {seed}"})
    for number in range(3):
        services.projects.save_document(row.id, json.dumps({"seed": seed, "number": number}))
    export_id = services.projects.add_export(row.id, "srt", {})
    with services.files.writing_export(export_id, ".srt") as target:
        target.write_text(f"{seed} in words")
    services.projects.note_size(export_id, 12)
    services.tasks.submit("make", {"project": row.id}, row.id)
    return row.id


def _dump(services: Services) -> list[str]:
    with services.projects.engine.execution_options(read_only=True).begin() as connection:
        return list(dump_tables(connection, TABLES))


def _load(services: Services, stop: threading.Event, number: int, rounds: list[int]) -> None:
    """Make projects, change and delete them, until told to stop."""
    seed, ids = number * 100_000, []
    while not stop.is_set():
        seed += 1
        ids.append(_add_project(services, seed))
        services.projects.save_document(random.choice(ids), json.dumps({"changed": seed}))
        if len(ids) > 4:
            services.deletion.erase(ids.pop(0))
        rounds[number] += 1


def test_a_backup_under_load_is_restored_byte_for_byte(
    make_studio: Callable[[str], Services], tmp_path: Path
) -> None:
    source, target = make_studio("source"), make_studio("target")
    for seed in range(10):
        _add_project(source, -seed - 1)
    source.assets.keep(_picture(), "image")
    stop, rounds = threading.Event(), [0] * _WRITERS
    writers = [
        threading.Thread(target=_load, args=(source, stop, number, rounds))
        for number in range(_WRITERS)
    ]
    for writer in writers:
        writer.start()
    backups = []
    try:
        while not backups or sum(rounds) < _LEAST_ROUNDS:
            backups.append(tmp_path / f"{len(backups)}.tar")
            result = take_backup(_instance(source), backups[-1], Progress())
            assert (result.missing, result.damaged) == ([], [])
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    restore_backup(_instance(target), backups[-1], Progress())
    with reading_archive(backups[-1]) as archive:
        with archive.open(DATABASE) as dump:
            assert _dump(target) == dump.read().decode().splitlines()
        blobs = {name for name in archive.entries if name.startswith(("recordings", "exports"))}
        for name in blobs:
            file, _ = target.files.blobs.open(name)
            with file, archive.open(name) as kept:
                assert file.read() == kept.read(), name
        names = set(archive.entries)
    rows = target.projects.page(limit=200)
    assert len(rows) >= 10
    for row in rows:
        recording = target.files.recording(row.sha256)
        assert hashlib.sha256(recording.read_bytes()).hexdigest() == row.sha256
        if row.version:  # the snapshot may be of the moment before its first document
            assert target.projects.document(row.id).version == row.version
    assert (source.settings.instance_dir / KEY_FILE).read_bytes() == (
        target.settings.instance_dir / KEY_FILE
    ).read_bytes()
    assert any(name.startswith("assets/") for name in names)
    again = tmp_path / "again.tar"
    take_backup(_instance(target), again, Progress())
    with reading_archive(backups[-1]) as one, reading_archive(again) as other:
        assert one.entries == other.entries
    new = target.tasks.submit("make", {"project": rows[0].id}, rows[0].id)
    assert target.tasks.get(new).state == "queued"


def _picture() -> bytes:
    from PIL import Image

    content = BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def backup(services: Services, project_id: str, tmp_path: Path) -> Path:
    """A backup of a studio with one project."""
    path = tmp_path / "studio.tar"
    take_backup(_instance(services), path, Progress())
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Services:
    """Another studio, with nothing in it."""
    settings = Settings(instance_dir=tmp_path / "other", cache_dir=tmp_path / "other-cache")
    return bootstrap(settings, start_runner=lambda: None)


def test_a_backup_is_for_its_owners_eyes_alone(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600


def test_a_damaged_backup_is_refused_before_anything_is_written(
    backup: Path, empty: Services
) -> None:
    content = bytearray(backup.read_bytes())
    content[1000] ^= 1  # in the first file, behind its header
    backup.write_bytes(content)
    before = _dump(empty)
    with pytest.raises(BadInput, match="damaged"):
        restore_backup(_instance(empty), backup, Progress())
    assert _dump(empty) == before
    assert not list((empty.settings.instance_dir).glob("recordings/??/*"))


@pytest.mark.parametrize("size", [0, 600, 5000])
def test_half_a_backup_is_refused(backup: Path, empty: Services, size: int) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content[: size or len(content) // 2])
    with pytest.raises(BadInput, match="backup"):
        restore_backup(_instance(empty), backup, Progress())


def test_a_studio_with_projects_is_not_overwritten_unless_told(
    backup: Path, empty: Services
) -> None:
    other = _add_project(empty, 5)
    sha256 = empty.projects.get(other).sha256
    with pytest.raises(Conflict, match="--replace"):
        restore_backup(_instance(empty), backup, Progress())
    assert empty.projects.get(other)
    restore_backup(_instance(empty), backup, Progress(), replace=True)
    with pytest.raises(NotFound):
        empty.projects.get(other)
    assert not empty.files.has_recording(sha256)
    assert [row.name for row in empty.projects.page(limit=9)] == ["My pitch"]


def test_a_backup_of_a_newer_program_is_refused(
    services: Services, project_id: str, empty: Services, tmp_path: Path
) -> None:
    path = tmp_path / "newer.tar"
    with services.projects.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    take_backup(_instance(services), path, Progress())
    with pytest.raises(BadInput, match="newer program"):
        restore_backup(_instance(empty), path, Progress())
    with suppress(NotFound):
        assert empty.projects.get(project_id) is None


def test_a_lost_recording_is_told_and_does_not_stop_the_backup(
    services: Services, project_id: str, tmp_path: Path
) -> None:
    sha256 = services.projects.get(project_id).sha256
    services.files.remove_recording(sha256)
    result = take_backup(_instance(services), tmp_path / "b.tar", Progress())
    assert result.missing == [f"recordings/{sha256[:2]}/{sha256}"]


def test_the_commands_back_up_and_restore(
    services: Services,
    project_id: str,
    run: Callable[..., tuple[int, str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "studio.tar"
    code, told, _ = run("backup", path)
    assert (code, "files" in told) == (0, True)
    monkeypatch.setenv("INSTANCE_DIR", str(tmp_path / "new"))
    assert run("restore", path)[0] == 0
    code, _, problem = run("restore", path)
    assert (code, "--replace" in problem) == (2, True)
    guard = RunnerGuard(tmp_path / "new", ["true"])
    try:
        code, _, problem = run("restore", path, "--replace")
    finally:
        guard.close()
    assert (code, "stop it first" in problem) == (2, True)
