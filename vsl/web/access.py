"""Access control by the setting ``API_KEY``: a bearer key for programs, a sign-in for people.

Without that setting every request of this machine is accepted (``exposure.py``). A sign-in is a row
of the database (``sessions.py``), valid for the key that opened it.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import cast
from urllib.parse import quote, urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests, Unauthorized

from vsl.web.addresses import site_address
from vsl.web.login_throttle import LoginThrottle
from vsl.web.services import current_services
from vsl.web.sessions import current_session, end_session, open_session

blueprint = Blueprint("access", __name__)

_OPEN_PATHS = ("/health", "/ready", "/static/", "/sign-in", "/sign-out")
_PROGRAM_PATHS = ("/api/", "/v1/", "/openapi.json")
_DOCS_PATHS = ("/api/docs",)
_THROTTLE = "vsl.guesses"


class InvalidApiKey(Unauthorized):
    """Raised when a request carries no API key or a wrong one."""

    def __init__(self) -> None:
        super().__init__(
            "Sign in at /sign-in, or send the key of this server: Authorization: Bearer KEY.",
            www_authenticate=WWWAuthenticate("bearer"),
        )

    @property
    def name(self) -> str:
        """The error's name in OpenAI's API."""
        return "Invalid API key"


class TooManyGuesses(TooManyRequests):
    """Raised when too many different wrong keys came from one address."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"Too many wrong keys came from here: wait {wait_s} seconds.")
        self.retry_after = wait_s


def guard(app: Flask) -> None:
    """Check the access rights of every request to ``app``."""
    app.extensions[_THROTTLE] = LoginThrottle()
    app.before_request(check_access)
    app.context_processor(lambda: {"signed_in": bool(_key()) and current_session() is not None})


def check_access() -> ResponseReturnValue | None:
    """Return None for an allowed request, a redirect to the sign-in for a person without a cookie.

    Raises:
        InvalidApiKey: a program sent no valid key.
        TooManyGuesses: too many wrong keys came from its address.
    """
    if request.path.startswith(_OPEN_PATHS) or has_access():
        return None
    if request.path.startswith(_PROGRAM_PATHS) and request.path not in _DOCS_PATHS:
        raise InvalidApiKey
    if request.headers.get("Sec-Fetch-Site") == "cross-site":  # browsers send no Strict cookie here
        return make_response(render_template("arrive.html", address=_requested_address()))
    return redirect(site_address(f"/sign-in?next={quote(_requested_address())}"), 303)


def has_access() -> bool:
    """Return whether this request may see and change everything.

    Raises:
        TooManyGuesses: too many wrong keys came from its address.
    """
    if not _key() or current_session():
        return True
    credentials = request.authorization
    token = (credentials.token if credentials and credentials.type == "bearer" else None) or ""
    return bool(token) and knows_key(token)


def knows_key(key: str) -> bool:
    """Return whether ``key`` is the API key, compared in constant time.

    The right key is accepted whatever came before it: behind a shared address, one who guesses
    would lock out all others. Against guessing stands the length of the key (settings.py).

    Raises:
        TooManyGuesses: it is wrong, as too many others from the same address were.
    """
    key_hash, given_hash = (hashlib.sha256(text.encode()).digest() for text in (_key(), key))
    if hmac.compare_digest(key_hash, given_hash):
        return True
    throttle = cast("LoginThrottle", current_app.extensions[_THROTTLE])
    address = request.remote_addr or ""
    if wait_s := throttle.wait_s(address):
        raise TooManyGuesses(wait_s)
    throttle.add(address, given_hash)
    return False


@blueprint.get("/sign-in")
def ask() -> ResponseReturnValue:
    """Return the sign-in form."""
    target = own_address(request.args.get("next", ""))
    if not _key() or current_session():
        return redirect(site_address(target), 303)
    return _form(target)


@blueprint.post("/sign-in")
def enter() -> ResponseReturnValue:
    """Set the sign-in cookie if the key is right, and redirect to the page that was asked for."""
    target = own_address(request.form.get("next", ""))
    if not _key():
        return redirect(site_address(target), 303)
    try:
        is_valid = knows_key(request.form.get("key", "").strip())
    except TooManyGuesses as error:
        refusal = _form(target, str(error.description), 429)
        refusal.headers["Retry-After"] = str(error.retry_after)
        return refusal
    if not is_valid:
        return _form(target, "That is not the key of this studio.", 403)
    response = redirect(site_address(target), 303)
    open_session(cast("Response", response))
    return response


@blueprint.post("/sign-out")
def leave() -> ResponseReturnValue:
    """End this browser's sign-in."""
    response = redirect(site_address("/sign-in" if _key() else "/"), 303)
    end_session(cast("Response", response))
    return response


def own_address(text: str) -> str:
    """Return ``text`` if it is a path of this site, and "/" otherwise."""
    parts = urlsplit(text) if text.isprintable() and "\\" not in text else None
    is_path = parts and not parts.scheme and not parts.netloc and text.startswith("/")
    return text if is_path and not text.startswith("//") else "/"


def _form(target: str, problem: str = "", status: int = 200) -> Response:
    page = render_template("sign_in.html", target=target, problem=problem)
    response = make_response(page, status)
    response.cache_control.no_store = True
    return response


def _requested_address() -> str:
    """Return the path to show after the sign-in: that of this request if it is a GET."""
    return own_address(request.full_path.rstrip("?")) if request.method == "GET" else "/"


def _key() -> str:
    return current_services().settings.api_key
