"""A limit on memory fragmentation in processes with many threads.

glibc gives each thread an arena of its own, up to eight a core, and freed memory stays in its
arena. So under load a web process with hundreds of threads grows without a leak. In Python nearly
always one thread at a time allocates, so one arena is enough.
Source: https://man7.org/linux/man-pages/man3/mallopt.3.html
"""

from __future__ import annotations

import ctypes

_M_TRIM_THRESHOLD = -1  # <malloc.h>
_M_ARENA_MAX = -8
_TRIM_BYTES = 128 << 10  # glibc's default, which it raises dynamically unless it is set


def keep_heap_together() -> bool:
    """Make all threads of this process share one arena and return freed memory at its end.

    Call it before threads are started. Returns False if the C library has no ``mallopt``.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    return bool(mallopt(_M_ARENA_MAX, 1)) and bool(mallopt(_M_TRIM_THRESHOLD, _TRIM_BYTES))
