"""Where each line of a slide stands: wrap balanced, shrink, never cut.

Text and theme flow in, lines with their places flow out; fonts are measured, nothing is drawn.
Baselines follow from the number and the size of the lines, not from the letters they hold, so that
text does not jump from slide to slide.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from vsl.look import Theme
from vsl.render.block import Block, measured, metrics
from vsl.render.box import Box
from vsl.render.breaks import Piece, cut, paragraphs
from vsl.render.runs import Typography, width_em
from vsl.render.wrap import wrap

_LIFT: Final = 0.02  # of the safe height: the optical middle lies above the measured one

_Paragraphs = Sequence[Sequence[Piece]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a slide, and where its baseline begins."""

    text: str
    x_px: float
    baseline_px: int


@dataclass(frozen=True, slots=True)
class SlideLayout:
    """The lines of a slide at one size; ``fits`` where that is a readable size."""

    lines: tuple[Line, ...]
    size_px: int
    fits: bool
    typography: Typography


@dataclass(frozen=True, slots=True)
class _Page:
    """What stays the same while sizes are tried."""

    box: Box
    typography: Typography
    line_height: float

    def blocks(self, parts: _Paragraphs, size: int) -> Iterator[Block]:
        """The arrangements worth a try at a size, the calmest first."""
        parts = [self._cut(pieces, size) for pieces in parts]
        for measure_px in self.box.measures:
            measure = measure_px / size
            if self._is_hopeless(parts, size, measure):
                continue
            lines = [line for pieces in parts for line in self._wrap(pieces, measure)]
            if size <= self.box.small or len(lines) <= self.box.max_lines:
                yield measured(lines, self.typography, self.line_height)

    def holds(self, block: Block, size: int) -> bool:
        """Whether a block stays inside the safe area; a pixel is kept for rounding."""
        height = self.box.height_for(size) - 1
        return block.height * size <= height and 2 * block.reach * size <= self.box.width - 1

    def place(self, block: Block, size: int) -> tuple[Line, ...]:
        """The lines, each centred, and the block centred by the eye: from capitals to baseline."""
        _, _, capital = metrics(self.typography.look)
        pitch = math.floor(block.pitch * size)
        depth = pitch * (len(block.lines) - 1)
        middle = self.box.top + self.box.height * (0.5 - _LIFT)
        first = middle + (capital * size - depth) / 2
        lowest = self.box.top + self.box.height - block.descent * size - depth
        first = math.ceil(max(min(first, lowest), self.box.top + block.ascent * size))
        centre = self.box.left + self.box.width / 2
        return tuple(
            Line(line, centre - width * size / 2, first + pitch * number)
            for number, (line, width) in enumerate(zip(block.lines, block.widths, strict=True))
        )

    def width(self, text: str) -> float:
        """How far a text advances, in em."""
        return width_em(text, self.typography)

    def _wrap(self, pieces: Sequence[Piece], measure: float) -> tuple[str, ...]:
        return wrap(pieces, measure, self.width) if pieces else ("",)

    def _cut(self, pieces: Sequence[Piece], size: int) -> Sequence[Piece]:
        """Pieces too wide even for the smallest type cut up, where type is small already."""
        if size > self.box.small:
            return pieces
        limit = self.box.width / self.box.smallest
        return [
            part
            for piece in pieces
            for part in (cut(piece) if self.width(piece.text) > limit else [piece])
        ]

    def _is_hopeless(self, parts: _Paragraphs, size: int, measure: float) -> bool:
        """Whether the bare widths show that the text can't stay inside, without wrapping it."""
        widths = [self.width(piece.text) for pieces in parts for piece in pieces]
        rows = self.box.height_for(size) / size / self.line_height + 1
        return size > 1 and (max(widths) > measure or sum(widths) > rows * measure)


@lru_cache(maxsize=4096)
def lay_out(text: str, theme: Theme) -> SlideLayout:
    """The largest arrangement of ``text`` that stays inside the margins.

    In large type a slide keeps to ``max_lines`` (more on a tall canvas, in proportion); then it
    takes more lines rather than smaller type. Words wider than a line of the smallest type are cut
    between characters. Where even that type overflows, ``fits`` is false and it shrinks on until
    every word is shown.
    """
    page = _Page(Box.of(theme), Typography.of(text, theme.font), theme.line_height)
    parts = paragraphs(text)
    if not parts:
        return SlideLayout((), page.box.largest, True, page.typography)
    size, block = next(
        (size, block)
        for size in page.box.sizes()
        for block in page.blocks(parts, size)
        if size == 1 or page.holds(block, size)
    )
    readable = size >= page.box.smallest
    return SlideLayout(page.place(block, size), size, readable, page.typography)


def fits(text: str, theme: Theme) -> bool:
    """Whether ``text`` can be shown whole at a readable size."""
    return lay_out(text, theme).fits
