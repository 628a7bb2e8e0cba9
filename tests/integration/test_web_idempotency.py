"""A request that comes again with its key has no second effect."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from vsl.bootstrap import Services
from vsl.store import idempotent_answers as answers
from vsl.store.tables import idempotency

KEY = {"Idempotency-Key": "order-66"}


def _export(client: FlaskClient, project_id: str, headers: dict[str, str], **body: str) -> Any:
    path = f"/api/projects/{project_id}/exports"
    return client.post(path, json={"format": "srt", **body}, headers=headers)


def test_a_repeated_request_gets_the_first_answer(
    client: FlaskClient, services: Services, project_id: str
) -> None:
    first, second = (_export(client, project_id, KEY) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.get_json() == second.get_json()
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert len(services.projects.exports(project_id)) == 1
    _export(client, project_id, {})
    assert len(services.projects.exports(project_id)) == 2


def _hand_in(client: FlaskClient, content: bytes, name: str = "a.wav", **fields: str) -> Any:
    file = FileStorage(io.BytesIO(content), name)
    boundary, body = encode_multipart({"file": file, **fields})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post("/api/projects", data=body, content_type=kind, headers=KEY)


def test_a_recording_that_comes_again_is_one_project(
    client: FlaskClient, services: Services, recording: Path
) -> None:
    first, second = (_hand_in(client, recording.read_bytes(), preset="punchy") for _ in range(2))
    assert first.get_json() == second.get_json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert len(services.projects.page(limit=5)) == 1


def test_another_file_or_field_under_the_same_key_is_refused(
    client: FlaskClient, services: Services, recording: Path
) -> None:
    content = recording.read_bytes()
    assert _hand_in(client, content).status_code == 202
    others = (
        _hand_in(client, content[:-2] + b"xy"),
        _hand_in(client, content, "b.wav"),
        _hand_in(client, content, preset="punchy"),
    )
    for other in others:
        assert other.status_code == 422
        assert "Idempotency-Key" in other.get_json()["message"]
    assert len(services.projects.page(limit=5)) == 1


def test_a_file_larger_than_other_requests_may_be_can_come_again(client: FlaskClient) -> None:
    content = os.urandom(3 << 20)
    first, second = (_hand_in(client, content) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.get_json() == second.get_json()


def test_fields_without_a_name_are_content_too(client: FlaskClient, recording: Path) -> None:
    nameless = "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n"
    named = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
    body = (nameless + named).encode() + recording.read_bytes() + b"\r\n"
    numbered = '--b\r\nContent-Disposition: form-data; name="n"\r\n\r\ny\r\n--b--\r\n'
    kind = "multipart/form-data; boundary=b"
    for _ in range(2):
        sent = body + numbered.encode()
        answer = client.post("/api/projects", data=sent, content_type=kind, headers=KEY)
        assert answer.status_code == 202


def test_an_edit_that_comes_again_keeps_its_etag(client: FlaskClient, project_id: str) -> None:
    path = f"/api/projects/{project_id}/edits"
    body = {"edits": [{"edit": "hide", "slide": "s2"}]}
    headers = {**KEY, "If-Match": '"1"'}
    first, second = (client.post(path, json=body, headers=headers) for _ in range(2))
    assert (second.status_code, second.headers["ETag"]) == (200, first.headers["ETag"])
    assert first.data == second.data


def test_a_key_stands_for_one_request(client: FlaskClient, project_id: str) -> None:
    _export(client, project_id, KEY)
    other = _export(client, project_id, KEY, fps="25")
    assert other.status_code == 422
    assert "Idempotency-Key" in other.get_json()["message"]


def test_what_failed_may_be_tried_again(client: FlaskClient, services: Services) -> None:
    for _ in range(2):
        assert _export(client, "nobody", KEY).status_code == 404


def _begun(services: Services, monkeypatch: pytest.MonkeyPatch, owner: str) -> None:
    """Have a request begun by somebody else, who does not answer."""
    with services.projects.engine.begin() as connection:
        connection.execute(update(idempotency).values(answer=None, owner=owner))


@pytest.mark.parametrize(
    ("owner", "status"),
    [
        (lambda: f"elsewhere:{os.getpid()}", 423),
        (lambda: f"{answers.socket.gethostname()}:{os.getpid()}", 423),
        (lambda: f"{answers.socket.gethostname()}:{(1 << 22) + 7}", 202),  # above all process ids
    ],
)
def test_two_at_once_are_told_and_the_dead_are_succeeded(
    client: FlaskClient,
    services: Services,
    project_id: str,
    monkeypatch: pytest.MonkeyPatch,
    owner: Callable[[], str],
    status: int,
) -> None:
    _export(client, project_id, KEY)
    _begun(services, monkeypatch, owner())
    assert _export(client, project_id, KEY).status_code == status


def test_answers_are_kept_for_a_day(
    client: FlaskClient, services: Services, project_id: str
) -> None:
    first = _export(client, project_id, KEY)
    with services.projects.engine.begin() as connection:
        connection.execute(update(idempotency).values(created=time.time() - answers.KEEP_S - 1))
    assert _export(client, project_id, KEY).get_json() != first.get_json()


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "é"])
def test_nonsense_is_no_key(client: FlaskClient, project_id: str, key: str) -> None:
    assert _export(client, project_id, {"Idempotency-Key": key}).status_code == 422


def test_other_processes_know_the_answer(
    make_app: Callable[[Services], Flask], services: Services, project_id: str
) -> None:
    first = _export(make_app(services).test_client(), project_id, KEY)
    second = _export(make_app(services).test_client(), project_id, KEY)
    assert first.get_json() == second.get_json()
