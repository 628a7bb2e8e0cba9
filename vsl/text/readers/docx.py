"""The text of a Word document as Markdown: headings and bold are kept, everything else is plain.

Bytes flow in under limits, text flows out; nothing is unpacked to disk, no entity is expanded.

Source: ECMA-376 Part 1, §17.2 (paragraphs), §17.3.2.1 (bold), §17.3.3 (run content), §17.5.2
(content controls), §17.7.4.9 (names of styles), §17.13.5 (revisions), §17.16 (fields).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from vsl.basics.office_package import XmlReader, open_package
from vsl.basics.reading_child import ReadingRequest, read_in_child
from vsl.basics.text_encoding import DecodedText
from vsl.text.readers.symbol_fonts import read_symbol
from vsl.text.script.markdown import describe_counts

_MAIN: Final = "word/document.xml"
_UNSHOWN: Final = frozenset(
    {
        "Fallback", "del", "moveFrom", "footnote", "rt",
        # how the text looked before a tracked change
        "pPrChange", "rPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tblGridChange",
        "tcPrChange", "trPrChange",
    }
)  # fmt: skip
_UNREAD: Final = {
    "footnoteReference": "footnote",
    "endnoteReference": "footnote",
    "commentReference": "comment",
    "blip": "picture",
    "imagedata": "picture",
    "altChunk": "embedded document",
}
_UNSAID_FIELDS: Final = ("TOC", "INDEX", "TOA", "PAGE", "NUMPAGES", "BIBLIOGRAPHY")
_OFF: Final = ("0", "false", "off", "none")
_HEADING: Final = re.compile(r"(?:heading \d|title|subtitle)", re.IGNORECASE)
_NEXT_RUN: Final = re.compile(r"\*\*( ?)\*\*")


def read_docx(content: bytes, name: str) -> DecodedText:
    """Return the document's paragraphs, a blank line between them, read in a child process.

    What is not read out, such as footnotes, is told as a doubt.

    Raises:
        BadInput: not a Word document, or a broken one.
        TooLarge: it unpacks to more than a script can be.
    """
    request = ReadingRequest(f"{__name__}:extract_paragraphs", name, {"name": name})
    text, unread = json.loads(read_in_child(request, content))
    return DecodedText(text, describe_counts(Counter(unread), name))


def extract_paragraphs(file: BinaryIO, name: str) -> bytes:
    """Return text and what is unread as JSON, for ``read_in_child``; see ``read_docx``."""
    document = _read(file.read(), name)
    return json.dumps([document.text(), document.unread]).encode("utf-8", "replace")


def _read(content: bytes, name: str) -> _Document:
    styles = _Styles()
    with open_package(content, name, main=_MAIN, kind="Word document") as package:
        package.read("word/styles.xml", styles)
        document = _Document(styles.names)
        package.read(_MAIN, document)
    return document


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


@dataclass(slots=True)
class _Paragraph:
    """An open paragraph: its text so far, and the boxes anchored in it."""

    runs: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    is_heading: bool = False
    goes_on: bool = False  # its end was deleted in a tracked change


@dataclass(slots=True)
class _Run:
    """An open run: letters of one look."""

    is_bold: bool = False
    is_hidden: bool = False
    is_struck: bool = False


class _Document(XmlReader):
    """Collects the paragraphs as Markdown."""

    def __init__(self, styles: Mapping[str, str]) -> None:
        self.unread: Counter[str] = Counter()
        self._styles = styles
        self._finished: list[str] = []
        self._paragraphs: list[_Paragraph] = []  # one inside the other: boxes
        self._runs: list[_Run] = []
        self._fields: list[str] = []  # codes of the fields that are open
        self._carried: list[str] = []  # text of a paragraph whose end was deleted
        self._unshown = self._unsaid = 0
        self._in_text = self._in_code = self._in_properties = self._is_prompt = False

    def text(self) -> str:
        """Return all paragraphs, a blank line between them."""
        return "\n\n".join(self._finished + (["".join(self._carried)] if self._carried else []))

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        """Open a paragraph or a run, or update the look of the open one."""
        self._in_text = self._in_code = False
        if self._unshown or element in _UNSHOWN or (self._is_prompt and element == "sdtContent"):
            if element == "del" and self._in_properties and self._paragraphs:
                self._paragraphs[-1].goes_on = True
            self._unshown += 1
            self._is_prompt = False
        elif element == "p":
            self._paragraphs.append(_Paragraph())
        elif element == "r":
            self._runs.append(_Run())
        elif element == "showingPlcHdr":
            self._is_prompt = attributes.get("val", "1") not in _OFF
        elif element == "pPr":
            self._in_properties = True
        elif element in _UNREAD:
            self.unread[_UNREAD[element]] += 1
        elif element == "fldChar":
            self._turn_field(attributes.get("fldCharType", ""))
        elif self._runs:
            self._start_in_run(element, attributes)
        elif element == "pStyle" and self._paragraphs:
            style = attributes.get("val", "")
            name = self._styles.get(style, style)
            self._paragraphs[-1].is_heading = bool(_HEADING.fullmatch(name))

    def _start_in_run(self, element: str, attributes: Mapping[str, str]) -> None:
        run = self._runs[-1]
        on = attributes.get("val", "1") not in _OFF
        if element == "t":
            self._in_text = True
        elif element == "instrText":
            self._in_code = True
        elif element == "rStyle":
            style = self._styles.get(attributes.get("val", ""), "")
            run.is_bold = style == "Strong" or run.is_bold
        elif element == "b":
            run.is_bold = on
        elif element == "vanish":
            run.is_hidden = on
        elif element in ("strike", "dstrike"):
            run.is_struck = run.is_struck or on
        elif make := _SIGNS.get(element):
            self._add(make(attributes))

    def end(self, element: str) -> None:
        """Finish a paragraph, a run or what is not shown."""
        self._in_text = self._in_code = False
        if self._unshown:
            self._unshown -= 1
        elif element == "pPr":
            self._in_properties = False
        elif element == "r" and self._runs:
            self._runs.pop()
        elif element == "p" and self._paragraphs:
            self._finish_paragraph(self._paragraphs.pop())

    def data(self, text: str) -> None:
        """Add the characters of a run."""
        if self._in_code and self._fields and not self._unshown:
            self._fields[-1] += text
        elif self._in_text and not self._unshown:
            self._add(text)

    def _add(self, text: str) -> None:
        run = self._runs[-1]
        if not self._paragraphs or self._unsaid:
            return
        if run.is_hidden or run.is_struck:
            kind = "hidden passage" if run.is_hidden else "struck-out passage"
            self.unread[kind] += bool(text.strip())
            return
        self._paragraphs[-1].runs.append(_in_bold(text) if run.is_bold else text)

    def _turn_field(self, kind: str) -> None:
        """Follow a field from its code to its result; that of a table of contents is not said."""
        if kind == "begin":
            self._fields.append("")
        elif kind == "separate" and self._fields:
            is_unsaid = self._fields[-1].split()[:1] and self._fields[-1].split()[0].upper()
            if is_unsaid in _UNSAID_FIELDS and not self._unsaid:
                self._unsaid = len(self._fields)
                self.unread["table or number made by Word"] += 1
        elif kind == "end" and self._fields:
            if len(self._fields) == self._unsaid:
                self._unsaid = 0
            self._fields.pop()

    def _finish_paragraph(self, paragraph: _Paragraph) -> None:
        pieces = self._carried + paragraph.runs
        if not self._paragraphs:
            self._carried = []
        text = _NEXT_RUN.sub(r"\1", "".join(pieces)).strip()
        if self._paragraphs:  # in a box: it follows the paragraph that it is anchored in
            self._paragraphs[-1].boxes += [text, *paragraph.boxes] if text else paragraph.boxes
            return
        if paragraph.goes_on:
            self._carried = pieces
            self._finished += paragraph.boxes
            return
        one_line = " ".join(text.replace("**", "").split())
        self._finished.append(f"# {one_line}" if paragraph.is_heading and text else text)
        self._finished += paragraph.boxes


_SIGNS: Final[Mapping[str, Callable[[Mapping[str, str]], str]]] = {
    "br": lambda _: "\n",
    "cr": lambda _: "\n",
    "tab": lambda _: " ",
    "ptab": lambda _: " ",
    "noBreakHyphen": lambda _: "-",
    "softHyphen": lambda _: "",
    "sym": lambda look: read_symbol(look.get("font", ""), look.get("char", "")),
}
"""What stands for the elements of a run that are no text."""


def _in_bold(text: str) -> str:
    """Return the text between stars, which must touch its first and last letter."""
    inner = text.strip()
    if not inner:
        return text
    head, _, tail = text.partition(inner)
    return f"{head}**{inner}**{tail}"
