"""Wrapped lines as one block, measured with the real fonts, in em: no canvas, no size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from vsl.render.fonts import REFERENCE_PX, face, open_font
from vsl.render.runs import Typography, ink_em, width_em

_CLEARANCE: Final = 0.04  # between the ink of one line and the next


@dataclass(frozen=True, slots=True)
class Block:
    """Lines and their measures as shares of the type size."""

    lines: tuple[str, ...]
    widths: tuple[float, ...]  # advances
    reach: float  # from the middle of the block to its farthest ink
    pitch: float  # from baseline to baseline
    ascent: float  # above the first baseline
    descent: float  # below the last baseline

    @property
    def height(self) -> float:
        """From the top of the first line to the bottom of the last."""
        return self.ascent + self.pitch * (len(self.lines) - 1) + self.descent


def measured(lines: Sequence[str], typography: Typography, line_height: float) -> Block:
    """The block of ``lines``.

    Its ascent, descent and pitch are the font's and the theme's whatever the letters are; only ink
    that leaves them, as stacked marks and some scripts do, makes more room.
    """
    ascent, descent, _ = metrics(typography.look)
    widths = tuple(width_em(line, typography) for line in lines)
    inks = [ink_em(line, typography) for line in lines]
    sides = [(w / 2 - ink.left, ink.right - w / 2) for w, ink in zip(widths, inks, strict=True)]
    gaps = [above.bottom - below.top + _CLEARANCE for above, below in pairwise(inks)]
    return Block(
        lines=tuple(lines),
        widths=widths,
        reach=max((max(side) for side in sides), default=0.0),
        pitch=max([line_height, *gaps]),
        ascent=max(ascent, -inks[0].top),
        descent=max(descent, inks[-1].bottom),
    )


@cache
def metrics(look: str) -> tuple[float, float, float]:
    """Ascent, descent and the height of a capital letter, in em."""
    font = open_font(face(look)[0], REFERENCE_PX)
    ascent, descent = font.getmetrics()
    capital = -font.getbbox("H", anchor="ls")[1]
    return ascent / REFERENCE_PX, descent / REFERENCE_PX, capital / REFERENCE_PX
