"""Exports are ordered, followed and fetched over HTTP."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from vsl.bootstrap import Services
from vsl.progress import Progress
from vsl.worker import jobs


def _order(client: FlaskClient, project_id: str, **given: object) -> dict[str, str]:
    response = client.post(f"/api/projects/{project_id}/exports", json=given)
    assert response.status_code == 202
    started: dict[str, str] = response.get_json()
    return started


def test_an_order_becomes_an_export_and_a_job(
    client: FlaskClient, services: Services, project_id: str
) -> None:
    started = _order(client, project_id, format="srt", fps=25)
    export = services.projects.get_export(started["id"])
    assert (export.project_id, export.format, export.options) == (project_id, "srt", {"fps": "25"})
    claim = services.tasks.claim("test")
    assert claim
    assert (claim.id, claim.kind) == (started["job"], "export")
    assert claim.payload == {"export": export.id}


def test_a_finished_file_is_saved_under_the_projects_name(
    client: FlaskClient, services: Services, project_id: str
) -> None:
    export = _order(client, project_id, format="mp4")["id"]
    address = f"/api/exports/{export}/file"
    early = client.get(address)
    assert (early.status_code, early.get_json()["error"]) == (409, "conflict")
    assert client.get(f"/api/exports/{export}/link").status_code == 409
    with services.files.writing_export(export, ".mp4") as path:
        path.write_bytes(b"video")
    response = client.get(address)
    assert response.data == b"video"
    assert response.headers["Content-Disposition"] == 'attachment; filename="My pitch.mp4"'
    assert response.mimetype == "video/mp4"
    assert client.get(address, headers={"Range": "bytes=1-2"}).data == b"id"
    assert client.get(address, headers={"Range": "bytes=9-"}).status_code == 416
    assert client.get(f"/api/exports/{export}/link").get_json()["url"] == address


def test_chapters_are_written_and_saved_under_their_whole_extension(
    client: FlaskClient, services: Services, project_id: str
) -> None:
    started = _order(client, project_id, format="chapters.json")
    claim = services.tasks.claim("test")
    assert claim
    jobs.export(services, dict(claim.payload), Progress())
    response = client.get(f"/api/exports/{started['id']}/file")
    assert response.headers["Content-Disposition"].endswith('filename="My pitch.chapters.json"')
    assert response.get_json() == {"pitch_ms": None, "duration_ms": 2000, "chapters": []}


@pytest.mark.parametrize(
    "given", [{"format": "exe"}, {"format": ["mp4"]}, {"fps": "fast"}, ["mp4"]]
)
def test_an_order_that_makes_no_sense_is_refused(
    client: FlaskClient, project_id: str, given: object
) -> None:
    response = client.post(f"/api/projects/{project_id}/exports", json=given)
    assert response.status_code == 422


def test_json_that_is_none_is_refused(client: FlaskClient, project_id: str) -> None:
    response = client.post(
        f"/api/projects/{project_id}/exports", data="{", content_type="application/json"
    )
    assert response.status_code == 422


def test_there_is_nothing_to_export_before_the_recording_is_heard(
    client: FlaskClient, services: Services
) -> None:
    row = services.projects.create("New", "0" * 64, {})
    response = client.post(f"/api/projects/{row.id}/exports", json={"format": "mp4"})
    assert (response.status_code, response.get_json()["error"]) == (409, "conflict")


def test_exports_of_nobody_are_not_found(client: FlaskClient) -> None:
    assert client.post("/api/projects/nobody/exports", json={}).status_code == 404
    assert client.get("/api/exports/nothing/file").status_code == 404


def test_a_job_tells_how_far_it_is(
    client: FlaskClient, services: Services, project_id: str
) -> None:
    job = _order(client, project_id, format="mp4")["job"]
    queued = client.get(f"/api/jobs/{job}").get_json()
    assert queued == {
        "id": job,
        "state": "queued",
        "stage": "",
        "percent": 0,
        "seconds_left": None,
        "message": None,
        "queue_position": 1,
        "seq": 1,
    }
    claim = services.tasks.claim("test")
    assert claim
    services.tasks.heartbeat(claim, "drawing", 0.426)
    running = client.get(f"/api/jobs/{job}").get_json()
    assert (running["state"], running["stage"], running["percent"]) == ("running", "drawing", 42)
    assert running["seconds_left"] >= 0
    services.tasks.finish(claim, {})
    assert client.get(f"/api/jobs/{job}").get_json()["percent"] == 100


def test_a_job_can_be_cancelled(client: FlaskClient, project_id: str) -> None:
    job = _order(client, project_id, format="mp4")["job"]
    assert client.post(f"/api/jobs/{job}/cancel").get_json()["state"] == "cancelled"
    assert client.post("/api/jobs/nothing/cancel").status_code == 404
