"""HTTP requests to a studio, repeated while the connection breaks.

Requests that must take effect once carry an ``Idempotency-Key``, so every request may be repeated.
Their content is the caller's.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import Any
from urllib import request as http
from urllib.error import HTTPError

from vsl.errors import BadInput, VslError

RETRYABLE_STATUS = (423, 429, 460, 502, 503, 504)  # a retry may succeed
_PAUSE_S = (0.2, 5.0)  # before the second try, and at most
_LONGEST_ERROR_BYTES = 1 << 16


class Refused(VslError):
    """The server refused: ``status_code`` and ``reason`` for programs, the message for people."""

    def __init__(self, status_code: int, body: Mapping[str, Any]) -> None:
        super().__init__(str(body.get("message") or f"The server answered {status_code}."))
        self.status_code = status_code
        self.reason = str(body.get("error") or "")


class Unreachable(VslError):
    """The server does not answer, even after retries."""

    retryable = True


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request to a studio."""

    method: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def once(self) -> HttpRequest:
        """Return the request with an idempotency key, so that it takes effect only once."""
        return replace(self, headers={**self.headers, "Idempotency-Key": secrets.token_urlsafe(18)})


def get(path: str, **headers: str) -> HttpRequest:
    """Return a GET request."""
    return HttpRequest("GET", path, headers=_name_headers(headers))


def post_json(path: str, value: Any, **headers: str) -> HttpRequest:
    """Return an idempotent POST request with a JSON body."""
    all_headers = {"Content-Type": "application/json", **_name_headers(headers)}
    return HttpRequest("POST", path, json.dumps(value).encode(), all_headers).once()


@dataclass(frozen=True, slots=True)
class HttpTransport:
    """The address of a studio and its time limits."""

    url: str
    key: str = field(default="", repr=False)
    timeout_s: float = 60.0  # without any data
    patience_s: float = 60.0  # for retries, from the first break on

    def __post_init__(self) -> None:
        if not self.url.startswith(("http://", "https://")):
            raise BadInput(f"{self.url!r} is no address: write one such as https://host:7860.")
        if not (self.key.isascii() and self.key.isprintable()):
            raise BadInput("The key has a character that no header carries: copy API_KEY again.")

    def ask(self, request: HttpRequest) -> HTTPResponse:
        """Return the answer, which the caller closes.

        Raises:
            Refused: the server refused the request.
            Unreachable: it does not answer.
        """
        began, pause_s = time.monotonic(), _PAUSE_S[0]
        while True:
            try:
                return self.try_once(request)
            except (Refused, Unreachable) as error:
                is_retryable = (
                    isinstance(error, Unreachable) or error.status_code in RETRYABLE_STATUS
                )
                if not is_retryable or time.monotonic() - began > self.patience_s:
                    raise
            time.sleep(pause_s)
            pause_s = min(_PAUSE_S[1], 2 * pause_s)

    def try_once(self, request: HttpRequest, *, timeout_s: float | None = None) -> HTTPResponse:
        """Return the answer to a single try; see ``ask``."""
        headers = dict(request.headers)
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        http_request = http.Request(
            self.url.rstrip("/") + request.path, request.body, headers, method=request.method
        )
        try:
            answer: HTTPResponse = _opener().open(http_request, timeout=timeout_s or self.timeout_s)
        except HTTPError as error:
            with error:
                raise _read_refusal(error) from None
        except (OSError, HTTPException) as error:
            raise Unreachable(f"{self.url} can't be reached: {_cause(error)}.") from error
        return answer

    def json(self, request: HttpRequest) -> Any:
        """Return the JSON of an answer; see ``ask``."""
        return self.whole(request)[0]

    def whole(self, request: HttpRequest) -> tuple[Any, HTTPMessage]:
        """Return the JSON of an answer and its headers, repeating the request if it breaks off.

        Raises:
            Refused: the server refused the request, or is not a studio.
            Unreachable: it does not answer.
        """
        began = time.monotonic()
        while True:
            try:
                with self.ask(request) as answer:
                    text = answer.read()
                    break
            except (OSError, HTTPException) as error:
                if time.monotonic() - began > self.patience_s:
                    raise Unreachable(f"{self.url} breaks off: {_cause(error)}.") from error
            time.sleep(_PAUSE_S[0])
        try:
            return json.loads(text), answer.headers
        except ValueError as error:
            body = {"message": f"{self.url} is no studio: its answer is no JSON."}
            raise Refused(answer.status, body) from error


def _opener() -> http.OpenerDirector:
    """Return an opener that follows no redirects: the key is for this server alone."""
    opener = http.OpenerDirector()
    for handler in (
        http.ProxyHandler,
        http.HTTPHandler,
        http.HTTPSHandler,
        http.HTTPDefaultErrorHandler,
        http.HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    return opener


def _read_refusal(error: HTTPError) -> Refused:
    try:
        body = json.loads(error.read(_LONGEST_ERROR_BYTES))
    except (OSError, HTTPException, ValueError):
        body = {}
    return Refused(error.code, body if isinstance(body, dict) else {})


def _cause(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    return str(getattr(reason, "strerror", None) or reason) or type(error).__name__


def _name_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers by their HTTP names; empty ones are omitted."""
    return {name.replace("_", "-"): text for name, text in headers.items() if text}
