"""The settings of nginx: what is sent and what is told passes at once, in pieces of any size."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nginx import nginx

_PATIENCE_S = 60.0


@pytest.fixture
def backend() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(_PATIENCE_S)
        yield listening


@pytest.fixture
def proxy(backend: socket.socket, tmp_path: Path) -> Iterator[tuple[str, int]]:
    """The address of nginx in front of ``backend``, with the project's settings."""
    with nginx(tmp_path, [backend.getsockname()[1]]) as port:
        yield "127.0.0.1", port


def read_until(line: socket.socket, end: bytes) -> bytes:
    line.settimeout(_PATIENCE_S)
    heard = b""
    while end not in heard:
        block = line.recv(1 << 16)
        assert block, heard
        heard += block
    return heard


def test_an_upload_arrives_while_it_is_sent(backend: socket.socket, proxy: tuple[str, int]) -> None:
    with socket.create_connection(proxy) as client:
        head = b"PATCH /api/uploads/x HTTP/1.1\r\nHost: studio.example:81\r\n"
        client.sendall(head + b"Content-Length: 9000000000\r\n\r\nfirst bytes")
        line, _ = backend.accept()
        with line:
            heard = read_until(line, b"first bytes")
    assert b"Host: studio.example:81" in heard


def test_events_pass_when_they_happen(backend: socket.socket, proxy: tuple[str, int]) -> None:
    with socket.create_connection(proxy) as client:
        client.sendall(b"GET /api/events?job=x HTTP/1.1\r\nHost: studio.example\r\n\r\n")
        line, _ = backend.accept()
        with line:
            read_until(line, b"\r\n\r\n")
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n")
            read_until(client, b"data: 1\n\n")
            line.sendall(b"data: 2\n\n")
            read_until(client, b"data: 2\n\n")
