"""Read an edited PowerPoint presentation into rows. Only text is read; nothing is executed.

Ids come from the names that ``powerpoint`` wrote; if a program changed them, texts are matched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from vsl.basics.office_package import Package, XmlReader, open_package
from vsl.errors import TooLarge
from vsl.export.office.page import Row, one_line
from vsl.export.office.powerpoint_frame import NO_SECTION
from vsl.export.office.powerpoint_slide import SHAPE
from vsl.export.office.text_formatting import FormattedText, join_texts, plain_look

MAIN: Final = "ppt/presentation.xml"
_MOST_SLIDES: Final = 20_000
_SMALL_PRINT: Final = ("dt", "ftr", "sldNum", "hdr")  # placeholders that are not slide text
_TITLES: Final = ("title", "ctrTitle")
_OFF: Final = ("0", "false")


def read_pptx(source: bytes | Path | BinaryIO, name: str) -> tuple[Row, ...]:
    """Return the slides of a presentation, in order.

    Raises:
        BadInput: it is no presentation, or a broken one.
        TooLarge: it holds more than a deck can.
    """
    with open_package(source, name, main=MAIN, kind="PowerPoint presentation") as package:
        listed = _List()
        package.read(MAIN, listed)
        if len(listed.slides) > _MOST_SLIDES:
            raise TooLarge(f"{name} has more than {_MOST_SLIDES:,} slides.")
        paths = package.relations(MAIN)
        slides = [
            _read(package, paths[relation][1], listed.title(number))
            for number, relation in listed.slides.items()
            if relation in paths
        ]
    plain = _plain(slides)
    return tuple(slide.row(plain.get(slide.layout, "")) for slide in slides)


def _read(package: Package, path: str, title: str | None) -> _Slide:
    links = package.relations(path).values()
    slide = _Slide(title, next((part for kind, part in links if kind == "slideLayout"), ""))
    package.read(path, slide)
    return slide


def _plain(slides: list[_Slide]) -> dict[str, str]:
    """Return the look of unemphasised words for the slides of each layout.

    Our files give such words no look; programs that rewrite the file write colours at every word,
    and then the most frequent look is the plain one.
    """
    looked = [(slide.layout, slide.read_formatting()) for slide in slides]
    if any(not look and text.strip() for _, each in looked for text, look in each.runs):
        return {}
    return {
        layout: plain_look(each for other, each in looked if other == layout)
        for layout in {layout for layout, _ in looked}
    }


class _List(XmlReader):
    """The slides of a presentation by their numbers, and its sections."""

    def __init__(self) -> None:
        self.slides: dict[str, str] = {}  # number → relation
        self._titles: dict[str, str] = {}
        self._section: str | None = None

    def title(self, number: str) -> str | None:
        """Return the section of a slide; None if the presentation has no sections."""
        return self._titles.get(number, "") if self._section is not None else None

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        """Record a slide, or the section it belongs to."""
        number = attributes.get("id", "")
        if element == "section":
            title = one_line(attributes.get("name", ""))
            self._section = "" if title == NO_SECTION else title
        elif element == "sldId" and "r:id" in attributes:
            self.slides[number] = attributes["r:id"]
        elif element == "sldId" and self._section is not None:
            self._titles[number] = self._section


@dataclass(slots=True)
class _Shape:
    """A shape with text."""

    name: str = ""
    kind: str = ""  # of its placeholder
    runs: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_ours(self) -> bool:
        """Whether it holds the slide's text."""
        return self.name.startswith(SHAPE) or self.kind in _TITLES


class _Slide(XmlReader):
    """The texts of one slide."""

    def __init__(self, title: str | None, layout: str) -> None:
        self.title, self.layout = title, layout
        self._name, self._hidden = "", False
        self._shapes: list[_Shape] = []
        self._path: list[str] = []
        self._look: list[str] = []
        self._unseen = 0

    def read_formatting(self) -> FormattedText:
        """Return the slide's text, followed by the text of other shapes."""
        shapes = sorted(self._shapes, key=lambda shape: not shape.is_ours)
        texts = [FormattedText(tuple(s.runs)) for s in shapes if s.kind not in _SMALL_PRINT]
        return join_texts([text for text in texts if text.text])

    def row(self, plain: str) -> Row:
        """Return the slide as a row; words of the look ``plain`` are not emphasised."""
        looked = self.read_formatting()
        named = (s.name[len(SHAPE) :] for s in self._shapes if s.name.startswith(SHAPE))
        return Row(
            id=next(named, self._name),
            text=looked.text,
            strong=looked.strong(plain),
            title=self.title,
            hidden=self._hidden,
        )

    def start(self, element: str, attributes: Mapping[str, str]) -> None:
        """Record a shape, its name and the look of its runs."""
        self._path.append(element)
        if element == "sld":
            self._hidden = attributes.get("show", "1") in _OFF
        elif element == "cSld":
            self._name = attributes.get("name", "")
        elif element == "Fallback":
            self._unseen += 1
        elif element == "sp":
            self._shapes.append(_Shape())
        elif self._shapes and "sp" in self._path and not self._unseen:
            self._in_shape(self._shapes[-1], element, attributes)

    def _in_shape(self, shape: _Shape, element: str, attributes: Mapping[str, str]) -> None:
        if element == "cNvPr":
            shape.name = attributes.get("name", "")
        elif element == "ph":
            shape.kind = attributes.get("type", "obj")
        elif element in ("p", "br"):
            shape.runs.append(("\n", ""))
        elif element in ("r", "fld"):
            self._look = []
        elif "rPr" in self._path:
            self._look += _looks(element, attributes, self._path)

    def end(self, element: str) -> None:
        """Leave an element."""
        self._path.pop()
        self._unseen -= element == "Fallback"

    def data(self, text: str) -> None:
        """Record the characters of a run."""
        if self._path[-1] == "t" and self._shapes and not self._unseen:
            self._shapes[-1].runs.append((text, " ".join(self._look)))


def _looks(element: str, attributes: Mapping[str, str], path: list[str]) -> list[str]:
    """Return the formatting that sets a run apart: colour, marker, underline, italic, bold."""
    if element == "rPr":
        looks = {key: attributes.get(key, "") for key in ("b", "i", "u")}
        return [
            f"{key}={value}" for key, value in looks.items() if value not in ("", "none", *_OFF)
        ]
    parents = path[path.index("rPr") + 1 : -1]
    if element in ("srgbClr", "schemeClr") and "ln" not in parents:
        value = attributes.get("val", "")
        return [] if value in ("tx1", "dk1") else [f"{parents[0] if parents else ''}={value}"]
    return []
