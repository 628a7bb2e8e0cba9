"""gunicorn's threaded worker, whose threads get requests that have arrived.

Its main thread receives the head of each request and as much of its body as proves that the client
sends; half a request holds no thread. Deadlines end what does not go on. When there are too many
connections, or too many of one address, the one that has waited longest for its request is closed.
docs/decisions/020-slow-lines.md tells what was measured.
"""

from __future__ import annotations

import errno
import os
import selectors
import socket
import time
from collections import defaultdict, deque
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from vsl.settings import Settings
from vsl.web.event_streams import EventStreams
from vsl.web.paced_socket import PacedSocket
from vsl.web.proxies import ProxyList
from vsl.web.request_head import Arrival, RequestHead, read_head
from vsl.web.services import services_of

HEAD_S = 10.0  # from the first byte of a request to the end of its head
BODY_S = 15.0  # from there to the part of the body that a thread waits for
MOST_HELD_BYTES = 64 << 20  # of all requests that are not whole
_ACCEPTED_AT_ONCE = 64
_BLOCK_BYTES = 64 << 10
_SWEEP_EVERY_S = 0.5
_REFUSED_AT_ONCE = 50
_STREAMS_END_S = 5.0
_LINGER_S = 2.0
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_REFUSALS = {
    Arrival.HEAD: b"408 Request Timeout",
    Arrival.BODY: b"408 Request Timeout",
    Arrival.TOO_LARGE: b"431 Request Header Fields Too Large",
}


class Line(TConn):  # type: ignore[misc]  # gunicorn has no types
    """A connection, with what has arrived of its next request."""

    def __init__(self, cfg: Any, sock: socket.socket, client: Any, server: Any) -> None:
        super().__init__(cfg, sock, client, server)
        self.data_ready = True
        self.is_over = False
        self.peer = client[0] if isinstance(client, tuple) else ""
        self.address = self.peer  # of the client behind a trusted proxy, once its head is read
        self.await_request(HEAD_S)

    def await_request(self, patience_s: float, received: bytes = b"") -> None:
        """Begin a new request, of which some bytes may be there already."""
        self.received = bytearray(received)
        self.head: RequestHead | None = None
        self.deadline = time.monotonic() + patience_s

    def arrival(self) -> Arrival:
        """Return how far the request is."""
        if self.head is None:
            head = read_head(self.received)
            if isinstance(head, Arrival):
                return head
            self.head = head
            self.deadline = time.monotonic() + BODY_S
            if head.awaits_continue and head.arrival(self.received) is Arrival.BODY:
                self.sock.send(_CONTINUE)
        return self.head.arrival(self.received)

    def give_to_parser(self) -> None:
        """Let a thread read the request, first the bytes that are there."""
        self.init()
        self.sock.begin()
        self.parser.unreader.unread(bytes(self.received))
        self.received.clear()

    def end(self) -> None:
        """Send nothing more; the client's last bytes are dropped until it hangs up.

        A connection that is closed while bytes arrive is reset, and the answer is lost with it.
        Source: RFC 9112, section 9.6.
        """
        self.is_over = True
        self.await_request(_LINGER_S)
        self.sock.setblocking(False)
        self.sock.shutdown(socket.SHUT_WR)


class LineWorker(ThreadWorker):  # type: ignore[misc]
    """A worker that gives whole requests to its threads."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.streams = EventStreams()
        self._proxies = ProxyList(Settings.from_environ(os.environ).trusted_proxies)
        self._waiting: dict[Line, None] = {}  # in the order in which they began to wait
        self._waiting_of: defaultdict[str, dict[Line, None]] = defaultdict(dict)
        self._held_bytes = 0
        # of one address, proxies apart: connections that send no whole request, and threads
        self._most_waiting = max(1, self.worker_connections // 2)
        self._most_turns = max(1, self.cfg.threads // 2)
        self._turns: defaultdict[str, int] = defaultdict(int)
        self._next: defaultdict[str, deque[Line]] = defaultdict(deque)
        self._swept_at = 0.0

    def run(self) -> None:
        """Serve until told to stop; the streams of events have ended by then."""
        super().run()
        services_of(self.wsgi).events.close()
        self.streams.join(_STREAMS_END_S)

    def accept(self, listener: socket.socket) -> None:
        """Accept new connections."""
        for _ in range(_ACCEPTED_AT_ONCE):
            try:
                accepted, client = listener.accept()
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EMFILE):
                    raise
                return
            paced = PacedSocket(fileno=accepted.detach())
            paced.streams = self.streams
            self.nr_conns += 1
            self._wait(Line(self.cfg, paced, client, listener.getsockname()))
            if self.nr_conns >= self.worker_connections:
                self._close_oldest(self._waiting)

    def finish_request(self, conn: Line, fs: Future[Any]) -> None:
        """Wait for the connection's next request, or close it (runs in the main thread)."""
        self._end_turn(conn)
        try:
            goes_on = bool(fs.result()) if not fs.cancelled() else False
            if goes_on:
                conn.sock.setblocking(False)
                conn.await_request(self.cfg.keepalive, conn.parser.unreader.take_buffered())
                self._wait(conn)
                return
        except Exception:
            self.log.exception("A connection can't be kept")
        self._end(conn)

    def _end(self, line: Line) -> None:
        """Close a line when its client has what was sent."""
        if not line.sock.has_left:
            with suppress(OSError):
                line.end()
                self._wait(line)
                return
        self._close(line)

    def murder_pending(self) -> None:
        """Close the connections whose deadline is over."""
        now = time.monotonic()
        if now < self._swept_at + _SWEEP_EVERY_S:
            return
        late = [line for line in self._waiting if line.deadline <= now]
        if len(late) <= _REFUSED_AT_ONCE:
            self._swept_at = now
        for line in late[:_REFUSED_AT_ONCE]:  # requests come in between
            self._refuse(line)

    def murder_keepalived(self, force: bool = False) -> None:
        """Close all connections that wait, at the very end."""
        for line in tuple(self._waiting) if force else ():
            self._drop(line)

    def _cap_keepalive(self, deadline: float) -> None:
        for line in self._waiting:
            line.deadline = min(line.deadline, deadline)

    def _wait(self, line: Line) -> None:
        """Receive the line's next request in the main thread."""
        self._waiting[line] = None
        of_peer = self._waiting_of[line.peer]
        of_peer[line] = None
        self._held_bytes += len(line.received)
        self.poller.register(line.sock, selectors.EVENT_READ, partial(self._receive, line))
        if len(of_peer) > self._most_waiting and not self._proxies.trusts(line.peer):
            self._close_oldest(of_peer)
        if line.received and line in self._waiting:
            self._go_on(line)

    def _receive(self, line: Line, _socket: socket.socket) -> None:
        if line not in self._waiting:
            return  # closed since the poller reported it
        try:
            block = socket.socket.recv(line.sock, _BLOCK_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            block = b""
        if not block:
            self._drop(line)
            return
        if line.is_over:
            return
        if not line.received:
            line.deadline = time.monotonic() + HEAD_S
        line.received += block
        self._held_bytes += len(block)
        self._go_on(line)
        while self._held_bytes > MOST_HELD_BYTES:
            self._close_oldest(self._waiting)

    def _go_on(self, line: Line) -> None:
        try:
            arrival = line.arrival()
        except OSError:  # the client has gone before the 100 Continue
            self._drop(line)
            return
        if arrival is Arrival.READY:
            self._leave(line)
            line.address = self._address_of(line)
            self._take_turn(line)
        elif arrival is Arrival.TOO_LARGE:
            self._refuse(line)

    def _take_turn(self, line: Line) -> None:
        """Give the line to a thread; one address never has all of them."""
        if self._turns[line.address] >= self._most_turns:
            waiting = self._next[line.address]
            waiting.append(line)
            if len(waiting) > self._most_waiting:
                self._close(waiting.popleft())
            return
        self._turns[line.address] += 1
        try:
            line.give_to_parser()
        except OSError:
            self._end_turn(line)
            self._close(line)
        else:
            self.enqueue_req(line)

    def _end_turn(self, line: Line) -> None:
        address = line.address
        self._turns[address] -= 1
        if waiting := self._next.get(address):
            self._take_turn(waiting.popleft())
        elif not self._turns[address]:
            del self._turns[address]
            self._next.pop(address, None)

    def _address_of(self, line: Line) -> str:
        claimed = line.head.forwarded_for if line.head else ""
        return self._proxies.client_of(line.peer, claimed)

    def _close_oldest(self, lines: dict[Line, None]) -> None:
        if lines:
            self._drop(next(iter(lines)))

    def _refuse(self, line: Line) -> None:
        """Close a line, after a word about why if its client has begun a request."""
        if line.received:
            status = _REFUSALS.get(line.arrival(), _REFUSALS[Arrival.HEAD])
            answer = b"HTTP/1.1 %b\r\nConnection: close\r\nContent-Length: 0\r\n\r\n" % status
            with suppress(OSError):
                line.sock.send(answer)
                self._leave(line)
                self._end(line)
                return
        self._drop(line)

    def _drop(self, line: Line) -> None:
        self._leave(line)
        self._close(line)

    def _close(self, line: Line) -> None:
        self.nr_conns -= 1
        line.close()

    def _leave(self, line: Line) -> None:
        """Receive nothing more from the line in the main thread."""
        self._waiting.pop(line, None)
        of_peer = self._waiting_of[line.peer]
        of_peer.pop(line, None)
        if not of_peer:
            del self._waiting_of[line.peer]
        self._held_bytes -= len(line.received)
        with suppress(KeyError, ValueError):
            self.poller.unregister(line.sock)
