"""nginx with the project's settings, in front of servers of the tests' own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ports import free_port

CONF = Path(__file__).parents[1] / "deploy" / "nginx.conf"
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
    upstream web {{ {servers} }}
    include {folder}/studio.conf;
}}
"""


@contextmanager
def nginx(folder: Path, ports: Sequence[int]) -> Iterator[int]:
    """The port of nginx in front of the servers on these ports; skips where it is not installed.

    These stand where Docker's names lead to all processes of the service ``web``.
    """
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip("needs nginx: apt-get install nginx")
    port = free_port()
    text = CONF.read_text().replace("listen 80;", f"listen 127.0.0.1:{port};")
    (folder / "studio.conf").write_text(text.replace("http://web:7860", "http://web"))
    user = "user root;" if os.geteuid() == 0 else ""
    servers = " ".join(f"server 127.0.0.1:{each};" for each in ports)
    (folder / "main.conf").write_text(_MAIN.format(folder=folder, user=user, servers=servers))
    command = [program, "-c", str(folder / "main.conf"), "-g", "daemon off;"]
    running = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        _wait_for(port, running)
        yield port
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
