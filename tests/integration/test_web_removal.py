"""Projects are listed and deleted over HTTP; what is deleted leaves nothing behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from vsl.bootstrap import Services
from vsl.errors import NotFound
from vsl.model import document
from vsl.model.project import Project
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.store.files import FileStore
from vsl.worker import jobs, programs


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A studio without a trash; ``test_deletion.py`` has one."""
    return replace(settings, trash_days=0)


def files_of(services: Services) -> Iterator[Path]:
    for kind in ("recordings", "exports"):
        yield from (services.settings.instance_dir / kind).glob("??/*")


def test_a_deleted_project_leaves_no_file_and_its_jobs_stop(
    client: FlaskClient, services: Services, project_id: str
) -> None:
    address, body = f"/api/projects/{project_id}/exports", {"format": "srt"}
    orders = [client.post(address, json=body) for _ in range(2)]
    claim = services.tasks.claim("test")
    assert claim
    jobs.export(services, dict(claim.payload), Progress())
    assert len(list(files_of(services))) == 2
    assert client.delete(f"/api/projects/{project_id}").status_code == 204
    assert list(files_of(services)) == []
    assert services.tasks.heartbeat(claim, "", 0.0) == "lost"
    for order in orders:
        assert client.get(f"/api/jobs/{order.get_json()['job']}").status_code == 404
    for rest in ("", "/deck", "/media", "/versions"):
        assert client.get(f"/api/projects/{project_id}{rest}").status_code == 404
    assert client.delete(f"/api/projects/{project_id}").status_code == 404


def test_a_file_that_is_written_while_its_project_goes_does_not_stay(
    client: FlaskClient, services: Services, project_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(f"/api/projects/{project_id}/exports", json={"format": "srt"})
    claim = services.tasks.claim("test")
    assert claim
    write = type(services).export

    def deleted_meanwhile(*arguments: object, **options: object) -> None:
        write(*arguments, **options)  # type: ignore[arg-type]
        services.remove_project(project_id)

    monkeypatch.setattr(type(services), "export", deleted_meanwhile)
    with pytest.raises(NotFound):
        jobs.export(services, dict(claim.payload), Progress())
    assert list(files_of(services)) == []


def test_a_recording_stays_while_another_project_has_it(
    client: FlaskClient, services: Services, project_id: str, pitch: Project
) -> None:
    row = services.projects.get(project_id)
    twin = services.projects.create("Twin", row.sha256, dict(row.options))
    services.projects.save_document(twin.id, document.dumps(pitch))
    client.delete(f"/api/projects/{project_id}")
    assert client.get(f"/api/projects/{twin.id}/media").status_code == 200
    client.delete(f"/api/projects/{twin.id}")
    assert list(files_of(services)) == []


def test_a_recording_that_goes_with_its_last_project_while_it_comes_again_is_there(
    client: FlaskClient, services: Services, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = type(services.files).adopt
    calls: list[str] = []

    def adopted_then_gone(store: FileStore, source: Path, sha256: str) -> None:
        real(store, source, sha256)
        calls.append(sha256)
        if len(calls) == 1:
            services.files.remove_recording(sha256)

    monkeypatch.setattr(type(services.files), "adopt", adopted_then_gone)
    with recording.open("rb") as file:
        made = client.post("/api/projects", data={"file": (file, "pitch.wav")})
    assert made.status_code == 202
    assert services.files.recording(calls[0]).is_file()


def test_projects_are_listed_in_pages_newest_first(client: FlaskClient, services: Services) -> None:
    made = [services.projects.create(str(number), "0" * 64, {}) for number in range(5)]
    seen, address = [], "/api/projects?limit=2"
    while address:
        page = client.get(address).get_json()
        seen += [row["id"] for row in page["projects"]]
        address = f"/api/projects?limit=2&after={page['next']}" if page["next"] else ""
    by_age = sorted(made, key=lambda row: (row.created, row.id), reverse=True)
    assert seen == [row.id for row in by_age]


def test_the_list_tells_what_can_be_opened(
    client: FlaskClient, services: Services, project_id: str
) -> None:
    waiting = services.projects.create("New", "0" * 64, {})
    job = services.tasks.submit("make", {"project": waiting.id}, waiting.id)
    new, old = client.get("/api/projects").get_json()["projects"]
    assert (new["name"], new["state"], new["job"]) == ("New", "working", job)
    assert (old["id"], old["state"], old["version"], old["job"]) == (project_id, "ready", 1, None)


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "after=x"])
def test_a_page_that_makes_no_sense_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/projects?{query}").status_code == 422


@pytest.mark.parametrize(("days", "stays"), [(0, True), (30, False)])
def test_old_projects_go_when_the_settings_say_so(
    services: Services, project_id: str, days: int, stays: bool
) -> None:
    young = services.projects.create("Young", "1" * 64, {})
    ago = time.time() - 31 * 86_400
    with services.projects.engine.begin() as connection:
        for table, name in (("project", "id"), ("version", "project_id")):
            change = f"UPDATE {table} SET created = {ago} WHERE {name} = '{project_id}'"
            connection.execute(text(change))
    kept = replace(services, settings=replace(services.settings, retention_days=days))
    programs.clean_up(kept)
    left = {row.id for row in services.projects.page(limit=9)}
    assert left == ({project_id, young.id} if stays else {young.id})
    assert bool(list(files_of(services))) == stays
