"""All that the application answers: its blueprints, in one list."""

from __future__ import annotations

from flask import Flask

from vsl.bootstrap import Services
from vsl.web import (
    access,
    advice,
    deliveries,
    events,
    exports,
    health,
    imports,
    jobs,
    openapi,
    projects,
    retake,
    revisions,
    themes,
    transcriptions,
    uploads,
    variants,
)
from vsl.web import pages as page

_ROOMS = (
    access,
    projects,
    retake,
    revisions,
    imports,
    exports,
    variants,
    deliveries,
    themes,
    uploads,
    jobs,
    events,
    advice,
    transcriptions,
    openapi,
    page,
)


def register(app: Flask, services: Services) -> None:
    """Have ``app`` answer for everything."""
    for room in _ROOMS:
        app.register_blueprint(room.blueprint)
    app.register_blueprint(health.health_blueprint(services))
