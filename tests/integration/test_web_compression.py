"""Long answers travel compressed and keep their ETags; errors are JSON wherever programs ask."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import brotli
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from vsl.bootstrap import Services
from vsl.model import document
from vsl.model.project import Project, Word
from vsl.store.tables import version
from vsl.web.compression import LEAST_BYTES, zstd
from vsl.workflows.build_deck import make_deck

PITCH = Path(__file__).parents[2] / "samples" / "pitch.txt"
UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress, "zstd": zstd.decompress}


@pytest.fixture
def address(services: Services, project_id: str, pitch: Project) -> str:
    """The address of a deck as an hour of speech makes it."""
    said = islice(cycle(PITCH.read_text(encoding="utf-8").split()), 3000)
    words = tuple(
        Word(text, 400 * n, 400 * n + 250 + n % 97, 1 - n % 89 / 100) for n, text in enumerate(said)
    )
    length_ms = words[-1].end_ms
    transcript = replace(pitch.transcript, words=words)
    media = replace(pitch.media, duration_ms=length_ms)
    long = Project(media, transcript, make_deck(transcript, length_ms, pitch.deck.theme))
    services.projects.save_document(project_id, document.dumps(long))
    return f"/api/projects/{project_id}"


@pytest.mark.parametrize("encoding", UNPACKED)
def test_a_long_deck_loses_seven_tenths_and_nothing_else(
    client: FlaskClient, address: str, encoding: str
) -> None:
    whole = client.get(f"{address}/deck")
    packed = client.get(f"{address}/deck", headers={"Accept-Encoding": encoding})
    assert "Content-Encoding" not in whole.headers
    assert packed.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(whole.data) > LEAST_BYTES
    assert len(packed.data) <= 0.3 * len(whole.data)
    assert UNPACKED[encoding](packed.data) == whole.data


def test_browsers_that_take_all_get_what_costs_the_least(client: FlaskClient, address: str) -> None:
    asked = {"Accept-Encoding": "gzip, deflate, br, zstd"}
    assert client.get(f"{address}/deck", headers=asked).headers["Content-Encoding"] == "zstd"


def test_stored_documents_lose_seven_tenths_too(
    client: FlaskClient, services: Services, project_id: str, address: str
) -> None:
    with services.projects.engine.begin() as connection:
        query = select(version.c.document).order_by(version.c.number.desc()).limit(1)
        stored = connection.scalar(query)
    assert stored
    assert len(stored) <= 0.3 * len(client.get(f"{address}/deck").data)


def test_the_etag_of_a_compressed_deck_can_be_used(client: FlaskClient, address: str) -> None:
    asked = {"Accept-Encoding": "gzip, br;q=0.9, *;q=0.1"}
    packed = client.get(f"{address}/deck", headers=asked)
    tag = packed.headers["ETag"]
    assert tag.startswith("W/")
    again = client.get(f"{address}/deck", headers={**asked, "If-None-Match": tag})
    assert again.status_code == 304
    first = json.loads(gzip.decompress(packed.data))["slides"][0]["id"]
    edits = {"edits": [{"edit": "hide", "slide": first}]}
    for status in (200, 412):  # a second writer with the same tag is too late
        changed = client.post(f"{address}/edits", json=edits, headers={**asked, "If-Match": tag})
        assert changed.status_code == status


@pytest.mark.parametrize("accepted", ["", "identity", "br;q=0, gzip;q=0, zstd;q=0", "deflate"])
def test_who_cannot_unpack_gets_it_as_it_is(
    client: FlaskClient, address: str, accepted: str
) -> None:
    response = client.get(f"{address}/deck", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in response.headers
    assert response.get_json()["slides"]


def test_files_and_short_answers_are_left_alone(client: FlaskClient, address: str) -> None:
    asked = {"Accept-Encoding": "br, gzip"}
    for path, more in ((address, {}), (f"{address}/media", {"Range": "bytes=0-99"})):
        response = client.get(path, headers={**asked, **more})
        assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("GET", "/api/projects/nobody", 404),
        ("DELETE", "/api/projects", 405),
        ("PUT", "/v1/models", 405),
        ("PATCH", "/api/uploads/x", 415),
        ("POST", "/api/themes", 413),
        ("GET", "/api/themes", 500),
        ("GET", "/v1/models", 500),
    ],
)
def test_programs_are_told_every_error_as_json(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, method: str, path: str, status: int
) -> None:
    def break_down() -> None:
        raise RuntimeError("a secret of the inside")

    if status == 500:
        app = client.application
        endpoint = "themes.index" if path == "/api/themes" else "transcriptions.list_models"
        monkeypatch.setitem(app.view_functions, endpoint, break_down)
    size = {"CONTENT_LENGTH": str(1 << 40)} if status == 413 else {}
    response = client.open(
        path,
        method=method,
        headers={"Tus-Resumable": "1.0.0"},
        content_type="application/json",
        environ_overrides=size,
    )
    assert (response.status_code, response.mimetype) == (status, "application/json")
    assert "secret" not in response.get_data(as_text=True)
    told = response.get_json()
    told = told["error"] if path.startswith("/v1/") else told
    assert told["message"]
    assert "\n" not in told["message"]
