"""The pages: the studio, and the plain way for browsers without JavaScript."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from vsl.basics.files import write_atomically
from vsl.bootstrap import Services, bootstrap
from vsl.model.appearance import Theme
from vsl.settings import Settings
from vsl.slides.segmentation.presets import PRESETS
from vsl.web import create_project
from vsl.web.page_assets import find_assets
from vsl.web.pages import PRESETS as OFFERED

MakeApp = Callable[[Services], Flask]
ROOT = Path(__file__).parents[2]
MANIFEST = {"src/main.ts": {"file": "assets/main-1.js", "css": ["assets/main-2.css"],
                            "assets": ["assets/a.svg", "assets/inter.woff2"]}}  # fmt: skip

_FIRST_PAGE = """
import sys
from app import create_app
from vsl.settings import Settings
client = create_app(Settings.from_environ({"INSTANCE_DIR": sys.argv[1]})).test_client()
client.get("/"), client.get("/health")
print(*sorted({"torch", "av", "moviepy", "whisper", "pocketsphinx"} & set(sys.modules)))
"""


def _built_static(folder: Path) -> Path:
    write_atomically(folder / "dist" / ".vite" / "manifest.json", json.dumps(MANIFEST))
    return folder


def test_the_first_page_needs_no_heavy_module(tmp_path: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", _FIRST_PAGE, str(tmp_path)]
    loaded = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


def test_the_studio_loads_the_built_page(
    services: Services, make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app(services)
    app.static_folder = str(_built_static(tmp_path / "static"))
    text = app.test_client().get("/").text
    assert 'src="/static/dist/assets/main-1.js"' in text
    assert 'href="/static/dist/assets/main-2.css"' in text
    assert 'href="/static/dist/assets/inter.woff2"' in text


def test_an_engine_whose_weights_cannot_be_had_is_not_offered(
    services: Services, make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("vsl.speech.weights.converted.CONVERSIONS", {})
    app = make_app(services)
    app.static_folder = str(_built_static(tmp_path / "static"))
    client, dead = app.test_client(), {"value": True}
    monkeypatch.setattr("vsl.speech.server_reach.Reach.is_known_dead", lambda *_: dead["value"])
    engines = {"whisper", "faster-whisper", "parakeet"}

    def offered() -> tuple[set[str], set[str]]:
        page = client.get("/").text
        rows = client.get("/v1/models").get_json()["data"]
        return (
            {name for name in engines if f'value="{name}"' in page},
            engines & {row["id"] for row in rows},
        )

    assert offered() == (set(), set())
    for name in engines:
        reason = client.get("/health").get_json()["engines"][name]["reason"]
        assert "does not answer" in reason or "not installed" in reason
    dead["value"] = False
    assert "whisper" in offered()[0] & offered()[1]


def test_a_checkpoint_of_ones_own_is_shown_without_its_path(
    settings: Settings, make_app: MakeApp, tmp_path: Path
) -> None:
    own = replace(settings, whisper_model="/srv/models/acme-v2.pt")
    app = make_app(bootstrap(own, start_runner=lambda: None))
    app.static_folder = str(_built_static(tmp_path / "static"))
    client = app.test_client()
    page, health = client.get("/").text, client.get("/health").text
    assert ">Usual (Whisper acme-v2)</option>" in page
    assert "/srv/models" not in page + health
    assert "Whisper acme-v2 is not on this machine" in health


def test_the_page_offers_the_engines_of_this_machine_each_with_a_plain_word(
    services: Services, make_app: MakeApp, tmp_path: Path
) -> None:
    def offered(services: Services) -> str:
        app = make_app(services)
        app.static_folder = str(_built_static(tmp_path / "static"))
        return app.test_client().get("/").text

    text = offered(services)
    assert ">PocketSphinx: a draft, exact with your script</option>" in text
    assert 'value="openai"' not in text  # nobody consented
    assert 'value="scripted"' not in text
    assert ">Usual (Whisper base)</option>" in text
    pytest.importorskip("openai", reason="needs pip install 'vsl[api]'")
    service = replace(services.settings, openai_base_url="http://127.0.0.1:9/v1")
    assert "OpenAI service: a service on this machine" in offered(
        replace(services, settings=service)
    )


def test_the_page_offers_every_preset_in_plain_words() -> None:
    assert [name for name, _ in OFFERED] == list(PRESETS)


def test_a_page_that_is_not_built_names_the_cure(
    services: Services, make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app(services)
    app.static_folder = str(tmp_path)
    response = app.test_client().get("/")
    assert response.status_code == 501
    assert "make setup" in response.text


def test_a_new_build_is_seen_without_a_restart(tmp_path: Path) -> None:
    static = _built_static(tmp_path)
    assert find_assets(static).js.endswith("main-1.js")
    manifest = static / "dist" / ".vite" / "manifest.json"
    write_atomically(manifest, manifest.read_text().replace("main-1", "main-9"))
    os.utime(manifest, (1, 1))
    assert find_assets(static).js.endswith("main-9.js")


def test_hashed_assets_are_kept_for_ever_and_others_are_asked_for_again(
    services: Services, make_app: MakeApp, tmp_path: Path
) -> None:
    app = make_app(services)
    app.static_folder = str(tmp_path)
    write_atomically(tmp_path / "dist" / "assets" / "main-1.js", "1")
    write_atomically(tmp_path / "plain.css", "p {}")
    client = app.test_client()
    kept = client.get("/static/dist/assets/main-1.js").headers["Cache-Control"]
    assert "immutable" in kept
    assert "no-cache" not in kept
    assert "no-cache" in client.get("/static/plain.css").headers["Cache-Control"]


def test_a_form_without_javascript_leads_to_the_projects_page(
    client: FlaskClient, services: Services, recording: Path
) -> None:
    data = {"file": (io.BytesIO(recording.read_bytes()), "a<b.wav"), "engine": "auto"}
    response = client.post("/projects", data=data, content_type="multipart/form-data")
    assert response.status_code == 303
    page = client.get(response.headers["Location"]).text
    assert 'http-equiv="refresh"' in page
    assert "a&lt;b" in page
    assert "<progress" in page
    cancelled = client.post(response.headers["Location"] + "/cancel", follow_redirects=True).text
    assert "cancelled" in cancelled
    assert 'http-equiv="refresh"' not in cancelled


def test_a_projects_page_shows_slides_player_and_exports(
    client: FlaskClient, services: Services, project_id: str
) -> None:
    page = client.get(f"/projects/{project_id}").text
    assert f'<audio controls preload="metadata" src="/api/projects/{project_id}/media">' in page
    assert f'src="/api/projects/{project_id}/slides/s2.png?width=320"' in page
    assert 'http-equiv="refresh"' not in page
    assert "Download" not in page
    ordered = client.post(f"/projects/{project_id}/exports", data={"format": "srt"})
    assert (ordered.status_code, ordered.headers["Location"]) == (303, f"/projects/{project_id}")
    (export,) = services.projects.exports(project_id)
    with services.files.writing_export(export.id, ".srt") as path:
        path.write_text("1")
    assert f'href="/api/exports/{export.id}/file"' in client.get(f"/projects/{project_id}").text


def test_a_form_that_cannot_be_used_gets_a_page_that_says_why(client: FlaskClient) -> None:
    response = client.post("/projects", data={"engine": "auto"})
    assert response.status_code == 422
    assert "Choose a recording" in response.text


def test_the_sample_needs_no_file(
    services: Services,
    make_app: MakeApp,
    tmp_path: Path,
    recording: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = make_app(services)
    monkeypatch.setattr(create_project, "find_folder", lambda name: tmp_path / name)
    assert app.test_client().post("/api/projects", data={"sample": "1"}).status_code == 404
    write_atomically(tmp_path / "samples" / "pitch.mp4", recording.read_bytes())
    write_atomically(tmp_path / "samples" / "pitch.txt", "Hello again")
    response = app.test_client().post("/api/projects", data={"sample": "1", "size": "1280x720"})
    assert response.status_code == 202
    project = services.projects.get(response.get_json()["id"])
    assert project.options["script"] == "Hello again"
    assert project.options["size"] == "1280x720"


def test_the_module_has_no_other_late_attributes() -> None:
    import app

    with pytest.raises(AttributeError, match="nothing"):
        _ = app.nothing


def test_the_page_offers_every_look_with_its_picture_and_every_canvas(
    services: Services, make_app: MakeApp, tmp_path: Path
) -> None:
    services.themes.keep(Theme("acme-two"))
    app = make_app(services)
    app.static_folder = str(_built_static(tmp_path / "static"))
    text = app.test_client().get("/").text
    for name in ("theme", "look"):
        assert f'name="{name}" value="classic" checked' in text
        assert f'name="{name}" value="acme-two"' in text
    offered = text.count('src="/api/themes/gold.png?look=')
    assert offered == 3  # at the start, on the deck, for several videos at once
    assert ">Acme two</span>" in text
    assert '<option value="1080x1920">Tall, 1080 × 1920</option>' in text
    assert text.index('value="1920x1080"') < text.index('value="1280x720"')  # chosen unless asked
