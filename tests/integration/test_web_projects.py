"""Recordings come in and projects come out, over HTTP."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.scripts import UNUSABLE, docx
from vsl.basics import files as disk
from vsl.bootstrap import Services, bootstrap
from vsl.model import document
from vsl.model.project import Project
from vsl.progress import Progress
from vsl.settings import Settings
from vsl.web import create_project as intake
from vsl.worker import jobs

_MULTIPART = "multipart/form-data; boundary=b"
MakeApp = Callable[[Services], Flask]


def _upload(client: FlaskClient, content: bytes, name: str = "My pitch.wav", **fields: str) -> Any:
    data = {"file": (io.BytesIO(content), name), **fields}
    return client.post("/api/projects", data=data, content_type="multipart/form-data")


def _send(client: FlaskClient, **fields: Any) -> Any:
    """What the client's own encoder would send, had it not left a temporary file open."""
    _, body = encode_multipart(fields, boundary="b")
    return client.post("/api/projects", data=body, content_type=_MULTIPART)


def _multipart(field: str, size: int) -> bytes:
    head = f'--b\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n'
    return head.encode() + b"x" * size + b"\r\n--b--\r\n"


def _leftovers(settings: Settings) -> list[Path]:
    return [path for path in settings.instance_dir.rglob("*.part*") if path.is_file()]


def test_an_upload_becomes_a_project_and_a_job(
    client: FlaskClient, services: Services, recording: Path
) -> None:
    response = _upload(client, recording.read_bytes(), language="en", script="Hello again")
    assert response.status_code == 202
    project = services.projects.get(response.get_json()["id"])
    assert project.name == "My pitch"
    assert project.options == {"language": "en", "script": "Hello again", "media_type": "audio/wav"}
    assert services.files.recording(project.sha256).read_bytes() == recording.read_bytes()
    claim = services.tasks.claim("test")
    assert claim
    assert (claim.id, claim.kind) == (response.get_json()["job"], "make")
    assert claim.payload == {"project": project.id}
    assert _leftovers(services.settings) == []


def test_an_upload_never_sits_in_memory_or_the_temporary_folder(
    services: Services, make_app: MakeApp
) -> None:
    seen: list[Path] = []

    def look(path: Path, **_known: str) -> Any:
        seen.append(path)
        return services.probe(path)

    client = make_app(replace(services, probe=look)).test_client()
    content = _multipart('file"; filename="a.wav', 2_000_000)
    response = client.post("/api/projects", data=content, content_type=_MULTIPART)
    assert response.status_code == 202
    assert seen[0].parent == services.settings.instance_dir / "incoming"
    assert not seen[0].exists()


def test_of_a_file_that_is_no_recording_nothing_is_kept(
    settings: Settings, make_app: MakeApp
) -> None:
    services = bootstrap(settings, start_runner=lambda: None)  # with the real probe
    response = _upload(make_app(services).test_client(), b"<html>no</html>", "x.mp4")
    assert response.status_code == 422
    assert response.get_json()["error"] == "bad_input"
    assert "\n" not in response.get_json()["message"]
    assert services.tasks.claim("test") is None
    assert not any(path.is_file() for path in (settings.instance_dir / "recordings").rglob("*"))
    assert _leftovers(settings) == []


@pytest.mark.parametrize("claims_its_length", [True, False])
def test_a_file_over_the_limit_is_refused_by_the_limits_name(
    settings: Settings, make_app: MakeApp, claims_its_length: bool
) -> None:
    services = bootstrap(replace(settings, max_file_size=1 << 20), start_runner=lambda: None)
    client = make_app(services).test_client()
    content = _multipart('file"; filename="a.wav', (1 << 20) + intake.FORM_BYTES + 1)
    how: dict[str, Any] = (
        {"data": content}
        if claims_its_length
        else {
            "input_stream": io.BytesIO(content),
            "environ_overrides": {"wsgi.input_terminated": True},
        }
    )
    response = client.post("/api/projects", content_type=_MULTIPART, **how)
    assert response.status_code == 413
    assert response.get_json()["error"] == "too_large"
    assert "1 MB" in response.get_json()["message"]
    assert _leftovers(settings) == []


def test_a_full_disk_is_told_before_anything_is_read(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "free_bytes", lambda _folder: 1000)
    response = _upload(client, b"x")
    assert response.status_code == 507
    assert response.get_json()["error"] == "disk_full"
    assert response.get_json()["retryable"] is True


def test_a_script_of_more_than_half_a_megabyte_is_refused(client: FlaskClient) -> None:
    content = _multipart("script", 550_000)
    response = client.post("/api/projects", data=content, content_type=_MULTIPART)
    assert response.status_code == 413
    assert "script" in response.get_json()["message"]


def test_the_script_may_come_as_a_file(client: FlaskClient, services: Services) -> None:
    def send(script: bytes) -> Any:
        files = {"file": (io.BytesIO(b"x"), "a.wav"), "script": (io.BytesIO(script), "s.txt")}
        return client.post("/api/projects", data=files, content_type="multipart/form-data")

    started = send("Olá\r\nagain".encode("cp1252")).get_json()
    assert services.projects.get(started["id"]).options["script"] == "Olá\nagain"
    assert send(b"\x00\x01").status_code == 422


def test_how_words_are_corrected_and_broken_reaches_the_deck(
    client: FlaskClient, services: Services
) -> None:
    said = "route wink is um only forty seven dollars so call us today or never call again"
    captions = f"1\n00:00:00,500 --> 00:00:06,000\n{said}\n"
    wishes = {"preset": "sentence", "numbers": "false", "drop_fillers": "true", "language": "en"}
    names = FileStorage(io.BytesIO(b"Rootwink: route wink"), "names.txt")
    with (Path(__file__).parents[2] / "samples" / "pitch.mp4").open("rb") as file:
        given = {"captions": captions, **wishes, "glossary": names}
        response = _send(client, **given, file=FileStorage(file, "a.mp4"))
    assert response.status_code == 202
    jobs.make(services, {"project": response.get_json()["id"]}, Progress())
    deck = client.get(f"/api/projects/{response.get_json()['id']}/deck").get_json()
    shown = " ".join(slide["text"] for slide in deck["slides"])
    assert deck["preset"] == "sentence"
    assert shown.startswith("Rootwink is only forty seven dollars")


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_script_file_that_cannot_be_used_gets_one_line(
    client: FlaskClient, services: Services, name: str
) -> None:
    content, complaint = UNUSABLE[name]
    script = FileStorage(io.BytesIO(content()), name)
    response = _send(client, file=FileStorage(io.BytesIO(b"x"), "a.wav"), script=script)
    assert response.status_code in (413, 422)
    assert complaint in response.get_json()["message"]
    assert "\n" not in response.get_json()["message"]
    assert services.tasks.claim("test") is None


def test_a_script_may_be_a_word_document(client: FlaskClient, services: Services) -> None:
    files = {"file": (io.BytesIO(b"x"), "a.wav"), "script": (io.BytesIO(docx("Buy now.")), "s")}
    response = client.post("/api/projects", data=files, content_type="multipart/form-data")
    assert services.projects.get(response.get_json()["id"]).options["script"] == "Buy now."


def test_captions_may_come_as_a_file_and_must_hold_words(
    client: FlaskClient, services: Services
) -> None:
    def send(captions: bytes) -> Any:
        files = {"file": (io.BytesIO(b"x"), "a.wav"), "captions": (io.BytesIO(captions), "c.srt")}
        return client.post("/api/projects", data=files, content_type="multipart/form-data")

    text = "1\n00:00:00,100 --> 00:00:00,900\nHello again"
    started = send(text.encode()).get_json()
    assert services.projects.get(started["id"]).options["captions"] == text
    wrong = send(b"Hello again")
    assert wrong.status_code == 422
    assert "captions" in wrong.get_json()["message"]


def test_an_engine_that_may_not_send_is_refused_before_anything_is_looked_at(
    services: Services, make_app: MakeApp
) -> None:
    def look(_path: Path, **_known: str) -> Any:
        raise AssertionError("The recording was opened.")

    client = make_app(replace(services, probe=look)).test_client()
    response = _upload(client, b"x", engine="openai")
    assert response.status_code == 403
    assert "ALLOW_UPLOAD_TO_API=true" in response.get_json()["message"]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"engine": "parrot"}, "parrot"),
        ({"model": "/etc/passwd"}, "tiny"),
        ({"language": "!"}, "!"),
        ({"theme": "neon-cat"}, "neon-cat"),
        ({"size": "huge"}, "huge"),
        ({"fps": "0"}, "0"),
        ({"preset": "loud"}, "classic, punchy"),
        ({"numbers": "perhaps"}, "numbers='perhaps'"),
        ({"glossary": ": nothing"}, "The glossary, line 1"),
        ({"script": "# Only a heading"}, "no spoken words"),
    ],
)
def test_an_option_that_cannot_be_used_is_named_and_nothing_kept(
    client: FlaskClient, services: Services, fields: dict[str, str], named: str
) -> None:
    response = _upload(client, b"x", **fields)
    assert response.status_code == 422
    assert named in response.get_json()["message"]
    assert services.tasks.claim("test") is None


def test_a_request_without_a_recording_says_what_to_send(client: FlaskClient) -> None:
    assert client.post("/api/projects").status_code == 422
    assert "file" in _upload(client, b"", "").get_json()["message"]


def test_a_project_waits_then_shows_what_was_heard(
    client: FlaskClient, services: Services, recording: Path, pitch: Project
) -> None:
    started = _upload(client, recording.read_bytes()).get_json()
    address = f"/api/projects/{started['id']}"
    waiting = client.get(address).get_json()
    assert (waiting["state"], waiting["job"]) == ("working", started["job"])
    assert (waiting["slide_count"], waiting["engine"]) == (None, None)
    assert client.get(f"{address}/deck").status_code == 404
    services.projects.save_document(started["id"], document.dumps(pitch))
    assert client.get(address).get_json() == {
        "id": started["id"],
        "name": "My pitch",
        "state": "ready",
        "engine": "scripted",
        "listener": "scripted",
        "language": "en",
        "notices": ["Only a draft."],
        "duration_ms": 2000,
        "slide_count": 2,
        "job": started["job"],
    }


def test_a_failed_or_cancelled_job_shows_in_its_project(
    client: FlaskClient, services: Services, recording: Path
) -> None:
    started = _upload(client, recording.read_bytes()).get_json()
    services.tasks.cancel(started["job"])
    assert client.get(f"/api/projects/{started['id']}").get_json()["state"] == "cancelled"


def test_the_deck_is_the_document_and_is_not_sent_twice(
    client: FlaskClient, services: Services, project_id: str
) -> None:
    response = client.get(f"/api/projects/{project_id}/deck")
    assert response.get_json() == json.loads(services.projects.document(project_id).text)
    again = {"If-None-Match": response.headers["ETag"]}
    assert client.get(f"/api/projects/{project_id}/deck", headers=again).status_code == 304


def test_a_slide_is_a_picture_no_wider_than_asked(client: FlaskClient, project_id: str) -> None:
    address = f"/api/projects/{project_id}/slides/s1.png"
    full = client.get(address)
    small = client.get(f"{address}?width=600")
    assert Image.open(io.BytesIO(full.data)).size == (1920, 1080)
    assert Image.open(io.BytesIO(small.data)).size == (640, 360)
    assert small.mimetype == "image/png"
    again = {"If-None-Match": small.headers["ETag"]}
    assert client.get(f"{address}?width=640", headers=again).status_code == 304
    assert client.get(f"{address}?width=320", headers=again).status_code == 200


def test_a_browser_that_asks_for_webp_gets_the_smaller_file(
    client: FlaskClient, project_id: str
) -> None:
    address = f"/api/projects/{project_id}/slides/s1.png?width=640"
    png = client.get(address, headers={"Accept": "image/png,*/*"})
    webp = client.get(address, headers={"Accept": "image/avif,image/webp,*/*;q=0.8"})
    assert (png.mimetype, webp.mimetype) == ("image/png", "image/webp")
    assert Image.open(io.BytesIO(webp.data)).format == "WEBP"
    assert len(webp.data) < len(png.data)
    assert webp.headers["Vary"] == "Accept"
    assert webp.headers["ETag"] != png.headers["ETag"]


@pytest.mark.parametrize("width", ["0", "-5", "wide", "99999999999"])
def test_a_width_that_is_none_is_refused(client: FlaskClient, project_id: str, width: str) -> None:
    response = client.get(f"/api/projects/{project_id}/slides/s1.png?width={width}")
    assert response.status_code == 422


def test_the_recording_is_served_in_ranges_as_what_it_is(
    client: FlaskClient, project_id: str, recording: Path
) -> None:
    address = f"/api/projects/{project_id}/media"
    part = client.get(address, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data) == (206, recording.read_bytes()[4:8])
    assert part.headers["Content-Type"] == "audio/wav"
    assert part.headers["X-Content-Type-Options"] == "nosniff"
    assert part.headers["Content-Security-Policy"].startswith("sandbox")
    beyond = client.get(address, headers={"Range": "bytes=99999999-"})
    assert (beyond.status_code, beyond.get_json()["retryable"]) == (416, False)
    assert beyond.headers["Content-Range"] == f"bytes */{recording.stat().st_size}"


@pytest.mark.parametrize("rest", ["", "/deck", "/media", "/slides/s1.png"])
def test_what_is_not_there_is_not_found(client: FlaskClient, rest: str) -> None:
    response = client.get(f"/api/projects/nobody{rest}")
    assert (response.status_code, response.get_json()["error"]) == (404, "not_found")


def test_an_unknown_slide_is_not_found(client: FlaskClient, project_id: str) -> None:
    assert client.get(f"/api/projects/{project_id}/slides/s9.png").status_code == 404


def test_the_same_recording_twice_is_two_projects_on_one_file(
    client: FlaskClient, services: Services, recording: Path
) -> None:
    first, second = (_upload(client, recording.read_bytes()).get_json()["id"] for _ in range(2))
    rows = [services.projects.get(each) for each in (first, second)]
    assert first != second
    assert rows[0].sha256 == rows[1].sha256 == disk.file_sha256(recording)
