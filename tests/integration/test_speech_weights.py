"""Fetching Whisper's weights from a server that has every fault a network has."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from vsl.basics.files import file_sha256
from vsl.errors import BadInput, Cancelled, DiskFull, NotInstalled
from vsl.progress import Progress
from vsl.speech.weights import digests, download
from vsl.speech.weights import whisper as weights

CONTENT = bytes(range(256)) * 4000  # a megabyte


class _Faulty(BaseHTTPRequestHandler):
    """Gives CONTENT; ``server.faults`` says how each answer goes wrong, in order."""

    server: Any
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.server.asked.append(asked)
        fault = self.server.faults.pop(0) if self.server.faults else ""
        if fault == "missing":
            self.send_error(404)
            return
        if fault.startswith("busy"):
            self.send_response(503)
            self.send_header("Retry-After", fault.removeprefix("busy "))
            self.end_headers()
            return
        start = 0 if fault == "no ranges" or not asked else int(asked[6:-1])
        if start >= len(CONTENT):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(CONTENT) - start))
        self.end_headers()
        self._send(CONTENT[start:], fault)

    def _send(self, content: bytes, fault: str) -> None:
        if fault == "breaks":
            self.wfile.write(content[: len(content) // 2])
        elif fault == "breaks at once":
            return
        elif fault == "other bytes":
            self.wfile.write(content[::-1])
        elif fault == "falls silent":
            self.wfile.write(content[:1000])
            self.server.stop_waiting.wait(5)
        elif fault == "trickles":
            for byte in content[:400]:
                self.wfile.write(bytes([byte]))
                time.sleep(0.01)
        else:
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        return


class _Server(ThreadingHTTPServer):
    """Keeps what it was asked and what it will do wrong."""

    daemon_threads = True

    def __init__(self) -> None:
        from threading import Event

        super().__init__(("127.0.0.1", 0), _Faulty)
        self.faults: list[str] = []
        self.asked: list[str | None] = []
        self.stop_waiting = Event()

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is part of the play."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[_Server]:
    """The weights of tiny behind an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setitem(weights._SHA256, "tiny", hashlib.sha256(CONTENT).hexdigest())
    with _Server() as server:
        monkeypatch.setattr(weights, "_ADDRESS", f"http://127.0.0.1:{server.server_port}")
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.stop_waiting.set()
        server.shutdown()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where whisper.load_model looks for tiny."""
    return tmp_path / "whisper" / "tiny.pt"


def _part(place: Path) -> Path:
    return place.with_name("tiny.pt.part")


def test_weights_are_fetched_with_progress_to_where_whisper_looks(
    server: _Server, place: Path
) -> None:
    seen: list[float] = []
    assert weights.fetch("tiny", Progress(lambda _stage, done: seen.append(done))) == place
    assert place.read_bytes() == CONTENT
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert weights.at_hand("tiny")
    assert not _part(place).exists()


def test_weights_that_are_there_are_not_asked_for(server: _Server, place: Path) -> None:
    weights.fetch("tiny", Progress())
    weights.fetch("tiny", Progress())
    assert server.asked == [None]


def test_a_connection_that_breaks_is_taken_up_where_it_broke(server: _Server, place: Path) -> None:
    server.faults = ["breaks"]
    weights.fetch("tiny", Progress())
    assert place.read_bytes() == CONTENT
    assert server.asked == [None, f"bytes={len(CONTENT) // 2}-"]


def test_a_server_that_brings_nothing_more_is_not_asked_again(server: _Server, place: Path) -> None:
    server.faults = ["breaks", "breaks at once"]
    with pytest.raises(NotInstalled, match="the connection broke"):
        weights.fetch("tiny", Progress())
    assert len(server.asked) == 2
    assert _part(place).read_bytes() == CONTENT[: len(CONTENT) // 2]


def test_a_busy_server_is_asked_again_when_it_wishes(server: _Server, place: Path) -> None:
    server.faults = ["busy 0", "busy 0"]
    weights.fetch("tiny", Progress())
    assert place.read_bytes() == CONTENT
    assert len(server.asked) == download.PLAN.tries


@pytest.mark.parametrize(("faults", "asked"), [(["busy 0"] * 9, 3), (["busy 3600"], 1)])
def test_a_server_that_stays_busy_is_given_up(
    server: _Server, faults: list[str], asked: int
) -> None:
    server.faults = faults
    with pytest.raises(NotInstalled, match="its server answers 503"):
        weights.fetch("tiny", Progress())
    assert len(server.asked) == asked


def test_waiting_for_a_busy_server_can_be_stopped(server: _Server) -> None:
    server.faults = ["busy 29"]

    def stop(_stage: str, _done: float) -> None:
        if server.asked:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        weights.fetch("tiny", Progress(stop))


def test_a_fetch_that_was_stopped_goes_on_later(server: _Server, place: Path) -> None:
    def stop(_stage: str, done: float) -> None:
        if done > 0.2:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        weights.fetch("tiny", Progress(stop))
    came = _part(place).stat().st_size
    assert came > len(CONTENT) // 5
    weights.fetch("tiny", Progress())
    assert server.asked[1] == f"bytes={came}-"
    assert place.read_bytes() == CONTENT


def test_a_server_without_ranges_sends_everything_again(server: _Server, place: Path) -> None:
    place.parent.mkdir()
    _part(place).write_bytes(CONTENT[:1000])
    server.faults = ["no ranges"]
    weights.fetch("tiny", Progress())
    assert place.read_bytes() == CONTENT


def test_a_part_that_is_whole_already_is_taken(server: _Server, place: Path) -> None:
    place.parent.mkdir()
    _part(place).write_bytes(CONTENT)
    weights.fetch("tiny", Progress())
    assert place.read_bytes() == CONTENT


@pytest.mark.parametrize("part", [b"", b"rubbish" * 200_000])
def test_wrong_bytes_are_deleted_and_named(server: _Server, place: Path, part: bytes) -> None:
    place.parent.mkdir()
    _part(place).write_bytes(part)
    server.faults = ["other bytes"]
    with pytest.raises(NotInstalled, match="not the published file; it was deleted"):
        weights.fetch("tiny", Progress())
    assert not place.exists()
    assert not _part(place).exists()


def test_half_a_file_in_the_place_of_the_weights_is_replaced(server: _Server, place: Path) -> None:
    place.parent.mkdir()
    place.write_bytes(CONTENT[:5000])
    weights.fetch("tiny", Progress())
    assert place.read_bytes() == CONTENT


def test_a_refusal_says_what_to_download_and_where_to_put_it(server: _Server, place: Path) -> None:
    server.faults = ["missing"]
    with pytest.raises(NotInstalled) as refused:
        weights.fetch("tiny", Progress())
    message = str(refused.value)
    assert "its server answers 404" in message
    assert f"put {weights._url('tiny')} at {place}, or choose the engine sphinx" in message
    assert len(server.asked) == 1


def test_an_unreachable_server_is_tried_once(
    server: _Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "_ADDRESS", "http://127.0.0.1:9")  # the discard port, closed
    with pytest.raises(NotInstalled, match=r"\(Connection refused\): connect to the network"):
        weights.fetch("tiny", Progress())


@pytest.mark.parametrize(
    ("fault", "reason"), [("falls silent", "timed out"), ("trickles", "only .* bytes came")]
)
def test_a_line_that_brings_hardly_anything_is_given_up(
    server: _Server, place: Path, monkeypatch: pytest.MonkeyPatch, fault: str, reason: str
) -> None:
    assert download.ANSWER_S < 10
    monkeypatch.setattr(download, "ANSWER_S", 0.3)
    server.faults = [fault]
    with pytest.raises(NotInstalled, match=reason):
        weights.fetch("tiny", Progress())
    assert _part(place).stat().st_size > 0


def test_a_full_disk_is_told_before_anything_comes(
    server: _Server, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "free_bytes", lambda _folder: 1000)
    with pytest.raises(DiskFull, match="1 MB are missing"):
        weights.fetch("tiny", Progress())


def test_many_processes_fetch_once(server: _Server, place: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from vsl.progress import Progress;"
        "from vsl.speech.weights import whisper as w;"
        f"w._ADDRESS = {weights._ADDRESS!r}; w._SHA256['tiny'] = {weights._SHA256['tiny']!r};"
        "print(w.fetch('tiny', Progress()))"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) for _ in range(3)
    ]
    for process in running:
        said, _ = process.communicate(timeout=30)
        assert said.decode().strip() == str(place)
    assert len(server.asked) == 1


def test_an_unknown_model_is_refused_with_the_names() -> None:
    with pytest.raises(BadInput, match=re.escape("'gigantic': give a checkpoint's path or tiny")):
        weights.fetch("gigantic", Progress())


def test_a_checkpoint_of_ones_own_is_where_it_is(tmp_path: Path) -> None:
    own = tmp_path / "own.pt"
    own.write_bytes(b"weights")
    assert weights.fetch(str(own), Progress()) == own


def test_other_weights_have_another_identity(tmp_path: Path) -> None:
    own = tmp_path / "own.pt"
    assert weights.identity(str(own)) == ""
    own.write_bytes(b"weights")
    first = weights.identity(str(own))
    assert first == weights.identity(str(own)) != ""
    own.write_bytes(b"weights!")
    assert weights.identity(str(own)) != first
    assert weights.identity("turbo") == weights.identity("large-v3-turbo") != ""
    assert list(tmp_path.iterdir()) == [own]


def test_gigabytes_are_hashed_once_in_the_life_of_a_file(
    server: _Server, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights.fetch("tiny", Progress())
    digests._digest.cache_clear()  # as in another process
    hashed: list[Path] = []

    def count(path: Path) -> str:
        hashed.append(path)
        return file_sha256(path)

    monkeypatch.setattr(digests, "file_sha256", count)
    assert weights.at_hand("tiny")
    assert hashed == []
    place.write_bytes(CONTENT[:-1])
    assert not weights.at_hand("tiny")
    assert hashed == [place]
