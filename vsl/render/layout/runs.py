"""Split a line of text into runs of one font and one direction, in visual order.

Text goes in, runs and their measures come out. Measures are shares of the font size (em), since
outlines scale.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

from vsl.basics.text_cache import cache_short_texts
from vsl.render.fonts import (
    REFERENCE_PX,
    FontFile,
    face,
    files_for,
    open_font,
    shaping,
    shows_ascii,
)
from vsl.render.layout import bidi
from vsl.render.layout.clusters import EMOJI_STYLE, ZERO_WIDTH_JOINER, clusters, is_invisible

_SHAPING_SIGNS: Final = frozenset(
    ["\u200c", ZERO_WIDTH_JOINER, EMOJI_STYLE, *map(chr, range(0xE0020, 0xE0080))]
)  # invisible, but they select the shape of their neighbours
_EMOJI: Final = "noto-emoji"
_HATCHED: Final = "\N{HEAVY BLACK HEART}"  # its emoji glyph is hatched, for red
_JAPANESE: Final = "noto-sans-jp"


@dataclass(frozen=True, slots=True)
class TextRun:
    """Consecutive letters in one font and direction."""

    text: str
    file: FontFile
    rtl: bool = False
    at: tuple[int, ...] = ()  # positions in the composed (NFC) line; empty: the run is the line


class InkExtent(NamedTuple):
    """The bounding box of a line's ink, in em: right and down from the start of its baseline."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Typography:
    """Settings shared by all lines of a slide."""

    look: str  # the theme's font
    rtl: bool = False  # lines run from right to left
    japanese: bool = False  # the shapes of Han letters

    @classmethod
    def of(cls, text: str, look: str) -> Typography:
        """Return the typography of ``text``.

        The first letter decides the direction; kana anywhere make Han letters Japanese.
        """
        if text.isascii():
            return cls(look)
        kana = any("\u3040" <= char <= "\u30ff" for char in text)
        return cls(look, bidi.is_right_to_left(text), kana)


@cache_short_texts(20_000, longest=400)
def runs(line: str, typography: Typography) -> tuple[TextRun, ...]:
    """Return the runs of a line from left to right."""
    if line.isascii() and line.isprintable() and shows_ascii(typography.look):
        return (TextRun(line, face(typography.look)[0]),) if line else ()
    text = unicodedata.normalize("NFC", line)
    levels = bidi.levels(text, right_to_left=typography.rtl)
    logical = _runs_in_reading_order(text, typography, levels)
    order = bidi.visual_order([level for level, _ in logical])
    return tuple(logical[i][1] for i in order)


@cache_short_texts(20_000, longest=400)
def width_em(line: str, typography: Typography) -> float:
    """Return the advance width of a line in em."""
    return sum(map(run_width_em, runs(line, typography)))


@cache_short_texts(20_000, longest=400)
def ink_em(line: str, typography: Typography) -> InkExtent:
    """Return the bounding box of a line's ink, in em; all zero if there is none."""
    boxes, x = [], 0.0
    for run in runs(line, typography):
        font = open_font(run.file, REFERENCE_PX)
        box = font.getbbox(run.text, anchor="ls", direction=direction(run))
        left, top, right, bottom = (value / REFERENCE_PX for value in box)
        if right > left:
            boxes.append((x + left, top, x + right, bottom))
        x += run_width_em(run)
    if not boxes:
        return InkExtent(0, 0, 0, 0)
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return InkExtent(min(lefts), min(tops), max(rights), max(bottoms))


def direction(run: TextRun) -> str | None:
    """Return the direction to shape a run in; None with basic shaping."""
    if shaping() == "basic":
        return None
    return "rtl" if run.rtl else "ltr"


@lru_cache(maxsize=8192)
def run_width_em(run: TextRun) -> float:
    """Return the advance width of a run in em."""
    font = open_font(run.file, REFERENCE_PX)
    return font.getlength(run.text, direction=direction(run)) / REFERENCE_PX


def _runs_in_reading_order(
    text: str, typography: Typography, levels: list[int]
) -> list[tuple[int, TextRun]]:
    placed: list[tuple[int, FontFile, str, int]] = []
    at = 0
    for cluster in clusters(text):
        placed += [
            (levels[at], file, shown, at) for shown, file in _choose_fonts(cluster, typography)
        ]
        at += len(cluster)
    return [
        (level, _run([place[2:] for place in group], file, level))
        for (level, file), group in groupby(placed, key=lambda place: place[:2])
    ]


def _run(shown: list[tuple[str, int]], file: FontFile, level: int) -> TextRun:
    rtl = level % 2 == 1
    if rtl and shaping() == "basic":
        shown = shown[::-1]
    positions = tuple(at for text, at in shown for _ in text)
    return TextRun("".join(text for text, _ in shown), file, rtl, positions)


def _choose_fonts(cluster: str, typography: Typography) -> list[tuple[str, FontFile]]:
    """Return a cluster in the font that has all of it, else each character in its own font."""
    if cluster.isspace():
        return [(" ", face(typography.look)[0])]  # the same space width on the whole slide
    shown = "".join(filter(_is_shown, cluster))
    file = _file_for(shown, typography)
    if file is not None:
        return [(shown, file)]
    alone = ((char, files_for(char, typography.look)) for char in shown if not is_invisible(char))
    return [(char, next(iter(files), face(typography.look)[0])) for char, files in alone]


def _is_shown(char: str) -> bool:
    return not is_invisible(char) or (char in _SHAPING_SIGNS and shaping() == "raqm")


def _file_for(cluster: str, typography: Typography) -> FontFile | None:
    needed = [files_for(char, typography.look) for char in cluster if not is_invisible(char)]
    if not needed:
        return None
    choices = [file for file in needed[0] if all(file in files for files in needed[1:])]
    as_emoji = EMOJI_STYLE in cluster and cluster[0] != _HATCHED
    preferred = _EMOJI if as_emoji else _JAPANESE if typography.japanese else ""
    return next((file for file in choices if file.face == preferred), next(iter(choices), None))
