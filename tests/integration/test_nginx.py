"""The settings of nginx: what is sent and what is told passes at once, in pieces of any size."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port

CONF = Path(__file__).parents[2] / "deploy" / "nginx.conf"
_PATIENCE_S = 60.0
_MAIN = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/studio.conf;
}}
"""


@pytest.fixture
def backend() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(_PATIENCE_S)
        yield listening


@pytest.fixture
def proxy(backend: socket.socket, tmp_path: Path) -> Iterator[tuple[str, int]]:
    """The address of nginx in front of ``backend``, with the project's settings."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        pytest.skip("needs nginx: apt-get install nginx-light")
    port = free_port()
    text = CONF.read_text().replace("listen 80;", f"listen 127.0.0.1:{port};")
    text = text.replace("http://web:7860", f"http://127.0.0.1:{backend.getsockname()[1]}")
    (tmp_path / "studio.conf").write_text(text)
    user = "user root;" if os.geteuid() == 0 else ""
    (tmp_path / "main.conf").write_text(_MAIN.format(folder=tmp_path, user=user))
    command = [nginx, "-c", str(tmp_path / "main.conf"), "-g", "daemon off;"]
    running = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        _wait_for(port, running)
        yield "127.0.0.1", port
    finally:
        running.terminate()
        running.wait()


def _wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline and running.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("nginx does not start")


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
