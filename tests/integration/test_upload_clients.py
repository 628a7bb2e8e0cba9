"""Clients that others wrote upload a recording while its server is killed and comes back."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
CHUNK_BYTES = 4 << 20
SIZE_BYTES = 48 << 20
_LONGEST_S = 90


class Server:
    """The studio on folders of its own; a kill takes all of it at once."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, _free_port()
        self.start()

    def start(self) -> None:
        """Serve, and come back when it answers."""
        environ = os.environ | {
            "INSTANCE_DIR": str(self.folder / "instance"),
            "CACHE_DIR": str(self.folder / "cache"),
        }
        command = [sys.executable, str(ROOT / "app.py"), "--port", str(self.port)]
        self._process = subprocess.Popen(
            command, cwd=self.folder, env=environ, stdout=subprocess.DEVNULL, start_new_session=True
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

    def finished(self) -> list[Path]:
        """Uploads that have all their bytes."""
        parts = (self.folder / "instance" / "uploads").glob("*.part")
        return [part for part in parts if part.stat().st_size == SIZE_BYTES]


class Counter:
    """Stands between a client and the server, and counts what the client sends."""

    def __init__(self, server_port: int) -> None:
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


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WAV file of noise, ``SIZE_BYTES`` long."""
    path = tmp_path_factory.mktemp("recording") / "pitch.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(os.urandom(SIZE_BYTES - 44))
    assert path.stat().st_size == SIZE_BYTES
    return path


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.kill()


def by_tuspy(endpoint: str, path: Path) -> None:
    """Upload with the client for Python, as patient people do: on and on from where it stands."""
    from tusclient.client import TusClient
    from tusclient.exceptions import TusCommunicationError

    deadline, place = time.monotonic() + _LONGEST_S, None
    while time.monotonic() < deadline:
        with path.open("rb") as stream:
            try:
                uploader = TusClient(endpoint).uploader(
                    file_stream=stream, chunk_size=CHUNK_BYTES, url=place, retries=3, retry_delay=1
                )
                place = uploader.url or uploader.create_url()
                uploader.set_url(place)
                return uploader.upload()
            except (TusCommunicationError, OSError):
                time.sleep(0.5)
    raise TimeoutError("the upload never ended")


def by_tus_js_client(endpoint: str, path: Path) -> None:
    """Upload with the client for JavaScript, as npm has it."""
    if not shutil.which("node") or not (ROOT / "frontend/node_modules/tus-js-client").is_dir():
        pytest.skip("Node.js or the page's packages are missing: run `make test`")
    command = ["node", "tests/upload_client.mjs", endpoint, str(path), str(CHUNK_BYTES)]
    done = subprocess.run(
        command, cwd=ROOT / "frontend", capture_output=True, text=True, timeout=_LONGEST_S
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("upload", [by_tuspy, by_tus_js_client])
def test_a_killed_server_costs_one_piece_at_most(
    server: Server, recording: Path, upload: Callable[[str, Path], None]
) -> None:
    counter = Counter(server.port)
    client = threading.Thread(
        target=upload, args=(f"http://127.0.0.1:{counter.port}/api/uploads", recording)
    )
    client.start()
    while counter.sent_bytes < SIZE_BYTES // 2 and client.is_alive():
        time.sleep(0.001)
    server.kill()
    server.start()
    client.join(_LONGEST_S)
    counter.close()
    assert not client.is_alive()
    (arrived,) = server.finished()
    sent = hashlib.sha256(recording.read_bytes()).hexdigest()
    assert hashlib.sha256(arrived.read_bytes()).hexdigest() == sent
    headers = 2 << 20  # of all requests; generous
    assert counter.sent_bytes <= SIZE_BYTES + CHUNK_BYTES + headers
