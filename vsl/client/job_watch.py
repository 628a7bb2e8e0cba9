"""A job followed to its end: by the stream of events, or by looks where none can be had.

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

_SILENCE_S = 40.0  # the server says something every 15 s
_PAUSE_S = (0.2, 2.0)  # between two looks at a job: at first, at last


def look(line: HttpTransport, job_id: str) -> Job:
    """The job as it stands."""
    return Job.read(line.json(get(f"/api/jobs/{quote(job_id, safe='')}")))


def follow(line: HttpTransport, job_id: str) -> Iterator[Job]:
    """The job at each sign of life, at last in its final state.

    Raises:
        Refused: there is no such job.
        Unreachable: the server went away and did not come back.
    """
    job, seen, can_stream, pause_s = look(line, job_id), "", True, _PAUSE_S[0]
    yield job
    while not job.is_over:
        try:
            if can_stream:
                with closing(_read_stream(line, job_id, seen, job)) as signs:
                    for sign in signs:
                        seen, job = sign
                        yield job
                        if job.is_over:
                            return
        except Refused:  # there are as many listeners as the server can hold
            can_stream = False
        except (Unreachable, OSError, HTTPException, ValueError):
            pass  # the line broke; looking waits for a server that is away
        time.sleep(pause_s)
        pause_s = min(_PAUSE_S[1], 1.5 * pause_s)
        job = look(line, job_id)
        yield job


def _read_stream(
    line: HttpTransport, job_id: str, seen: str, job: Job
) -> Generator[tuple[str, Job]]:
    """The job after each message of a stream that goes on after ``seen``, and that one's id.

    Heartbeats count as messages: they tell that the job is as it was.
    """
    path = f"/api/events?job={quote(job_id, safe='')}"
    asked = get(path, Accept="text/event-stream", Last_Event_ID=seen)
    with line.try_once(asked, timeout_s=_SILENCE_S) as answer:
        data = ""
        for raw in answer:
            name, _, value = raw.decode().rstrip("\r\n").partition(":")
            if name == "id":
                seen = value.strip()
            elif name == "data":
                data = value
            elif not name and not value:
                job, data = (Job.read(json.loads(data)) if data else job), ""
                yield seen, job
