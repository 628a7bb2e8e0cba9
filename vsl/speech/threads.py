"""The number of threads for engines that don't take it from torch."""

from __future__ import annotations

import os
from collections.abc import Mapping


def count_threads(environ: Mapping[str, str] = os.environ) -> int:
    """Return ``OMP_NUM_THREADS``, which PyTorch obeys too, else the cores of this process.

    Of a list (for nested regions) the first number counts; an invalid value is ignored.
    Source: https://www.openmp.org/spec-html/5.2/openmpse59.html (OMP_NUM_THREADS).

    >>> count_threads({"OMP_NUM_THREADS": "3,2"})
    3
    """
    threads = environ.get("OMP_NUM_THREADS", "").partition(",")[0].strip()
    if threads.isdecimal() and int(threads) > 0:
        return int(threads)
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
