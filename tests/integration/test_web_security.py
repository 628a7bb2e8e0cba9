"""Other sites change nothing, errors look alike everywhere, headers are strict."""

from __future__ import annotations

import logging

import pytest
from flask.testing import FlaskClient

from vsl.bootstrap import Services


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 404),
        ({"Sec-Fetch-Site": "same-origin"}, 404),
        ({"Sec-Fetch-Site": "none"}, 404),
        ({"Origin": "http://localhost"}, 404),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:8080"}, 403),
    ],
)
def test_only_this_sites_own_pages_may_change_things(
    client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    assert client.post("/api/jobs/none/cancel", headers=headers).status_code == status


def test_another_site_may_link_here(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"}
    assert client.get("/health", headers=headers).status_code != 403


def test_every_answer_carries_the_headers(client: FlaskClient) -> None:
    for address in ("/health", "/api/none", "/none", "/static/favicon.svg"):
        headers = client.get(address).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert "Referrer-Policy" in headers


def test_json_is_not_kept_by_caches(client: FlaskClient) -> None:
    assert client.get("/health").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "address", "status", "word"),
    [
        ("GET", "/api/none", 404, "not_found"),
        ("PUT", "/api/projects", 405, "method_not_allowed"),
    ],
)
def test_the_api_answers_errors_as_json(
    client: FlaskClient, method: str, address: str, status: int, word: str
) -> None:
    response = client.open(address, method=method)
    assert response.status_code == status
    assert set(response.get_json()) == {"error", "message", "retryable"}
    assert response.get_json()["error"] == word


def test_a_wrong_method_is_told_the_right_one(client: FlaskClient) -> None:
    assert "POST" in client.put("/api/projects").headers["Allow"]


def test_pages_answer_errors_as_a_small_page_that_runs_nothing(client: FlaskClient) -> None:
    response = client.get("/projects/<script>")
    assert response.status_code == 404
    assert response.mimetype == "text/html"
    assert "<script>" not in response.text


def test_what_nobody_foresaw_is_logged_and_told_plainly(
    client: FlaskClient, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    services.projects.engine.dispose()
    with services.projects.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE export")
    with caplog.at_level(logging.ERROR):
        response = client.get("/api/exports/any/file")
    assert response.status_code == 500
    assert response.get_json()["error"] == "internal_error"
    assert "export" not in response.get_json()["message"]
    assert "no such table" in caplog.text


def test_a_large_body_is_refused_where_no_upload_is_expected(client: FlaskClient) -> None:
    response = client.post("/api/projects/any/exports", json={"format": "x" * 2_000_000})
    assert response.status_code == 413
