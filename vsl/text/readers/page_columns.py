"""Put the columns of a page in reading order. Pure.

Rows of a page flow in as they stand, columns kept apart by spaces; rows in the order they are read
flow out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

_BLANK: Final = re.compile(" +")
_NARROWEST: Final = 2  # characters of a gutter
_LEAST_ROWS: Final = 3  # with text on both sides
_LEAST_WORDS: Final = 3  # in a column's row; with fewer it is a table, read row by row
_MOST_ROWS: Final = 300  # of a page; with more it is no page of text
_WIDEST: Final = 1000  # characters of a row

Span = tuple[int, int]


def order_columns(rows: Sequence[str]) -> list[str] | None:
    """Return the rows column by column; None for a page without columns.

    >>> page = ["Title of it all", "one two three    a b c d", "four five six    e f g h",
    ...         "seven eight n    i j k l"]
    >>> order_columns(page)[3:5]
    ['seven eight n', 'a b c d']
    """
    width = max(map(len, rows), default=0)
    if len(rows) > _MOST_ROWS or width > _WIDEST:
        return None
    ordered = list(_order([row.ljust(width) for row in rows]))
    has_columns = len(ordered) > sum(bool(row.strip()) for row in rows)
    return ordered if has_columns else None


def _order(rows: Sequence[str]) -> Iterator[str]:
    at = 0
    while at < len(rows):
        stop, gutter = _find_block(rows, at)
        if gutter is None:
            if rows[at].strip():
                yield " ".join(rows[at].split())
            at += 1
            continue
        middle = (gutter[0] + gutter[1]) // 2
        yield from _order([row[:middle] for row in rows[at:stop]])
        yield from _order([row[middle:] for row in rows[at:stop]])
        at = stop


def _find_block(rows: Sequence[str], at: int) -> tuple[int, Span | None]:
    """Return where the block of columns that begins at a row ends, and its gutter; None if none."""
    for found in sorted(_BLANK.finditer(rows[at]), key=lambda gap: gap.start() - gap.end()):
        gutter, stop = found.span(), at + 1
        while stop < len(rows) and (narrower := _narrow(gutter, rows[stop])):
            gutter, stop = narrower, stop + 1
        if _parts_columns(rows[at:stop], gutter):
            return stop, gutter
    return at + 1, None


def _narrow(gutter: Span, row: str) -> Span | None:
    """Return the widest stretch of a gutter that is blank in a row too; None if there is none."""
    blanks = _BLANK.finditer(row, *gutter)
    widest = max(blanks, key=lambda blank: blank.end() - blank.start(), default=None)
    if widest is None or widest.end() - widest.start() < _NARROWEST:
        return None
    return widest.span()


def _parts_columns(rows: Sequence[str], gutter: Span) -> bool:
    """Return whether text, not the cells of a table, stands on both sides."""
    sides = [(row[: gutter[0]].split(), row[gutter[1] :].split()) for row in rows]
    both = [(len(left), len(right)) for left, right in sides if left and right]
    if len(both) < _LEAST_ROWS:
        return False
    return all(median(counts) >= _LEAST_WORDS for counts in zip(*both, strict=True))
