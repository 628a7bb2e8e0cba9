"""The line to a studio: requests go out, and out again where the line breaks; answers come in.

Never here: what is asked. A request that may not be repeated carries a key by which the server
knows it again (``Idempotency-Key``), so that every request may be.
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

_PASSING = (423, 429, 460, 502, 503, 504)  # of these the next try may not hear
_PAUSE_S = (0.2, 5.0)  # before the second try, and at most
_LONGEST_TOLD = 1 << 16


class Refused(VslError):
    """The studio said no: ``status_code`` and ``reason`` for programs, the text for people."""

    def __init__(self, status_code: int, told: Mapping[str, Any]) -> None:
        super().__init__(str(told.get("message") or f"The server answered {status_code}."))
        self.status_code = status_code
        self.reason = str(told.get("error") or "")


class Unreachable(VslError):
    """No answer came, however often it was asked for."""

    retryable = True


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What is asked of a studio."""

    method: str
    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def once(self) -> HttpRequest:
        """The same with a key, so that it takes effect once however often it is sent."""
        return replace(self, headers={**self.headers, "Idempotency-Key": secrets.token_urlsafe(18)})


def get(path: str, **headers: str) -> HttpRequest:
    """A request for what is there."""
    return HttpRequest("GET", path, headers=_name_headers(headers))


def post_json(path: str, value: Any, **headers: str) -> HttpRequest:
    """A request that takes effect once."""
    given = {"Content-Type": "application/json", **_name_headers(headers)}
    return HttpRequest("POST", path, json.dumps(value).encode(), given).once()


@dataclass(frozen=True, slots=True)
class HttpTransport:
    """Where a studio is, and how long to wait for it."""

    url: str
    key: str = field(default="", repr=False)
    timeout_s: float = 60.0  # of one silence
    patience_s: float = 60.0  # with a line that breaks, from its first break on

    def __post_init__(self) -> None:
        if not self.url.startswith(("http://", "https://")):
            raise BadInput(f"{self.url!r} is no address: write one such as https://host:7860.")

    def ask(self, request: HttpRequest) -> HTTPResponse:
        """The answer, to be closed.

        Raises:
            Refused: the server said no.
            Unreachable: it does not answer.
        """
        began, pause_s = time.monotonic(), _PAUSE_S[0]
        while True:
            try:
                return self.try_once(request)
            except (Refused, Unreachable) as error:
                passing = isinstance(error, Unreachable) or error.status_code in _PASSING
                if not passing or time.monotonic() - began > self.patience_s:
                    raise
            time.sleep(pause_s)
            pause_s = min(_PAUSE_S[1], 2 * pause_s)

    def try_once(self, request: HttpRequest, *, timeout_s: float | None = None) -> HTTPResponse:
        """The answer to a single try; see ``ask``."""
        headers = dict(request.headers)
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        asked = http.Request(
            self.url.rstrip("/") + request.path, request.body, headers, method=request.method
        )
        try:
            answer: HTTPResponse = _opener().open(asked, timeout=timeout_s or self.timeout_s)
        except HTTPError as error:
            with error:
                raise _read_refusal(error) from None
        except (OSError, HTTPException) as error:
            raise Unreachable(f"{self.url} can't be reached: {_cause(error)}.") from error
        return answer

    def json(self, request: HttpRequest) -> Any:
        """The JSON of an answer; see ``ask``."""
        return self.whole(request)[0]

    def whole(self, request: HttpRequest) -> tuple[Any, HTTPMessage]:
        """The JSON of an answer and its headers, asked for again where it breaks off; see ``ask``.

        Raises:
            Refused: whoever answers is no studio.
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
            told = {"message": f"{self.url} is no studio: its answer is no JSON."}
            raise Refused(answer.status, told) from error


def _opener() -> http.OpenerDirector:
    """One that follows no redirect: the key is for this server alone."""
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
        told = json.loads(error.read(_LONGEST_TOLD))
    except (OSError, HTTPException, ValueError):
        told = {}
    return Refused(error.code, told if isinstance(told, dict) else {})


def _cause(error: Exception) -> str:
    reason = getattr(error, "reason", error)
    return str(getattr(reason, "strerror", None) or reason) or type(error).__name__


def _name_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers by their names; empty ones are left away."""
    return {name.replace("_", "-"): text for name, text in headers.items() if text}
