"""Receivers that are real servers hear of each ending, and can tell that it comes from here."""

from __future__ import annotations

import io
import json
import socket
import threading
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.server import Server
from vsl.bootstrap import Services, bootstrap
from vsl.client import Client, JobEnded
from vsl.errors import BadSetting
from vsl.jobs.schema import delivery
from vsl.jobs.webhooks import sender as posting
from vsl.jobs.webhooks.delivery import Deliverer
from vsl.jobs.webhooks.outbox import Outbox
from vsl.jobs.webhooks.sender import post
from vsl.settings import Settings

OURS = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
THEIRS = "whsec_" + "A" * 32
_SAID = "1\n00:00:00,000 --> 00:00:00,900\nHello again\n"


@dataclass
class Heard:
    """What a receiver was sent, and what it answers, one after the other; then 204."""

    address: str = ""
    retry_after_s: int = 0
    answers: list[int] = field(default_factory=list)
    messages: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    came: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def bodies(self) -> list[dict[str, Any]]:
        """The messages as JSON."""
        return [json.loads(body) for _, body in self.messages]


@pytest.fixture
def heard() -> Iterator[Heard]:
    """A receiver on this machine."""
    receiver = Heard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.messages.append((dict(self.headers), body))
            self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
            self.send_header("Location", "/elsewhere")
            if receiver.retry_after_s:
                self.send_header("Retry-After", str(receiver.retry_after_s))
            self.end_headers()
            receiver.came.release()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.address = f"http://127.0.0.1:{server.server_port}/told?by=us"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield receiver
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def telling(settings: Settings, services: Services, heard: Heard) -> Services:
    """Services whose operator wants to be told."""
    own = replace(settings, webhook_url=heard.address, webhook_secret=OURS)
    return bootstrap(own, probe=services.probe, start_runner=lambda: None)


@pytest.fixture
def outbox(services: Services) -> Outbox:
    return Outbox(services.projects.engine)


@pytest.fixture
def deliverer(outbox: Outbox) -> Deliverer:
    return Deliverer(outbox, [OURS], allow_private=False)


def _end(services: Services, project_id: str) -> str:
    job = services.tasks.submit("make", {"project": project_id}, project_id)
    claim = services.tasks.claim("test")
    assert claim
    services.tasks.finish(claim, {})
    return job


def _come_due(outbox: Outbox) -> None:
    with outbox.engine.begin() as connection:
        connection.execute(update(delivery).values(not_before=0.0))


def test_the_operator_hears_of_each_ending_and_knows_who_tells(
    telling: Services, project_id: str, heard: Heard, deliverer: Deliverer
) -> None:
    webhooks = pytest.importorskip("standardwebhooks", reason="needs standardwebhooks")
    job = _end(telling, project_id)
    assert deliverer.deliver_next()
    assert not deliverer.deliver_next()
    ((headers, body),) = heard.messages
    lower = {name.lower(): text for name, text in headers.items()}
    told = webhooks.Webhook(OURS).verify(body, lower)
    assert (told["type"], told["data"]["job"]) == ("job.done", job)
    assert lower["content-type"] == "application/json"
    with pytest.raises(webhooks.WebhookVerificationError):
        webhooks.Webhook(THEIRS).verify(body, lower)


def test_a_message_that_is_refused_comes_again_the_same(
    telling: Services, project_id: str, heard: Heard, deliverer: Deliverer
) -> None:
    heard.answers = [500, 302]
    _end(telling, project_id)
    for _ in range(3):
        assert deliverer.deliver_next()
        _come_due(deliverer.outbox)
    assert not deliverer.deliver_next()
    ids = {headers["webhook-id"] for headers, _ in heard.messages}
    bodies = {body for _, body in heard.messages}
    assert (len(heard.messages), len(ids), len(bodies)) == (3, 1, 1)
    (kept,) = deliverer.outbox.of_project(project_id, most=9)
    assert (kept.state, kept.tries) == ("done", 3)


def test_a_server_that_is_gone_is_told_later(
    settings: Settings, project_id: str, deliverer: Deliverer
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        address = f"http://127.0.0.1:{gone.getsockname()[1]}/"
    own = replace(settings, webhook_url=address, webhook_secret=OURS)
    _end(bootstrap(own, start_runner=lambda: None), project_id)
    assert deliverer.deliver_next()
    (kept,) = deliverer.outbox.of_project(project_id, most=9)
    assert (kept.state, kept.tries) == ("waiting", 1)
    assert "refused" in kept.outcome


def test_a_receivers_wish_to_wait_is_kept(
    telling: Services, project_id: str, heard: Heard, deliverer: Deliverer
) -> None:
    heard.answers, heard.retry_after_s = [503], 3600
    _end(telling, project_id)
    begin = time.time()
    assert deliverer.deliver_next()
    (kept,) = deliverer.outbox.of_project(project_id, most=9)
    assert kept.not_before - begin > heard.retry_after_s - 60


def test_a_receiver_that_drips_is_left(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "LONGEST_S", 0.2)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as slow:

        def drip() -> None:
            line, _ = slow.accept()
            with line:
                while not over.wait(0.05):
                    try:
                        line.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        address = f"http://127.0.0.1:{slow.getsockname()[1]}/"
        answer = post(address, {}, b"{}", may_be_private=True)
        over.set()
        thread.join()
    assert answer.status is None
    assert "Nobody answered" in answer.outcome


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_projects_tell_nobody_in_the_servers_own_network(heard: Heard, name: str) -> None:
    inside = heard.address.replace("127.0.0.1", name)
    answer = post(inside, {}, b"{}", may_be_private=False)
    assert (answer.status, heard.messages) == (None, [])
    assert "private network" in answer.outcome


def test_a_name_that_leads_inside_is_found_out(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def rebound(host: str, *rest: Any, **more: Any) -> Any:
        return real("127.0.0.1" if host == "good.example" else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    outside = heard.address.replace("127.0.0.1", "good.example")
    assert "private network" in post(outside, {}, b"{}", may_be_private=False).outcome
    assert post(outside, {}, b"{}", may_be_private=True).is_success
    assert heard.messages[0][0]["Host"].startswith("good.example:")


def _hand_in(client: FlaskClient, recording: Path, **fields: str) -> Any:
    data = {"file": (io.BytesIO(recording.read_bytes()), "a.wav"), **fields}
    return client.post("/api/projects", data=data, content_type="multipart/form-data")


def test_a_project_has_a_receiver_and_a_secret_of_its_own(
    services: Services,
    make_app: Callable[[Services], Flask],
    recording: Path,
    heard: Heard,
    outbox: Outbox,
) -> None:
    webhooks = pytest.importorskip("standardwebhooks", reason="needs standardwebhooks")
    open_settings = replace(services.settings, allow_private_webhooks=True)
    client = make_app(replace(services, settings=open_settings)).test_client()
    own = {"webhook": heard.address, "webhook_secret": THEIRS}
    started = _hand_in(client, recording, **own).get_json()
    claim = services.tasks.claim("test")
    assert claim
    services.tasks.finish(claim, {})
    Deliverer(outbox, [], False, services.seal.open).deliver_next()
    path = f"/api/projects/{started['id']}/deliveries"
    (row,) = client.get(path).get_json()["deliveries"]
    assert (row["job"], row["receiver"], row["tries"]) == (started["job"], "127.0.0.1", 1)
    assert "private network" in row["answer"]
    assert row["next_try"] > row["created"]
    _come_due(outbox)
    Deliverer(outbox, [], True, services.seal.open).deliver_next()
    ((headers, body),) = heard.messages
    lower = {name.lower(): text for name, text in headers.items()}
    assert webhooks.Webhook(THEIRS).verify(body, lower)["data"]["project"] == started["id"]
    (row,) = client.get(path).get_json()["deliveries"]
    assert (row["state"], row["answer"], row["next_try"]) == ("done", "Answered 204.", None)
    assert THEIRS not in client.get(path).text


@pytest.mark.parametrize(
    ("fields", "status", "told"),
    [
        ({"webhook": "http://127.0.0.1/", "webhook_secret": THEIRS}, 403, "private network"),
        ({"webhook": "nowhere", "webhook_secret": THEIRS}, 422, "https://host/path"),
        ({"webhook": "https://example.com/"}, 422, "webhook_secret"),
    ],
)
def test_a_receiver_that_cannot_be_told_is_refused_with_the_project(
    client: FlaskClient,
    services: Services,
    recording: Path,
    fields: dict[str, str],
    status: int,
    told: str,
) -> None:
    answer = _hand_in(client, recording, **fields)
    assert answer.status_code == status
    assert told in answer.get_json()["message"]
    assert not services.projects.page(limit=1)


def test_deliveries_are_those_of_a_project_that_is_there(client: FlaskClient) -> None:
    assert client.get("/api/projects/nobody/deliveries").status_code == 404


def test_without_a_secret_nothing_starts(settings: Settings) -> None:
    with pytest.raises(BadSetting, match="WEBHOOK_SECRET"):
        bootstrap(replace(settings, webhook_url="https://example.com/"))


@pytest.mark.slow
def test_the_runner_tells_of_jobs_that_are_done_and_that_fail(tmp_path: Path, heard: Heard) -> None:
    noise = np.random.default_rng(1).integers(-9000, 9000, 16_000).astype(np.int16)
    spoken, silent = tmp_path / "spoken.wav", tmp_path / "silent.wav"
    for path, samples in ((spoken, noise.tobytes()), (silent, bytes(32_000))):
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes(samples)
    server = Server(tmp_path, WEBHOOK_URL=heard.address, WEBHOOK_SECRET=OURS)
    try:
        client = Client(server.address, timeout_s=60.0, patience_s=300.0)
        done = client.make(spoken, captions=_SAID)
        failed = client.make(silent, captions=_SAID)
        client.wait(done.job)
        with pytest.raises(JobEnded):
            client.wait(failed.job)
        assert all(heard.came.acquire(timeout=60) for _ in range(2))
    finally:
        server.kill()
    told = {(each["type"], each["data"]["job"]) for each in heard.bodies()}
    assert told == {("job.done", done.job), ("job.failed", failed.job)}
