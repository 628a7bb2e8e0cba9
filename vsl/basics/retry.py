"""When to ask a service again: what it answered in, seconds to wait out."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

_PASSING = (408, 409, 425, 429)  # time-out, conflict, too early, too many: they pass
_JITTER = 0.25  # many that failed together do not come back together


@dataclass(frozen=True, slots=True)
class RetryPlan:
    """How often, and after what waits, a request that is safe to repeat is sent again."""

    tries: int  # in all
    first_wait_s: float = 1.0  # doubled with each further try
    longest_wait_s: float = 60.0

    def wait_s(self, tries_made: int, retry_after: str = "") -> float | None:
        """Return the seconds to wait after ``tries_made`` failures; None to give up.

        A service's own wish (``retry_after``, its header) counts instead of the plan's waits. If it
        is longer than the longest wait, asking again is no use.
        """
        if tries_made >= self.tries:
            return None
        asked_s = read_retry_after(retry_after)
        if asked_s is not None:
            return asked_s if asked_s <= self.longest_wait_s else None
        usual_s = self.first_wait_s * 2.0 ** (tries_made - 1)
        return min(self.longest_wait_s, usual_s * random.uniform(1 - _JITTER, 1 + _JITTER))


def is_passing(status: int) -> bool:
    """Return whether a request that was answered with ``status`` may succeed later.

    >>> is_passing(503), is_passing(404)
    (True, False)
    """
    return status in _PASSING or status >= 500


def read_retry_after(header: str) -> float | None:
    """Return the seconds from now that a Retry-After header names; None if it names none.

    It holds seconds or a date. Source: RFC 9110 §10.2.3.

    >>> read_retry_after("120")
    120.0
    """
    try:
        seconds = float(header)
    except ValueError:
        seconds = _seconds_until(header)
    return max(0.0, seconds) if 0.0 * seconds == 0.0 else None  # infinite ones and NaN: none


def _seconds_until(date: str) -> float:
    try:
        return parsedate_to_datetime(date).timestamp() - time.time()
    except (ValueError, OverflowError):
        return float("nan")
