"""A timer that runs an action after a period without requests."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Timer
from time import monotonic

MODEL_IDLE_S = 900.0  # long enough that a model stays loaded while a user edits a deck


class IdleTimer:
    """Runs ``action`` in a thread of its own, ``after_s`` seconds after the last ``restart``.

    A restart reuses the waiting thread: starting one takes milliseconds on a busy machine.
    """

    def __init__(self, after_s: float, action: Callable[[], object]) -> None:
        self._after_s, self._action = after_s, action
        self._lock = Lock()
        self._due_s = 0.0
        self._timer: Timer | None = None

    def restart(self) -> None:
        """Start the waiting time again."""
        with self._lock:
            self._due_s = monotonic() + self._after_s
            if self._timer is None:
                self._wait(self._after_s)

    def stop(self) -> None:
        """Cancel the action."""
        with self._lock:
            if self._timer:
                self._timer.cancel()
            self._timer = None

    def _wait(self, seconds: float) -> None:
        self._timer = Timer(seconds, self._wake)
        self._timer.daemon = True  # does not keep the program running
        self._timer.start()

    def _wake(self) -> None:
        with self._lock:
            if self._timer is None:
                return
            remaining_s = self._due_s - monotonic()
            if remaining_s > 0:
                self._wait(remaining_s)
                return
            self._timer = None
        self._action()
