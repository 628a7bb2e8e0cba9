"""Torch's threads shared out to pieces of work that run side by side.

Whoever gives one piece of work all threads waits, after each of its thousands of small steps, for
the slowest thread: on a busy machine that takes twice as long as the work. Pieces that need
nothing of each other, each on its share of the threads, don't wait.
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
    """How many threads torch works with, as it or ``OMP_NUM_THREADS`` chose at its start."""
    import torch

    return torch.get_num_threads()


@contextmanager
def workers(count: int, threads_each: int | None = None) -> Iterator[ThreadPoolExecutor]:
    """``count`` workers, on torch's threads shared out, or on ``threads_each``."""
    import torch

    whole = n_threads()
    share = threads_each or max(1, whole // count)
    pool = ThreadPoolExecutor(count, initializer=torch.set_num_threads, initargs=(share,))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)  # work that an error made useless
        torch.set_num_threads(whole)  # threads that start later begin with the last number set


def evenly(items: Sequence[T], at_most: int) -> Iterator[Sequence[T]]:
    """The items in order, in as few groups of up to ``at_most`` as can be, of nearly one size."""
    count = -(-len(items) // at_most)
    for number in range(count):
        yield items[len(items) * number // count : len(items) * (number + 1) // count]
