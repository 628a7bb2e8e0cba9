"""Clients that send or read half of something hold no thread, and others are served meanwhile."""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.server import serving
from vsl.web import paced_socket
from vsl.web.paced_socket import PacedSocket

_PATIENCE_S = 60.0
_THREADS, _CONNECTIONS = 6, 300
_MANY = 10 * _THREADS
HALF_HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
HALF_BODY = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n%b\r\nkey="
STREAM = b"GET /api/events?project=p HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
TUS = b"Tus-Resumable: 1.0.0\r\n"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a studio of one small worker."""
    guns = f"--workers 1 --threads {_THREADS} --worker-connections {_CONNECTIONS}"
    with serving(tmp_path_factory.mktemp("studio"), GUNICORN_CMD_ARGS=guns) as address:
        yield address


def _connect(address: str) -> socket.socket:
    port = int(address.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE_S)


def _check_served(address: str) -> None:
    for path in ("/health/live", "/api/projects", "/"):
        with urlopen(f"{address}{path}", timeout=_PATIENCE_S) as answer:
            assert answer.status in (200, 204)


def _rest(line: socket.socket) -> bytes:
    answer = b""
    with suppress(ConnectionResetError):
        while block := line.recv(1 << 16):
            answer += block
    return answer


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"G",
        HALF_HEAD,
        HALF_BODY % (100, b""),
        HALF_BODY % (1_000_000, b""),
        HALF_BODY % (1_000_000, b"Expect: 100-continue\r\n"),
        HALF_BODY.replace(b"Content-Length: %d", b"Transfer-Encoding: chunked") % b"",
    ],
    ids=["nothing", "a letter", "head", "small body", "large body", "expect", "chunks"],
)
def test_half_a_request_holds_nothing(studio: str, sent: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(_MANY):
            stack.enter_context(closing(_connect(studio))).sendall(sent)
        _check_served(studio)


def test_streams_of_events_hold_no_thread_and_go_on(studio: str) -> None:
    with ExitStack() as stack:
        lines = [stack.enter_context(closing(_connect(studio))) for _ in range(_MANY)]
        for line in lines:
            line.sendall(STREAM)
        for line in lines:
            heard = b""
            while b"retry: 2000" not in heard:
                heard += line.recv(4096)
            assert heard.startswith(b"HTTP/1.1 200")
        _check_served(studio)
        for line in lines:
            line.setblocking(False)
            with pytest.raises(BlockingIOError):
                line.recv(1)  # nothing more, and no end


def test_more_connections_than_there_may_be_close_the_oldest(studio: str) -> None:
    with ExitStack() as stack:
        lines = [stack.enter_context(closing(_connect(studio))) for _ in range(_CONNECTIONS)]
        for line in lines:
            with suppress(OSError):
                line.sendall(HALF_HEAD)
        _check_served(studio)
        assert _rest(lines[0]) == b""  # closed
        lines[-1].setblocking(False)
        with pytest.raises(BlockingIOError):
            lines[-1].recv(1)  # still awaited


def test_a_head_that_never_ends_gets_408(studio: str) -> None:
    with closing(_connect(studio)) as line:
        line.sendall(HALF_HEAD)
        assert _rest(line).startswith(b"HTTP/1.1 408 ")


def test_a_head_without_end_gets_431(studio: str) -> None:
    with closing(_connect(studio)) as line, suppress(BrokenPipeError, ConnectionResetError):
        line.sendall(b"GET / HTTP/1.1\r\nX: " + b"x" * (1 << 20))
        assert _rest(line).startswith(b"HTTP/1.1 431 ")


def test_a_request_in_single_bytes_and_two_in_one_are_answered(studio: str) -> None:
    whole = b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    last = whole.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with closing(_connect(studio)) as line:
        for place in range(len(whole)):
            line.sendall(whole[place : place + 1])
        line.sendall(whole + last)
        assert _rest(line).count(b"HTTP/1.1 204 ") == 3


def test_uploads_arrive_whole_beside_those_that_stall(studio: str) -> None:
    content = bytes(range(256)) * 4096
    with ExitStack() as stack:
        for _ in range(_MANY):
            stalled = stack.enter_context(closing(_connect(studio)))
            stalled.sendall(HALF_BODY % (len(content), TUS))
        line = stack.enter_context(closing(_connect(studio)))
        line.sendall(
            b"POST /api/uploads HTTP/1.1\r\nHost: 127.0.0.1\r\nUpload-Length: %d\r\n"
            b"Content-Type: application/offset+octet-stream\r\nContent-Length: %d\r\n"
            b"Upload-Concat: partial\r\nConnection: close\r\n%b\r\n"
            % (len(content), len(content), TUS)
            + content
        )
        answer = _rest(line)
        assert answer.startswith(b"HTTP/1.1 201 ")
        assert b"Upload-Offset: %d" % len(content) in answer


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[PacedSocket, socket.socket]]:
    """A paced connection with hardly any grace, and its client."""
    monkeypatch.setattr(paced_socket, "GRACE_S", 0.3)
    ours, client = socket.socketpair()
    paced = PacedSocket(fileno=ours.detach())
    with paced, client:
        paced.begin()
        yield paced, client


def test_a_client_that_drips_is_left(pair: tuple[PacedSocket, socket.socket]) -> None:
    paced, client = pair
    over = threading.Event()

    def drip() -> None:
        with suppress(OSError):
            while not over.wait(0.05):
                client.sendall(b"x")

    dripping = threading.Thread(target=drip)
    dripping.start()
    with pytest.raises(ConnectionResetError):
        deque(iter(partial(paced.recv, 100), b""), maxlen=0)
    over.set()
    dripping.join()


def test_a_client_that_does_not_read_is_left(
    pair: tuple[PacedSocket, socket.socket], tmp_path: Path
) -> None:
    paced, _ = pair
    with pytest.raises(ConnectionResetError):
        paced.sendall(bytes(64 << 20))
    large = tmp_path / "large"
    large.write_bytes(bytes(64 << 20))
    paced.begin()
    with large.open("rb") as file, pytest.raises(ConnectionResetError):
        paced.sendfile(file)


def test_a_client_that_keeps_up_gets_all(
    pair: tuple[PacedSocket, socket.socket], tmp_path: Path
) -> None:
    paced, client = pair
    content = bytes(range(256)) * 20_000
    (tmp_path / "file").write_bytes(content)
    read: list[bytes] = []

    def receive() -> None:
        while block := client.recv(1 << 16):
            read.append(block)

    reading = threading.Thread(target=receive)
    reading.start()
    paced.sendall(content)
    with (tmp_path / "file").open("rb") as file:
        assert paced.sendfile(file, 100, 1000) == 1000
        assert paced.sendfile(file, len(content) - 7) == 7
    paced.shutdown(socket.SHUT_WR)
    reading.join()
    assert b"".join(read) == content + content[100:1100] + content[-7:]


def test_requests_of_one_address_wait_their_turn_and_are_all_answered(studio: str) -> None:
    request = b"GET /api/projects HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    with ExitStack() as stack:
        lines = [stack.enter_context(closing(_connect(studio))) for _ in range(_MANY)]
        for line in lines:
            line.sendall(request)
        assert all(_rest(line).startswith(b"HTTP/1.1 200 ") for line in lines)
