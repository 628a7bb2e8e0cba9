"""Whether a server answers: asked in a thread, so that a page never waits for a dead line.

An answer holds for a minute; after that it is asked again while the old one serves.
"""

from __future__ import annotations

from http.client import HTTPException
from threading import Event, Lock, Thread
from time import monotonic
from urllib.error import HTTPError
from urllib.request import Request

from vsl.speech.weights.download import open_url

_HOLDS_S = 60.0
_TIMEOUT_S = 3.0
_FIRST_WAIT_S = 0.7  # where nobody asked before: most lines answer, or are known to be dead, in it


class Reach:
    """What is known of servers, by their addresses. Safe under many threads."""

    def __init__(self, holds_s: float = _HOLDS_S) -> None:
        self._holds_s = holds_s
        self._lock = Lock()
        self._answers: dict[str, bool] = {}
        self._asked_at_s: dict[str, float] = {}
        self._first: dict[str, Event] = {}

    def is_known_dead(self, url: str, *, wait_s: float = _FIRST_WAIT_S) -> bool:
        """True if the server was asked and did not answer; False while nobody knows."""
        with self._lock:
            first = self._first.setdefault(url, Event())
            if monotonic() - self._asked_at_s.get(url, -self._holds_s) >= self._holds_s:
                self._asked_at_s[url] = monotonic()
                Thread(target=self._ask, args=(url,), daemon=True).start()
        first.wait(wait_s)
        return self._answers.get(url) is False

    def _ask(self, url: str) -> None:
        self._answers[url] = _answers(url)
        self._first[url].set()


def _answers(url: str) -> bool:
    try:
        with open_url(Request(url, method="HEAD"), timeout_s=_TIMEOUT_S):
            return True
    except HTTPError:
        return True  # whoever refuses is there
    except (OSError, HTTPException):
        return False


REACH = Reach()
"""What this process knows."""
