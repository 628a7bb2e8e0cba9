"""A studio that may be killed, what counts bytes before it, and the clients that others wrote."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

from tests.ports import free_port

ROOT = Path(__file__).parents[1]
_HEADER_BYTES = 44
_LONGEST_S = 300
_WRITTEN_BYTES = 8 << 20


class Server:
    """The studio on folders of its own; a kill takes all of it at once."""

    def __init__(self, folder: Path, *, quiet: bool = False, **settings: str) -> None:
        """Start it with ``settings`` in its environment."""
        self.folder, self.port, self._settings = folder, free_port(), settings
        self._told = subprocess.DEVNULL if quiet else None
        self.start()

    @property
    def pid(self) -> int:
        """The process that all others come from."""
        return self._process.pid

    def start(self) -> None:
        """Serve, and come back when it answers."""
        folders = {
            "INSTANCE_DIR": str(self.folder / "instance"),
            "CACHE_DIR": str(self.folder / "cache"),
        }
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "app.py"), "--port", str(self.port)],
            cwd=self.folder,
            env=os.environ | folders | self._settings,
            stdout=subprocess.DEVNULL,
            stderr=self._told,
            start_new_session=True,
        )
        deadline = time.monotonic() + _LONGEST_S
        while time.monotonic() < deadline:
            with suppress(OSError), urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5):
                return
            time.sleep(0.1)
        raise TimeoutError("the server does not answer")

    def kill(self) -> None:
        """kill -9 of every web process."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def finished(self, size_bytes: int) -> list[Path]:
        """Uploads that have all their bytes."""
        parts = (self.folder / "instance" / "uploads").glob("*.part")
        return [part for part in parts if part.stat().st_size == size_bytes]


class Counter:
    """Stands between a client and the server, and counts what the client sends."""

    def __init__(self, server_port: int) -> None:
        """Listen on a port of its own, ``port``."""
        self._server_port, self.sent_bytes = server_port, 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with (
            client,
            suppress(OSError),
            socket.create_connection(("127.0.0.1", self._server_port)) as server,
        ):
            back = threading.Thread(target=_pump, args=(server, client, None), daemon=True)
            back.start()
            _pump(client, server, self._count)
            back.join()

    def _count(self, size: int) -> None:
        self.sent_bytes += size


def _pump(
    source: socket.socket, target: socket.socket, count: Callable[[int], None] | None
) -> None:
    with suppress(OSError):
        while block := source.recv(1 << 16):
            if count:
                count(len(block))
            target.sendall(block)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def make_noise(path: Path, size_bytes: int) -> None:
    """A recording that no packing makes smaller: a WAV file of noise, exactly so long."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48_000)
        left = size_bytes - _HEADER_BYTES
        file.setnframes(left // 4)
        while left:
            block = os.urandom(min(left, _WRITTEN_BYTES))
            file.writeframesraw(block)
            left -= len(block)


def by_tuspy(endpoint: str, path: Path, chunk_bytes: int) -> None:
    """Upload with the client for Python, as patient people do: on and on from where it stands."""
    from tusclient.client import TusClient
    from tusclient.exceptions import TusCommunicationError

    deadline, place = time.monotonic() + _LONGEST_S, None
    while time.monotonic() < deadline:
        with path.open("rb") as stream:
            try:
                uploader = TusClient(endpoint).uploader(
                    file_stream=stream, chunk_size=chunk_bytes, url=place, retries=3, retry_delay=1
                )
                place = uploader.url or uploader.create_url()
                uploader.set_url(place)
                return uploader.upload()
            except (TusCommunicationError, OSError):
                time.sleep(0.5)
    raise TimeoutError("the upload never ended")


def has_tus_js_client() -> bool:
    """Whether the client for JavaScript, and what runs it, is on this machine."""
    installed = (ROOT / "frontend/node_modules/tus-js-client").is_dir()
    return installed and shutil.which("node") is not None


def by_tus_js_client(endpoint: str, path: Path, chunk_bytes: int, *, side_by_side: int = 1) -> None:
    """Upload with the client for JavaScript, as npm has it, in so many parts at once."""
    command = ["node", "tests/upload_client.mjs", endpoint, str(path), str(chunk_bytes)]
    done = subprocess.run(
        [*command, str(side_by_side)],
        cwd=ROOT / "frontend",
        capture_output=True,
        text=True,
        timeout=_LONGEST_S,
    )
    assert done.returncode == 0, done.stderr
