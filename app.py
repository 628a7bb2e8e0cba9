"""The studio as a script, and its application for servers.

    python app.py [--host 127.0.0.1] [--port 7860]       one machine, one person; as `vsl serve`
    gunicorn -c gunicorn.conf.py app:app                 a server

Both run the same server with the same settings (``vsl/web/server.py``).
"""

from __future__ import annotations

from typing import Any

from vsl.cli.main import run_command


def __getattr__(name: str) -> Any:
    """``app`` for servers, built when it is first asked for, and ``create_app``."""
    from vsl.web import application

    if name in ("app", "create_app"):
        return getattr(application, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main() -> None:
    """Serve until interrupted."""
    from vsl.cli.serve import serve

    run_command(serve, "app.py")


if __name__ == "__main__":
    main()
