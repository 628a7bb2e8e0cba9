"""Parse XML of users into a tree of few elements, for child processes: text in, root out."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

_DEEPEST: Final = 60  # elements inside one another; captions and screenplays have some ten
_MOST_ELEMENTS: Final = 500_000


def parse_xml(text: str) -> Element:
    """Return the root of a document.

    Raises:
        ValueError: not well-formed, nested too deeply, too large, or it declares entities.
    """
    if "<!ENTITY" in text or "<!DOCTYPE" in text:
        raise ValueError("entities are not expanded")
    try:
        return ElementTree.fromstring(text.lstrip(), XMLParser(target=_BoundedTree()))
    except ParseError as error:
        raise ValueError(str(error)) from error


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


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
