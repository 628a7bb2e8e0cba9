"""The end of a web server on purpose: its runner leaves with it, and gives its work back.

A runner that nobody tells leaves some seconds after the last web process, as ``local`` says. Where
that process was the first one of a container, everything is dead by then, and the work on it waits
for the end of its lease.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

import psutil

WAIT_S = 10.0  # giving back takes one or two


def stop_runner(instance_dir: Path) -> None:
    """Tell the runner to leave and wait until it has; not where other web processes need it."""
    if not _is_held(instance_dir / "web.lock"):
        with suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
            for runner in _users(instance_dir / "runner.lock"):
                runner.terminate()
                runner.wait(WAIT_S)


def _is_held(lock: Path) -> bool:
    """Whether a living process has locked the file."""
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
    """The processes that have the file open."""
    return [process for process in psutil.process_iter() if _has_open(process, file.resolve())]


def _has_open(process: psutil.Process, file: Path) -> bool:
    try:
        return any(found.path == str(file) for found in process.open_files())
    except psutil.Error:
        return False
