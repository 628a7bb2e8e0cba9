"""Timed Text Markup Language: text in, lines with times out. Source: W3C TTML2 §12 (timing)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from vsl.basics.reading_child import ReadingRequest, read_in_child
from vsl.errors import BadInput

_ROOT = re.compile(r"<(?:\w+:)?tt[\s>]")
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_CLOCK = re.compile(r"(\d+):(\d{2}):(\d{2})(?:\.(\d+)|:(\d+)(?:\.\d+)?)?")
_OFFSET = re.compile(r"(\d+(?:\.\d+)?)(h|m|s|ms|f|t)")
_DEEPEST = 60  # elements inside one another; captions have some ten
_MOST_ELEMENTS = 500_000
_USUAL_FRAME_RATE = 30  # where the file names none, TTML2 §7.2.6

Cue = tuple[str, int, int]  # text, start_ms, end_ms


def is_ttml(text: str) -> bool:
    """Return whether ``text`` begins like a TTML document."""
    return text.lstrip().startswith("<") and bool(_ROOT.search(text[:4000]))


def read_ttml(text: str) -> tuple[list[Cue], str]:
    """Return the lines of a document in its order, and its language tag, empty if it names none.

    It is parsed in a child process.

    Raises:
        ValueError: it is no such document; see ``parse_cues``.
    """
    request = ReadingRequest(f"{__name__}:extract_cues", "The captions file")
    try:
        cues, language = json.loads(read_in_child(request, text.encode("utf-8", "replace")))
    except BadInput as error:
        raise ValueError(str(error)) from error
    return [(text, start_ms, end_ms) for text, start_ms, end_ms in cues], language


def extract_cues(file: BinaryIO) -> bytes:
    """Return what ``parse_cues`` does as JSON, for ``read_in_child``."""
    return json.dumps(parse_cues(file.read().decode())).encode()


def parse_cues(text: str) -> tuple[list[Cue], str]:
    """Return the lines of a document in its order, and its language tag, empty if it names none.

    Raises:
        ValueError: not well-formed, nested too deeply, too large, or it declares entities.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("entities are not expanded")
    try:
        root = ElementTree.fromstring(text.lstrip(), XMLParser(target=_BoundedTree()))
    except ParseError as error:
        raise ValueError(str(error)) from error
    clock = _Clock(root)
    return list(_lines(root, clock, 0, None)), root.get(_XML_LANGUAGE, "")


class _BoundedTree(TreeBuilder):
    """Builds a tree of few elements, not deep ones: what reads it calls itself for each level."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._count = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        """Open an element."""
        self._depth, self._count = self._depth + 1, self._count + 1
        if self._depth > _DEEPEST or self._count > _MOST_ELEMENTS:
            raise ValueError("nested too deeply, or too many elements")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        """Close an element."""
        self._depth -= 1
        return super().end(tag)


class _Clock:
    """Converts times by the rates in the document's root."""

    def __init__(self, root: Element) -> None:
        rates = {key.rpartition("}")[2]: value for key, value in root.attrib.items()}
        self._frames = float(rates.get("frameRate", _USUAL_FRAME_RATE))
        over, under = rates.get("frameRateMultiplier", "1 1").replace(":", " ").split()
        self._frames *= float(over) / float(under)
        self._ticks = float(rates.get("tickRate", self._frames))

    def ms(self, expression: str) -> int:
        """Return a time expression in milliseconds."""
        if match := _CLOCK.fullmatch(expression.strip()):
            hours, minutes, seconds, fraction, frames = match.groups()
            whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
            part = float(f"0.{fraction or 0}") + int(frames or 0) / self._frames
            return round((whole + part) * 1000)
        if match := _OFFSET.fullmatch(expression.strip()):
            seconds_of = {"h": 3600, "m": 60, "s": 1, "ms": 0.001}
            units = {**seconds_of, "f": 1 / self._frames, "t": 1 / self._ticks}
            return round(float(match[1]) * units[match[2]] * 1000)
        raise ValueError(f"no time: {expression}")


def _lines(element: Element, clock: _Clock, start_ms: int, end_ms: int | None) -> Iterator[Cue]:
    """Yield the paragraphs below ``element``; times are relative to the parent element's."""
    base = start_ms
    if "begin" in element.attrib:
        start_ms = base + clock.ms(element.attrib["begin"])
    if "end" in element.attrib:
        end_ms = base + clock.ms(element.attrib["end"])
    elif "dur" in element.attrib:
        end_ms = start_ms + clock.ms(element.attrib["dur"])
    children = list(element)
    if element.tag.rpartition("}")[2] in ("p", "span") and not any(
        "begin" in c.attrib for c in children
    ):
        if end_ms is not None:
            yield _text(element), start_ms, max(start_ms, end_ms)
        return
    for child in children:
        yield from _lines(child, clock, start_ms, end_ms)


def _text(element: Element) -> str:
    """Return all text inside, with a space for every line break."""
    breaks = (
        f" {child.tail or ''}"
        if child.tag.endswith("}br") or child.tag == "br"
        else _text(child) + (child.tail or "")
        for child in element
    )
    return (element.text or "") + "".join(breaks)
