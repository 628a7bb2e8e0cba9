"""The sign-ins of this studio: the cookie, the list, and the end of each.

/api/sessions for programs, /sessions for people. The cookie holds a random token and nothing else.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime

from flask import Blueprint, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from vsl.errors import NotFound
from vsl.store.sessions import KEEP_S, Session, SessionStore
from vsl.web.addresses import site_address
from vsl.web.serialisers import Json
from vsl.web.services import current_services

blueprint = Blueprint("sessions", __name__)

COOKIE = "vsl_signed_in"


@blueprint.get("/api/sessions")
def index() -> Json:
    """Return the browsers that are signed in, the latest first."""
    current = current_session()
    rows = [
        {**asdict(session), "is_current": session == current} for session in session_store().all()
    ]
    return {"sessions": rows}


@blueprint.delete("/api/sessions/<session_id>")
def remove(session_id: str) -> ResponseReturnValue:
    """End a sign-in; its browser has to sign in again."""
    session_store().end(session_id)
    return "", 204


@blueprint.get("/sessions")
def page() -> str:
    """Return the page of the browsers that are signed in."""
    sessions = [(session, _shown_time(session.seen)) for session in session_store().all()]
    return render_template("sessions.html", sessions=sessions, current=current_session())


@blueprint.post("/sessions/<session_id>/end")
def end(session_id: str) -> ResponseReturnValue:
    """End a sign-in and redirect to the list."""
    session_store().end(session_id)
    return redirect(site_address("/sessions"), 303)


def current_session() -> Session | None:
    """Return the sign-in that this request's cookie stands for; None without a live one."""
    if "session" not in g:
        token = request.cookies.get(COOKIE, "")
        g.session = session_store().find(token) if token else None
    session: Session | None = g.session
    return session


def open_session(response: Response) -> None:
    """Sign the client in, by a cookie on ``response``."""
    agent = request.headers.get("User-Agent", "")
    token = session_store().open(request.remote_addr or "", agent)
    response.set_cookie(
        COOKIE, token, int(KEEP_S), secure=request.is_secure, httponly=True, samesite="Strict"
    )


def end_session(response: Response) -> None:
    """Sign the client out: its token ends here, and ``response`` deletes its cookie."""
    if session := current_session():
        with suppress(NotFound):  # ended from elsewhere meanwhile
            session_store().end(session.id)
    response.delete_cookie(COOKIE, secure=request.is_secure, httponly=True, samesite="Strict")


def session_store() -> SessionStore:
    """Return the sign-ins with the studio's current key."""
    services = current_services()
    return SessionStore(services.projects.engine, services.settings.api_key)


def _shown_time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
