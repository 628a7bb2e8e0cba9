"""``python app.py`` serves what gunicorn serves, and says where."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def _serving(folder: Path, port: int) -> Iterator[str]:
    """A server on folders of its own; gives the first two lines that it prints."""
    environ = {**os.environ, "INSTANCE_DIR": str(folder / "i"), "CACHE_DIR": str(folder / "c")}
    command = [sys.executable, str(ROOT / "app.py"), "--port", str(port)]
    with subprocess.Popen(
        command, cwd=folder, env=environ, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        try:
            yield server.stdout.readline() + server.stdout.readline()
        finally:
            server.terminate()


def test_it_prints_its_address_and_answers_there(tmp_path: Path) -> None:
    port = _free_port()
    with _serving(tmp_path, port) as line:
        assert line.splitlines() == [
            f"VSL is ready: http://127.0.0.1:{port}",
            "Only this machine can reach it; no key is asked for (API_KEY is not set).",
        ]
        with urlopen(f"http://127.0.0.1:{port}/health", timeout=60) as answer:
            assert json.load(answer)["queue"]["queued"] == 0
    assert (tmp_path / "i" / "vsl.sqlite").is_file()


def test_a_port_in_use_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, str(ROOT / "app.py"), "--port", port]
        ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert ended.returncode == 2
    assert ended.stderr.splitlines() == [
        f"app.py: 127.0.0.1:{port}: Address already in use. Choose another with --port."
    ]


def test_a_setting_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    environ = {**os.environ, "MAX_FILE_SIZE": "huge"}
    command = [sys.executable, str(ROOT / "app.py")]
    ended = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True)
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert "MAX_FILE_SIZE='huge'" in ended.stderr
