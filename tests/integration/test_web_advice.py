"""What is told before anything is sent: who listens, how long, what would suit better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from vsl.bootstrap import Services, bootstrap
from vsl.ops.metrics import StageRun
from vsl.settings import Settings
from vsl.speech.listening_time import Machine
from vsl.workflows import forecast


def _ask(client: FlaskClient, **query: object) -> Any:
    return client.get("/api/advice", query_string={"duration_ms": 300_000, **query})


@pytest.fixture
def with_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecast, "read_machine", lambda _settings: Machine(2, 8 << 30))
    monkeypatch.setattr(forecast.weights, "at_hand", lambda _model: True)


@pytest.mark.usefixtures("with_weights")
def test_the_answer_names_engine_model_time_and_what_would_be_better(client: FlaskClient) -> None:
    told = _ask(client, engine="whisper", language="en").get_json()
    assert (told["engine"], told["model"]) == ("whisper", "base")
    assert told["title"] == "Whisper"
    assert told["text"] == "Whisper base · about 20 s on this machine"
    assert told["recommended"]["model"] == "small"
    assert told["advice"].startswith("Whisper small would be more exact")
    assert {model["name"] for model in told["models"]} >= {"tiny", "base", "small"}


@pytest.mark.usefixtures("with_weights")
def test_a_chosen_model_is_timed_with_what_this_machine_measured(
    client: FlaskClient, services: Services
) -> None:
    services.metrics.record(StageRun("listen", 200, 100, "whisper", model="small"))
    told = _ask(client, engine="whisper", model="small").get_json()
    assert (told["model"], told["seconds"]) == ("small", 605.0)


def test_an_engine_without_models_has_none_to_offer(client: FlaskClient) -> None:
    told = _ask(client, engine="sphinx").get_json()
    assert (told["model"], told["models"], told["recommended"]) == (None, [], None)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"duration_ms": ""}, "duration_ms"),
        ({"duration_ms": "-1"}, "duration_ms"),
        ({"duration_ms": "9" * 40}, "duration_ms"),
        ({"engine": "parrot"}, "parrot"),
        ({"model": "/etc/passwd"}, "tiny"),
        ({"language": "!"}, "!"),
    ],
)
def test_a_question_that_makes_no_sense_is_named(
    client: FlaskClient, query: dict[str, str], named: str
) -> None:
    answer = _ask(client, **query)
    assert answer.status_code == 422
    assert named in answer.get_json()["message"]


def test_sending_elsewhere_without_consent_is_told_before_the_upload(client: FlaskClient) -> None:
    answer = _ask(client, engine="openai")
    assert answer.status_code == 403
    assert "ALLOW_UPLOAD_TO_API=true" in answer.get_json()["message"]


def test_a_missing_key_is_the_callers_to_cure(
    settings: Settings, make_app: Callable[[Services], Flask]
) -> None:
    services = bootstrap(replace(settings, allow_upload_to_api=True), start_runner=lambda: None)
    answer = _ask(make_app(services).test_client(), engine="openai")
    assert answer.status_code == 422
    assert "OPENAI_API_KEY" in answer.get_json()["message"]
