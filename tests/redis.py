"""A Redis server of the tests' own, on a free port of this machine, which may be killed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

import pytest

from tests.ports import free_port

_START_S = 60


class RedisServer:
    """A server that keeps nothing: after a restart it is empty."""

    def __init__(self, folder: Path) -> None:
        """Start it; skips where Redis or Celery is not installed."""
        for name in ("celery", "redis"):
            pytest.importorskip(name, reason="needs Celery: pip install 'vsl[celery]'")
        if shutil.which("redis-server") is None:
            pytest.skip("needs Redis: apt-get install redis-server")
        self._folder = folder
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it, empty."""
        options = {"bind": "127.0.0.1", "port": self._port, "dir": self._folder, "save": ""}
        command = ["redis-server"]
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
        deadline = time.monotonic() + _START_S
        while not self._answers():
            assert time.monotonic() < deadline, "Redis does not start"
            time.sleep(0.02)

    def kill(self) -> None:
        """End it at once; all that it held is lost."""
        self._process.kill()
        self._process.wait()

    def forget(self) -> None:
        """Lose all that it holds, while everybody's line to it stays open."""
        assert self._ask(b"FLUSHALL").startswith(b"+OK")

    def _answers(self) -> bool:
        try:
            return self._ask(b"PING").startswith(b"+PONG")
        except OSError:
            return False

    def _ask(self, command: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self._port), timeout=5) as line:
            line.sendall(command + b"\r\n")
            return line.recv(16)
