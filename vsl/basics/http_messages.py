"""HTTP requests, responses and their limits and errors, as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


class ServerUnreachable(ConnectionError):
    """There is no connection to the server: a closed port, an unknown name, a bad certificate."""


class HttpRefusal(OSError):
    """The server answered with an error.

    Attributes:
        status: the response's status.
        retry_after: its header Retry-After, empty without one.
    """

    def __init__(self, status: int, retry_after: str = "") -> None:
        super().__init__(f"its server answers {status}")
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpLimits:
    """What a response may take."""

    wait_s: float  # for a connection, and then without any byte
    connect_s: float | None = None  # None: ``wait_s``
    total_s: float | None = None  # for everything, from the look-up to the last byte
    most_bytes: int | None = None  # of a body
    public_only: bool = False  # no private address; proxies are not used either


@dataclass(frozen=True, slots=True)
class OutgoingRequest:
    """One request."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # may hold a key
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response whose body is being read, in pieces as they come."""

    status: int
    headers: Mapping[str, str]  # names in any case
    pieces: Iterator[bytes]

    def read(self) -> bytes:
        """Return the rest of the body."""
        return b"".join(self.pieces)

    def raise_for_status(self) -> None:
        """Raise ``HttpRefusal`` if the server answered with an error."""
        if self.status >= 400:
            raise HttpRefusal(self.status, self.headers.get("Retry-After", ""))
