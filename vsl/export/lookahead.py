"""Run work in threads a bounded number of items ahead, with results in order."""

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
    """Yield ``work`` of each item, in order, with at most ``depth`` further items started."""
    started: deque[Future[_Result]] = deque()
    for item in items:
        started.append(pool.submit(work, item))
        if len(started) > depth:
            yield started.popleft().result()
    while started:
        yield started.popleft().result()
