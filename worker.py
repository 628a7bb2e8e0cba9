"""The Celery face: does jobs for web processes on any machine. docs/deploy.md says how.

python worker.py                             as the settings say
celery -A worker worker -Q gpu -c 1          the same with options of Celery's own
celery -A worker inspect ping                whether workers answer
"""

from __future__ import annotations

from typing import Any

from vsl.cli.main import run_command


def __getattr__(name: str) -> Any:
    """``app`` for Celery, built when it is first asked for."""
    from vsl.worker import celery_program

    if name == "app":
        return celery_program.celery_app()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main() -> None:
    """Work until told to leave; the same as ``vsl worker``."""
    from vsl.cli.worker import worker

    run_command(worker, "worker.py")


if __name__ == "__main__":
    main()
