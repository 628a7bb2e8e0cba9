"""Check in the background whether servers respond, so that no page waits for one that is down.

A result is used for a minute; after that the check is repeated while the old result is still used.
"""

from __future__ import annotations

from threading import Event, Lock, Thread
from time import monotonic

from vsl.basics.http_client import is_answering

_HOLDS_S = 60.0
_TIMEOUT_S = 3.0
_FIRST_WAIT_S = 0.7  # for the first check: most servers respond, or fail, within it


class Reach:
    """Whether servers respond, by URL. Thread-safe."""

    def __init__(self, holds_s: float = _HOLDS_S) -> None:
        self._holds_s = holds_s
        self._lock = Lock()
        self._answers: dict[str, bool] = {}
        self._asked_at_s: dict[str, float] = {}
        self._first: dict[str, Event] = {}

    def is_known_dead(self, url: str, *, wait_s: float = _FIRST_WAIT_S) -> bool:
        """Return whether a check found that the server does not respond; False while unknown."""
        with self._lock:
            first = self._first.setdefault(url, Event())
            if monotonic() - self._asked_at_s.get(url, -self._holds_s) >= self._holds_s:
                self._asked_at_s[url] = monotonic()
                Thread(target=self._ask, args=(url,), daemon=True).start()
        first.wait(wait_s)
        return self._answers.get(url) is False

    def _ask(self, url: str) -> None:
        self._answers[url] = is_answering(url, timeout_s=_TIMEOUT_S)
        self._first[url].set()


REACH = Reach()
"""The results of this process."""
