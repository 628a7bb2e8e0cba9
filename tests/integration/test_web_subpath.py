"""The studio under a proxy's sub-path: every address that it gives out leads through the proxy.

Public reports of other programs: filebrowser/filebrowser#2477, wow-signal-dev/metadata-remote#55.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from vsl.bootstrap import Services
from vsl.errors import BadSetting
from vsl.settings import Settings

_KEY = "a-key-of-some-letters"
_TUS = {"Tus-Resumable": "1.0.0", "Upload-Length": "10"}
_PREFIXED = {"X-Forwarded-Prefix": "/vsl"}


@pytest.fixture
def behind(make_app: Callable[[Services], Flask], services: Services) -> Callable[..., FlaskClient]:
    """A client of a studio with these settings."""

    def make(**settings: object) -> FlaskClient:
        changed = replace(services.settings, **settings)  # type: ignore[arg-type]
        return make_app(replace(services, settings=changed)).test_client()

    return make


@pytest.mark.parametrize("strips", [True, False], ids=["stripped", "whole"])
@pytest.mark.parametrize("way", ["setting", "header"])
def test_every_address_of_the_page_is_under_the_sub_path(
    behind: Callable[..., FlaskClient], *, way: str, strips: bool
) -> None:
    client = behind(
        **({"root_path": "/vsl"} if way == "setting" else {"trusted_proxies": ("127.0.0.1",)})
    )
    headers = _PREFIXED if way == "header" else {}
    start = "" if strips else "/vsl"
    page = client.get(f"{start}/", headers=headers).get_data(as_text=True)
    assert 'data-root="/vsl"' in page
    addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
    assert len(addresses) > 5
    assert [each for each in addresses if not each.startswith("/vsl/")] == []
    for address in addresses:
        if "/static/" in address:
            asked = address.removeprefix("/vsl") if strips else address
            assert client.get(asked, headers=headers).status_code == 200


def test_an_upload_is_under_the_sub_path(behind: Callable[..., FlaskClient]) -> None:
    client = behind(root_path="/vsl")
    made = client.post("/api/uploads", headers=_TUS)
    assert made.status_code == 201
    place = made.headers["Location"]
    assert re.search("(^|://[^/]+)/vsl/api/uploads/[^/]+$", place)


def test_looks_and_the_description_are_under_the_sub_path(
    behind: Callable[..., FlaskClient],
) -> None:
    client = behind(root_path="/vsl")
    themes = client.get("/api/themes").get_json()["themes"]
    assert all(each["preview"].startswith("/vsl/api/themes/") for each in themes)
    assert client.get("/openapi.json").get_json()["servers"] == [{"url": "/vsl"}]


def test_the_sign_in_stays_under_the_sub_path(behind: Callable[..., FlaskClient]) -> None:
    client = behind(root_path="/vsl", api_key=_KEY)
    first = client.get("/sessions")
    assert first.headers["Location"] == "/vsl/sign-in?next=/sessions"
    form = client.get("/sign-in?next=/sessions").get_data(as_text=True)
    assert 'action="/vsl/sign-in"' in form
    entered = client.post("/sign-in", data={"key": _KEY, "next": "/sessions"})
    assert entered.headers["Location"] == "/vsl/sessions"
    assert client.post("/sign-out").headers["Location"] == "/vsl/sign-in"


@pytest.mark.parametrize(
    "prefix", ["//evil.example", "/a//b", "javascript:x", '/vsl"><b>', "/../x", "/" + "a b", ""]
)
def test_a_sub_path_that_is_none_is_not_believed(
    behind: Callable[..., FlaskClient], prefix: str
) -> None:
    client = behind(trusted_proxies=("127.0.0.1",))
    page = client.get("/", headers={"X-Forwarded-Prefix": prefix}).get_data(as_text=True)
    assert 'data-root=""' in page


def test_only_trusted_proxies_state_a_sub_path(behind: Callable[..., FlaskClient]) -> None:
    page = behind().get("/", headers=_PREFIXED).get_data(as_text=True)
    assert 'data-root=""' in page


def test_the_setting_is_read_as_people_write_it() -> None:
    assert Settings.from_environ({"ROOT_PATH": "vsl/"}).root_path == "/vsl"
    with pytest.raises(BadSetting, match="ROOT_PATH"):
        Settings.from_environ({"ROOT_PATH": "https://host/vsl"})
