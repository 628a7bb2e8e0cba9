"""The map from exceptions to answers: JSON under /api and /health, a small page elsewhere.

Under /v1 the JSON has the format of OpenAI's API. The message of a ``VslError`` or HTTP error is
sent as it is. Any other exception is logged with its traceback and answered by a general message.
"""

from __future__ import annotations

import errno
import logging
import re
from dataclasses import asdict, dataclass

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException

from vsl.errors import Busy, DiskFull, VslError

_RETRYABLE_STATUS = {408, 429, 503}
_SET_BY_FLASK = {"Content-Type", "Content-Length"}
_JSON_PREFIXES = ("/api/", "/health", "/openapi.json")
_QUOTED = (300, 200)  # characters shown of the beginning and the end of a long message
_GUNICORN_ERRORS = "gunicorn.http.errors"  # raised where a body is read: chunks without length
_OPENAI_PREFIX = "/v1/"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """The body of an error answer."""

    error: str  # a stable code for programs
    message: str  # one line for people
    retryable: bool


def register_errors(app: Flask) -> None:
    """Answer every exception in ``app`` by this map."""
    app.register_error_handler(Exception, answer)


def answer(error: Exception) -> ResponseReturnValue:
    """Return the response to an exception."""
    error = _translate(error)
    status, body = _explain(error)
    headers = _extra_headers(error)
    if request.path.startswith(_OPENAI_PREFIX):
        status = 400 if status == 422 else status
        return jsonify(_as_openai(status, body)), status, headers
    if request.path.startswith(_JSON_PREFIXES):
        return jsonify(asdict(body)), status, headers
    return render_template("error.html", body=body, status=status), status, headers


def _as_openai(status: int, body: ErrorBody) -> dict[str, dict[str, str | None]]:
    """Source: https://platform.openai.com/docs/guides/error-codes."""
    error_type = "invalid_request_error" if status < 500 else "server_error"
    return {
        "error": {"message": body.message, "type": error_type, "param": None, "code": body.error}
    }


def _translate(error: Exception) -> Exception:
    """Return the error that stands for one of the disk; any other unchanged."""
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull("The disk of the server is full: free some space, then try again.")
    if number == errno.EROFS:
        return Busy("The server can't write to its disk: see /ready, then try again.")
    return error


def _explain(error: Exception) -> tuple[int, ErrorBody]:
    if isinstance(error, VslError):
        return error.status, ErrorBody(error.code, _as_one_line(str(error)), error.retryable)
    if isinstance(error, HTTPException):
        status, name = error.code or 500, re.sub(r"\W+", "_", error.name.lower())
        return status, ErrorBody(name, error.description or error.name, status in _RETRYABLE_STATUS)
    if type(error).__module__ == _GUNICORN_ERRORS:
        cure = "The body of the request is broken: send it again, with its length."
        return 400, ErrorBody("bad_request", cure, retryable=False)
    _log.exception("%s %s failed", request.method, request.path, exc_info=error)
    message = "Something broke on the server; the cause is in its log. Try once more."
    return 500, ErrorBody("internal_error", message, retryable=True)


def _as_one_line(message: str) -> str:
    """Return a message that quotes what was sent, short enough to be read."""
    line = " ".join(message.encode("utf-8", "replace").decode().split())
    if len(line) <= sum(_QUOTED):
        return line
    return f"{line[: _QUOTED[0]]} … {line[-_QUOTED[1] :]}"


def _extra_headers(error: Exception) -> Headers:
    """Return the headers that the status requires, such as Allow (405) or Content-Range (416)."""
    if isinstance(error, VslError) and error.retry_after_s:
        return Headers([("Retry-After", str(error.retry_after_s))])
    headers = error.get_headers() if isinstance(error, HTTPException) else []
    return Headers([(name, value) for name, value in headers if name not in _SET_BY_FLASK])
