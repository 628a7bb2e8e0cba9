"""One thread that writes all event streams of a process, so that none holds a thread of its own.

A view hands a connection over with a subscription; the server's thread is free from then on.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from vsl.jobs.event_feed import Subscription
from vsl.jobs.events import Event

_LOOK_EVERY_S = 0.1
_HEARTBEAT_S = 15.0  # proxies close connections that are silent for a minute
_HEARTBEAT = b": still here\n\n"
_MOST_UNSENT_BYTES = 256 << 10  # of a client that does not read
_LAST_CHUNK = b"0\r\n\r\n"

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class EventStream:
    """One connection with the events that go there."""

    connection: socket.socket
    subscription: Subscription
    write: Callable[[Event], bytes]
    end: float  # time.monotonic() at which the client has to come back
    is_chunked: bool  # HTTP/1.1's framing
    _unsent: bytearray = field(default_factory=bytearray)
    _next_heartbeat: float = field(default_factory=lambda: time.monotonic() + _HEARTBEAT_S)

    def pump(self, now: float) -> bool:
        """Send what there is; return whether the stream goes on."""
        if self.subscription.news.is_set():
            self._add(b"".join(map(self.write, self.subscription.wait(0.0))))
        if now >= self._next_heartbeat:
            self._add(_HEARTBEAT)
        ends = now >= self.end or self.subscription.feed.is_closed
        if ends and self.is_chunked:
            self._unsent += _LAST_CHUNK
        try:
            return self._send() and not ends and not self._has_hung_up()
        except OSError:
            return False

    def close(self) -> None:
        """End the subscription and the connection."""
        self.subscription.close()
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
        self.connection.close()

    def _add(self, text: bytes) -> None:
        if text:
            self._unsent += b"%x\r\n%b\r\n" % (len(text), text) if self.is_chunked else text
            self._next_heartbeat = time.monotonic() + _HEARTBEAT_S

    def _send(self) -> bool:
        with suppress(BlockingIOError):
            while self._unsent:
                del self._unsent[: self.connection.send(self._unsent)]
        return len(self._unsent) <= _MOST_UNSENT_BYTES

    def _has_hung_up(self) -> bool:
        with suppress(BlockingIOError):
            return not self.connection.recv(1024)
        return False


class EventStreams:
    """The event streams of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._new: deque[EventStream] = deque()
        self._thread: threading.Thread | None = None

    def add(self, stream: EventStream) -> None:
        """Take over a stream, which owns its connection from now on."""
        stream.connection.setblocking(False)
        with self._lock:
            self._new.append(stream)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="streams", daemon=True)
                self._thread.start()

    def join(self, timeout_s: float) -> None:
        """Wait until all streams have ended, for instance because the feed was closed."""
        if thread := self._thread:
            thread.join(timeout_s)

    def _run(self) -> None:
        streams: list[EventStream] = []
        pause = threading.Event()
        while True:
            streams = list(self._pump(streams))
            with self._lock:
                while self._new:
                    streams.append(self._new.popleft())
                if not streams:
                    self._thread = None
                    return
            pause.wait(_LOOK_EVERY_S)

    def _pump(self, streams: list[EventStream]) -> Iterator[EventStream]:
        now = time.monotonic()
        for stream in streams:
            try:
                goes_on = stream.pump(now)
            except SQLAlchemyError:
                _log.exception("Events can't be read; the client comes back")
                goes_on = False
            if goes_on:
                yield stream
            else:
                stream.close()
