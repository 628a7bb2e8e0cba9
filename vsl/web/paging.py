"""Long lists in pages: ``?limit=50&after=<next of the page before>``."""

from __future__ import annotations

from collections.abc import Mapping

from vsl.errors import BadInput

_USUAL, _MOST = 50, 200


def read_page(query: Mapping[str, str]) -> tuple[int, str]:
    """How many rows a request wants, and after which place; empty for the first page.

    Raises:
        BadInput: the limit is no number, or too large a one.
    """
    text = query.get("limit", str(_USUAL))
    if not text.isdecimal() or not 0 < int(text[:9]) <= _MOST:
        raise BadInput(f"limit={text[:20]} is no limit; write a number from 1 to {_MOST}.")
    return int(text), query.get("after", "")
