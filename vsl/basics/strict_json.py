"""Parse JSON from outside into values that can be calculated with, saved and sent again. Pure.

Python's own parser takes NaN, numbers of thousands of digits, halves of characters, and nesting
that breaks the programs behind it. Here each is refused, by its place in the document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import copysign, inf, isfinite
from typing import Any, Final

from vsl.errors import BadInput

_DEEPEST: Final = 32  # levels; a document of ours has seven
_LARGEST: Final = 2**53  # beyond it, programs in JavaScript read another number
_LONGEST_NUMBER: Final = 40  # digits
_LONGEST_PLACE: Final = 120  # characters of a message

Json = Any


def parse_json(text: str | bytes, name: str) -> Json:
    """Return the values in ``text``; whole numbers are integers, however they are written.

    Args:
        name: what messages call the text, such as "The brand kit".
    Raises:
        BadInput: it is no JSON, is nested too deeply, or holds a value that can't be kept.

    >>> parse_json('{"width": 1920.0, "share": 0.5}', "The kit")
    {'width': 1920, 'share': 0.5}
    >>> parse_json('{"looks": [{"share": NaN}]}', "The kit")
    Traceback (most recent call last):
    vsl.errors.BadInput: The kit holds no usable number at $.looks[0].share; write a finite one.
    """
    try:
        value = json.loads(text, parse_int=_read_number, parse_float=_read_number)
    except RecursionError as error:
        raise BadInput(f"{name} is nested too deeply; use at most {_DEEPEST} levels.") from error
    except ValueError as error:
        raise BadInput(f"{name} is not JSON: {error}.") from error
    check_values(value, name)
    return value


def check_values(value: Json, name: str) -> None:
    """Raise BadInput unless plain JSON values can be saved, sent and calculated with."""
    for place, depth, each in _walk(value):
        if depth > _DEEPEST:
            raise BadInput(f"{name} is nested too deeply; use at most {_DEEPEST} levels.")
        if isinstance(each, str):
            _check_text(each, place, name)
        elif isinstance(each, (int, float)) and not _is_usable(each):
            raise BadInput(f"{name} holds no usable number at {place}; write a finite one.")


def _read_number(text: str) -> int | float:
    """Return a number; NaN or infinity for one that no field can hold."""
    number = float(text) if len(text) <= _LONGEST_NUMBER else inf
    if _is_usable(number) and number.is_integer():
        return int(number)
    return number


def _is_usable(number: float) -> bool:
    """Return whether a number is finite, within the range of exact integers, and not minus zero."""
    if not isfinite(number) or abs(number) > _LARGEST:
        return False
    return number != 0 or copysign(1, number) > 0


def _check_text(text: str, place: str, name: str) -> None:
    if "\0" in text:
        raise BadInput(f"{name} holds a null character at {place}; write text without it.")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise BadInput(
                f"{name} holds half a character at {place}; it can't be saved."
            ) from error


def _walk(value: Json) -> Iterator[tuple[str, int, Json]]:
    """Yield each value with its place and depth; names of fields as values of their own."""
    waiting: list[tuple[str, int, Json]] = [("$", 0, value)]
    while waiting:
        place, depth, each = waiting.pop()
        yield place, depth, each
        if depth > _DEEPEST:
            continue
        if isinstance(each, dict):
            for key, inner in each.items():
                yield place, depth, key
                waiting.append((f"{place}.{key}"[:_LONGEST_PLACE], depth + 1, inner))
        elif isinstance(each, list):
            waiting += ((f"{place}[{n}]", depth + 1, inner) for n, inner in enumerate(each))
