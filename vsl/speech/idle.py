"""An action for the time when nothing is asked any more."""

from __future__ import annotations

from collections.abc import Callable
from threading import Timer


class IdleTimer:
    """Runs ``action`` in a thread of its own, ``after_s`` seconds after the last ``restart``.

    Not made for two threads at once: callers hold a lock of theirs.
    """

    def __init__(self, after_s: float, action: Callable[[], object]) -> None:
        self._after_s, self._action = after_s, action
        self._timer: Timer | None = None

    def restart(self) -> None:
        """Begin to wait, anew."""
        self.stop()
        self._timer = Timer(self._after_s, self._action)
        self._timer.daemon = True  # no program waits for it to end
        self._timer.start()

    def stop(self) -> None:
        """Wait no more."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
