"""/api/advice: which engine transcribes a recording, how long it takes, and a better model."""

from __future__ import annotations

from flask import Blueprint, request

from vsl.errors import BadInput
from vsl.web.serialisers import Json, forecast_json, parse_make
from vsl.web.services import current_services

blueprint = Blueprint("advice", __name__, url_prefix="/api/advice")

_OPTIONS = ("engine", "model", "language", "script")
_LONGEST_MS = 1_000 * 3600 * 1000  # a thousand hours; a longer number is a mistake


@blueprint.get("")
def show() -> Json:
    """Return a forecast of how long transcribing ``duration_ms`` of sound takes."""
    options = {name: request.args.get(name, "") for name in _OPTIONS}
    return forecast_json(current_services().forecast(_read_duration_ms(), parse_make(options)))


def _read_duration_ms() -> int:
    text = request.args.get("duration_ms", "")
    if not text.isdecimal() or len(text) > 12 or int(text) > _LONGEST_MS:
        raise BadInput(f"duration_ms={text[:20]} is no length; write milliseconds such as 60000.")
    return int(text)
