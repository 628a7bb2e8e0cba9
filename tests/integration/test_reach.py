"""Whether a server answers is asked in the background, once a minute."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from vsl.speech.server_reach import Reach


class _Server(BaseHTTPRequestHandler):
    asked: list[str]

    def do_HEAD(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server that refuses everything."""
    _Server.asked = []
    with HTTPServer(("127.0.0.1", 0), _Server) as server:
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_server_that_refuses_is_there_and_asked_once(server: str) -> None:
    reach = Reach()
    assert not any(reach.is_known_dead(f"{server}/weights", wait_s=5) for _ in range(3))
    assert _Server.asked == ["/weights"]


def test_a_closed_port_is_dead() -> None:
    assert Reach().is_known_dead("http://127.0.0.1:9/", wait_s=5)  # the discard port, closed


def test_whoever_says_nothing_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        started = time.monotonic()
        assert not Reach().is_known_dead(url, wait_s=0.1)
        assert time.monotonic() - started < 2


def test_an_old_answer_serves_while_a_new_one_is_asked_for(server: str) -> None:
    reach = Reach(holds_s=0.0)
    reach.is_known_dead(server, wait_s=5)
    started = time.monotonic()
    assert not reach.is_known_dead(server)
    assert time.monotonic() - started < 0.5
    until = time.monotonic() + 5
    while len(_Server.asked) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    assert len(_Server.asked) == 2
