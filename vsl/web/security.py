"""Checks of every request and headers of every answer: cross-site requests, browser policies."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

from vsl.errors import Forbidden
from vsl.web.access import guard
from vsl.web.exposure import refuse_strangers
from vsl.web.hosts import refuse_unknown_hosts

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_HASHED_ASSETS = "/static/dist/assets/"  # their names change with their content
_PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def protect(app: Flask) -> None:
    """Check every request to ``app`` and add the security headers to every answer."""
    for check in (refuse_strangers, refuse_unknown_hosts, refuse_foreign_changes):
        app.before_request(check)
    guard(app)
    app.after_request(add_headers)


def refuse_foreign_changes() -> None:
    """Refuse requests from other sites that change anything.

    Browsers send the origin of a request, which pages cannot forge; older ones send only Origin.
    Clients that are no browsers send neither and are allowed.
    Source: https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header,
    https://go.dev/src/net/http/csrf.go (the same rule).
    """
    if request.method in _SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None:
        allowed = site in ("same-origin", "none")
    else:
        allowed = origin is None or urlsplit(origin).netloc == request.host
    if not allowed:
        raise Forbidden("Another site may not do this: open the page itself and try there.")


def add_headers(response: Response) -> Response:
    """Add security headers that the view did not set, and the caching of immutable files."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith(_HASHED_ASSETS) and response.status_code == 200:
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.immutable = True
        response.cache_control.max_age = 365 * 24 * 3600
    elif response.is_json and "Cache-Control" not in response.headers:
        response.cache_control.no_store = True
    return response
