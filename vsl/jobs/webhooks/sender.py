"""One message to one address by HTTP, and what was answered.

No redirect is followed and no proxy asked: the connection goes to an address that was checked.
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
_GONE = 410  # the receiver wants no more


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """What came of one try; ``status`` is None where nobody answered."""

    status: int | None
    told: str

    @property
    def is_success(self) -> bool:
        """Whether the receiver has it."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_final(self) -> bool:
        """Whether to try no more."""
        return self.is_success or self.status == _GONE


def post(
    url: str, headers: Mapping[str, str], body: bytes, *, may_be_private: bool
) -> WebhookAnswer:
    """What the address answers to the message, within ten seconds or so."""
    try:
        parts = check_address(url, may_be_private=may_be_private)
        line = _connect(parts, may_be_private=may_be_private)
        connection = http.client.HTTPConnection(parts.netloc)
        connection.sock = line
        with closing(connection), _ending(line):
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body, {"Host": parts.netloc, **headers})
            status = connection.getresponse().status
    except VslError as error:
        return WebhookAnswer(None, str(error))
    except (OSError, ValueError, http.client.HTTPException) as error:
        return WebhookAnswer(None, f"Nobody answered: {error or type(error).__name__}.")
    return WebhookAnswer(status, f"Answered {status}.")


def _connect(parts: SplitResult, *, may_be_private: bool) -> socket.socket:
    """A line to the address, encrypted where it says so."""
    problem = OSError("nobody knows this name")
    for place in resolve_address(parts, may_be_private=may_be_private):
        try:
            line = socket.create_connection(place, timeout=LONGEST_S)
        except OSError as error:
            problem = error
            continue
        if parts.scheme == "http":
            return line
        try:
            return _tls().wrap_socket(line, server_hostname=parts.hostname)
        except BaseException:
            line.close()
            raise
    raise problem


@contextmanager
def _ending(line: socket.socket) -> Iterator[None]:
    """A block in which the line ends by itself: a receiver that drips bytes would hold it."""
    timer = threading.Timer(LONGEST_S, _end, (line,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end(line: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)  # TLS's own would unwrap it


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
