"""Run the server: gunicorn where the system supports it, Werkzeug's server elsewhere."""

from __future__ import annotations

import errno
import importlib.util
import os
import socket
import sys
from pathlib import Path

import click

from vsl.errors import BadInput, Conflict
from vsl.settings import Settings
from vsl.web.exposure import check_exposure, describe_exposure, join_host

_PACKAGE_ROOT = Path(__file__).resolve().parents[2]
_GUNICORN = ("-m", "gunicorn", "-c", "python:vsl.web.gunicorn_settings", "vsl.web.application:app")


def serve(host: str, port: int) -> None:
    """Serve until interrupted, with settings from the environment.

    Raises:
        BadSetting: a value of the environment can't be read, or others could enter without a key.
        Conflict: another program listens at that address.
    """
    host = host.strip("[]")
    settings = Settings.from_environ(os.environ)
    check_exposure(settings, [host])
    _check_address(host, port)
    if importlib.util.find_spec("fcntl"):  # gunicorn does not run on Windows
        _become_gunicorn(host, port)
    from vsl.web.application import serving_app

    click.echo(
        f"VSL is ready: http://{join_host(host, port)}\n{describe_exposure(settings, [host])}"
    )
    serving_app().run(host=host, port=port, threaded=True)


def _check_address(host: str, port: int) -> None:
    """Check that the address is free; gunicorn would report it only after several attempts.

    Raises:
        BadInput: it is none.
        Conflict: it is not free.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, port), family=family).close()
    except socket.gaierror as error:
        cure = "write --host 127.0.0.1, ::1 or another address of this machine."
        raise BadInput(f"{host!r:.100} is no address of this machine: {cure}") from error
    except OSError as error:
        reason, place = os.strerror(error.errno or 0), join_host(host, port)
        cure = "Choose another with --port"
        cure += " or --host." if error.errno == errno.EADDRNOTAVAIL else "."
        raise Conflict(f"{place}: {reason}. {cure}") from error


def _become_gunicorn(host: str, port: int) -> None:
    quiet = {"GUNICORN_LOG_LEVEL": "warning"}
    # so that a checkout that is not installed runs from any folder
    path = os.pathsep.join(filter(None, (str(_PACKAGE_ROOT), os.environ.get("PYTHONPATH"))))
    address = {"HOST": host, "PORT": str(port), "PYTHONPATH": path}
    environment = {**quiet, **os.environ, **address}
    os.execve(sys.executable, [sys.executable, *_GUNICORN], environment)
