"""The heap of a process with many threads, kept together.

glibc gives each thread an arena of its own, up to eight a core, and what one frees stays in it.
Under load, a web process of hundreds of threads thereby grows and grows, without a leak. Python
lets one thread at a time allocate nearly always, so that one arena serves them as well.
Source: https://man7.org/linux/man-pages/man3/mallopt.3.html
"""

from __future__ import annotations

import ctypes

_M_TRIM_THRESHOLD = -1  # <malloc.h>
_M_ARENA_MAX = -8
_TRIM_BYTES = 128 << 10  # glibc's own value, which it raises by itself unless it is set


def keep_heap_together() -> bool:
    """Have all threads of this process share one heap, and free ends of it given back.

    To be called before there are threads. False where the C library is none that knows how.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    return bool(mallopt(_M_ARENA_MAX, 1)) and bool(mallopt(_M_TRIM_THRESHOLD, _TRIM_BYTES))
