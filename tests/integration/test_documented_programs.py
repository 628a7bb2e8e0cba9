"""The Python in the documents runs, against a studio over HTTP where it speaks with one."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook
from werkzeug.serving import make_server

import vsl.client
from app import create_app
from tests.documents import ROOT, name_document, read_blocks
from tests.ports import free_port
from vsl.bootstrap import Services
from vsl.jobs.task import Claim
from vsl.model import document
from vsl.model.project import Project

_DOCUMENTED_ADDRESS = "https://slides.example.com"
_SECRET = "whsec_" + 32 * "A"
_DOCUMENTS = ("README.md", "docs/client.md", "docs/how-to/python.md", "docs/webhooks.md")
Run = Callable[[str], dict[str, Any]]


@pytest.fixture
def worker(services: Services, pitch: Project) -> Iterator[None]:
    """Ends every job: a recording becomes the deck of ``pitch``, an export a few bytes."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.02):
            if claim := services.tasks.claim("test"):
                _do(services, claim, pitch)
                services.tasks.finish(claim, {})

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


def _do(services: Services, claim: Claim, pitch: Project) -> None:
    if claim.kind == "make":
        row = services.projects.get(claim.payload["project"])
        heard = replace(pitch, media=replace(pitch.media, sha256=row.sha256))
        services.projects.save_document(row.id, document.dumps(heard))
    else:
        row = services.projects.get_export(claim.payload["export"])
        with services.files.writing_export(row.id, f".{row.format}") as path:
            path.write_bytes(b"video")


@pytest.fixture
def address(services: Services, worker: None) -> Iterator[str]:
    """The address of a studio."""
    port = free_port()
    server = make_server("127.0.0.1", port, create_app(services=services), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def run(address: str, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a program beside a recording and a letter; returns its names and their values."""
    monkeypatch.chdir(tmp_path)
    for name in ("pitch.mp4", "better.mp4"):
        (tmp_path / name).write_bytes(recording.read_bytes())
    for name in ("letter.md", "letter.docx"):
        (tmp_path / name).write_text("Hello again")

    def run_program(source: str) -> dict[str, Any]:
        names = _received()
        exec(source.replace(_DOCUMENTED_ADDRESS, address), names)
        return names

    return run_program


def _received() -> dict[str, Any]:
    """What a receiver of webhooks has when a message arrives."""
    (example,) = read_blocks(ROOT / "docs" / "webhooks.md", "json")
    now = datetime.now(UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(_SECRET).sign("msg_1", now, example),
    }
    return {"secret": _SECRET, "body": example, "headers": headers}


@pytest.mark.parametrize("name", _DOCUMENTS)
def test_it_runs(name: str, run: Run, tmp_path: Path) -> None:
    program = "\n".join(read_blocks(ROOT / name, "python"))
    assert program
    run(program)
    assert (tmp_path / "slides.mp4").exists() == ("slides.mp4" in program)


def test_the_client_shows_how_it_is_used(run: Run, tmp_path: Path) -> None:
    docstring = vsl.client.__doc__ or ""
    example = [line[4:] for line in docstring.splitlines() if line.startswith("    ")]
    run("\n".join(["from pathlib import Path", *example]))
    assert (tmp_path / "slides.mp4").exists()


def test_every_document_with_python_is_run() -> None:
    with_python = {
        name_document(path)
        for path in (ROOT / "docs").rglob("*.md")
        if "reference" not in path.parts and any(read_blocks(path, "python"))
    }
    assert with_python <= set(_DOCUMENTS)


def test_the_example_of_a_message_is_json() -> None:
    (example,) = read_blocks(ROOT / "docs" / "webhooks.md", "json")
    assert json.loads(example)["type"] == "job.done"
