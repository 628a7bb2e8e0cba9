"""With an API_KEY only those who know it come in: programs by the key, people by a sign-in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from vsl.bootstrap import Services
from vsl.store.sessions import SessionStore
from vsl.store.tables import session
from vsl.web.sessions import COOKIE

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


def test_over_an_encrypted_line_the_cookie_stays_on_it(guarded: FlaskClient) -> None:
    answer = guarded.post("/sign-in", data={"key": KEY}, base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]


def test_a_trusted_proxy_says_that_the_line_is_encrypted(
    services: Services, make_app: Callable[[Services], Flask]
) -> None:
    headers = {"X-Forwarded-Proto": "https"}
    for trusted in ((), ("127.0.0.1",)):
        settings = replace(services.settings, api_key=KEY, trusted_proxies=trusted)
        client = make_app(replace(services, settings=settings)).test_client()
        answer = client.post("/sign-in", data={"key": KEY}, headers=headers)
        assert ("Secure" in answer.headers["Set-Cookie"]) is bool(trusted)


def test_who_signs_out_is_out(guarded: FlaskClient) -> None:
    _sign_in(guarded)
    cookie = guarded.get_cookie(COOKIE)
    assert cookie
    assert guarded.post("/sign-out").headers["Location"] == "/sign-in"
    guarded.set_cookie(COOKIE, cookie.value)  # as a thief does who has copied it
    assert guarded.get("/api/projects").status_code == 401


def test_sign_ins_are_listed_and_ended(guarded: FlaskClient) -> None:
    other = guarded.application.test_client()
    for client, agent in ((guarded, "Laptop"), (other, "Telephone")):
        _sign_in(client, **{"User-Agent": agent})
    listed = guarded.get("/api/sessions").get_json()["sessions"]
    assert [(each["agent"], each["is_current"]) for each in listed] == [
        ("Telephone", False),
        ("Laptop", True),
    ]
    assert "Telephone" in guarded.get("/sessions").text
    assert guarded.delete(f"/api/sessions/{listed[0]['id']}").status_code == 204
    assert guarded.delete(f"/api/sessions/{listed[0]['id']}").status_code == 404
    assert other.get("/api/projects").status_code == 401
    ended = guarded.post(f"/sessions/{listed[1]['id']}/end")
    assert ended.headers["Location"] == "/sessions"
    assert guarded.get("/api/projects").status_code == 401


def test_the_database_signs_nobody_in(guarded: FlaskClient, services: Services) -> None:
    _sign_in(guarded)
    cookie = guarded.get_cookie(COOKIE)
    assert cookie
    with services.projects.engine.connect() as connection:
        (row,) = connection.execute(select(session)).all()
    assert cookie.value not in row
    assert KEY not in row
    for column in row:
        guarded.set_cookie(COOKIE, str(column))
        assert guarded.get("/api/projects").status_code == 401


def test_another_key_signs_everybody_out(
    guarded: FlaskClient, services: Services, make_app: Callable[[Services], Flask]
) -> None:
    _sign_in(guarded)
    cookie = guarded.get_cookie(COOKIE)
    assert cookie
    settings = replace(services.settings, api_key="other")
    other = make_app(replace(services, settings=settings)).test_client()
    other.set_cookie(COOKIE, cookie.value)
    assert other.get("/api/projects").status_code == 401


@pytest.mark.parametrize("forged", ["", "in", "in.aaaa.bbbb", "\N{SNOWMAN}"])
def test_nobody_makes_a_cookie_of_their_own(guarded: FlaskClient, forged: str) -> None:
    guarded.set_cookie(COOKIE, forged)
    assert guarded.get("/api/projects").status_code == 401


@pytest.mark.parametrize(("every_days", "days"), [(6, 30), (8, 8)], ids=["used", "unused"])
def test_a_sign_in_ends_after_a_month_or_a_week_without_use(
    services: Services, every_days: int, days: int
) -> None:
    now = 0.0
    store = SessionStore(services.projects.engine, KEY, lambda: now)
    token = store.open("127.0.0.1", "Laptop")
    while now < (days - 1) * 24 * 3600:
        assert store.find(token)
        now += every_days * 24 * 3600
    assert store.find(token) is None
    assert store.all() == ()
    store.open("127.0.0.1", "Laptop")
    assert len(store.all()) == 1


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
    guesses = [_sign_in(thief, f"guess {n}") for n in range(12)]
    assert guesses == [403] * 10 + [429] * 2
    refused = thief.get("/api/projects", headers={"Authorization": "Bearer guess 13"})
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "wait" in thief.post("/sign-in", data={"key": "guess 14"}).text
    assert signed_in.get("/api/projects").status_code == 200


def test_whoever_guesses_locks_out_nobody_who_knows_the_key(guarded: FlaskClient) -> None:
    assert [_sign_in(guarded, f"guess {n}") for n in range(12)][-1] == 429
    assert guarded.get("/api/projects", headers=KNOWN).status_code == 200
    assert _sign_in(guarded) == 303


def test_a_header_does_not_make_another_sender(guarded: FlaskClient) -> None:
    claims = [{"X-Forwarded-For": f"1.1.1.{number}"} for number in range(12)]
    guesses = [_sign_in(guarded, f"guess {n}", **claim) for n, claim in enumerate(claims)]
    assert guesses == [403] * 10 + [429] * 2


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
