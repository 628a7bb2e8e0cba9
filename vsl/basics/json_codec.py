"""Convert frozen dataclasses to plain JSON values and back, by their declared fields and types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

_Value = TypeVar("_Value")


def to_plain(value: Any) -> Any:
    """Return ``value`` as plain JSON values."""
    if is_dataclass(value):
        return {each.name: to_plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value  # of a subclass too


def from_plain(kind: Callable[..., _Value], row: Mapping[str, Any]) -> _Value:
    """Return the value of class ``kind`` that ``to_plain`` turned into ``row``.

    Raises:
        TypeError: a field is unknown or missing. The types of plain values are not checked.
    """
    types = _types(kind)
    return kind(**{name: _read(types.get(name), value) for name, value in row.items()})


def _read(kind: Any, value: Any) -> Any:
    """Return ``value`` with its objects converted to the dataclasses that ``kind`` names."""
    if value is None:
        return None
    inner = [each for each in get_args(kind) if each not in (NoneType, ...)]
    if get_origin(kind) is tuple:
        return tuple(_read(inner[0], item) for item in value)
    kind = inner[0] if inner else kind
    return from_plain(kind, value) if isinstance(kind, type) and is_dataclass(kind) else value


@cache
def _types(kind: Callable[..., Any]) -> dict[str, Any]:
    return get_type_hints(kind)
