"""The deck of a project as values, read from its document once a version."""

from __future__ import annotations

import json
from functools import lru_cache

from vsl import document
from vsl.bootstrap import Services
from vsl.errors import NotFound
from vsl.model import Project, Slide


def open_project(services: Services, project_id: str) -> Project:
    """The project as its document has it.

    Raises:
        NotFound: there is no such project, or it has no slides yet.
    """
    return _parsed(services.projects.document(project_id).text)


def find_slide(project: Project, slide_id: str) -> Slide:
    """The slide of that id.

    Raises:
        NotFound: the deck has none.
    """
    for slide in project.deck.slides:
        if slide.id == slide_id:
            return slide
    raise NotFound(f"There is no slide {slide_id[:64]}: the deck may have changed.")


@lru_cache(maxsize=8)  # a page asks for all pictures of one deck at once
def _parsed(text: str) -> Project:
    return document.from_json(json.loads(text))
