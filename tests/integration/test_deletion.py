"""A deleted project can be taken back for a while; after that, nothing of it is left anywhere."""

from __future__ import annotations

import io
import time
import wave
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from vsl.basics.cache_owners import CacheOwners, owners_in, working_for
from vsl.bootstrap import Services
from vsl.errors import NotFound
from vsl.jobs.schema import delivery, event, task
from vsl.jobs.task_table import TaskTable
from vsl.progress import Progress
from vsl.store.database import empty_log
from vsl.store.files import FileStore
from vsl.store.table_dump import dump_tables
from vsl.store.tables import idempotency
from vsl.store.versions import unpack_document
from vsl.worker import jobs, programs
from vsl.workflows.backup.take_backup import TABLES

SECRET = "whsec_" + "Q" * 32
RECEIVER = "https://receiver.example/zebrafrost"
CAPTIONS = "1\n00:00:00,000 --> 00:00:00,900\nZebrafrost {} forever\n"


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A second of noise as a WAV file, in which captions are believed."""
    path = tmp_path / "noise.wav"
    noise = np.random.default_rng(1).integers(-9000, 9000, 16_000).astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(noise.tobytes())
    return path


def _make(client: FlaskClient, services: Services, recording: Path, word: str) -> str:
    """A project that was heard, drawn and exported; its id."""
    form = {
        "file": (io.BytesIO(recording.read_bytes()), f"Zebrafrost {word}.wav"),
        "engine": "captions",
        "captions": CAPTIONS.format(word),
        "webhook": f"{RECEIVER}/{word}",
        "webhook_secret": SECRET,
    }
    key = {"Idempotency-Key": f"make-{word}"}
    made = client.post("/api/projects", data=form, headers=key)
    assert made.status_code == 202, made.text
    project_id: str = made.get_json()["id"]
    _work(services)
    slides = client.get(f"/api/projects/{project_id}/deck").get_json()["slides"]
    slide = client.get(f"/api/projects/{project_id}/slides/{slides[0]['id']}.png?width=320")
    assert slide.status_code == 200
    edits = [{"edit": "retype", "slide": slides[0]["id"], "text": f"Zebrafrost {word} retyped"}]
    answer = client.post(
        f"/api/projects/{project_id}/edits",
        json={"edits": edits},
        headers={"Idempotency-Key": f"edit-{word}"},
    )
    assert answer.status_code == 200
    client.post(f"/api/projects/{project_id}/exports", json={"format": "mp4"})
    _work(services)
    return project_id


def _work(services: Services) -> None:
    claim = services.tasks.claim("test")
    assert claim
    result = jobs.run(services, claim.kind, dict(claim.payload), Progress())
    assert isinstance(result, dict)
    assert services.tasks.finish(claim, result)


def _files(services: Services) -> Iterator[Path]:
    for folder in (services.settings.instance_dir, services.settings.cache_dir):
        yield from (path for path in folder.rglob("*") if path.is_file())


def _places(services: Services, *needles: str) -> list[str]:
    """Where one of these texts still stands: files by name or content, rows, packed documents."""
    found = [
        f"{path}: {needle}"
        for path in _files(services)
        for needle in needles
        if needle in str(path) or needle.encode() in path.read_bytes()
    ]
    with services.projects.engine.execution_options(read_only=True).begin() as connection:
        found += [
            line for line in dump_tables(connection, TABLES) if any(n in line for n in needles)
        ]
        for (packed,) in connection.execute(text("SELECT document FROM version")):
            if packed and any(needle in unpack_document(packed) for needle in needles):
                found.append("a version")
    return found


def test_nothing_is_left_of_a_project_and_its_twin_stays_whole(
    client: FlaskClient, services: Services, recording: Path
) -> None:
    gone, twin = (_make(client, services, recording, word) for word in ("alpha", "omega"))
    owners = owners_in(services.settings.cache_dir)
    assert set(owners.owners()) == {gone, twin}
    assert {path.parent.parent.name for path in _files(services)} >= {
        "samples",
        "soundtracks",
        "slides",
        "idr",
        "recordings",
        "exports",
    }
    cached = {path for path in _files(services) if services.settings.cache_dir in path.parents}
    assert _places(services, gone, "alpha")
    assert client.delete(f"/api/projects/{gone}").status_code == 204
    assert client.delete(f"/api/trash/{gone}").status_code == 204
    assert _places(services, gone, "alpha") == []
    for table in (task, event, delivery):
        with services.projects.engine.begin() as connection:
            owners_left = set(connection.scalars(select(table.c.project)))
        assert owners_left == {twin}
    with services.projects.engine.begin() as connection:
        assert set(connection.scalars(select(idempotency.c.project))) == {twin}
    left = {path for path in _files(services) if services.settings.cache_dir in path.parents}
    assert left < cached
    assert _kinds(left) >= {"samples", "soundtracks", "slides", "idr"}
    assert client.get(f"/api/projects/{twin}/media").status_code == 200
    client.delete(f"/api/projects/{twin}")
    services.deletion.erase(twin)
    still = {path.name for path in cached if path.exists()}
    assert not {name for name in still if not name.startswith((".lock", "owners.sqlite"))}
    assert _places(services, twin, "Zebrafrost", SECRET, RECEIVER) == []


def _kinds(paths: set[Path]) -> set[str]:
    return {path.parent.parent.name for path in paths if path.name != ".lock"}


def test_no_secret_and_no_address_of_a_webhook_is_stored_in_plain_text(
    client: FlaskClient, services: Services, recording: Path
) -> None:
    project_id = _make(client, services, recording, "alpha")
    assert client.get(f"/api/projects/{project_id}/deliveries").get_json()["deliveries"]
    assert _places(services, SECRET, RECEIVER) == []


def test_a_project_in_the_trash_answers_to_nothing_and_comes_back_whole(
    client: FlaskClient, services: Services, project_id: str
) -> None:
    before = client.get(f"/api/projects/{project_id}/deck").get_json()
    export = client.post(f"/api/projects/{project_id}/exports", json={"format": "srt"}).get_json()
    assert client.delete(f"/api/projects/{project_id}").status_code == 204
    for rest in ("", "/deck", "/media", "/versions", "/deliveries", "/variants"):
        assert client.get(f"/api/projects/{project_id}{rest}").status_code == 404, rest
    assert client.get(f"/api/exports/{export['id']}").status_code == 404
    bodies: dict[str, Any] = {"edits": {"edits": []}, "undo": {}, "exports": {"format": "srt"}}
    for rest, body in bodies.items():
        answer = client.post(f"/api/projects/{project_id}/{rest}", json=body)
        assert answer.status_code == 404, rest
    assert client.delete(f"/api/projects/{project_id}").status_code == 404
    assert client.get("/api/projects").get_json()["projects"] == []
    (row,) = client.get("/api/trash").get_json()["projects"]
    assert (row["id"], row["name"]) == (project_id, "My pitch")
    assert row["gone_after"] - row["deleted"] == 7 * 86_400
    assert client.post(f"/api/trash/{project_id}/restore").status_code == 204
    assert client.get(f"/api/projects/{project_id}/deck").get_json() == before
    assert client.get("/api/trash").get_json()["projects"] == []
    for method in (client.post, client.delete):
        rest = "/restore" if method == client.post else ""
        assert method(f"/api/trash/{project_id}{rest}").status_code == 404


def test_a_project_that_was_not_heard_is_heard_when_it_comes_back(
    client: FlaskClient, services: Services
) -> None:
    row = services.projects.create("New", "0" * 64, {})
    take = {"project": row.id, "retake_of": "p"}
    services.tasks.submit("make", take, row.id)
    client.delete(f"/api/projects/{row.id}")
    client.post(f"/api/trash/{row.id}/restore")
    job = services.tasks.latest_for_project(row.id, kind="make")
    assert job
    assert job.state == "queued"
    claim = services.tasks.claim("test")
    assert claim
    assert {name: claim.payload[name] for name in take} == take


@pytest.mark.parametrize(("days_ago", "stays"), [(6, True), (8, False)])
def test_the_trash_is_emptied_after_its_days(
    services: Services, project_id: str, days_ago: int, stays: bool
) -> None:
    services.remove_project(project_id)
    with services.projects.engine.begin() as connection:
        ago = time.time() - days_ago * 86_400
        connection.execute(text(f"UPDATE project SET deleted = {ago}"))
    programs.clean_up(services)
    assert bool(services.trash.rows()) == stays


def test_without_a_trash_a_project_is_gone_at_once(services: Services, project_id: str) -> None:
    without = replace(services, settings=replace(services.settings, trash_days=0))
    without.remove_project(project_id)
    assert services.trash.rows() == ()
    with pytest.raises(NotFound):
        services.projects.get(project_id)


def test_a_clean_up_finishes_a_deletion_that_was_cut_off(
    services: Services, project_id: str
) -> None:
    cache = services.caches["slides"]
    with working_for("p" * 16), cache.writing("ab" * 16) as path:
        path.write_bytes(b"x")
    with services.files.writing_export("e" * 16, ".srt") as target:
        target.write_text("x")
    services.deletion.finish_what_was_begun(older_than_s=-60.0)
    services.deletion.release_caches()
    assert cache.find("ab" * 16) is None
    assert not services.files.has_export("e" * 16, ".srt")
    assert services.projects.get(project_id)


class _Killed(BaseException):
    """Ends a deletion as a kill would: nothing catches it."""


@pytest.mark.parametrize("step", ["cancel_all", "remove_recording", "remove_export", "release"])
def test_a_deletion_that_dies_at_any_step_is_finished_by_the_clean_up(
    services: Services, project_id: str, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    places = {"cancel_all": TaskTable, "release": CacheOwners}
    export_id = services.projects.add_export(project_id, "srt", {})
    with services.files.writing_export(export_id, ".srt") as target:
        target.write_text(project_id)
    with working_for(project_id), services.caches["slides"].writing("ab" * 16) as path:
        path.write_text(project_id)
    without = replace(services, settings=replace(services.settings, trash_days=0))
    place: type = places.get(step, FileStore)
    real = getattr(place, step)

    def die(*arguments: Any) -> None:
        if step != "cancel_all":
            real(*arguments)
        raise _Killed

    with monkeypatch.context() as patch:
        patch.setattr(place, step, die)
        with pytest.raises(_Killed):
            without.deletion.erase(project_id)
    if step == "cancel_all":  # nothing was begun yet
        assert services.projects.get(project_id)
        return
    with pytest.raises(NotFound):
        services.projects.get(project_id)
    without.empty_trash()
    without.deletion.finish_what_was_begun(older_than_s=-60.0)
    without.deletion.release_caches()
    empty_log(services.projects.engine)
    assert _places(services, project_id, export_id) == []


def test_a_shared_answer_of_a_deletion_does_not_come_back(
    client: FlaskClient, services: Services, project_id: str
) -> None:
    key = {"Idempotency-Key": "once"}
    address = f"/api/projects/{project_id}/exports"
    client.post(address, json={"format": "srt"}, headers=key)
    services.deletion.erase(project_id)
    assert client.post(address, json={"format": "srt"}, headers=key).status_code == 404
