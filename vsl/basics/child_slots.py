"""A limit on child processes that open users' files, shared by all processes of this machine.

A slot is a locked file (flock(2)), which the kernel releases with its process, so nothing needs
cleaning up after a kill -9. There is no limit, and no wait, until one is set.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vsl.errors import Busy

LONGEST_WAIT_S = 270.0  # proxies wait 300 s for an answer
_LOOK_EVERY_S = 0.05  # for a slot that another process gives back


class ChildSlots:
    """A number of slots in a folder; any number of processes may share it."""

    def __init__(self, folder: Path, most: int, *, wait_s: float = LONGEST_WAIT_S) -> None:
        """Make slots for ``most`` children at once, of which each is waited for ``wait_s``."""
        self._paths = [folder / f"{number}.lock" for number in range(most)]
        self._turn = threading.Semaphore(most)  # of this process, so that few look for files
        self._wait_s = wait_s
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    @contextmanager
    def taking(self) -> Iterator[None]:
        """Hold a slot for as long as the block runs.

        Raises:
            Busy: none became free in time.
        """
        deadline = time.monotonic() + self._wait_s
        if not self._turn.acquire(timeout=self._wait_s):
            raise _busy()
        try:
            descriptor = self._lock_until(deadline)
            try:
                yield
            finally:
                os.close(descriptor)
        finally:
            self._turn.release()

    def _lock_until(self, deadline: float) -> int:
        while True:
            for path in self._paths:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    os.close(descriptor)
                else:
                    return descriptor
            if time.monotonic() >= deadline:
                raise _busy()
            time.sleep(_LOOK_EVERY_S)


_limit: list[ChildSlots] = []


def limit_children(slots: ChildSlots) -> None:
    """Have this process wait for one of ``slots`` before it starts such a child."""
    _limit[:] = [slots]


@contextmanager
def child_slot() -> Iterator[None]:
    """Hold a slot of this process's limit for as long as the block runs.

    Raises:
        Busy: none became free in time.
    """
    if not _limit:
        yield
        return
    with _limit[0].taking():
        yield


def _busy() -> Busy:
    return Busy("Too many files are being checked at this moment: try again in a minute.")
