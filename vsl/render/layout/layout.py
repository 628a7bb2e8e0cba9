"""Lay out a slide's text: wrap it in balanced lines and shrink it until all of it fits.

Text, theme and the grammatical costs of line breaks go in, lines with their positions come out;
fonts are measured, nothing is drawn. To keep phrases whole, more lines (as many as the theme
allows) and smaller type are accepted, see ``Shape.for_phrase``.
Baselines depend on the number and the size of the lines, not on their letters, so that text does
not jump from slide to slide.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from typing import Final

from vsl.basics.text_cache import SizedCache
from vsl.model.appearance import StagedTheme, Theme
from vsl.render.layout.block import Block, Setting, measure_block, metrics
from vsl.render.layout.box import Box
from vsl.render.layout.breaks import LinePiece, fitting, join, paragraphs
from vsl.render.layout.cells import line_starts
from vsl.render.layout.hyphens import hyphenate, show_hyphen, strip_joints
from vsl.render.layout.line import Column, TextLine, place_lines
from vsl.render.layout.runs import Typography, width_em
from vsl.render.layout.wrap import count_torn, wrap_pieces
from vsl.render.paint.slide_chrome import place_chrome

PADDED: Final = frozenset({"marker", "box"})  # styles of highlight that surround words
_PADDING_SHARE: Final = 0.38  # of a word space: the neighbouring word keeps more of it,
_MOST_PADDING: Final = 0.52  # or at least about half, where the outline of a box needs room
_OUTLINED: Final = 0.115  # em: the outline of a box, and its distance from the letters
_LIFT: Final = 0.02  # of the safe height: the optical centre is above the measured one
_FOR_COMPANY: Final = 0.22  # share of the type given up to avoid a single word on a line

_LONG: Final = 0.45  # of the largest type: a word too wide at this size is hyphenated

_Paragraphs = Sequence[Sequence[LinePiece]]


@dataclass(frozen=True, slots=True)
class SlideLayout:
    """The lines of a slide at one size; ``fits`` if that is a readable size."""

    lines: tuple[TextLine, ...]
    size_px: int
    fits: bool
    typography: Typography
    first_tokens: tuple[int, ...] = ()  # that each line begins with or continues


@dataclass(frozen=True, slots=True)
class _Wrapped:
    """A text wrapped at one size, not yet measured."""

    lines: Sequence[Sequence[LinePiece]]
    size: int
    torn: int  # lines that break inside a phrase

    def score(self, largest: int, for_phrase: float) -> float:
        """Return its share of the largest size, less what its torn phrases are worth."""
        return self.size / largest - for_phrase * self.torn


@dataclass(frozen=True, slots=True)
class _Arrangement:
    """A wrapped text that fits."""

    wrapped: _Wrapped
    block: Block

    def score(self, largest: int, for_phrase: float) -> float:
        """Return the score of the wrapped text, less what a lonely word is worth."""
        return self.wrapped.score(largest, for_phrase) - _FOR_COMPANY * self.block.leaves_alone


@dataclass(frozen=True, slots=True)
class _Page:
    """The box and settings for which sizes are tried."""

    box: Box
    setting: Setting

    def wrap(self, parts: _Paragraphs, size: int) -> Iterator[_Wrapped]:
        """Yield the text wrapped at a size, the most comfortable width first."""
        if size <= self.box.small:
            parts = [self._cut(pieces) for pieces in parts]
        for measure_px in self.box.measures:
            measure = measure_px / size - 2 * self.setting.padding
            if self._is_hopeless(parts, size, measure):
                continue
            fewest = self._lines(parts, measure)
            torn = count_torn(fewest)
            yield _Wrapped(fewest, size, torn)
            if torn:
                more = self._lines(parts, measure, keeps_phrases=True)
                if len(more) > len(fewest):
                    yield _Wrapped(more, size, count_torn(more))

    def arrange(self, wrapped: _Wrapped) -> _Arrangement | None:
        """Return the measured lines; None if they are too many or do not fit."""
        lines, size = wrapped.lines, wrapped.size
        if size > self.box.small and len(lines) > self.box.max_lines:
            return None
        if size > 1 and self._least_height(len(lines)) * size > self.box.height_for(size) - 1:
            return None
        block = measure_block(list(map(join, lines)), self.setting)
        return _Arrangement(wrapped, block) if self.holds(block, size) else None

    def headline(self, parts: _Paragraphs, size: int) -> Block | None:
        """Return the text without added line breaks at a size; None if it does not fit."""
        measure = self.box.measures[0] / size - 2 * self.setting.padding
        lines = self._lines(parts, measure)
        if len(lines) > len(parts):
            return None
        block = measure_block(list(map(join, lines)), self.setting)
        return block if self.holds(block, size) else None

    def holds(self, block: Block, size: int) -> bool:
        """Return whether a block fits into the safe area, with a pixel for rounding."""
        if size == 1:
            return True
        if self.setting.centred:
            width = 2 * max(block.before, block.after)
        else:
            width = max(0.0, block.before) + max(0.0, block.after)
        height = self.box.height_for(size) - 1
        return block.height * size <= height and width * size <= self.box.width - 1

    def place(self, block: Block, size: int) -> tuple[TextLine, ...]:
        """Return the lines of a block, optically centred between ceiling and floor."""
        box, pitch = self.box, math.floor(block.pitch * size)
        depth = pitch * (len(block.lines) - 1)
        middle = box.top + box.height * (0.5 - _LIFT)
        first = middle + (metrics(self.setting.typography.look).capital * size - depth) / 2
        lowest = box.floor - block.descent * size - depth
        first = math.ceil(max(min(first, lowest), box.ceiling + block.ascent * size))
        column = Column(box.left, box.width)
        return place_lines(block, self.setting, size, column=column, first_px=first)

    def width(self, text: str) -> float:
        """Return the advance width of a text in em."""
        return _width(text, self.setting.typography)

    def _lines(
        self, parts: _Paragraphs, measure: float, *, keeps_phrases: bool = False
    ) -> list[Sequence[LinePiece]]:
        """Return the lines of all paragraphs; a blank line has no pieces."""
        return [
            line
            for pieces in parts
            for line in wrap_pieces(pieces, measure, self.width, keeps_phrases=keeps_phrases)
            or ((),)
        ]

    def _least_height(self, lines: int) -> float:
        """Return the height of so many lines, in em, unless their ink needs more."""
        face_metrics = metrics(self.setting.typography.look)
        between = self.setting.line_height * (lines - 1)
        return face_metrics.ascent + between + face_metrics.descent

    def _cut(self, pieces: Sequence[LinePiece]) -> Sequence[LinePiece]:
        """Return the pieces, hyphenated if too wide for large type, cut if for the smallest."""
        return _cut_up(tuple(pieces), self.box, self.setting)

    def _is_hopeless(self, parts: _Paragraphs, size: int, measure: float) -> bool:
        """Return whether the text can't fit, judged by its widths alone, without wrapping it."""
        widths = [self.width(piece.text) for pieces in parts for piece in pieces]
        rows = self.box.height_for(size) / size / self.setting.line_height + 1
        return size > 1 and (max(widths) > measure or sum(widths) > rows * measure)


_LAYOUTS: Final = SizedCache[SlideLayout](250_000)  # characters; a slide has about sixty


def lay_out(text: str, theme: Theme, line_costs: tuple[int, ...] = ()) -> SlideLayout:
    """Return the largest layout of ``text`` inside the margins that keeps phrases whole.

    One to three words are set larger than the theme's largest type if no line has to break. In
    large type a slide has at most ``max_lines`` (more on a tall canvas, in proportion); in small
    type, more lines are preferred to smaller type. A word too long for large type is hyphenated;
    one without syllables is cut anywhere, but only if it is too long for the smallest type. If the
    text overflows even then, ``fits`` is false and the type shrinks until every word is shown.

    Args:
        line_costs: as ``Still`` has them.
    """
    look = _colourless(theme)
    return _LAYOUTS.find(
        (text, look, line_costs), len(text), lambda: _lay_out(text, look, line_costs)
    )


def fits(text: str, theme: Theme) -> bool:
    """Return whether ``text`` can be shown whole at a readable size."""
    return lay_out(text, theme).fits


def padding_em(theme: Theme, typography: Typography) -> float:
    """Return the padding of a highlight on each side of its words, in em.

    Every slide of a theme reserves it, so that highlighting does not move words.
    """
    if theme.highlight.style not in PADDED:
        return 0.0
    space = width_em(" ", typography)
    if theme.highlight.style == "box":
        return max(_PADDING_SHARE * space, min(_OUTLINED, _MOST_PADDING * space))
    return _PADDING_SHARE * space


def _lay_out(text: str, theme: Theme, line_costs: tuple[int, ...]) -> SlideLayout:
    page = _Page(place_chrome(theme).box, _setting(text, theme))
    parts = paragraphs(text, line_costs)
    if not parts:
        return SlideLayout((), page.box.largest, True, page.setting.typography)
    size, block = _best(page, parts)
    return SlideLayout(
        lines=page.place(block, size),
        size_px=size,
        fits=size >= page.box.smallest,
        typography=page.setting.typography,
        first_tokens=tuple(line_starts([*map(strip_joints, block.lines)], text)),
    )


@lru_cache(maxsize=16)
def _cut_up(pieces: tuple[LinePiece, ...], box: Box, setting: Setting) -> Sequence[LinePiece]:
    """Return ``_Page._cut`` of the pieces, cached for all sizes that are tried."""

    def width(text: str) -> float:
        return _width(text, setting.typography)

    long, limit = (
        box.width / size - 2 * setting.padding for size in (_LONG * box.largest, box.smallest)
    )
    return fitting(hyphenate(pieces, long, width), limit, width)


@lru_cache(maxsize=20_000)
def _width(text: str, typography: Typography) -> float:
    return width_em(show_hyphen(text), typography)


def _best(page: _Page, parts: _Paragraphs) -> tuple[int, Block]:
    """Return the largest arrangement, or a smaller one if its better lines are worth the size."""
    for size in page.box.headlines(sum(piece.spaced for pieces in parts for piece in pieces)):
        if whole := page.headline(parts, size):
            return size, whole
    tried = (each for size in page.box.sizes() for each in page.wrap(parts, size))
    best = next(filter(None, map(page.arrange, tried)))
    largest, for_phrase = best.wrapped.size, page.box.for_phrase
    least = max(page.box.smallest, largest * (1 - for_phrase))
    for wrapped in takewhile(lambda each: each.size >= least, tried):
        score = best.score(largest, for_phrase)
        if wrapped.size <= score * largest:
            break
        if wrapped.score(largest, for_phrase) > score:
            better = page.arrange(wrapped)
            if better and better.score(largest, for_phrase) > score:
                best = better
    return best.wrapped.size, best.block


@lru_cache(maxsize=256)
def _colourless(theme: Theme) -> Theme:
    """Return ``theme`` without what does not affect layout, so that sections share layouts."""
    plain = Theme()
    if isinstance(theme, StagedTheme) and theme.call:
        theme = replace(theme, call=replace(theme.call, background="", ink=""))
    style = theme.highlight.style if theme.highlight.style in PADDED else "none"
    return replace(
        theme,
        name=plain.name,
        background=plain.background,
        ink=plain.ink,
        gradient=None,
        backdrop=None,
        highlight=replace(plain.highlight, style=style),
        progress_bar=theme.progress_bar and plain.ink,
        sections=(),
    )


def _setting(text: str, theme: Theme) -> Setting:
    typography = Typography.of(text, theme.font)
    centred = theme.align == "center"
    return Setting(typography, theme.line_height, centred, padding_em(theme, typography))
