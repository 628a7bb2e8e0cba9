"""Write and read slides as a table of comma-separated values for spreadsheets.

Source: RFC 4180; the byte order mark makes Excel read UTF-8. A cell that a spreadsheet would take
    for a formula gets a leading apostrophe, https://owasp.org/www-community/attacks/CSV_Injection.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from vsl.basics.text_encoding import decode_text
from vsl.errors import BadInput, TooLarge
from vsl.export.office.page import Page, Row, exact_clock, one_line, words_as_spoken

COLUMNS: Final = (
    "id", "number", "start", "end", "seconds", "section", "text", "spoken", "hidden"
)  # fmt: skip
_FORMULA: Final = (*"=+-@＝＋－＠", "\t", "\r")  # full-width ones count in Japanese Excel
_ESCAPE: Final = "'"
_YES: Final = "yes"
_MOST_ROWS: Final = 20_000
_SEPARATORS: Final = ",;\t"  # Excel's choice depends on the locale


def to_csv(pages: Sequence[Page]) -> str:
    """Return the table, one row per slide."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number, page in enumerate(pages, start=1):
        writer.writerow(map(_guard_cell, _cells(number, page)))
    return "\ufeff" + file.getvalue()


def read_csv(content: bytes, name: str) -> tuple[Row, ...]:
    """Return the slides of a table: its columns ``id``, ``text``, ``section`` and ``hidden``.

    Times are ignored: they come from the voice, and spreadsheets rewrite them.

    Raises:
        BadInput: it is no table, or has no column ``text``.
        TooLarge: it has more rows than a deck can have.
    """
    text = decode_text(content, "The table").text
    if "\0" in text:
        raise BadInput(f"{name} can't be read; bring back a .pptx, a .docx or a .csv.")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)))
    except csv.Error as error:
        raise BadInput(f"{name} is no table that can be read: {error}.") from error
    if len(rows) > _MOST_ROWS:
        raise TooLarge(f"{name} has more than {_MOST_ROWS:,} rows.")
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    if "text" not in head:
        raise BadInput(f"{name} has no column called text; its first row names the columns.")
    return tuple(
        _row({column: _unguard_cell(cell) for column, cell in zip(head, cells, strict=False)})
        for cells in rows[1:]
        if any(cell.strip() for cell in cells)
    )


def _cells(number: int, page: Page) -> tuple[str, ...]:
    slide = page.slide
    return (
        slide.id,
        str(number),
        exact_clock(slide.start_ms),
        exact_clock(slide.end_ms),
        f"{(slide.end_ms - slide.start_ms) / 1000:.3f}",
        page.title,
        one_line(slide.text),
        words_as_spoken(page.said),
        _YES if slide.hidden else "",
    )


def _row(cells: dict[str, str]) -> Row:
    return Row(
        id=cells.get("id", "").strip(),
        text=one_line(cells.get("text", "")),
        title=one_line(cells["section"]) if "section" in cells else None,
        hidden=bool(cells["hidden"].strip()) if "hidden" in cells else None,
    )


def _guard_cell(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; its own apostrophes are doubled."""
    return _ESCAPE + cell if cell.lstrip(_ESCAPE).startswith(_FORMULA) else cell


def _unguard_cell(cell: str) -> str:
    return cell[1:] if cell[:1] == _ESCAPE and cell.lstrip(_ESCAPE).startswith(_FORMULA) else cell


def _separator(text: str) -> str:
    """Return the separator of cells in the first row, which names the columns."""
    head = text.partition("\n")[0]
    return max(_SEPARATORS, key=head.count)
