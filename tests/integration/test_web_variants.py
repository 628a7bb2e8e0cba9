"""Variants and new takes over HTTP."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import pytest
from flask.testing import FlaskClient

from vsl.bootstrap import Services
from vsl.errors import BadInput, VslError
from vsl.model import document
from vsl.model.project import MediaInfo, Project, Transcript, Word
from vsl.progress import Progress
from vsl.worker import jobs
from vsl.workflows.make_options import MakeOptions


def _order(client: FlaskClient, project_id: str, **given: object) -> list[dict[str, Any]]:
    response = client.post(f"/api/projects/{project_id}/variants", json=given)
    assert response.status_code == 202, response.get_json()
    started: list[dict[str, Any]] = response.get_json()["variants"]
    return started


def _work(services: Services) -> None:
    claim = services.tasks.claim("test")
    assert claim
    result = jobs.KINDS[claim.kind](services, dict(claim.payload), Progress())
    services.tasks.finish(claim, result)


def test_each_combination_is_an_export_with_a_job_of_its_own(
    client: FlaskClient, services: Services, project_id: str
) -> None:
    started = _order(
        client, project_id, themes=["classic", "night"], sizes=["320x320"], formats=["pdf", "srt"]
    )
    assert [(each["name"], each["format"]) for each in started] == [
        ("classic-320x320", "pdf"),
        ("classic-320x320", "srt"),
        ("night-320x320", "pdf"),
        ("night-320x320", "srt"),
    ]
    assert len({each["job"] for each in started}) == 4
    for _ in started:
        _work(services)
    listed = client.get(f"/api/projects/{project_id}/variants").get_json()["variants"]
    assert [each["id"] for each in listed] == [each["id"] for each in started]
    file = client.get(listed[2]["url"])
    assert file.headers["Content-Disposition"].endswith('filename="My pitch-night-320x320.pdf"')
    assert file.data.startswith(b"%PDF")
    assert listed[2]["size"] == "320x320"


def test_a_variant_wears_its_look_and_the_deck_keeps_its_own(
    client: FlaskClient, services: Services, project_id: str
) -> None:
    before = services.projects.document(project_id)
    (started,) = _order(client, project_id, themes=["night"], sizes=["320x480"], formats=["png"])
    _work(services)
    picture = client.get(f"/api/exports/{started['id']}/file").data
    with av.open(BytesIO(picture)) as image:
        stream = image.streams.video[0]
        assert (stream.width, stream.height) == (320, 480)
    assert services.projects.document(project_id) == before


def test_ordinary_exports_are_no_variants(client: FlaskClient, project_id: str) -> None:
    client.post(f"/api/projects/{project_id}/exports", json={"format": "srt"})
    assert client.get(f"/api/projects/{project_id}/variants").get_json() == {"variants": []}
    assert client.get("/api/projects/none/variants").status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"themes": "night"},
        {"themes": [1]},
        {"themes": ["nosuch"]},
        {"sizes": ["wide"]},
        {"sizes": ["9:16"], "formats": ["exe"]},
        {"sizes": ["9:16"], "fps": "fast"},
        {"sizes": [f"{320 + 2 * n}x320" for n in range(101)]},
        ["night"],
    ],
)
def test_what_can_not_be_combined_is_refused_and_nothing_is_started(
    client: FlaskClient, services: Services, project_id: str, given: object
) -> None:
    response = client.post(f"/api/projects/{project_id}/variants", json=given)
    assert response.status_code == 422
    assert services.tasks.claim("test") is None
    assert not services.projects.exports(project_id)


class _Listener:
    """Tools that hear a given text, a word every half second."""

    def __init__(self, said: str) -> None:
        self.said = said
        self.options: MakeOptions | None = None

    def listen(
        self, path: Path, options: MakeOptions, _progress: Progress, **_: object
    ) -> tuple[MediaInfo, Transcript]:
        self.options = options
        words = tuple(
            Word(text, 500 * n + 2000, 500 * n + 2400) for n, text in enumerate(self.said.split())
        )
        media = _believed(path)
        return media, Transcript(words, "en", "heard")


def _believed(path: Path) -> MediaInfo:
    from tests.integration.conftest import _believe

    return replace(_believe(path), duration_ms=5000)


@pytest.fixture
def hearing(monkeypatch: pytest.MonkeyPatch) -> _Listener:
    """What every job hears from here on."""
    listener = _Listener("hello again")
    monkeypatch.setattr(
        "vsl.bootstrap.Tools.listen", lambda _self, *given, **more: listener.listen(*given, **more)
    )
    return listener


def _retake(client: FlaskClient, project_id: str, recording: Path) -> dict[str, str]:
    form = {"file": (BytesIO(recording.read_bytes() + b"other"), "take 2.wav"), "engine": "sphinx"}
    response = client.post(f"/api/projects/{project_id}/retake", data=form)
    assert response.status_code == 202, response.get_json()
    started: dict[str, str] = response.get_json()
    return started


def test_a_new_take_becomes_a_project_of_its_own_with_the_same_slides(
    client: FlaskClient,
    services: Services,
    project_id: str,
    recording: Path,
    pitch: Project,
    hearing: _Listener,
) -> None:
    before = services.projects.document(project_id)
    started = _retake(client, project_id, recording)
    assert started["id"] != project_id
    assert client.get(f"/api/projects/{started['id']}/retake").status_code == 404
    _work(services)
    assert hearing.options
    assert (hearing.options.engine, hearing.options.script) == ("sphinx", "Hello again")
    after = document.load_stored(services.projects.document(started["id"]).text)
    assert [slide.text for slide in after.deck.slides] == ["Hello", "again"]
    assert [slide.start_ms for slide in after.deck.slides] == [2000, 2500]
    told = client.get(f"/api/projects/{started['id']}/retake").get_json()
    assert (told["retake_of"], told["heard_share"], told["differences"]) == (project_id, 1.0, [])
    shown = client.get(f"/api/projects/{started['id']}").get_json()
    assert (shown["name"], shown["state"]) == ("My pitch (new take)", "ready")
    assert services.projects.document(project_id) == before  # the old voice is still there
    assert pitch.deck.slides[0].start_ms == 0


def test_a_take_of_something_else_fails_and_the_project_stays(
    client: FlaskClient,
    services: Services,
    project_id: str,
    recording: Path,
    hearing: _Listener,
) -> None:
    hearing.said = "nothing of what the slides say"
    before = services.projects.document(project_id)
    _retake(client, project_id, recording)
    claim = services.tasks.claim("test")
    assert claim
    with pytest.raises(BadInput, match="is it the same text"):
        jobs.make(services, dict(claim.payload), Progress())
    assert services.projects.document(project_id) == before


def test_a_take_whose_project_was_deleted_meanwhile_says_so(
    client: FlaskClient,
    services: Services,
    project_id: str,
    recording: Path,
    hearing: _Listener,
) -> None:
    _retake(client, project_id, recording)
    claim = services.tasks.claim("test")
    assert claim
    services.remove_project(project_id)
    with pytest.raises(VslError, match="no project"):
        jobs.make(services, dict(claim.payload), Progress())


def test_a_take_needs_a_recording_and_a_project(client: FlaskClient, project_id: str) -> None:
    assert client.post(f"/api/projects/{project_id}/retake", data={}).status_code == 422
    assert client.post("/api/projects/none/retake", data={}).status_code == 404
