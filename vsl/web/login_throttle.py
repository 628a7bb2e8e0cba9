"""A brake on guessing: who tries one wrong key after the other from an address has to wait.

Each process counts for itself. The same wrong key again is no guess, so that a program with an old
key does not lock out its neighbours.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address

_MOST = 10  # different keys from one address within the time below
_WITHIN_S = 300.0
_MOST_ADDRESSES = 10_000  # that are remembered


class LoginThrottle:
    """The wrong keys of late, as hashes, by the address that they came from."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tried: OrderedDict[str, dict[bytes, float]] = OrderedDict()

    def add(self, address: str, key_hash: bytes) -> None:
        """Remember a wrong key."""
        with self._lock:
            tried = self._tried.setdefault(address, {})
            tried[key_hash] = self._clock()
            self._tried.move_to_end(address)
            if len(self._tried) > _MOST_ADDRESSES:
                self._tried.popitem(last=False)

    def wait_s(self, address: str) -> int:
        """How many seconds to wait before the next try; 0 for none."""
        with self._lock:
            tried, now = self._tried.get(address, {}), self._clock()
            for key_hash in [each for each, at in tried.items() if at <= now - _WITHIN_S]:
                del tried[key_hash]
            if len(tried) < _MOST:
                return 0
            return max(1, round(min(tried.values()) + _WITHIN_S - now))

    @staticmethod
    def is_near(address: str) -> bool:
        """Whether this is a neighbour, such as a proxy in front of the server."""
        try:
            return ip_address(address).is_private
        except ValueError:  # a socket's path, or nothing
            return True
