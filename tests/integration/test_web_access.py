"""With an API_KEY only those who know it come in: programs by the key, people by a sign-in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from vsl.bootstrap import Services
from vsl.web import access

KEY = "sesame"
KNOWN = {"Authorization": f"Bearer {KEY}"}
_CLOSED = ("/api/projects", "/api/nothing", "/api/docs", "/openapi.json", "/", "/projects/x")


@pytest.fixture
def guarded(services: Services, make_app: Callable[[Services], Flask]) -> FlaskClient:
    """A client of a server that has a key."""
    settings = replace(services.settings, api_key=KEY)
    return make_app(replace(services, settings=settings)).test_client()


def _sign_in(client: FlaskClient, key: str = KEY, next: str = "/", **headers: str) -> int:
    form = {"key": key, "next": next}
    return client.post("/sign-in", data=form, headers=headers).status_code


@pytest.mark.parametrize("path", ["/api/projects", "/v1/models", "/openapi.json"])
def test_programs_come_in_by_the_key_alone(guarded: FlaskClient, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer guess"}, {"Authorization": "Basic eDp5"}):
        response = guarded.get(path, headers=headers)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"
        error = response.get_json()["error"]
        assert (error["code"] if path.startswith("/v1/") else error) == "invalid_api_key"
    assert guarded.get(path, headers=KNOWN).status_code == 200


@pytest.mark.parametrize("path", _CLOSED)
def test_without_a_key_nobody_is_asked(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in (200, 404)
    assert client.get("/sign-in?next=/api/docs").headers["Location"] == "/api/docs"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_strangers_change_nothing_and_send_nothing(guarded: FlaskClient, method: str) -> None:
    for path in ("/api/projects", "/api/uploads", "/api/nothing"):
        assert guarded.open(path, method=method).status_code == 401


def test_health_and_what_the_sign_in_needs_stay_open(guarded: FlaskClient) -> None:
    for path in ("/health", "/sign-in", "/static/plain.css"):
        assert guarded.get(path).status_code in (200, 503)


def test_people_sign_in_and_land_where_they_wanted(guarded: FlaskClient, project_id: str) -> None:
    assert guarded.get("/api/docs").headers["Location"] == "/sign-in?next=/api/docs"
    wanted = f"/projects/{project_id}?page=2"
    sent = guarded.get(wanted)
    assert sent.status_code == 303
    form = guarded.get(sent.headers["Location"])
    assert f'name="next" value="{wanted}"' in form.text
    assert "<script" not in form.text
    answer = guarded.post("/sign-in", data={"key": f" {KEY} ", "next": wanted})
    assert (answer.status_code, answer.headers["Location"]) == (303, wanted)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert KEY not in cookie
    page = guarded.get(wanted)
    assert page.status_code == 200
    assert "Sign out" in page.text
    assert guarded.get("/api/projects").status_code == 200
    assert guarded.get("/sign-in?next=/api/docs").headers["Location"] == "/api/docs"


def test_the_cookie_opens_streams_and_uploads(guarded: FlaskClient) -> None:
    _sign_in(guarded)
    size = {"Tus-Resumable": "1.0.0", "Upload-Length": "3"}
    assert guarded.post("/api/uploads", headers=size).status_code == 201
    assert guarded.get("/api/events").status_code == 422  # it asks what to listen to


@pytest.mark.parametrize(
    ("base", "headers"),
    [("https://localhost", {}), ("http://localhost", {"X-Forwarded-Proto": "https"})],
)
def test_over_an_encrypted_line_the_cookie_stays_on_it(
    guarded: FlaskClient, base: str, headers: dict[str, str]
) -> None:
    answer = guarded.post("/sign-in", data={"key": KEY}, base_url=base, headers=headers)
    assert "Secure" in answer.headers["Set-Cookie"]


def test_who_signs_out_is_out(guarded: FlaskClient) -> None:
    _sign_in(guarded)
    assert guarded.post("/sign-out").headers["Location"] == "/sign-in"
    assert guarded.get("/api/projects").status_code == 401


def test_another_key_signs_everybody_out(
    guarded: FlaskClient, services: Services, make_app: Callable[[Services], Flask]
) -> None:
    _sign_in(guarded)
    cookie = guarded.get_cookie(access.COOKIE)
    assert cookie
    settings = replace(services.settings, api_key="other")
    other = make_app(replace(services, settings=settings)).test_client()
    other.set_cookie(access.COOKIE, cookie.value)
    assert other.get("/api/projects").status_code == 401


@pytest.mark.parametrize("forged", ["", "in", "in.aaaa.bbbb", "\N{SNOWMAN}"])
def test_nobody_makes_a_cookie_of_their_own(guarded: FlaskClient, forged: str) -> None:
    guarded.set_cookie(access.COOKIE, forged)
    assert guarded.get("/api/projects").status_code == 401


def test_a_sign_in_ends_after_a_month(
    guarded: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _sign_in(guarded)
    monkeypatch.setattr(access, "_KEEP_S", -1)
    assert guarded.get("/api/projects").status_code == 401


def test_a_wrong_key_is_told_on_the_form(guarded: FlaskClient) -> None:
    answer = guarded.post("/sign-in", data={"key": "guess", "next": "/api/docs"})
    assert answer.status_code == 403
    assert "not the key" in answer.text
    assert 'value="/api/docs"' in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "x", "/\t/evil"],
)
def test_the_sign_in_leads_nowhere_else(guarded: FlaskClient, elsewhere: str) -> None:
    answer = guarded.post("/sign-in", data={"key": KEY, "next": elsewhere})
    assert answer.headers["Location"] == "/"


def test_another_site_signs_nobody_in(guarded: FlaskClient) -> None:
    assert _sign_in(guarded, **{"Sec-Fetch-Site": "cross-site"}) == 403


def test_a_link_from_elsewhere_takes_a_second_step_that_brings_the_cookie(
    guarded: FlaskClient,
) -> None:
    answer = guarded.get("/projects/x?y=1", headers={"Sec-Fetch-Site": "cross-site"})
    assert 'content="0; url=/projects/x?y=1"' in answer.text


def test_a_link_from_elsewhere_leads_nowhere_else(guarded: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    for path in ("//evil.example/x", "/\\evil.example"):
        asked = {"PATH_INFO": path}
        page = guarded.get("/", headers=headers, environ_overrides=asked)
        assert "//evil" not in page.text
        assert "\\evil" not in page.text


def test_guessing_is_slowed_for_the_one_who_guesses(guarded: FlaskClient) -> None:
    _sign_in(guarded)
    signed_in, thief = guarded, guarded.application.test_client()
    theirs = {"X-Forwarded-For": "203.0.113.7"}
    guesses = [_sign_in(thief, f"guess {n}", **theirs) for n in range(12)]
    assert guesses == [403] * 10 + [429] * 2
    refused = thief.get("/api/projects", headers={**KNOWN, **theirs})
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "wait" in thief.post("/sign-in", data={"key": KEY}, headers=theirs).text
    assert thief.get("/api/projects", headers=KNOWN).status_code == 200  # from elsewhere
    assert signed_in.get("/api/projects", headers=theirs).status_code == 200


def test_an_old_key_asked_with_again_and_again_locks_nobody_out(guarded: FlaskClient) -> None:
    old = {"Authorization": "Bearer old"}
    assert {guarded.get("/api/projects", headers=old).status_code for _ in range(30)} == {401}
    assert guarded.get("/api/projects", headers=KNOWN).status_code == 200


def test_the_description_says_what_is_asked_for(guarded: FlaskClient, client: FlaskClient) -> None:
    told = guarded.get("/openapi.json", headers=KNOWN).get_json()
    assert told["security"] == [{"key": []}, {"signedIn": []}]
    assert set(told["components"]["securitySchemes"]) == {"key", "signedIn"}
    assert told["paths"]["/health"]["get"]["security"] == []
    assert client.get("/openapi.json").get_json()["security"] == []
