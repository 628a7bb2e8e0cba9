"""Read an edited Word document into rows: those of its tables, with the headings above them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Final

from vsl.basics.office_package import XmlReader, open_package
from vsl.errors import BadInput
from vsl.export.office.page import Row, one_line
from vsl.export.office.text_formatting import FormattedText
from vsl.export.office.word import BOOKMARK, COLUMN

MAIN: Final = "word/document.xml"
_UNSHOWN: Final = ("Fallback", "del", "moveFrom", "instrText")
_OFF: Final = ("0", "false", "off", "none")
_HEADING: Final = re.compile(r"heading ?\d|title", re.IGNORECASE)  # ids of styles
_STRUCK: Final = "struck"


def read_word(source: bytes | Path | BinaryIO, name: str) -> tuple[Row, ...]:
    """Return the slides of a document, in order.

    Raises:
        BadInput: it is no Word document, a broken one, or has no table of slides.
        TooLarge: it holds more than a deck can.
    """
    with open_package(source, name, main=MAIN, kind="Word document") as package:
        document = _Document()
        package.read(MAIN, document)
    if not document.rows:
        raise BadInput(f"{name} has no table with a column called {COLUMN}.")
    return tuple(document.rows)


class _Document(XmlReader):
    """The rows of all tables."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._title = ""
        self._column = -1  # position of the text column
        self._cells: list[list[tuple[str, str]]] = []
        self._paragraph: list[tuple[str, str]] = []
        self._id, self._tables, self._unshown = "", 0, 0
        self._heading = self._in_text = False
        self._look: set[str] = set()

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        """Record the start of a row, a cell or a run, and the look of the run."""
        self._in_text = element == "t"
        if element in _UNSHOWN:
            self._unshown += 1
        elif element == "tbl":
            self._tables += 1
        elif element == "tr":
            self._cells, self._id = [], ""
        elif element == "tc":
            self._cells.append([])
        elif element == "bookmarkStart" and attributes.get("name", "").startswith(BOOKMARK):
            self._id = self._id or attributes["name"][len(BOOKMARK) :]
        elif element == "p":
            self._paragraph, self._heading = [(" ", "")], False
        elif element == "pStyle":
            self._heading = bool(_HEADING.match(attributes.get("val", "")))
        else:
            self._in_run(element, attributes)

    def _in_run(self, element: str, attributes: Mapping[str, str]) -> None:
        on = attributes.get("val", "1") not in _OFF
        if element == "r":
            self._look = set()
        elif element in ("br", "cr", "tab"):
            self._paragraph.append((" " if element == "tab" else "\n", ""))
        elif element in ("strike", "dstrike") and on:
            self._look.add(_STRUCK)
        elif element in ("b", "highlight", "u", "i") and on:
            self._look.add(element)

    def end(self, element: str) -> None:
        """Close a paragraph, a row or a table."""
        self._in_text = False
        if element in _UNSHOWN:
            self._unshown -= 1
        elif element == "p" and self._tables and self._cells:
            self._cells[-1] += self._paragraph
        elif element == "p" and self._heading:
            self._title = one_line("".join(text for text, _ in self._paragraph))
        elif element == "tr":
            self._take_row()
        elif element == "tbl":
            self._tables -= 1

    def data(self, text: str) -> None:
        """Record the characters of a run."""
        if self._in_text and not self._unshown:
            look = _STRUCK if _STRUCK in self._look else ""
            look += " strong" if self._look - {_STRUCK} else ""
            self._paragraph.append((text, look.strip()))

    def _take_row(self) -> None:
        cells = [FormattedText(tuple(cell)) for cell in self._cells]
        texts = [cell.text for cell in cells]
        if COLUMN in texts:
            self._column = texts.index(COLUMN)
        elif 0 <= self._column < len(cells):
            self._add(cells[self._column])

    def _add(self, looked: FormattedText) -> None:
        inked = [look for text, look in looked.runs if text.strip()]
        hidden = bool(inked) and all(_STRUCK in look for look in inked)
        plain = _STRUCK if hidden else ""
        self.rows.append(Row(self._id, looked.text, looked.strong(plain), self._title, hidden))
