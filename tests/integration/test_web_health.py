"""/health says how the machine is, and 503 only when it cannot work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

import vsl
from tests.postgres import new_database
from vsl.bootstrap import Services, bootstrap
from vsl.ops import health
from vsl.settings import Settings


def test_health_tells_machine_caches_queue_engines_and_protection(
    client: FlaskClient, services: Services
) -> None:
    services.tasks.submit("make", {}, "p")
    response = client.get("/health")
    report = response.get_json()
    assert response.status_code == 200
    assert report["status"] in (health.OK, health.DEGRADED)
    assert report["version"] == vsl.__version__
    assert report["queue"]["queued"] == 1
    assert set(report["caches"]) == set(services.caches)
    assert report["engines"]["sphinx"] == {"available": True, "reason": None}
    assert report["engines"]["openai"]["available"] is False
    assert "ALLOW_UPLOAD_TO_API" in report["engines"]["openai"]["reason"]
    assert report["protection"]["limits"] is True
    assert {"cpu", "memory", "disk", "uptime_s", "stages"} <= set(report)


def test_an_engine_that_lacks_something_says_what(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("vsl.speech.weights.converted.CONVERSIONS", {})
    whisper = client.get("/health").get_json()["engines"]["whisper"]
    assert whisper["available"] is False
    assert whisper["reason"].startswith("Whisper base is not on this machine")


def test_parakeet_is_available_once_its_weights_are_here(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    pytest.importorskip("onnx_asr", reason="needs pip install 'vsl[parakeet]'")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    parakeet = client.get("/health").get_json()["engines"]["parakeet"]
    assert parakeet["available"] is False
    assert parakeet["reason"].startswith("Parakeet tdt-0.6b-v3 is not on this machine")
    monkeypatch.setattr("vsl.speech.parakeet.weights.at_hand", lambda _: True)
    assert client.get("/health").get_json()["engines"]["parakeet"]["available"] is True


def test_a_full_disk_means_503(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "FULL_DISK_BYTES", 1 << 60)
    response = client.get("/health")
    assert (response.status_code, response.get_json()["status"]) == (503, health.DOWN)


def test_a_database_that_is_gone_means_503(client: FlaskClient, services: Services) -> None:
    with services.projects.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE task")
    response = client.get("/health")
    assert response.status_code == 503
    assert "DATABASE_URL" in response.get_json()["problems"][0]


def test_a_process_lives_without_a_database_but_is_not_ready(
    client: FlaskClient, services: Services
) -> None:
    assert client.get("/ready").status_code == 200
    with services.projects.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE task")
    assert (client.get("/health/live").status_code, client.get("/health/live").data) == (204, b"")
    answer = client.get("/ready")
    assert (answer.status_code, answer.get_json()["status"]) == (503, health.DOWN)
    assert "DATABASE_URL" in answer.get_json()["problems"][0]


def test_a_database_server_that_comes_back_makes_a_process_ready_again(
    settings: Settings, postgres: str, make_app: Callable[[Services], Flask]
) -> None:
    import psycopg

    with new_database(postgres) as url:
        services = bootstrap(replace(settings, database_url=url), start_runner=lambda: None)
        client = make_app(services).test_client()
        name = url.rpartition("/")[2]
        with psycopg.connect(f"{postgres}/postgres", autocommit=True) as server:
            assert client.get("/ready").status_code == 200
            server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            server.execute(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            )
            assert client.get("/ready").status_code == 503
            server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
            assert client.get("/ready").status_code == 200
        services.projects.engine.dispose()


def test_a_process_that_leaves_lives_but_is_not_ready(
    client: FlaskClient, services: Services
) -> None:
    services.events.close()
    assert client.get("/health/live").status_code == 204
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert "leaving" in answer.get_json()["problems"][0]
