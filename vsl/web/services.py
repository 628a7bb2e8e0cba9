"""The services of the application that handles this request."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Flask, current_app

if TYPE_CHECKING:
    from vsl.bootstrap import Services

_NAME = "vsl"


def attach(app: Flask, services: Services) -> None:
    """Make ``services`` available to the views of ``app``."""
    app.extensions[_NAME] = services


def current_services() -> Services:
    """Return the services of the current application."""
    return services_of(current_app)


def services_of(app: Flask) -> Services:
    """Return the services that were attached to ``app``."""
    return cast("Services", app.extensions[_NAME])
