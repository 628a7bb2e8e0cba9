"""Following a job to its end: by the stream of events, or by polling if there is none.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from http.client import HTTPException
from urllib.parse import quote

from vsl.client.transport import HttpTransport, Refused, Unreachable, get
from vsl.client.values import Job

_SILENCE_S = 40.0  # the server sends a heartbeat every 15 s
_PAUSE_S = (0.2, 2.0)  # between two polls of a job: the first, and the longest


def look(transport: HttpTransport, job_id: str) -> Job:
    """Return the current state of a job."""
    return Job.read(transport.json(get(f"/api/jobs/{quote(job_id, safe='')}")))


def follow(transport: HttpTransport, job_id: str) -> Iterator[Job]:
    """Yield the job at each event or poll, finally in its end state.

    Raises:
        Refused: there is no such job.
        Unreachable: the server does not answer any more.
    """
    job, seen, can_stream, pause_s = look(transport, job_id), "", True, _PAUSE_S[0]
    yield job
    while not job.is_over:
        try:
            if can_stream:
                with closing(_read_stream(transport, job_id, seen, job)) as messages:
                    for message in messages:
                        seen, job = message
                        yield job
                        if job.is_over:
                            return
        except Refused:  # the server has as many streams as it can serve
            can_stream = False
        except (Unreachable, OSError, HTTPException, ValueError):
            pass  # the connection broke; polling waits for the server
        time.sleep(pause_s)
        pause_s = min(_PAUSE_S[1], 1.5 * pause_s)
        job = look(transport, job_id)
        yield job


def _read_stream(
    transport: HttpTransport, job_id: str, seen: str, job: Job
) -> Generator[tuple[str, Job]]:
    """Yield the last event id and the job after each message of a stream resumed after ``seen``.

    Heartbeats count as messages: the job is unchanged.
    """
    path = f"/api/events?job={quote(job_id, safe='')}"
    request = get(path, Accept="text/event-stream", Last_Event_ID=seen)
    with transport.try_once(request, timeout_s=_SILENCE_S) as answer:
        data = ""
        for line in answer:
            name, _, value = line.decode().rstrip("\r\n").partition(":")
            if name == "id":
                seen = value.strip()
            elif name == "data":
                data = value
            elif not name and not value:
                job, data = (Job.read(json.loads(data)) if data else job), ""
                yield seen, job
