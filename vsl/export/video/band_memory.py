"""An in-memory cache of encoded bands, so that none is encoded twice for one video."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from vsl.export.video.still_h264 import Band

_MOST_BYTES = 8_000_000


class BandMemory:
    """Bands by a digest of their pixels; the least recently used are dropped first.

    Safe to use from many threads.
    """

    def __init__(self) -> None:
        self._bands: OrderedDict[bytes, Band] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: bytes) -> Band | None:
        """Return the band stored under ``key``, or None."""
        with self._lock:
            band = self._bands.get(key)
            if band is not None:
                self._bands.move_to_end(key)
            return band

    def keep(self, key: bytes, band: Band) -> None:
        """Store ``band``; drop old bands if the memory is full."""
        with self._lock:
            if key in self._bands:
                return
            self._bands[key] = band
            self._bytes += len(band.code)
            while self._bytes > _MOST_BYTES:
                _, dropped = self._bands.popitem(last=False)
                self._bytes -= len(dropped.code)
