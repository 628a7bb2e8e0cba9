"""The HTTP face: settings → services → blueprints → "/".

    python app.py [--host 127.0.0.1] [--port 7860]       one machine, one person
    gunicorn -c gunicorn.conf.py app:app                 a server

Both run the same server with the same settings; Windows, which gunicorn does not know, gets
Werkzeug's.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import socket
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask

from vsl.errors import Conflict, VslError
from vsl.settings import Settings

if TYPE_CHECKING:
    from vsl.bootstrap import Services

ROOT = Path(__file__).resolve().parent
_FIELD_BYTES = 1 << 20  # of any request but an upload, which sets its own limit
_MOST_PARTS = 32


def create_app(settings: Settings | None = None, services: Services | None = None) -> Flask:
    """The application on ``services``, or on those that ``settings`` (the environment) ask for."""
    from vsl.bootstrap import bootstrap
    from vsl.web.blueprints import register
    from vsl.web.compression import compress_answers
    from vsl.web.create_project import UploadRequest
    from vsl.web.errors import register_errors
    from vsl.web.idempotency import answer_once
    from vsl.web.security import protect
    from vsl.web.services import attach

    services = services or bootstrap(settings or Settings.from_environ(os.environ))
    app = Flask(__name__, root_path=str(ROOT))
    app.request_class = UploadRequest
    app.config.update(MAX_CONTENT_LENGTH=_FIELD_BYTES, MAX_FORM_PARTS=_MOST_PARTS)
    attach(app, services)
    protect(app)
    compress_answers(app)
    answer_once(app)
    register_errors(app)
    register(app, services)
    return app


@cache
def _serving_app() -> Flask:
    """The application of this process, with a runner that does its jobs."""
    from vsl.bootstrap import bootstrap

    settings = Settings.from_environ(os.environ)
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    services = bootstrap(settings)
    services.start_runner()
    return create_app(services=services)


def __getattr__(name: str) -> Flask:
    """``app`` for servers, built when it is first asked for."""
    if name == "app":
        return _serving_app()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@click.command(help="Serve the studio.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=7860, show_default=True, type=click.IntRange(1, 65535))
def main(host: str, port: int) -> None:
    """Serve until interrupted."""
    try:
        Settings.from_environ(os.environ)
        _check_address(host, port)
    except VslError as error:
        raise SystemExit(f"app.py: {error}") from error
    if importlib.util.find_spec("fcntl"):
        _become_gunicorn(host, port)
    click.echo(f"VSL is ready: http://{host}:{port}")
    _serving_app().run(host=host, port=port, threaded=True)


def _check_address(host: str, port: int) -> None:
    """Say at once what servers say after many attempts."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise Conflict(f"{host}:{port}: {reason}. Choose another with --port.") from error


def _become_gunicorn(host: str, port: int) -> None:
    options = ["-c", str(ROOT / "gunicorn.conf.py"), "--pythonpath", str(ROOT), "app:app"]
    quiet = {"GUNICORN_LOG_LEVEL": "warning", "HOST": host, "PORT": str(port)}
    command = [sys.executable, "-m", "gunicorn", *options]
    os.execve(sys.executable, command, {**quiet, **os.environ, "HOST": host, "PORT": str(port)})


if __name__ == "__main__":
    main()
