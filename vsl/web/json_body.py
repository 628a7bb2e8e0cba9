"""The JSON of a request, checked before anything works with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from vsl.basics.strict_json import parse_json
from vsl.errors import BadInput


def read_json() -> Any:
    """Return the values in this request's body.

    Raises:
        BadInput: it is no JSON, or holds a value that can't be kept.
    """
    if not request.is_json:
        raise BadInput("Send JSON, with the type application/json.")
    return parse_json(request.get_data(), "The JSON that was sent")


def read_object() -> Mapping[str, Any]:
    """Return the fields in this request's body.

    Raises:
        BadInput: it is no JSON object, or holds a value that can't be kept.
    """
    body = read_json() if request.is_json else None
    if not isinstance(body, dict):
        raise BadInput("Send a JSON object, with the type application/json.")
    return body
