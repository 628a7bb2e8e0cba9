"""A project's deck by its id: read from the stored document, changed, saved as a new version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from flask import Response, request
from werkzeug.exceptions import PreconditionFailed

from vsl.basics.text_cache import SizedCache
from vsl.bootstrap import Services
from vsl.errors import Conflict, NotFound
from vsl.model import document
from vsl.model.project import Project, Slide
from vsl.render.assets.stored_names import bind_project
from vsl.store.versions import StoredDocument

_PROJECTS = SizedCache[Project](16_000_000)  # characters; a page requests a deck's pictures at once
_MOST_TRIES = 5  # when other clients save a version meanwhile


class DeckChanged(PreconditionFailed):
    """Raised when the client's version is not the current one; its ETag names the current one."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"The slides changed meanwhile (version {version}): load them, then repeat the change."
        )
        self.version = version

    def get_headers(self, *_: Any, **__: Any) -> list[tuple[str, str]]:
        """Return the current version as the ETag."""
        return [("ETag", f'"{self.version}"')]


class VersionStep(Protocol):
    """A method of ``VersionStore`` that makes another version the current one."""

    def __call__(self, project_id: str, /, *, expected: int | None) -> StoredDocument:
        """Return the document after the step."""


def open_project(services: Services, project_id: str) -> Project:
    """Return the current version of a project.

    Raises:
        NotFound: there is no such project, or it has no slides yet.
    """
    return parse_document(services, services.projects.document(project_id))


def find_slide(project: Project, slide_id: str) -> Slide:
    """Return the slide with this id.

    Raises:
        NotFound: the deck has none.
    """
    for slide in project.deck.slides:
        if slide.id == slide_id:
            return slide
    raise NotFound(f"There is no slide {slide_id[:64]}: the deck may have changed.")


def send_document(stored: StoredDocument) -> Response:
    """Return a response with the document, and its version as the ETag."""
    response = Response(stored.text, mimetype="application/json")
    response.set_etag(str(stored.version))
    response.cache_control.no_cache = True
    return response


def change_project(
    services: Services, project_id: str, what: str, change: Callable[[Project], Project]
) -> Response:
    """Save what ``change`` makes of the project as its next version and return the new document.

    A request with If-Match changes only the version that it names.

    Args:
        what: a description of the change for the list of versions.
    Raises:
        NotFound: there is no such project, or it has no slides yet.
        DeckChanged: the request names another version.
        Conflict: other clients saved versions during each of the attempts.
    """
    for _ in range(_MOST_TRIES):
        stored = services.projects.document(project_id)
        check_known(stored.version)
        text = document.dumps(change(parse_document(services, stored)))
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
    """Return the document after ``step`` (undo, redo, restore), which is saved as a new version.

    Raises:
        NotFound: there is no such project, or it has no slides yet.
        DeckChanged: the request names another version.
        Conflict: there is no version to step to.
    """
    version = services.projects.get(project_id).version
    check_known(version)
    try:
        return send_document(step(project_id, expected=version if request.if_match else None))
    except Conflict:
        check_known(services.projects.get(project_id).version)  # another client saved one meanwhile
        raise


def check_known(version: int) -> None:
    """Check that the request's If-Match, if it has one, names this version.

    Raises:
        DeckChanged: it names another.
    """
    # weak tags count as well: proxies that compress answers weaken them
    tags = request.if_match
    if tags and not tags.contains_weak(str(version)):
        raise DeckChanged(version)


def parse_document(services: Services, stored: StoredDocument) -> Project:
    """Return the project in a stored document, ready for drawing; the last ones are kept.

    Raises:
        BadInput: the document no longer keeps to the schema.
    """
    text = stored.text
    project = _PROJECTS.find(text, len(text), lambda: document.loads(text))
    return bind_project(project, services.assets)
