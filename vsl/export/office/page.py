"""What papers hold of a slide: ``Page`` as it goes out, ``Row`` as it comes back. Pure.

Where a paper does not tell something, or can't, the field of the row is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vsl.basics.spacing import join_lines, join_words
from vsl.basics.timecode import clock
from vsl.model.project import Slide, Word


@dataclass(frozen=True, slots=True)
class Page:
    """A slide on its way out."""

    slide: Slide
    section: str  # kind of the section it belongs to; "" before the first
    title: str  # of that section
    said: tuple[Word, ...]  # what the voice says under it
    text: str = ""  # as it is drawn, with spaces where no line may end
    size_px: int = 0  # of its type on the theme's canvas
    measure_px: float = 0.0  # of a column in which its lines end by themselves; 0: any
    breaks: frozenset[int] = frozenset()  # tokens that begin a line, where none is such a column
    rtl: bool = False  # its text runs from right to left
    progress: float = 0.0  # 0..1 of the video when it appears


@dataclass(frozen=True, slots=True)
class Row:
    """A slide as a paper that came back has it."""

    id: str  # "" where the paper names no slide
    text: str
    strong: frozenset[int] | None = None  # positions of the tokens that stand out
    title: str | None = None  # of the section it belongs to; "" for none
    hidden: bool | None = None


def exact_clock(t_ms: int) -> str:
    """A time to the millisecond: ``0:07.250``."""
    return f"{clock(t_ms)}.{t_ms % 1000:03}"


def words_as_spoken(words: Sequence[Word]) -> str:
    """What the voice says, in its own words."""
    return join_words([word.spoken or word.text for word in words]).strip()


def one_line(text: str) -> str:
    """A text without its idle spaces and line ends, which papers set as they like."""
    return join_lines(text)
