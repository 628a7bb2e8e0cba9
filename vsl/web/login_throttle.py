"""A limit on wrong keys per client address.

Each process counts for itself. The same wrong key is counted once, so a program with an outdated
key does not lock out other clients behind the same address.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address, ip_network

_MOST = 10  # different keys from one address within the time below
_WITHIN_S = 300.0
_IPV6_BITS = 64  # of the network that one household or server is given
_MOST_ADDRESSES = 10_000  # that are kept in memory


class LoginThrottle:
    """Recent wrong keys, as hashes, by client address."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tried: OrderedDict[str, dict[bytes, float]] = OrderedDict()

    def add(self, address: str, key_hash: bytes) -> None:
        """Record a wrong key."""
        with self._lock:
            tried = self._tried.setdefault(_source(address), {})
            tried[key_hash] = self._clock()
            self._tried.move_to_end(_source(address))
            if len(self._tried) > _MOST_ADDRESSES:
                self._tried.popitem(last=False)

    def wait_s(self, address: str) -> int:
        """Return how many seconds this address must wait before its next try; 0 if none."""
        with self._lock:
            tried, now = self._tried.get(_source(address), {}), self._clock()
            for key_hash in [each for each, at in tried.items() if at <= now - _WITHIN_S]:
                del tried[key_hash]
            if len(tried) < _MOST:
                return 0
            return max(1, round(min(tried.values()) + _WITHIN_S - now))


def _source(address: str) -> str:
    """Return what counts as one sender: an IPv4 address, or the network of an IPv6 one."""
    try:
        found = ip_address(address)
    except ValueError:  # the path of a Unix socket, or empty
        return address
    return address if found.version == 4 else str(ip_network((found, _IPV6_BITS), strict=False))
