"""Who may come in where the settings have an ``API_KEY``: programs by the key, people by a sign-in.

Without that setting everybody who reaches the server may, as suits one's own machine. A sign-in is
a cookie that this key has signed; another key signs everybody out.
Source: https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
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
from itsdangerous import BadSignature, TimestampSigner
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests, Unauthorized

from vsl.web.login_throttle import LoginThrottle
from vsl.web.services import current_services

blueprint = Blueprint("access", __name__)

COOKIE = "vsl_signed_in"
_KEEP_S = 30 * 24 * 3600
_OPEN = ("/health", "/ready", "/static/", "/sign-in", "/sign-out")
_FOR_PROGRAMS = ("/api/", "/v1/", "/openapi.json")
_YET_FOR_PEOPLE = ("/api/docs",)
_GUESSES = "vsl.guesses"


class InvalidApiKey(Unauthorized):
    """The request has no key, or a wrong one."""

    def __init__(self) -> None:
        super().__init__(
            "Sign in at /sign-in, or send the key of this server: Authorization: Bearer KEY.",
            www_authenticate=WWWAuthenticate("bearer"),
        )

    @property
    def name(self) -> str:
        """What OpenAI's service calls it."""
        return "Invalid API key"


class TooManyGuesses(TooManyRequests):
    """Somebody at this address tries one key after the other."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"Too many wrong keys came from here: wait {wait_s} seconds.")
        self.retry_after = wait_s


def guard(app: Flask) -> None:
    """Let nobody into ``app`` whom the settings keep out."""
    app.extensions[_GUESSES] = LoginThrottle()
    app.before_request(check_access)
    app.context_processor(lambda: {"signed_in": bool(_key()) and _has_cookie()})


def check_access() -> ResponseReturnValue | None:
    """Nothing for who may come in; the way to the sign-in for people who may not yet.

    Raises:
        InvalidApiKey: a program does not know the key.
        TooManyGuesses: it tried too many.
    """
    if not _key() or request.path.startswith(_OPEN) or _has_cookie():
        return None
    given = request.authorization
    token = (given.token if given and given.type == "bearer" else None) or ""
    if token and knows_key(token):
        return None
    if request.path.startswith(_FOR_PROGRAMS) and request.path not in _YET_FOR_PEOPLE:
        raise InvalidApiKey
    if request.headers.get("Sec-Fetch-Site") == "cross-site":  # where Strict cookies stay at home
        return make_response(render_template("arrive.html", address=_requested_address()))
    return redirect(f"/sign-in?next={quote(_requested_address())}", 303)


def knows_key(given: str) -> bool:
    """Whether ``given`` is the key, compared in the same time however much of it is right.

    Raises:
        TooManyGuesses: too many others came from the same address.
    """
    guesses, address = cast("LoginThrottle", current_app.extensions[_GUESSES]), _sender()
    if wait_s := guesses.wait_s(address):
        raise TooManyGuesses(wait_s)
    known, tried = (hashlib.sha256(text.encode()).digest() for text in (_key(), given))
    if hmac.compare_digest(known, tried):
        return True
    guesses.add(address, tried)
    return False


@blueprint.get("/sign-in")
def ask() -> ResponseReturnValue:
    """The form that asks for the key."""
    target = own_address(request.args.get("next", ""))
    if not _key() or _has_cookie():
        return redirect(target, 303)
    return _form(target)


@blueprint.post("/sign-in")
def enter() -> ResponseReturnValue:
    """Give the cookie to who knows the key, and show what was asked for."""
    target = own_address(request.form.get("next", ""))
    if not _key():
        return redirect(target, 303)
    try:
        knows = knows_key(request.form.get("key", "").strip())
    except TooManyGuesses as error:
        slower = _form(target, str(error.description), 429)
        slower.headers["Retry-After"] = str(error.retry_after)
        return slower
    if not knows:
        return _form(target, "That is not the key of this studio.", 403)
    answer = redirect(target, 303)
    value = _signer().sign(b"in").decode()
    answer.set_cookie(
        COOKIE, value, _KEEP_S, secure=_is_encrypted(), httponly=True, samesite="Strict"
    )
    return answer


@blueprint.post("/sign-out")
def leave() -> ResponseReturnValue:
    """Take the cookie back."""
    answer = redirect("/sign-in" if _key() else "/", 303)
    answer.delete_cookie(COOKIE, secure=_is_encrypted(), httponly=True, samesite="Strict")
    return answer


def own_address(text: str) -> str:
    """``text`` where it is a path of this site; its first page otherwise."""
    parts = urlsplit(text) if text.isprintable() and "\\" not in text else None
    inside = parts and not parts.scheme and not parts.netloc and text.startswith("/")
    return text if inside and not text.startswith("//") else "/"


def _form(target: str, problem: str = "", status: int = 200) -> Response:
    page = render_template("sign_in.html", target=target, problem=problem)
    answer = make_response(page, status)
    answer.cache_control.no_store = True
    return answer


def _has_cookie() -> bool:
    try:
        _signer().unsign(request.cookies.get(COOKIE, ""), max_age=_KEEP_S)
    except BadSignature:
        return False
    return True


def _signer() -> TimestampSigner:
    return TimestampSigner(
        _key(), salt="vsl sign-in", key_derivation="hmac", digest_method=hashlib.sha256
    )


def _requested_address() -> str:
    """The address that was asked for, to be shown after the sign-in."""
    return own_address(request.full_path.rstrip("?")) if request.method == "GET" else "/"


def _is_encrypted() -> bool:
    """Whether the line to the client is; who lies about it harms nobody else."""
    return request.is_secure or request.headers.get("X-Forwarded-Proto") == "https"


def _sender() -> str:
    """The address a request comes from; that which the nearest proxy saw, where there is one."""
    seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    near = request.remote_addr or ""
    return seen if seen and LoginThrottle.is_near(near) else near


def _key() -> str:
    return current_services().settings.api_key
