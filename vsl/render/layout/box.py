"""The part of a canvas that may hold ink, and the sizes of type that may fill it. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import count, takewhile
from typing import Final

from vsl.model.appearance import Speaker, StagedTheme, Theme

_STEP: Final = 0.89  # from one size of the scale to the next, about a semitone and a half
_HEADLINES: Final = {1: 2.0, 2: 1.6, 3: 1.3}  # words, and times the largest type they may fill
_SMALL_SHARE: Final = 0.8  # of the largest size
_EASY_SHARE: Final = 0.86  # of the safe area: text that ends well before the margin is calmer


_WIDE: Final = 1.2  # times as wide as high, and more
_USUAL_SHAPE: Final = 16 / 9  # of what cameras record


@dataclass(frozen=True, slots=True)
class Box:
    """The safe area in pixels, its largest and its smallest readable type.

    Text is centred in the safe area and stays between ``ceiling`` and ``floor``, so that what
    stands at an edge moves only the tallest texts.
    """

    left: float
    top: float
    width: float
    height: float
    ceiling: float
    floor: float
    largest: int
    smallest: int
    max_lines: int

    @classmethod
    def of(cls, theme: Theme) -> Box:
        """The safe area of a theme; a tall canvas takes more lines, in proportion."""
        side = min(theme.width_px, theme.height_px)
        margin = theme.margin_share * side
        top = margin + theme.safe_top_share * theme.height_px
        bottom = theme.height_px * (1 - theme.safe_bottom_share) - margin
        left, right = margin, theme.width_px - margin
        if isinstance(theme, StagedTheme) and theme.speaker:
            left, top, right, bottom = clear_of(theme.speaker, (left, top, right, bottom), side)
        height = max(1.0, bottom - top)
        return cls(
            left=left,
            top=top,
            width=max(1.0, right - left),
            height=height,
            ceiling=top,
            floor=top + height,
            largest=max(1, round(theme.max_size_share * side)),
            smallest=max(1, round(theme.min_size_share * side)),
            max_lines=round(theme.max_lines * max(1.0, theme.height_px / theme.width_px)),
        )

    @property
    def small(self) -> float:
        """From this size down, more lines are better than smaller type."""
        return max(self.smallest, self.largest * _SMALL_SHARE)

    @property
    def measures(self) -> tuple[float, float]:
        """Line widths to try: an easy one, then all there is."""
        return self.width * _EASY_SHARE, self.width

    def height_for(self, size: int) -> float:
        """What lines of a size may fill: all of it only where they can't shrink readably."""
        room = self.floor - self.ceiling
        return min(room, self.height * _EASY_SHARE) if size > self.smallest else room

    def headlines(self, words: int) -> tuple[int, ...]:
        """The sizes above the largest type for a slide of so few words, the largest first."""
        largest = self.largest * _HEADLINES.get(words, 1.0)
        larger = takewhile(lambda size: size > self.largest, (largest * _STEP**n for n in count()))
        return tuple(map(round, larger))

    def sizes(self) -> tuple[int, ...]:
        """From the largest type to the smallest in even steps, then on down to one pixel."""
        steps = max(1, round(math.log(self.smallest / self.largest, _STEP)))
        ratio = (self.smallest / self.largest) ** (1 / steps)
        readable = (self.largest * ratio**step for step in range(steps + 1))
        tiny = takewhile(lambda size: size > 1, (self.smallest * _STEP**n for n in count(1)))
        return tuple(dict.fromkeys([*map(round, readable), *map(round, tiny), 1]))


def clear_of(
    speaker: Speaker, edges: tuple[float, float, float, float], side: int
) -> tuple[float, float, float, float]:
    """Left, top, right and bottom without the strip in which the speaker stands.

    The strip lies beside the text on a wide canvas, above or below it on any other.
    """
    left, top, right, bottom = edges
    taken = speaker.size_share * side
    vertical, _, horizontal = speaker.corner.partition("-")
    if right - left < _WIDE * (bottom - top):
        return (left, top + taken, right, bottom) if vertical == "top" else (
            left, top, right, bottom - taken
        )  # fmt: skip
    if speaker.shape != "circle":
        taken *= _USUAL_SHAPE
    return (left + taken, top, right, bottom) if horizontal == "left" else (
        left, top, right - taken, bottom
    )  # fmt: skip
