"""Shutdown of a web server: stop its runner, which hands its tasks back.

Without this the runner stops some seconds after the last web process, see ``runner``. If that was
the first process of a container, the runner is killed with it, and its tasks wait until their
leases end.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

import psutil

WAIT_S = 10.0  # handing tasks back takes one or two


def stop_runner(instance_dir: Path) -> None:
    """Stop the runner and wait until it has ended, unless other web processes need it."""
    if not _is_held(instance_dir / "web.lock"):
        with suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
            for runner in _users(instance_dir / "runner.lock"):
                runner.terminate()
                runner.wait(WAIT_S)


def _is_held(lock: Path) -> bool:
    """Return whether a living process holds a lock on the file."""
    if not lock.exists():
        return False
    descriptor = os.open(lock, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _users(file: Path) -> list[psutil.Process]:
    """Return the processes that have the file open."""
    return [process for process in psutil.process_iter() if _has_open(process, file.resolve())]


def _has_open(process: psutil.Process, file: Path) -> bool:
    try:
        return any(opened.path == str(file) for opened in process.open_files())
    except psutil.Error:
        return False
