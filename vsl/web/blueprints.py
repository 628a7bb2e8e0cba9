"""The list of the application's blueprints."""

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
    sessions,
    themes,
    transcriptions,
    trash,
    uploads,
    variants,
)
from vsl.web import pages as page

_MODULES = (
    access,
    sessions,
    projects,
    trash,
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
    """Register all blueprints on ``app``."""
    for module in _MODULES:
        app.register_blueprint(module.blueprint)
    app.register_blueprint(health.health_blueprint(services))
