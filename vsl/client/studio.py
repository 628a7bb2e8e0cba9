"""What a program may ask of a studio, one method a wish."""

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
    """A studio at an address. Lines that break and servers that restart are waited for.

    Every method raises ``Refused`` with the server's own line where it says no, and
    ``Unreachable`` where no answer comes.
    """

    def __init__(
        self, url: str, *, key: str = "", timeout_s: float = 60.0, patience_s: float = 60.0
    ) -> None:
        """A client of the studio at ``url``, such as http://127.0.0.1:7860.

        Args:
            key: the server's ``API_KEY``, where it has one.
            timeout_s: how long one answer may take.
            patience_s: how long to go on trying where the line breaks.
        Raises:
            BadInput: ``url`` is no address.
        """
        self._line = HttpTransport(url, key, timeout_s, patience_s)

    def make(
        self, recording: Path, *, upload: str = "", sent: Sent | None = None, **options: str | Path
    ) -> Started:
        """Send a recording and have it listened to.

        Args:
            upload: what ``begin_upload`` gave, to go on with it; empty begins a new one.
            sent: hears how many bytes the server has, of how many.
            options: those of ``vsl make``, such as ``script`` or ``preset``; texts may be files.
        """
        return self._hand_in("/api/projects", recording, upload, sent, options)

    def retake(
        self, project_id: str, recording: Path, *, sent: Sent | None = None, **options: str | Path
    ) -> Started:
        """Put another voice under the slides of a project, as a project of its own."""
        return self._hand_in(_of(project_id, "retake"), recording, "", sent, options)

    def begin_upload(self, recording: Path) -> str:
        """The id of a new upload; who keeps it can go on hours and crashes later."""
        return uploads.begin(self._line, recording)

    def projects(self) -> Iterator[Listed]:
        """Every project, newest first."""
        after: str | None = ""
        while after is not None:
            query = "?" + urlencode({"after": after}) if after else ""
            page = self._line.json(get("/api/projects" + query))
            yield from map(Listed.read, page["projects"])
            after = page["next"]

    def project(self, project_id: str) -> Json:
        """A project at a glance: its name, state, language, length and notices."""
        told: Json = self._line.json(get(_of(project_id)))
        return told

    def remove(self, project_id: str) -> None:
        """Delete a project with all that was made of it."""
        self._line.ask(HttpRequest("DELETE", _of(project_id))).close()

    def job(self, job_id: str) -> Job:
        """How far a job has come."""
        return look(self._line, job_id)

    def cancel(self, job_id: str) -> Job:
        """Ask for a job to stop; one that has ended stays as it is."""
        return Job.read(
            self._line.json(post_json(f"/api/jobs/{quote(job_id, safe='')}/cancel", {}))
        )

    def wait(
        self, job_id: str, *, tell: Hear = lambda _job: None, timeout_s: float = float("inf")
    ) -> Job:
        """The job once it is done.

        Args:
            tell: hears of each step.
        Raises:
            JobEnded: it failed or was cancelled.
            TimeoutError: it takes longer.
        """
        deadline, told = time.monotonic() + timeout_s, None
        for job in follow(self._line, job_id):
            if job != told:
                tell(job)
            told = job
            if not job.is_over and time.monotonic() > deadline:
                raise TimeoutError(f"The job {job_id} is not done after {timeout_s:.0f} seconds.")
        if told is None or told.state != "done":
            raise JobEnded(told or self.job(job_id))
        return told

    def deck(self, project_id: str) -> StudioDeck:
        """The project's document as it stands."""
        return self._deck(get(_of(project_id, "deck")))

    def edit(self, project_id: str, edits: Sequence[Json], *, etag: str = "") -> StudioDeck:
        """Carry out edits, all or none; with ``etag``, only on the version that has it.

        Raises:
            Changed: another version stands by now.
        """
        return self._change(project_id, "edits", {"edits": list(edits)}, etag)

    def save(self, project_id: str, deck: StudioDeck) -> StudioDeck:
        """Replace the document that ``deck`` was read from; see ``edit``."""
        head = {"Content-Type": "application/json", "If-Match": deck.etag}
        body = json.dumps(deck.document).encode()
        try:
            return self._deck(HttpRequest("PUT", _of(project_id, "deck"), body, head), project_id)
        except Changed as error:
            if error.newer.document == deck.document:  # it was saved, and the answer got lost
                return error.newer
            raise

    def undo(self, project_id: str, *, etag: str = "") -> StudioDeck:
        """Take the last change back; see ``edit``."""
        return self._change(project_id, "undo", {}, etag)

    def redo(self, project_id: str, *, etag: str = "") -> StudioDeck:
        """Do again what undo took back; see ``edit``."""
        return self._change(project_id, "redo", {}, etag)

    def export(
        self, project_id: str, format: str, *, tell: Hear = lambda _job: None, **options: str
    ) -> str:
        """The id of a finished file of the project in that format; see ``wait``."""
        started = self.start_export(project_id, format, **options)
        self.wait(started.job, tell=tell)
        return started.id

    def start_export(self, project_id: str, format: str, **options: str) -> Started:
        """Have a file of the project written."""
        body = {"format": format, **options}
        return Started.read(self._line.json(post_json(_of(project_id, "exports"), body)))

    def download(self, export_id: str, target: Path) -> None:
        """Put a finished file under ``target``, whole or not at all."""
        with atomic_path(target) as part, part.open("wb") as file:
            fetch(self._line, f"/api/exports/{quote(export_id, safe='')}/file", file)

    def themes(self) -> tuple[Look, ...]:
        """The looks that slides can have here."""
        return tuple(map(Look.read, self._line.json(get("/api/themes"))["themes"]))

    def _hand_in(
        self,
        path: str,
        recording: Path,
        upload: str,
        sent: Sent | None,
        options: Any,
    ) -> Started:
        upload = upload or self.begin_upload(recording)
        uploads.send(self._line, recording, upload, sent or (lambda _here, _all: None))
        return Started.read(self._line.json(post_form(path, {**options, "upload": upload})))

    def _change(self, project_id: str, what: str, value: Json, etag: str) -> StudioDeck:
        head = {"If-Match": etag}
        return self._deck(post_json(_of(project_id, what), value, **head), project_id)

    def _deck(self, request: HttpRequest, project_id: str = "") -> StudioDeck:
        try:
            document, headers = self._line.whole(request)
        except Refused as refused:
            if refused.status_code == _CHANGED and project_id:
                raise Changed(refused, self.deck(project_id)) from None
            raise
        return StudioDeck(document, headers["ETag"])


def _of(project_id: str, what: str = "") -> str:
    return f"/api/projects/{quote(project_id, safe='')}" + (f"/{what}" if what else "")
