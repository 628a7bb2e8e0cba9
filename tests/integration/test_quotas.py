"""Quotas of bytes and minutes, for all together and for each address, say what to delete."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from vsl.bootstrap import Services
from vsl.store.quotas import Quotas
from vsl.workflows.stored_sizes import measure_recordings

_HERE, _THERE = "127.0.0.1", "::1"


@pytest.fixture
def limit(services: Services, make_app: Callable[[Services], Flask]) -> Callable[..., FlaskClient]:
    """Clients of a studio with these settings."""

    def make(**settings: int) -> FlaskClient:
        own = replace(services, settings=replace(services.settings, **settings))
        return make_app(own).test_client()

    return make


def _sound(number: int) -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes([number]) * 32_000)
    return content.getvalue()


def _send(client: FlaskClient, number: int, address: str = _HERE) -> Any:
    form = {"file": (io.BytesIO(_sound(number)), "a.wav")}
    return client.post("/api/projects", data=form, environ_overrides={"REMOTE_ADDR": address})


def test_what_may_be_stored_is_limited_and_deleting_gives_room(
    limit: Callable[..., FlaskClient], services: Services
) -> None:
    client = limit(max_stored_bytes=70_000)
    first, second = _send(client, 1), _send(client, 2)
    assert (first.status_code, second.status_code) == (202, 202)
    refused = _send(client, 3)
    assert refused.status_code == 507
    assert "delete projects" in refused.get_json()["message"]
    assert _send(client, 3, _THERE).status_code == 507
    services.remove_project(first.get_json()["id"])
    assert _send(client, 3).status_code == 507, "the trash counts"
    services.deletion.erase(first.get_json()["id"])
    assert _send(client, 3).status_code == 202


def test_the_same_recording_counts_once(limit: Callable[..., FlaskClient]) -> None:
    client = limit(max_stored_bytes=40_000)
    assert [_send(client, 1).status_code for _ in range(3)] == [202, 202, 202]


def test_each_address_has_a_share_of_its_own(limit: Callable[..., FlaskClient]) -> None:
    client = limit(max_stored_bytes_per_client=40_000)
    assert _send(client, 1).status_code == 202
    assert _send(client, 2).status_code == 507
    assert _send(client, 2, _THERE).status_code == 202


def test_an_upload_is_refused_when_it_is_declared(limit: Callable[..., FlaskClient]) -> None:
    client = limit(max_stored_bytes=1 << 20)
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(2 << 20)}
    answer = client.post("/api/uploads", headers=headers)
    assert answer.status_code == 507
    assert "1.0 MB" in answer.get_json()["message"]
    assert client.post("/api/uploads", headers=headers | {"Upload-Length": "9"}).status_code == 201


def test_exports_count_and_are_refused_beyond_the_limit(
    limit: Callable[..., FlaskClient], services: Services, project_id: str
) -> None:
    measure_recordings(services.projects.engine, services.files)
    sha256 = services.projects.get(project_id).sha256
    size_bytes = services.files.recording(sha256).stat().st_size
    client = limit(max_stored_bytes=size_bytes + 1000)
    address = f"/api/projects/{project_id}/exports"
    export = client.post(address, json={"format": "srt"})
    assert export.status_code == 202
    services.projects.note_size(export.get_json()["id"], 1000)
    assert client.post(address, json={"format": "srt"}).status_code == 507


def test_minutes_a_day_are_limited_and_a_deletion_does_not_give_them_back(
    limit: Callable[..., FlaskClient], services: Services
) -> None:
    client = limit(max_minutes_per_day_per_client=1)
    with services.projects.engine.begin() as connection:
        Quotas().add_minutes(connection, _HERE, 59_000)
    last = _send(client, 1)
    assert last.status_code == 202
    services.deletion.erase(last.get_json()["id"])
    refused = _send(client, 2)
    assert refused.status_code == 429
    assert "1 that may be" in refused.get_json()["message"]
    assert refused.headers["Retry-After"]
    assert _send(client, 2, _THERE).status_code == 202
    assert services.projects.page(limit=9)[0].client == _THERE


def test_minutes_of_all_together_are_limited(
    limit: Callable[..., FlaskClient], services: Services
) -> None:
    client = limit(max_minutes_per_day=1)
    with services.projects.engine.begin() as connection:
        Quotas().add_minutes(connection, _THERE, 60_000)
    assert _send(client, 1).status_code == 429


def test_a_refused_recording_leaves_nothing(
    limit: Callable[..., FlaskClient], services: Services
) -> None:
    client = limit(max_stored_bytes=1000)
    assert _send(client, 1).status_code == 507
    assert services.projects.page(limit=9) == ()
    services.deletion.finish_what_was_begun(older_than_s=-60.0)
    folder: Path = services.settings.instance_dir
    assert not list(folder.glob("recordings/??/*"))
