"""The stream of events: what a browser hears of its jobs."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from vsl.bootstrap import Services
from vsl.jobs.event_feed import EventFeed


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services=services)


def hear(app: Flask, query: str, last_id: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    """Ids and contents of events, as they come."""
    headers = {"Last-Event-ID": last_id} if last_id else {}
    response = app.test_client().get(f"/api/events?{query}", headers=headers)
    assert response.status_code == 200
    assert response.mimetype == "text/event-stream"
    assert response.headers["X-Accel-Buffering"] == "no"
    try:
        for block in response.iter_encoded():
            fields = dict(line.split(": ", 1) for line in block.decode().splitlines() if line)
            if fields.get("event") == "job":
                yield fields["id"], json.loads(fields["data"])
    finally:
        response.close()


def test_a_stream_begins_with_how_the_job_stands_and_goes_on(
    app: Flask, services: Services
) -> None:
    job = services.tasks.submit("make", {}, "p")
    claim = services.tasks.claim("test")
    assert claim is not None
    stream = hear(app, f"job={job}")
    _, running = next(stream)
    assert (running["state"], running["seq"], running["percent"]) == ("running", 2, 0)
    services.tasks.finish(claim, {})
    _, done = next(stream)
    assert (done["state"], done["seq"], done["percent"]) == ("done", 3, 100)
    stream.close()


def test_whoever_comes_back_misses_nothing_and_hears_nothing_twice(
    app: Flask, services: Services
) -> None:
    job = services.tasks.submit("make", {}, "p")
    stream = hear(app, "project=p")
    last_id, first = next(stream)
    stream.close()
    assert first["seq"] == 1
    claim = services.tasks.claim("test")
    assert claim is not None
    services.tasks.finish(claim, {})
    later = hear(app, "project=p", last_id)
    assert [(next(later)[1])["seq"] for _ in range(2)] == [2, 3]
    later.close()
    other = services.tasks.submit("export", {}, "p")
    again = hear(app, "project=p", f"{job}.3")
    assert next(again)[1]["id"] == other
    again.close()


def test_above_the_cap_a_page_is_told_to_come_back(app: Flask, services: Services) -> None:
    object.__setattr__(services, "events", EventFeed(services.tasks, most=0))
    answer = app.test_client().get("/api/events?job=a")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("query", ["", "job=a%20b", "job=" + "a," * 60])
def test_nonsense_is_told_in_one_line(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/events?{query}")
    assert answer.status_code == 422


def test_a_damaged_id_is_as_good_as_none(app: Flask, services: Services) -> None:
    job = services.tasks.submit("make", {}, "p")
    stream = hear(app, f"job={job}", "nonsense")
    assert next(stream)[1]["seq"] == 1
    stream.close()
