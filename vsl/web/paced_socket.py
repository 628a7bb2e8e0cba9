"""A connection on which a thread waits only as long as enough bytes move.

The time in which a call waits for the client is counted, and may not exceed a grace plus what the
bytes moved so far would take at the least rate: a client that sends or reads a byte now and then
does not hold a thread.
"""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, cast

if TYPE_CHECKING:
    from vsl.web.event_streams import EventStreams

GRACE_S = 15.0  # of waiting without a byte, and at the start
LEAST_BYTES_S = 4 << 10  # a telephone on a bad line sends ten times as many
_SEND_BYTES = 1 << 20  # between two looks at the clock


class PacedSocket(socket.socket):
    """A socket whose blocking calls end with ECONNRESET when the client is too slow."""

    streams: EventStreams | None = None  # of this process, where a worker has some
    has_left = False  # a stream of events has taken the connection over

    def setblocking(self, flag: bool, /) -> None:
        """Wait for the client in each call, but never longer than ``GRACE_S``; or not at all."""
        self.settimeout(GRACE_S if flag else 0.0)

    def begin(self) -> None:
        """Start counting, for a thread that takes over the connection."""
        self._waited_s, self._moved_bytes = 0.0, 0
        self.setblocking(True)

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """Receive up to ``size`` bytes."""
        with self._waiting():
            block = super().recv(size, flags)
        self._moved_bytes += len(block)
        return block

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        """Receive into ``buffer``."""
        with self._waiting():
            count = super().recv_into(buffer, nbytes, flags)
        self._moved_bytes += count
        return count

    def sendall(self, content: Any, flags: int = 0, /) -> None:
        """Send all of ``content``."""
        left = memoryview(content).cast("B")
        while left:
            with self._waiting():
                count = self.send(left[:_SEND_BYTES], flags)
            self._moved_bytes += count
            left = left[count:]

    def sendfile(self, file: BinaryIO, offset: int = 0, count: int | None = None) -> int:  # type: ignore[override]
        """Send a file from ``offset`` on, by the kernel where it can."""
        total = 0
        while count is None or total < count:
            most = _SEND_BYTES if count is None else min(_SEND_BYTES, count - total)
            with self._waiting():
                sent = super().sendfile(cast("Any", file), offset + total, most)
            if not sent:
                break
            self._moved_bytes += sent
            total += sent
        return total

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        started = time.monotonic()
        try:
            yield
        except TimeoutError as error:
            raise _too_slow() from error
        self._waited_s += time.monotonic() - started
        if self._waited_s > GRACE_S + self._moved_bytes / LEAST_BYTES_S:
            raise _too_slow()


def _too_slow() -> ConnectionResetError:
    return ConnectionResetError(errno.ECONNRESET, "the client is too slow")
