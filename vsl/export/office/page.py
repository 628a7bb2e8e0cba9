"""The content of a slide in office documents: ``Page`` for writing, ``Row`` for reading. Pure.

Fields of a row that a document lacks are None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vsl.basics.spacing import join_lines, join_words
from vsl.basics.timecode import clock
from vsl.model.project import Slide, Word


@dataclass(frozen=True, slots=True)
class Page:
    """A slide as it is written to a document."""

    slide: Slide
    section: str  # kind of its section; "" before the first
    title: str  # of that section
    said: tuple[Word, ...]  # the words spoken during it
    text: str = ""  # as it is drawn, with no-break spaces where no line may end
    size_px: int = 0  # of its type on the theme's canvas
    measure_px: float = 0.0  # width of a column in which its lines break as drawn; 0: none known
    breaks: frozenset[int] = frozenset()  # tokens that begin a line, if there is no such width
    rtl: bool = False  # its text runs from right to left
    progress: float = 0.0  # 0..1 of the video when it appears


@dataclass(frozen=True, slots=True)
class Row:
    """A slide as it is read from an edited document."""

    id: str  # "" if the document gives none
    text: str
    strong: frozenset[int] | None = None  # positions of the emphasised tokens
    title: str | None = None  # of the section it belongs to; "" for none
    hidden: bool | None = None


def exact_clock(t_ms: int) -> str:
    """Return a time to the millisecond: ``0:07.250``."""
    return f"{clock(t_ms)}.{t_ms % 1000:03}"


def words_as_spoken(words: Sequence[Word]) -> str:
    """Return the words in their spoken form."""
    return join_words([word.spoken or word.text for word in words]).strip()


def one_line(text: str) -> str:
    """Return a text without line breaks and superfluous spaces, which office programs change."""
    return join_lines(text)
