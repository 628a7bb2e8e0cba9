"""Which engine listens, asked of a real network and a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from vsl.speech.weights import whisper as weights


class _WeightsServer(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(200 if self.path.endswith("/tiny.pt") else 404)
        self.send_header("Content-Length", "75572083")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server that has the weights of tiny and no others."""
    with HTTPServer(("127.0.0.1", 0), _WeightsServer) as server:
        monkeypatch.setattr(weights, "_ADDRESS", f"http://127.0.0.1:{server.server_port}")
        Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


@pytest.mark.usefixtures("server")
def test_the_server_is_asked_for_the_size_of_the_weights() -> None:
    assert weights.size_if_reachable("tiny") == 75_572_083
    assert weights.size_if_reachable("base") is None


def _fail(_url: str, **_more: float) -> int:
    raise ConnectionError("the network was asked")


@pytest.mark.usefixtures("server")
def test_the_server_is_asked_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = 600.0
    monkeypatch.setattr(weights, "monotonic", lambda: now_s)
    assert weights.size_if_reachable("tiny")
    with monkeypatch.context() as no_network:
        no_network.setattr(weights, "fetch_size", _fail)
        assert weights.size_if_reachable("tiny") == 75_572_083
        now_s += 60
        assert weights.size_if_reachable("tiny") is None


def test_a_server_that_cannot_be_reached_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "_ADDRESS", "http://127.0.0.1:9")  # the discard port, closed
    assert weights.size_if_reachable("tiny") is None


def test_the_addresses_are_those_whisper_fetches_from() -> None:
    import whisper

    for name, url in whisper._MODELS.items():
        own = weights._ALIASES.get(name, name)
        assert url == f"{weights._ADDRESS}/{weights._SHA256[own]}/{own}.pt"


def test_choosing_imports_neither_torch_nor_whisper() -> None:
    program = (
        "import sys; from vsl.speech.registry import *;"
        " choose_engine('auto', ListenOptions(), whisper_model='/none.pt');"
        " sys.exit(bool({'torch', 'whisper', 'pocketsphinx'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
