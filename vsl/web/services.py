"""The services of the application that answers this request."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Flask, current_app

if TYPE_CHECKING:
    from vsl.bootstrap import Services

_NAME = "vsl"


def attach(app: Flask, services: Services) -> None:
    """Make ``services`` what the views of ``app`` work with."""
    app.extensions[_NAME] = services


def current_services() -> Services:
    """What the running application was given."""
    return services_of(current_app)


def services_of(app: Flask) -> Services:
    """What ``app`` was given."""
    return cast("Services", app.extensions[_NAME])
