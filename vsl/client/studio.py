"""The client of a studio: one method for each operation."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from vsl.basics.files import atomic_path
from vsl.client import upload as uploads
from vsl.client.download import fetch
from vsl.client.form import post_form
from vsl.client.job_watch import follow, look
from vsl.client.transport import HttpRequest, HttpTransport, Refused, get, post_json
from vsl.client.values import Changed, Job, JobEnded, Json, Listed, Look, Started, StudioDeck

Hear = Callable[[Job], object]
Sent = Callable[[int, int], object]

_CHANGED = 412


class Client:
    """A studio at an address. It retries while connections break or the server restarts.

    Every method raises ``Refused`` with the server's message if the request is refused, and
    ``Unreachable`` if there is no answer.
    """

    def __init__(
        self, url: str, *, key: str = "", timeout_s: float = 60.0, patience_s: float = 60.0
    ) -> None:
        """Make a client of the studio at ``url``, such as http://127.0.0.1:7860.

        Args:
            key: the server's ``API_KEY``, if it has one.
            timeout_s: the longest wait for one answer.
            patience_s: how long to retry after the connection breaks.
        Raises:
            BadInput: ``url`` is not an address, or ``key`` can't be sent.
        """
        self._transport = HttpTransport(url, key, timeout_s, patience_s)

    def make(
        self, recording: Path, *, upload: str = "", sent: Sent | None = None, **options: str | Path
    ) -> Started:
        """Send a recording and start its transcription; return the new project and its job.

        Args:
            upload: the id from ``begin_upload``, to resume that upload; empty begins a new one.
            sent: called with the bytes received by the server and the bytes in all.
            options: those of ``vsl make``, such as ``script`` or ``preset``; texts may be files.
        """
        return self._upload_and_post("/api/projects", recording, upload, sent, options)

    def retake(
        self, project_id: str, recording: Path, *, sent: Sent | None = None, **options: str | Path
    ) -> Started:
        """Send a new recording for the slides of a project; return the project made of both."""
        return self._upload_and_post(
            _project_path(project_id, "retake"), recording, "", sent, options
        )

    def begin_upload(self, recording: Path) -> str:
        """Return the id of a new upload, with which ``make`` can resume it later."""
        return uploads.begin(self._transport, recording)

    def projects(self) -> Iterator[Listed]:
        """Yield all projects, newest first."""
        after: str | None = ""
        while after is not None:
            query = "?" + urlencode({"after": after}) if after else ""
            page = self._transport.json(get("/api/projects" + query))
            yield from map(Listed.read, page["projects"])
            after = page["next"]

    def project(self, project_id: str) -> Json:
        """Return a summary of a project: its name, state, language, length and notices."""
        summary: Json = self._transport.json(get(_project_path(project_id)))
        return summary

    def remove(self, project_id: str) -> None:
        """Delete a project; the studio keeps it in its trash for some days."""
        self._transport.ask(HttpRequest("DELETE", _project_path(project_id))).close()

    def job(self, job_id: str) -> Job:
        """Return the current state of a job."""
        return look(self._transport, job_id)

    def cancel(self, job_id: str) -> Job:
        """Ask a job to stop and return its state; a job that has ended stays as it is."""
        return Job.read(
            self._transport.json(post_json(f"/api/jobs/{quote(job_id, safe='')}/cancel", {}))
        )

    def wait(
        self, job_id: str, *, tell: Hear = lambda _job: None, timeout_s: float = float("inf")
    ) -> Job:
        """Return the job once it is done.

        Args:
            tell: called with the job at each change.
        Raises:
            JobEnded: it failed or was cancelled.
            TimeoutError: it takes longer.
        """
        deadline, latest = time.monotonic() + timeout_s, None
        for job in follow(self._transport, job_id):
            if job != latest:
                tell(job)
            latest = job
            if not job.is_over and time.monotonic() > deadline:
                raise TimeoutError(f"The job {job_id} is not done after {timeout_s:.0f} seconds.")
        if latest is None or latest.state != "done":
            raise JobEnded(latest or self.job(job_id))
        return latest

    def deck(self, project_id: str) -> StudioDeck:
        """Return the project's current document."""
        return self._deck(get(_project_path(project_id, "deck")))

    def edit(self, project_id: str, edits: Sequence[Json], *, etag: str = "") -> StudioDeck:
        """Apply edits, all or none, and return the new document; with ``etag``, only to that one.

        Raises:
            Changed: the current version is another.
        """
        return self._change(project_id, "edits", {"edits": list(edits)}, etag)

    def save(self, project_id: str, deck: StudioDeck) -> StudioDeck:
        """Replace the document that ``deck`` was read from; see ``edit``."""
        headers = {"Content-Type": "application/json", "If-Match": deck.etag}
        body = json.dumps(deck.document).encode()
        try:
            return self._deck(
                HttpRequest("PUT", _project_path(project_id, "deck"), body, headers), project_id
            )
        except Changed as error:
            if error.newer.document == deck.document:  # it was saved, but the answer was lost
                return error.newer
            raise

    def undo(self, project_id: str, *, etag: str = "") -> StudioDeck:
        """Undo the last change; see ``edit``."""
        return self._change(project_id, "undo", {}, etag)

    def redo(self, project_id: str, *, etag: str = "") -> StudioDeck:
        """Redo the last change that was undone; see ``edit``."""
        return self._change(project_id, "redo", {}, etag)

    def export(
        self, project_id: str, format: str, *, tell: Hear = lambda _job: None, **options: str
    ) -> str:
        """Write an export of the project and return its id once it is finished; see ``wait``."""
        started = self.start_export(project_id, format, **options)
        self.wait(started.job, tell=tell)
        return started.id

    def start_export(self, project_id: str, format: str, **options: str) -> Started:
        """Start an export of the project; return its id and its job."""
        body = {"format": format, **options}
        return Started.read(
            self._transport.json(post_json(_project_path(project_id, "exports"), body))
        )

    def download(self, export_id: str, target: Path) -> None:
        """Download a finished export to ``target``, whole or not at all."""
        with atomic_path(target) as part, part.open("wb") as file:
            fetch(self._transport, f"/api/exports/{quote(export_id, safe='')}/file", file)

    def themes(self) -> tuple[Look, ...]:
        """Return the themes that the studio offers."""
        return tuple(map(Look.read, self._transport.json(get("/api/themes"))["themes"]))

    def _upload_and_post(
        self,
        path: str,
        recording: Path,
        upload: str,
        sent: Sent | None,
        options: Any,
    ) -> Started:
        upload = upload or self.begin_upload(recording)
        uploads.send(self._transport, recording, upload, sent or (lambda _here, _all: None))
        return Started.read(self._transport.json(post_form(path, {**options, "upload": upload})))

    def _change(self, project_id: str, action: str, value: Json, etag: str) -> StudioDeck:
        headers = {"If-Match": etag}
        return self._deck(
            post_json(_project_path(project_id, action), value, **headers), project_id
        )

    def _deck(self, request: HttpRequest, project_id: str = "") -> StudioDeck:
        try:
            document, headers = self._transport.whole(request)
        except Refused as refused:
            if refused.status_code == _CHANGED and project_id:
                raise Changed(refused, self.deck(project_id)) from None
            raise
        return StudioDeck(document, headers["ETag"])


def _project_path(project_id: str, resource: str = "") -> str:
    return f"/api/projects/{quote(project_id, safe='')}" + (f"/{resource}" if resource else "")
