"""The HTTP surface is described, and answers as it is described whatever it is asked."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import create_app
from vsl.bootstrap import Services
from vsl.jobs.task import Failure
from vsl.web import events
from vsl.web.openapi import list_operations
from vsl.web.operations import OPERATIONS, PIECE

_EXAMPLES = int(os.environ.get("API_EXAMPLES", "8"))  # a request each
_CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


def test_every_address_for_programs_is_described(client: FlaskClient) -> None:
    found = {rule.endpoint for rule, _ in list_operations(client.application)}
    assert found <= set(OPERATIONS), "describe these in vsl/web/operations.py"


def test_the_document_is_openapi(client: FlaskClient) -> None:
    validator = pytest.importorskip("openapi_spec_validator", reason="needs openapi-spec-validator")
    response = client.get("/openapi.json")
    assert response.get_json()["openapi"].startswith("3.1")
    validator.validate(response.get_json())


def test_people_can_read_it_without_any_script(client: FlaskClient) -> None:
    response = client.get("/api/docs")
    page = response.get_data(as_text=True)
    assert response.mimetype == "text/html"
    assert "/api/projects/{project_id}/edits" in page
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "style=" not in page


@pytest.fixture
def app(services: Services, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application whose streams end soon."""
    for limit in ("_SHORTEST_S", "_LONGEST_S"):
        monkeypatch.setattr(events, limit, 0.0)
    return create_app(services=services)


@pytest.fixture
def listeners(services: Services) -> Iterator[None]:
    """Somebody who takes every job and gives it up."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.05):
            if claim := services.tasks.claim("test"):
                services.tasks.retry_or_fail(claim, Failure("bad_input", "Nobody speaks in it."))

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


# schemathesis leaves the files of answers open
@pytest.mark.filterwarnings("ignore:.*FileIO:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.slow
@pytest.mark.usefixtures("listeners")
def test_nothing_that_the_description_allows_breaks_it(
    app: Flask, services: Services, project_id: str, request: pytest.FixtureRequest
) -> None:
    schemathesis = pytest.importorskip("schemathesis", reason="needs schemathesis")
    export = services.projects.add_export(project_id, "srt", {})
    job = services.tasks.submit("export", {"export": export}, project_id)
    known = {"project_id": project_id, "slide_id": "s1", "export_id": export, "job_id": job}
    schemathesis.serializer.alias(PIECE, "application/octet-stream")
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
    checks = [getattr(schemathesis.checks, name) for name in _CHECKS]
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path != "/health":  # which tells of this machine
            _try_out(operation, {} if operation.method == "delete" else known, checks)


def _try_out(operation: Any, known: dict[str, str], checks: list[Any]) -> None:
    if operation.path == "/health":
        return  # tells of this machine

    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), real=st.booleans())
    def ask(case: Any, real: bool) -> None:
        if real:
            for name in set(case.path_parameters or ()) & set(known):
                case.path_parameters[name] = known[name]
        case.call_and_validate(checks=checks)

    ask()
