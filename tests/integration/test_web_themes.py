from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from vsl.bootstrap import Services
from vsl.model.appearance import Theme
from vsl.render.fonts import FOLDER
from vsl.render.themes.catalogue import THEMES

FONT = FOLDER / "caveat-brush" / "CaveatBrush_400Regular.ttf"


def png(colour: str = "#C8102E") -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (30, 10), colour).save(file, "PNG")
    file.seek(0)
    return file


def send_kit(client: FlaskClient, kit: dict[str, Any], *files: tuple[Any, str]) -> TestResponse:
    form = {"theme": json.dumps(kit), "files": [(file, name) for file, name in files]}
    return client.post("/api/themes", data=form, content_type="multipart/form-data")


def listed(client: FlaskClient) -> dict[str, Any]:
    return {each["name"]: each for each in client.get("/api/themes").get_json()["themes"]}


def test_every_look_is_listed_with_its_picture(client: FlaskClient) -> None:
    found = listed(client)
    assert list(found) == list(THEMES)
    assert found["gold"]["title"] == "Gold"
    answer = client.get(found["gold"]["preview"])
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert picture.size == (480, 270)
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_picture_asked_for_without_its_key_is_not_kept_for_ever(client: FlaskClient) -> None:
    assert "immutable" not in client.get("/api/themes/gold.png").headers["Cache-Control"]
    assert client.get("/api/themes/none.png").status_code == 422


def test_a_kit_with_files_becomes_a_look_and_goes_again(
    client: FlaskClient, services: Services
) -> None:
    kit = {"name": "acme", "font": "brand.ttf", "logo": {"image": "files/logo.png"}}
    answer = send_kit(
        client, kit, (io.BytesIO(FONT.read_bytes()), "brand.ttf"), (png(), "logo.png")
    )
    assert answer.status_code == 201, answer.get_json()
    made = answer.get_json()
    assert made["own"]
    assert services.assets.path(made["theme"]["logo"]["image"]).is_file()
    assert list(listed(client)) == [*THEMES, "acme"]
    assert client.get(made["preview"]).status_code == 200
    assert client.delete("/api/themes/acme").status_code == 204
    assert list(listed(client)) == list(THEMES)
    assert client.delete("/api/themes/acme").status_code == 404


def test_a_kit_as_json_tells_what_is_hard_to_read(client: FlaskClient) -> None:
    answer = client.post("/api/themes", json={"name": "pale", "ink": "#BBBBBB"})
    assert answer.status_code == 201
    assert answer.get_json()["notes"][0].startswith("The text (#BBBBBB)")


@pytest.mark.parametrize(
    ("kit", "status", "words"),
    [
        ({"name": "night"}, 409, "comes with VSL"),
        ({"name": "My Brand"}, 422, "small letters"),
        ({"name": "acme", "font": "brand.ttf"}, 422, "No file 'brand.ttf' was sent"),
        ({"name": "acme", "ink": "blue"}, 422, "#1A2B3C"),
        ([], 422, "JSON object"),
    ],
)
def test_a_kit_that_cannot_be_kept_gets_one_clear_line(
    client: FlaskClient, kit: Any, status: int, words: str
) -> None:
    for answer in (client.post("/api/themes", json=kit), send_kit(client, kit)):
        assert answer.status_code == status
        assert words in answer.get_json()["message"]


def test_what_is_no_json_is_refused(client: FlaskClient) -> None:
    for text in ("{", "[" * 100_000, ""):
        answer = client.post("/api/themes", data={"theme": text})
        assert answer.status_code == 422, answer.get_json()


def test_an_image_is_kept_for_looks_to_come(client: FlaskClient, services: Services) -> None:
    answer = client.post("/api/assets", data={"kind": "image", "file": (png(), "logo.png")})
    assert answer.status_code == 201
    assert services.assets.path(answer.get_json()["sha256"]).is_file()
    refused = client.post("/api/assets", data={"kind": "font", "file": (png(), "logo.png")})
    assert refused.status_code == 422
    assert client.post("/api/assets", data={"kind": "image"}).status_code == 422


def test_a_sound_is_kept_as_it_comes(
    client: FlaskClient, services: Services, recording: Path
) -> None:
    form = {"kind": "sound", "file": (recording.open("rb"), "music.wav")}
    sha256 = client.post("/api/assets", data=form).get_json()["sha256"]
    assert services.assets.path(sha256).read_bytes() == recording.read_bytes()


def test_a_deck_is_put_in_another_look_and_shape(client: FlaskClient, project_id: str) -> None:
    url = f"/api/projects/{project_id}"
    theme = client.post(f"{url}/look", json={"theme": "gold"}).get_json()["theme"]
    assert (theme["name"], theme["width_px"]) == ("gold", 1920)
    theme = client.post(f"{url}/look", json={"size": "9:16@720p"}).get_json()["theme"]
    assert (theme["name"], theme["width_px"], theme["height_px"]) == ("gold", 720, 1280)
    theme = client.post(f"{url}/look", json={"theme": "paper"}).get_json()["theme"]
    assert (theme["name"], theme["height_px"]) == ("paper", 1280)
    assert theme["safe_bottom_share"] > 0
    versions = client.get(f"{url}/versions").get_json()["versions"]
    assert "Changed the look: paper" in json.dumps(versions)


@pytest.mark.parametrize(
    "given", [{}, {"theme": "none"}, {"size": "big"}, {"size": "3x3"}, {"theme": 7}, []]
)
def test_a_look_that_is_none_changes_nothing(
    client: FlaskClient, project_id: str, given: Any
) -> None:
    answer = client.post(f"/api/projects/{project_id}/look", json=given)
    assert answer.status_code == 422
    assert client.get(f"/api/projects/{project_id}/deck").get_json()["theme"]["name"] == "classic"


def test_an_edit_with_a_theme_is_checked_like_a_kit(client: FlaskClient, project_id: str) -> None:
    def answer(theme: dict[str, Any]) -> TestResponse:
        edits = [{"edit": "set_theme", "theme": theme}]
        return client.post(f"/api/projects/{project_id}/edits", json={"edits": edits})

    assert answer({"highlight": {"style": "box"}}).status_code == 200
    for wrong in ({"highlight": {"style": "glow"}}, {"logo": {"image": "0" * 64}}, {"font": "x"}):
        assert answer(wrong).status_code == 422


def test_a_recording_may_wear_a_look_of_the_users_own(
    client: FlaskClient, services: Services, recording: Path
) -> None:
    services.themes.keep(Theme("acme", ink="#101010"))
    form = {"theme": "acme", "size": "1:1", "file": (recording.open("rb"), "pitch.wav")}
    assert client.post("/api/projects", data=form).status_code == 202
    form = {"theme": "acmé", "file": (recording.open("rb"), "pitch.wav")}
    assert "acme" in client.post("/api/projects", data=form).get_json()["message"]
