"""How many threads an engine may keep busy, for engines that don't ask torch."""

from __future__ import annotations

import os
from collections.abc import Mapping


def count_threads(environ: Mapping[str, str] = os.environ) -> int:
    """``OMP_NUM_THREADS``, which PyTorch obeys as well; without it the cores of this process.

    A list, which is for nested regions, counts by its first number; what is no number counts not.
    Source: https://www.openmp.org/spec-html/5.2/openmpse59.html (OMP_NUM_THREADS).

    >>> count_threads({"OMP_NUM_THREADS": "3,2"})
    3
    """
    asked = environ.get("OMP_NUM_THREADS", "").partition(",")[0].strip()
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
