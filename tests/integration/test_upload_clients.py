"""Clients that others wrote upload a recording while its server is killed and comes back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.upload_clients import (
    Counter,
    Server,
    by_tus_js_client,
    by_tuspy,
    has_tus_js_client,
    make_noise,
)
from vsl.basics.files import file_sha256

CHUNK_BYTES = 4 << 20
SIZE_BYTES = 48 << 20
_LONGEST_S = 90


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WAV file of noise, ``SIZE_BYTES`` long."""
    path = tmp_path_factory.mktemp("recording") / "pitch.wav"
    make_noise(path, SIZE_BYTES)
    assert path.stat().st_size == SIZE_BYTES
    return path


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.kill()


NEEDS_NODE = pytest.mark.skipif(
    not has_tus_js_client(), reason="needs Node.js and the page's packages: run `make test`"
)


@pytest.mark.slow
@pytest.mark.parametrize("upload", [by_tuspy, pytest.param(by_tus_js_client, marks=NEEDS_NODE)])
def test_a_killed_server_costs_one_piece_at_most(
    server: Server, recording: Path, upload: Callable[[str, Path, int], None]
) -> None:
    counter = Counter(server.port)
    client = threading.Thread(
        target=upload, args=(f"http://127.0.0.1:{counter.port}/api/uploads", recording, CHUNK_BYTES)
    )
    client.start()
    while counter.sent_bytes < SIZE_BYTES // 2 and client.is_alive():
        time.sleep(0.001)
    server.kill()
    server.start()
    client.join(_LONGEST_S)
    counter.close()
    assert not client.is_alive()
    (arrived,) = server.finished(SIZE_BYTES)
    assert file_sha256(arrived) == file_sha256(recording)
    headers = 2 << 20  # of all requests; generous
    assert counter.sent_bytes <= SIZE_BYTES + CHUNK_BYTES + headers
