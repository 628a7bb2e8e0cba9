"""The deck of a project as values, read from its document once a version, and changed in turn."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol

from flask import Response, request
from werkzeug.exceptions import PreconditionFailed

from vsl.bootstrap import Services
from vsl.errors import Conflict, NotFound
from vsl.model import document
from vsl.model.project import Project, Slide
from vsl.store.versions import StoredDocument

_TRIES = 5  # of a change that others overtake


class DeckChanged(PreconditionFailed):
    """The client knows an older document than there is; the answer's ETag is the newest one's."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"The slides changed meanwhile (version {version}): load them, then repeat the change."
        )
        self.version = version

    def get_headers(self, *_: Any, **__: Any) -> list[tuple[str, str]]:
        """The version that stands."""
        return [("ETag", f'"{self.version}"')]


class VersionStep(Protocol):
    """A method of ``VersionStore`` that shows another version."""

    def __call__(self, project_id: str, /, *, expected: int | None) -> StoredDocument:
        """The document as it stands afterwards."""


def open_project(services: Services, project_id: str) -> Project:
    """The project as its document has it.

    Raises:
        NotFound: there is no such project, or it has no slides yet.
    """
    return parse_document(services.projects.document(project_id).text)


def find_slide(project: Project, slide_id: str) -> Slide:
    """The slide of that id.

    Raises:
        NotFound: the deck has none.
    """
    for slide in project.deck.slides:
        if slide.id == slide_id:
            return slide
    raise NotFound(f"There is no slide {slide_id[:64]}: the deck may have changed.")


def send_document(stored: StoredDocument) -> Response:
    """The document with its version as the ETag."""
    response = Response(stored.text, mimetype="application/json")
    response.set_etag(str(stored.version))
    response.cache_control.no_cache = True
    return response


def change_project(
    services: Services, project_id: str, what: str, change: Callable[[Project], Project]
) -> Response:
    """Keep what ``change`` makes of the project as its next version; the answer is its document.

    ``what`` tells what was done, in the list of versions.

    A request with If-Match changes only the version that it names.

    Raises:
        NotFound: there is no such project, or it has no slides yet.
        DeckChanged: the request knows another version.
        Conflict: others change the project all the time.
    """
    for _ in range(_TRIES):
        stored = services.projects.document(project_id)
        check_known(stored.version)
        text = document.dumps(change(parse_document(stored.text)))
        if text == stored.text:
            return send_document(stored)
        try:
            version = services.projects.save_document(
                project_id, text, expected_version=stored.version, what=what
            )
        except Conflict:
            continue
        return send_document(StoredDocument(text, version))
    raise Conflict("Others change these slides at the same time: try again in a moment.")


def walk_versions(services: Services, project_id: str, step: VersionStep) -> Response:
    """Show another version by undo, redo or the like, as a version of its own.

    Raises:
        NotFound: there is no such project, or it has no slides yet.
        DeckChanged: the request knows another version.
        Conflict: ``step`` has nowhere to go.
    """
    version = services.projects.get(project_id).version
    check_known(version)
    try:
        return send_document(step(project_id, expected=version if request.if_match else None))
    except Conflict:
        check_known(services.projects.get(project_id).version)  # the step was overtaken
        raise


def check_known(version: int) -> None:
    """Nothing, if a request with If-Match knows this version.

    Raises:
        DeckChanged: it knows another one.
    """
    # weak tags count as well: proxies that compress answers weaken them
    known = request.if_match
    if known and not known.contains_weak(str(version)):
        raise DeckChanged(version)


@lru_cache(maxsize=8)  # a page asks for all pictures of one deck at once
def parse_document(text: str) -> Project:
    """The project in a document of ours."""
    return document.load_stored(text)
