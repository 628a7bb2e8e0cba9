"""The text of a Word document as Markdown: headings and bold are kept, everything else is plain.

Bytes flow in under limits, text flows out; nothing is unpacked to disk, no entity is expanded.

Source: ECMA-376 Part 1, §17.2 (paragraphs), §17.3.2.1 (bold), §17.7.4.9 (names of styles).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import BinaryIO

from vsl.basics.office_package import XmlReader, open_package
from vsl.basics.reading_child import ReadingRequest, read_in_child

_MAIN = "word/document.xml"
_UNSHOWN = ("Fallback", "del", "moveFrom", "footnote", "instrText")
_OFF = ("0", "false", "off", "none")
_HEADING = re.compile(r"(?:heading \d|title|subtitle)", re.IGNORECASE)
_NEXT_RUN = re.compile(r"\*\*( ?)\*\*")


def read_docx(content: bytes, name: str) -> str:
    """Return the document's paragraphs, a blank line between them, read in a child process.

    Raises:
        BadInput: not a Word document, or a broken one.
        TooLarge: it unpacks to more than a script can be.
    """
    request = ReadingRequest(f"{__name__}:extract_paragraphs", name, {"name": name})
    return read_in_child(request, content).decode()


def extract_paragraphs(file: BinaryIO, name: str) -> bytes:
    """Return the document's paragraphs, for ``read_in_child``; see ``read_docx``."""
    return _read(file.read(), name).encode("utf-8", "replace")


def _read(content: bytes, name: str) -> str:
    styles = _Styles()
    with open_package(content, name, main=_MAIN, kind="Word document") as package:
        package.read("word/styles.xml", styles)
        document = _Document(styles.names)
        package.read(_MAIN, document)
    return document.text()


class _Styles(XmlReader):
    """Collects the names of styles by their ids, which Word writes in its user's language."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._id = ""

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        """Store a style's id, then its name."""
        if element == "style":
            self._id = attributes.get("styleId", "")
        elif element == "name" and self._id:
            self.names.setdefault(self._id, attributes.get("val", ""))


class _Document(XmlReader):
    """Collects the paragraphs as Markdown."""

    def __init__(self, styles: Mapping[str, str]) -> None:
        self._styles = styles
        self._paragraphs: list[str] = []
        self._runs: list[str] = []
        self._bold = self._hidden = self._heading = self._in_text = False
        self._unshown = 0

    def text(self) -> str:
        """Return all paragraphs, a blank line between them."""
        return "\n\n".join(self._paragraphs)

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        """Update the format of the current run; add line breaks and tabs."""
        on = attributes.get("val", "1") not in _OFF
        if element in _UNSHOWN:
            self._unshown += 1
        elif element == "p":
            self._runs, self._heading = [], False
        elif element == "r":
            self._bold = self._hidden = False
        elif element == "pStyle":
            style = attributes.get("val", "")
            self._heading = bool(_HEADING.fullmatch(self._styles.get(style, style)))
        elif element == "rStyle":
            self._bold = self._styles.get(attributes.get("val", ""), "") == "Strong" or self._bold
        elif element == "b":
            self._bold = on
        elif element == "vanish":
            self._hidden = on
        elif element in ("br", "cr"):
            self._runs.append("\n")
        elif element == "tab":
            self._runs.append(" ")
        self._in_text = element == "t"

    def end(self, element: str) -> None:
        """Finish a paragraph."""
        self._in_text = False
        if element in _UNSHOWN:
            self._unshown -= 1
        elif element == "p":
            text = _NEXT_RUN.sub(r"\1", "".join(self._runs)).strip()
            one_line = " ".join(text.replace("**", "").split())
            self._paragraphs.append(f"# {one_line}" if self._heading and text else text)
            self._runs = []

    def data(self, text: str) -> None:
        """Add the characters of a run."""
        if self._in_text and not self._unshown and not self._hidden:
            self._runs.append(_in_bold(text) if self._bold else text)


def _in_bold(text: str) -> str:
    """Return the text between stars, which must touch its first and last letter."""
    inner = text.strip()
    if not inner:
        return text
    head, _, tail = text.partition(inner)
    return f"{head}**{inner}**{tail}"
