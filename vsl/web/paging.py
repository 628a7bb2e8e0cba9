"""Pagination of long lists: ``?limit=50&after=<next of the page before>``."""

from __future__ import annotations

from collections.abc import Mapping

from vsl.errors import BadInput

_USUAL, _MOST = 50, 200
_DIGITS = 9


def read_page(query: Mapping[str, str]) -> tuple[int, str]:
    """Return the limit of a request and its cursor, which is empty for the first page.

    Raises:
        BadInput: the limit is not a number in range.
    """
    text = query.get("limit", str(_USUAL))
    is_short = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
    if not is_short or not 0 < int(text) <= _MOST:
        raise BadInput(f"limit={text[:20]} is no limit; write a number from 1 to {_MOST}.")
    return int(text), query.get("after", "")
