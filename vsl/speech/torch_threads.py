"""Divide torch's threads among tasks that run side by side.

A task on all threads waits for the slowest thread after each of its thousands of small steps, which
takes twice as long as the work on a busy machine. Independent tasks, each on its share of the
threads, don't wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

T = TypeVar("T")


@cache
def n_threads() -> int:
    """Return the number of threads that torch, or ``OMP_NUM_THREADS``, chose at its start."""
    import torch

    return torch.get_num_threads()


@contextmanager
def workers(count: int, threads_each: int | None = None) -> Iterator[ThreadPoolExecutor]:
    """Open a pool of ``count`` workers with equal shares of torch's threads or ``threads_each``."""
    import torch

    whole = n_threads()
    share = threads_each or max(1, whole // count)
    pool = ThreadPoolExecutor(count, initializer=torch.set_num_threads, initargs=(share,))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)  # useless after an error
        torch.set_num_threads(whole)  # threads that start later begin with the last number set


def evenly(items: Sequence[T], at_most: int) -> Iterator[Sequence[T]]:
    """Yield the items in order, in the fewest groups of up to ``at_most``, of nearly equal size."""
    count = -(-len(items) // at_most)
    for number in range(count):
        yield items[len(items) * number // count : len(items) * (number + 1) // count]
