"""Caches of what is worked out from users' texts, bounded by the size of the texts. Pure.

A cache that counts its entries alone may hold gigabytes: one entry may be a word or a whole book.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache, wraps
from threading import Lock
from typing import Any, Final, Generic, ParamSpec, TypeVar, cast

_Parameters = ParamSpec("_Parameters")
_Value = TypeVar("_Value")

_clear_functions: list[Callable[[], None]] = []

LONGEST_TEXT: Final = 64  # characters; longer words are rare and are worked out each time


def cache_short_texts(
    most: int, longest: int = LONGEST_TEXT
) -> Callable[[Callable[_Parameters, _Value]], Callable[_Parameters, _Value]]:
    """Return a decorator that keeps the last ``most`` results for texts of few characters.

    Args:
        longest: characters of each positional argument; for longer ones nothing is kept.

    >>> @cache_short_texts(8)
    ... def shout(text):
    ...     print("working")
    ...     return text.upper()
    >>> shout("a"), shout("a"), len(shout("a" * 100)), len(shout("a" * 100))
    working
    working
    working
    ('A', 'A', 100, 100)
    """

    def decorate(work: Callable[_Parameters, _Value]) -> Callable[_Parameters, _Value]:
        kept: Any = lru_cache(maxsize=most)(work)
        _clear_functions.append(kept.cache_clear)

        @wraps(work)
        def answer(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Value:
            for value in args:
                if isinstance(value, str) and len(value) > longest:
                    return work(*args, **kwargs)
            return cast(_Value, kept(*args, **kwargs))

        return answer

    return decorate


def clear_text_caches() -> None:
    """Forget everything that this process worked out from texts, for measurements."""
    for clear in _clear_functions:
        clear()


class SizedCache(Generic[_Value]):
    """Keeps the values used last, together no larger than a limit.

    >>> cache = SizedCache(100)
    >>> cache.find("a", 60, lambda: 1), cache.find("a", 60, lambda: 2)
    (1, 1)
    >>> cache.find("b", 60, lambda: 3), cache.find("a", 60, lambda: 4)
    (3, 4)
    """

    def __init__(self, most_characters: int) -> None:
        self._most = most_characters
        self._kept: OrderedDict[object, tuple[int, _Value]] = OrderedDict()
        self._size = 0
        self._lock = Lock()
        _clear_functions.append(self.clear)

    def find(self, key: object, size: int, work: Callable[[], _Value]) -> _Value:
        """Return the value kept for ``key``, or what ``work`` returns.

        Args:
            size: characters that key and value stand for; what exceeds the limit is not kept.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][1]
        value = work()
        with self._lock:
            if size <= self._most and key not in self._kept:
                self._kept[key] = size, value
                self._size += size
            while self._size > self._most:
                self._size -= self._kept.popitem(last=False)[1][0]
        return value

    def clear(self) -> None:
        """Forget all values."""
        with self._lock:
            self._kept.clear()
            self._size = 0
