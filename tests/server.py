"""The studio as real processes, for clients that others wrote."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

from tests.ports import free_port

ROOT = Path(__file__).parents[1]
_LONGEST_S = 120


class Server:
    """A studio whose files lie in ``folder``; it can be killed, and comes back where it was."""

    def __init__(self, folder: Path, **settings: str) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        folders = {"INSTANCE_DIR": str(folder / "instance"), "CACHE_DIR": str(folder / "cache")}
        self._command = [sys.executable, str(ROOT / "app.py"), "--port", str(port)]
        self._folder, self._environ = folder, os.environ | folders | settings
        self.start()

    def start(self) -> None:
        """Serve, and come back when it answers."""
        self._process = subprocess.Popen(
            self._command,
            cwd=self._folder,
            env=self._environ,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _await_answer(f"{self.address}/health")
        except BaseException:
            self.kill()
            raise

    def kill(self) -> None:
        """kill -9 of every web process."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[str]:
    """The address of a studio whose files lie in ``folder``."""
    server = Server(folder, **settings)
    try:
        yield server.address
    finally:
        server.kill()


def _await_answer(address: str) -> None:
    deadline = time.monotonic() + _LONGEST_S
    while time.monotonic() < deadline:
        with suppress(OSError), urlopen(address, timeout=5):
            return
        time.sleep(0.1)
    raise TimeoutError("the server does not answer")
