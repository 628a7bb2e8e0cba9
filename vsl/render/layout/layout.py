"""Where each line of a slide stands: wrap balanced, shrink, never cut.

Text and theme flow in, lines with their places flow out; fonts are measured, nothing is drawn.
Baselines follow from the number and the size of the lines, not from the letters they hold, so that
text does not jump from slide to slide.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from typing import Final

from vsl.model.appearance import Theme
from vsl.render.layout.block import Block, Setting, measure_block, metrics
from vsl.render.layout.box import Box
from vsl.render.layout.breaks import LinePiece, fitting, paragraphs
from vsl.render.layout.cells import line_starts
from vsl.render.layout.line import Column, TextLine, place_lines
from vsl.render.layout.runs import Typography, width_em
from vsl.render.layout.wrap import wrap
from vsl.render.paint.slide_chrome import furniture

PADDED: Final = frozenset({"marker", "box"})  # styles of highlight that lie around words
_PADDING_SHARE: Final = 0.38  # of a word space: the word beside a highlight keeps more of it,
_MOST_PADDING: Final = 0.52  # or at least about half, where the outline of a box needs room
_OUTLINED: Final = 0.115  # em: the line of a box, and air between it and the letters
_LIFT: Final = 0.02  # of the safe height: the optical middle lies above the measured one
_NEARLY: Final = 0.78  # of the largest size, to bring a last word into company

_Paragraphs = Sequence[Sequence[LinePiece]]


@dataclass(frozen=True, slots=True)
class SlideLayout:
    """The lines of a slide at one size; ``fits`` where that is a readable size."""

    lines: tuple[TextLine, ...]
    size_px: int
    fits: bool
    typography: Typography
    first_tokens: tuple[int, ...] = ()  # that each line begins or goes on with


@dataclass(frozen=True, slots=True)
class _Page:
    """What stays the same while sizes are tried."""

    box: Box
    setting: Setting

    def blocks(self, parts: _Paragraphs, size: int) -> Iterator[Block]:
        """The arrangements worth a try at a size, the calmest first."""
        if size <= self.box.small:
            parts = [self._cut(pieces) for pieces in parts]
        for measure_px in self.box.measures:
            measure = measure_px / size - 2 * self.setting.padding
            if self._is_hopeless(parts, size, measure):
                continue
            lines = [line for pieces in parts for line in self._wrap(pieces, measure)]
            if size <= self.box.small or len(lines) <= self.box.max_lines:
                yield measure_block(lines, self.setting)

    def headline(self, parts: _Paragraphs, size: int) -> Block | None:
        """The text in lines of its own at a size; None where that breaks one or overflows."""
        measure = self.box.measures[0] / size - 2 * self.setting.padding
        lines = [line for pieces in parts for line in self._wrap(pieces, measure)]
        if len(lines) > len(parts):
            return None
        block = measure_block(lines, self.setting)
        return block if self.holds(block, size) else None

    def holds(self, block: Block, size: int) -> bool:
        """Whether a block stays inside the safe area; a pixel is kept for rounding."""
        if self.setting.centred:
            width = 2 * max(block.before, block.after)
        else:
            width = max(0.0, block.before) + max(0.0, block.after)
        height = self.box.height_for(size) - 1
        return block.height * size <= height and width * size <= self.box.width - 1

    def place(self, block: Block, size: int) -> tuple[TextLine, ...]:
        """The block centred by the eye, from capitals to baseline, between ceiling and floor."""
        box, pitch = self.box, math.floor(block.pitch * size)
        depth = pitch * (len(block.lines) - 1)
        middle = box.top + box.height * (0.5 - _LIFT)
        first = middle + (metrics(self.setting.typography.look).capital * size - depth) / 2
        lowest = box.floor - block.descent * size - depth
        first = math.ceil(max(min(first, lowest), box.ceiling + block.ascent * size))
        column = Column(box.left, box.width)
        return place_lines(block, self.setting, size, column=column, first_px=first)

    def width(self, text: str) -> float:
        """How far a text advances, in em."""
        return width_em(text, self.setting.typography)

    def _wrap(self, pieces: Sequence[LinePiece], measure: float) -> tuple[str, ...]:
        return wrap(pieces, measure, self.width) if pieces else ("",)

    def _cut(self, pieces: Sequence[LinePiece]) -> Sequence[LinePiece]:
        """Pieces too wide even for the smallest type cut up."""
        limit = self.box.width / self.box.smallest - 2 * self.setting.padding
        return fitting(pieces, limit, self.width)

    def _is_hopeless(self, parts: _Paragraphs, size: int, measure: float) -> bool:
        """Whether the bare widths show that the text can't stay inside, without wrapping it."""
        widths = [self.width(piece.text) for pieces in parts for piece in pieces]
        rows = self.box.height_for(size) / size / self.setting.line_height + 1
        return size > 1 and (max(widths) > measure or sum(widths) > rows * measure)


def lay_out(text: str, theme: Theme) -> SlideLayout:
    """The largest arrangement of ``text`` that stays inside the margins.

    One to three words stand in type larger than the theme's largest, as far as no line breaks. In
    large type a slide keeps to ``max_lines`` (more on a tall canvas, in proportion); then it
    takes more lines rather than smaller type. Words wider than a line of the smallest type are cut
    between characters. Where even that type overflows, ``fits`` is false and it shrinks on until
    every word is shown.
    """
    return _lay_out(text, _colourless(theme))


def fits(text: str, theme: Theme) -> bool:
    """Whether ``text`` can be shown whole at a readable size."""
    return lay_out(text, theme).fits


def padding_em(theme: Theme, typography: Typography) -> float:
    """What a highlight takes on each side of its words.

    Every slide of a theme keeps it free, so that words stand where they are, marked or not.
    """
    if theme.highlight.style not in PADDED:
        return 0.0
    space = width_em(" ", typography)
    if theme.highlight.style == "box":
        return max(_PADDING_SHARE * space, min(_OUTLINED, _MOST_PADDING * space))
    return _PADDING_SHARE * space


@lru_cache(maxsize=4096)
def _lay_out(text: str, theme: Theme) -> SlideLayout:
    page = _Page(furniture(theme).box, _setting(text, theme))
    parts = paragraphs(text)
    if not parts:
        return SlideLayout((), page.box.largest, True, page.setting.typography)
    size, block = _best(page, parts)
    return SlideLayout(
        lines=page.place(block, size),
        size_px=size,
        fits=size >= page.box.smallest,
        typography=page.setting.typography,
        first_tokens=tuple(line_starts(block.lines, text)),
    )


def _best(page: _Page, parts: _Paragraphs) -> tuple[int, Block]:
    """The largest arrangement, or one a little smaller where that leaves no word alone."""
    for size in page.box.headlines(sum(piece.spaced for pieces in parts for piece in pieces)):
        if whole := page.headline(parts, size):
            return size, whole
    held = (
        (size, block)
        for size in page.box.sizes()
        for block in page.blocks(parts, size)
        if size == 1 or page.holds(block, size)
    )
    size, block = next(held)
    if block.leaves_alone and size > page.box.smallest:
        least = max(page.box.smallest, size * _NEARLY)
        nearly = takewhile(lambda each: each[0] >= least, held)
        return next((each for each in nearly if not each[1].leaves_alone), (size, block))
    return size, block


@lru_cache(maxsize=256)
def _colourless(theme: Theme) -> Theme:
    """``theme`` without what moves no letter, so that its sections share their layouts."""
    plain = Theme()
    style = theme.highlight.style if theme.highlight.style in PADDED else "none"
    return replace(
        theme,
        name=plain.name,
        background=plain.background,
        ink=plain.ink,
        gradient=None,
        backdrop=None,
        highlight=replace(plain.highlight, style=style),
        sections=(),
    )


def _setting(text: str, theme: Theme) -> Setting:
    typography = Typography.of(text, theme.font)
    centred = theme.align == "center"
    return Setting(typography, theme.line_height, centred, padding_em(theme, typography))
