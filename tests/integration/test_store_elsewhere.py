"""On PostgreSQL and an S3-compatible bucket, with settings alone, a project does all it can."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.postgres import new_database
from tests.s3 import KEYS, make_bucket
from vsl.basics.cache_owners import working_for
from vsl.bootstrap import Services, bootstrap
from vsl.cli.doctor import carry_out
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.store.table_dump import dump_tables
from vsl.worker import jobs
from vsl.workflows.backup.take_backup import TABLES
from vsl.workflows.doctor.fault import Premises


@pytest.fixture
def settings(
    postgres: str, s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)
    with new_database(postgres) as url:
        yield Settings(
            instance_dir=tmp_path / "instance",
            cache_dir=tmp_path / "cache",
            database_url=url,
            storage_url=make_bucket(s3, "elsewhere"),
            trash_days=0,
        )


@pytest.fixture
def services(services: Services) -> Iterator[Services]:
    yield services
    services.projects.engine.dispose()


def test_a_project_lives_elsewhere_from_its_recording_to_its_end(
    client: FlaskClient,
    services: Services,
    settings: Settings,
    recording: Path,
    project_id: str,
    tmp_path: Path,
    make_app: Callable[[Services], Flask],
) -> None:
    address = f"/api/projects/{project_id}"
    edits = [{"edit": "retype", "slide": "s1", "text": "Elsewhere"}]
    assert client.post(f"{address}/edits", json={"edits": edits}).status_code == 200
    assert client.post(f"{address}/undo").status_code == 200
    export = client.post(f"{address}/exports", json={"format": "srt"}).get_json()["id"]
    claim = services.tasks.claim("test")
    assert claim
    assert services.tasks.finish(claim, jobs.export(services, dict(claim.payload), Progress()))
    other = _other_machine(settings, tmp_path)
    seen = make_app(other).test_client()
    sound = seen.get(f"{address}/media", headers={"Range": "bytes=4-9"})
    assert (sound.status_code, sound.data) == (206, recording.read_bytes()[4:10])
    captions = seen.get(f"/api/exports/{export}/file").data
    assert b"Hello" in captions
    link = seen.get(f"/api/exports/{export}/link").get_json()["url"]
    with urllib.request.urlopen(link, timeout=30) as answer:
        assert answer.read() == captions
    assert seen.delete(address).status_code == 204
    assert seen.get(f"{address}/media").status_code == 404
    assert not other.files.has_export(export, ".srt")
    other.projects.engine.dispose()


def _other_machine(settings: Settings, tmp_path: Path) -> Services:
    """The same services with disks of their own."""
    folders = {"instance_dir": tmp_path / "other", "cache_dir": tmp_path / "other" / "cache"}
    return bootstrap(replace(settings, **folders), start_runner=lambda: None)


def test_the_doctor_looks_elsewhere_too(
    services: Services, settings: Settings, project_id: str
) -> None:
    engine, tasks = services.projects.engine, services.tasks
    premises = Premises(settings, engine, services.files, tasks, services.seal)
    apart = ("packages", "weights", "fonts", "page", "disk")
    found = [each for each in carry_out(premises) if each.check not in apart]
    assert [each.check for each in found] == ["settings"], found
    sha256 = services.projects.get(project_id).sha256
    tasks.submit("make", {"project": project_id}, project_id)
    assert tasks.claim("dead")
    with engine.begin() as connection:
        connection.execute(text("UPDATE task SET lease_until = 1"))
    services.files.remove_recording(sha256)
    checks = [each.check for each in carry_out(premises) if each.check not in apart]
    assert checks == ["settings", "jobs", "recordings"]


def test_a_deletion_elsewhere_leaves_no_row_and_no_object(
    services: Services, project_id: str
) -> None:
    sha256 = services.projects.get(project_id).sha256
    services.tasks.submit("make", {"project": project_id}, project_id)
    services.deletion.erase(project_id)
    with services.projects.engine.execution_options(read_only=True).begin() as connection:
        assert not [line for line in dump_tables(connection, TABLES) if project_id in line]
    assert list(services.files.blobs.names("recordings", older_than_s=-86_400.0)) == []
    assert not services.files.has_recording(sha256)


def test_copies_on_another_machine_go_with_the_project(
    services: Services, settings: Settings, project_id: str, tmp_path: Path
) -> None:
    other = _other_machine(settings, tmp_path)
    export_id = services.projects.add_export(project_id, "srt", {})
    with working_for(project_id), other.files.writing_export(export_id, ".srt") as target:
        target.write_text("x")
    with working_for(project_id):
        other.files.recording(services.projects.get(project_id).sha256)
    copies = other.settings.cache_dir / "files"
    assert len([path for path in copies.glob("??/*") if path.name != ".lock"]) == 2
    services.deletion.erase(project_id)
    assert other.deletion.release_caches() == 2
    assert [path for path in copies.glob("??/*") if path.name != ".lock"] == []
    other.projects.engine.dispose()
