"""Bodies straight from gunicorn's socket: whole, and not one byte of what follows them."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.exceptions import ClientDisconnected

from vsl.web.request_body import body_blocks

body = pytest.importorskip("gunicorn.http.body", reason="gunicorn runs on Unix alone")
unreader = pytest.importorskip("gunicorn.http.unreader", reason="gunicorn runs on Unix alone")


@pytest.fixture
def lines() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The client's end of a connection and the server's."""
    client, server = socket.socketpair()
    with client, server:
        yield client, server


def received(server: socket.socket, stream: object, length: int) -> bytes:
    """What a view gets of a body of that length."""
    environ = {"gunicorn.socket": server, "wsgi.input": stream, "CONTENT_LENGTH": str(length)}
    with Flask("test").test_request_context(environ_overrides=environ):
        return b"".join(bytes(block) for block in body_blocks())


def test_a_body_is_whole_and_the_next_request_stays_for_the_server(
    lines: tuple[socket.socket, socket.socket],
) -> None:
    client, server = lines
    source = unreader.SocketUnreader(server)
    source.unread(b"came with the headers, ")
    reader = body.LengthReader(source, 23 + 9)
    client.sendall(b"and laterGET /next")
    assert received(server, body.Body(reader), 32) == b"came with the headers, and later"
    assert reader.read(10) == b""
    assert source.read(9) == b"GET /next"


def test_a_request_that_came_along_whole_is_given_back(
    lines: tuple[socket.socket, socket.socket],
) -> None:
    source = unreader.SocketUnreader(lines[1])
    source.unread(b"bodyGET /next")
    stream = body.Body(body.LengthReader(source, 4))
    assert received(lines[1], stream, 4) == b"body"
    assert source.take_buffered() == b"GET /next"


def test_a_line_that_is_cut_is_told(lines: tuple[socket.socket, socket.socket]) -> None:
    client, server = lines
    stream = body.Body(body.LengthReader(unreader.SocketUnreader(server), 10))
    client.sendall(b"half")
    client.shutdown(socket.SHUT_WR)
    with pytest.raises(ClientDisconnected):
        received(server, stream, 10)


def test_what_somebody_began_to_read_is_read_by_the_server(
    lines: tuple[socket.socket, socket.socket],
) -> None:
    client, server = lines
    client.sendall(b"first and second")
    stream = body.Body(body.LengthReader(unreader.SocketUnreader(server), 16))
    assert stream.read(3) == b"fir"
    assert received(server, stream, 13) == b"st and second"


def test_bodies_of_unknown_length_are_read_by_the_server(
    lines: tuple[socket.socket, socket.socket],
) -> None:
    client, server = lines
    client.sendall(b"5\r\nhello\r\n0\r\n\r\n")
    source = unreader.SocketUnreader(server)
    stream = body.Body(body.ChunkedReader(None, source))
    assert received(server, stream, 5) == b"hello"
