"""One webhook message to one address by HTTP.

Redirects are not followed and no proxy is used: the connection goes to the checked address.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult

from vsl.errors import VslError
from vsl.jobs.webhooks.address import check_address, resolve_address

LONGEST_S = 10.0
_GONE = 410  # the receiver wants no further messages


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """The outcome of one try; ``status`` is None without an answer."""

    status: int | None
    outcome: str

    @property
    def is_success(self) -> bool:
        """Whether the receiver accepted the message."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_final(self) -> bool:
        """Whether no further try is due."""
        return self.is_success or self.status == _GONE


def post(
    url: str, headers: Mapping[str, str], body: bytes, *, may_be_private: bool
) -> WebhookAnswer:
    """Send a message and return the address's answer, within about ten seconds."""
    try:
        parts = check_address(url, may_be_private=may_be_private)
        connection_socket = _connect(parts, may_be_private=may_be_private)
        connection = http.client.HTTPConnection(parts.netloc)
        connection.sock = connection_socket
        with closing(connection), _time_limit(connection_socket):
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body, {"Host": parts.netloc, **headers})
            status = connection.getresponse().status
    except VslError as error:
        return WebhookAnswer(None, str(error))
    except (OSError, ValueError, http.client.HTTPException) as error:
        return WebhookAnswer(None, f"Nobody answered: {error or type(error).__name__}.")
    return WebhookAnswer(status, f"Answered {status}.")


def _connect(parts: SplitResult, *, may_be_private: bool) -> socket.socket:
    """Return a connection to the address, with TLS if its scheme is https."""
    problem = OSError("nobody knows this name")
    for address in resolve_address(parts, may_be_private=may_be_private):
        try:
            connection = socket.create_connection(address, timeout=LONGEST_S)
        except OSError as error:
            problem = error
            continue
        if parts.scheme == "http":
            return connection
        try:
            return _tls().wrap_socket(connection, server_hostname=parts.hostname)
        except BaseException:
            connection.close()
            raise
    raise problem


@contextmanager
def _time_limit(connection: socket.socket) -> Iterator[None]:
    """Close the connection after a time limit: a receiver that drips bytes would hold it open."""
    timer = threading.Timer(LONGEST_S, _end, (connection,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        # SSLSocket.shutdown would unwrap the connection
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
