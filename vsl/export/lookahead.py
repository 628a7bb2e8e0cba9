"""Work done by many threads, taken in order, never far ahead of whoever takes it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def results_ahead(
    pool: ThreadPoolExecutor,
    work: Callable[[_Item], _Result],
    items: Iterable[_Item],
    depth: int,
) -> Iterator[_Result]:
    """``work`` of each item, in order, while the next ``depth`` items are begun and no more."""
    begun: deque[Future[_Result]] = deque()
    for item in items:
        begun.append(pool.submit(work, item))
        if len(begun) > depth:
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()
