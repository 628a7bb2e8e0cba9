"""/api/events: events of jobs as they happen (Server-Sent Events).

The id of each event holds the last sequence number sent for every job, so a client that reconnects
to any process gets each event once.
Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import errno
import json
import os
import re
import socket
import time
from collections.abc import Iterator, Mapping
from functools import lru_cache
from random import uniform

from flask import Blueprint, Response, request
from werkzeug.exceptions import ServiceUnavailable

from vsl.errors import BadInput
from vsl.jobs.event_feed import Subscription
from vsl.jobs.events import Event
from vsl.web.event_streams import EventStream
from vsl.web.paced_socket import PacedSocket
from vsl.web.serialisers import event_json
from vsl.web.services import current_services

blueprint = Blueprint("events", __name__, url_prefix="/api/events")

_HEARTBEAT_S = 15.0  # proxies close connections that are silent for a minute
_LONGEST_S = 100.0  # then the client reconnects; a worker that stops waits 120 s
_SHORTEST_S = 60.0  # at random, so that clients do not all reconnect at once
_COME_BACK_MS = 2000
_RETRY_AFTER_S = 10
_MOST_NAMES = 50
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SEEN = re.compile(r"([A-Za-z0-9_-]{1,64})\.(\d{1,9})")


class TooManyListeners(ServiceUnavailable):
    """Raised when this process has as many open streams as it can serve."""

    def __init__(self) -> None:
        super().__init__("Too many pages listen here: ask for the job itself, or come back.")
        self.retry_after = _RETRY_AFTER_S


@blueprint.get("")
def stream() -> Response:
    """Stream the events of each ``job`` and each ``project`` that the address names.

    Without Last-Event-ID the stream begins with each job's current state.
    """
    jobs, projects = _read_ids("job"), _read_ids("project")
    if not jobs and not projects:
        raise BadInput("Say what to listen to: /api/events?job=ID or ?project=ID.")
    feed = current_services().events
    seen = read_seen(request.headers.get("Last-Event-ID") or request.args.get("seen", ""))
    if not seen:
        seen = {head.task: head.seq - 1 for head in feed.table.heads(jobs, projects)}
    subscription = feed.listen(jobs, projects, seen)
    if subscription is None:
        raise TooManyListeners
    connection = request.environ.get("gunicorn.socket")
    is_chunked = request.environ.get("SERVER_PROTOCOL") == "HTTP/1.1"
    return Response(
        _hand_over(connection, subscription, is_chunked)
        if isinstance(connection, PacedSocket) and request.method == "GET"
        else _stream_events(subscription),
        mimetype="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def read_seen(text: str) -> dict[str, int]:
    """Return the last sequence number by job in an event id; empty if the text is no id."""
    return {task: int(seq) for task, seq in _SEEN.findall(text)}


def write_seen(seen: Mapping[str, int]) -> str:
    """Return the event id of the last sequence number by job."""
    return ",".join(f"{task}.{seq}" for task, seq in seen.items())


def _hand_over(
    connection: PacedSocket, subscription: Subscription, is_chunked: bool
) -> Iterator[str]:
    """Begin a stream, then give its connection to the thread that writes all streams.

    Raises:
        ConnectionResetError: always, so that the server lets go of the connection.
    """
    streams = connection.streams
    try:
        yield f"retry: {_COME_BACK_MS}\n\n"
        if streams is None:
            return
        own = socket.socket(fileno=os.dup(connection.fileno()))
        seen = dict(subscription.seen)

        def write(event: Event) -> bytes:
            return _write_event(event, seen).encode()

        end = time.monotonic() + uniform(_SHORTEST_S, _LONGEST_S)
        streams.add(EventStream(own, subscription, write, end, is_chunked))
        connection.has_left = True
        raise ConnectionResetError(errno.ECONNRESET, "the stream goes on elsewhere")
    finally:
        if not connection.has_left:
            subscription.close()


def _write_event(event: Event, seen: dict[str, int]) -> str:
    seen[event.task] = event.seq
    return f"id: {write_seen(seen)}\nevent: job\ndata: {_event_data(event)}\n\n"


def _stream_events(subscription: Subscription) -> Iterator[str]:
    """Yield a stream on a server that can't hand its connections over."""
    end, seen = time.monotonic() + uniform(_SHORTEST_S, _LONGEST_S), dict(subscription.seen)
    try:
        yield f"retry: {_COME_BACK_MS}\n\n"
        while time.monotonic() < end and not subscription.feed.is_closed:
            events = subscription.wait(_HEARTBEAT_S)
            for event in events:
                yield _write_event(event, seen)
            if not events:
                yield ": still here\n\n"
    finally:
        subscription.close()


@lru_cache(maxsize=256)  # each event goes to every stream of its job
def _event_data(event: Event) -> str:
    return json.dumps(event_json(event), ensure_ascii=False)


def _read_ids(field: str) -> frozenset[str]:
    ids = frozenset(name for text in request.args.getlist(field) for name in text.split(","))
    if len(ids) > _MOST_NAMES or not all(map(_NAME.fullmatch, ids)):
        raise BadInput(f"{field} names up to {_MOST_NAMES} ids, with commas between.")
    return ids
