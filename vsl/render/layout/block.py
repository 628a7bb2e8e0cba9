"""Measure wrapped lines as one block with the real fonts, in em, whatever the canvas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from vsl.basics.spacing import count_words
from vsl.render.fonts import REFERENCE_PX, face, open_font
from vsl.render.layout.hanging import hanging
from vsl.render.layout.hyphens import show_hyphen
from vsl.render.layout.runs import InkExtent, Typography, ink_em, width_em

_CLEARANCE: Final = 0.04  # between the ink of one line and the next
_OVER: Final = 0.12  # a highlight reaches above capitals,
_UNDER: Final = 0.08  # and below descenders,
_COVER: Final = 0.085  # and around ink that goes further, clear of the outline of a box
_SHORT: Final = 0.6  # of the longest line
_MANY: Final = 4  # lines: mostly of one word each, they look like a column


@dataclass(frozen=True, slots=True)
class Setting:
    """A theme's typographic settings of lines."""

    typography: Typography
    line_height: float
    centred: bool = True
    padding: float = 0.0  # free on each side for highlights around words, in em


@dataclass(frozen=True, slots=True)
class Block:
    """Lines and their measures as shares of the type size.

    All lines are aligned at one axis: their middle, or the edge at which they begin.
    """

    lines: tuple[str, ...]  # including the joints of hyphenated words
    axes: tuple[float, ...]  # where the axis crosses a line, from its start
    inks: tuple[InkExtent, ...]
    before: float  # farthest extent to the left of the axis
    after: float  # the same to the right
    pitch: float  # from baseline to baseline
    ascent: float  # above the first baseline
    descent: float  # below the last baseline

    @property
    def height(self) -> float:
        """The height from the top of the first line to the bottom of the last."""
        return self.ascent + self.pitch * (len(self.lines) - 1) + self.descent

    @property
    def leaves_alone(self) -> bool:
        """Whether a short line is a single word, or most of many lines are single words."""
        widths = [ink.right - ink.left for ink in self.inks]
        alone = [count_words(line) <= 1 for line in self.lines]
        if len(alone) >= _MANY and sum(alone) > len(alone) / 2:
            return True
        longest = max(widths)
        return any(
            is_alone and width < _SHORT * longest
            for is_alone, width in zip(alone, widths, strict=True)
        )


@dataclass(frozen=True, slots=True)
class FaceMetrics:
    """Measures of a face, independent of a text, in em."""

    ascent: float
    descent: float
    capital: float  # height of a capital letter
    depth: float  # of descenders below the baseline


def measure_block(lines: Sequence[str], setting: Setting) -> Block:
    """Return the block of ``lines``.

    Its ascent, descent and pitch come from the font and the theme, not from the letters; only ink
    beyond them, as of stacked marks and some scripts, enlarges them.
    """
    look, padding = setting.typography.look, setting.padding
    drawn = [show_hyphen(line) for line in lines]
    axes = tuple(_axis(line, setting) for line in drawn)
    inks = tuple(ink_em(line, setting.typography) for line in drawn)
    gaps = [above.bottom - below.top + _CLEARANCE for above, below in pairwise(inks)]
    above = [metrics(look).ascent, -inks[0].top]
    below = [metrics(look).descent, inks[-1].bottom]
    if padding:
        above.append(highlight_reach(inks[0], look)[0])
        below.append(highlight_reach(inks[-1], look)[1])
    return Block(
        lines=tuple(lines),
        axes=axes,
        inks=inks,
        before=padding + max([axis - ink.left for axis, ink in zip(axes, inks, strict=True)]),
        after=padding + max([ink.right - axis for axis, ink in zip(axes, inks, strict=True)]),
        pitch=max([setting.line_height, *gaps]),
        ascent=max(above),
        descent=max(below),
    )


def highlight_reach(ink: InkExtent, look: str) -> tuple[float, float]:
    """Return how far a highlight of words with that ink extends above and below the baseline."""
    face_metrics = metrics(look)
    above = max(face_metrics.capital + _OVER, _COVER - ink.top)
    return above, max(face_metrics.depth + _UNDER, _COVER + ink.bottom)


def _axis(line: str, setting: Setting) -> float:
    left, right = hanging(line, setting.typography)
    width = width_em(line, setting.typography)
    if setting.centred:
        return (left + width - right) / 2
    return width - right if setting.typography.rtl else left


@cache
def metrics(look: str) -> FaceMetrics:
    """Return the measures of a theme's font."""
    font = open_font(face(look)[0], REFERENCE_PX)
    ascent, descent = font.getmetrics()
    capital = -font.getbbox("H", anchor="ls")[1]
    depth = font.getbbox("p", anchor="ls")[3]
    return FaceMetrics(*(value / REFERENCE_PX for value in (ascent, descent, capital, depth)))
