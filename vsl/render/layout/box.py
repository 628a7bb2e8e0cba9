"""The safe area of a canvas and the type sizes to try in it. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import count, takewhile
from typing import Final

from vsl.model.appearance import Speaker, StagedTheme, Theme
from vsl.render.layout.shape import is_wide, shape_of

_STEP: Final = 0.89  # from one size of the scale to the next, about a semitone and a half
_HEADLINES: Final = {1: 2.0, 2: 1.6, 3: 1.3}  # by number of words: factor on the largest type
_SMALL_SHARE: Final = 0.8  # of the largest size
_WIDEST_SPEAKER: Final = 16 / 9  # of camera pictures; wider ones are scaled down
_MOST_SPEAKER: Final = 0.45  # of the height of a narrow canvas's safe area

Edges = tuple[float, float, float, float]
"""Left, top, right and bottom."""


@dataclass(frozen=True, slots=True)
class Box:
    """The safe area in pixels, its largest and its smallest readable type.

    Text is centred in the safe area and stays between ``ceiling`` and ``floor``, so that elements
    at an edge move only the tallest texts.
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
    easy_share: float  # of the safe area, used by text that fits into it
    for_phrase: float  # see ``Shape``

    @classmethod
    def of(cls, theme: Theme, *, foot_px: int = 0) -> Box:
        """Return the safe area of a theme; a tall canvas allows more lines, in proportion.

        Args:
            foot_px: height of a bar at the foot of the canvas; the speaker is placed above it.
        """
        side, shape = min(theme.width_px, theme.height_px), shape_of(theme)
        left, top, right, bottom = safe_edges(theme)
        if isinstance(theme, StagedTheme) and theme.speaker:
            room = speaker_room(theme, theme.speaker, foot_px=foot_px)
            left, top, right, bottom = clear_of(
                theme.speaker, (left, top, right, bottom), room, wide=is_wide(theme)
            )
        height = max(1.0, bottom - top)
        return cls(
            left=left,
            top=top,
            width=max(1.0, right - left),
            height=height,
            ceiling=top,
            floor=top + height,
            largest=max(1, round(theme.max_size_share * shape.largest * side)),
            smallest=max(1, round(theme.min_size_share * side)),
            max_lines=round(theme.max_lines * max(1.0, theme.height_px / theme.width_px)),
            easy_share=shape.easy_share,
            for_phrase=shape.for_phrase,
        )

    @property
    def small(self) -> float:
        """The size from which down more lines are preferred to smaller type."""
        return max(self.smallest, self.largest * _SMALL_SHARE)

    @property
    def measures(self) -> tuple[float, float]:
        """Line widths to try: a comfortable one, then the full width."""
        return self.width * self.easy_share, self.width

    def height_for(self, size: int) -> float:
        """Return the height for lines of a size: the full height for the smallest size only."""
        room = self.floor - self.ceiling
        return min(room, self.height * self.easy_share) if size > self.smallest else room

    def headlines(self, words: int) -> tuple[int, ...]:
        """Return the sizes above the largest type for a slide of a few words, largest first."""
        largest = self.largest * _HEADLINES.get(words, 1.0)
        larger = takewhile(lambda size: size > self.largest, (largest * _STEP**n for n in count()))
        return tuple(map(round, larger))

    def sizes(self) -> tuple[int, ...]:
        """Return the sizes from the largest to the smallest readable type, then down to 1 px."""
        steps = max(1, round(math.log(self.smallest / self.largest, _STEP)))
        ratio = (self.smallest / self.largest) ** (1 / steps)
        readable = (self.largest * ratio**step for step in range(steps + 1))
        tiny = takewhile(lambda size: size > 1, (self.smallest * _STEP**n for n in count(1)))
        return tuple(dict.fromkeys([*map(round, readable), *map(round, tiny), 1]))


@dataclass(frozen=True, slots=True)
class SpeakerRoom:
    """The area for a speaker's picture and its height, in even pixels."""

    left: int
    top: int
    right: int
    bottom: int
    height: int
    gap: int  # between the speaker and the text

    @property
    def edges(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom."""
        return self.left, self.top, self.right, self.bottom


def safe_edges(theme: Theme) -> Edges:
    """Return the edges of text: inside a margin, and clear of what players and apps overlay."""
    shape = shape_of(theme)
    margin = shape.margin * theme.margin_share * min(theme.width_px, theme.height_px)

    def inset(share: float, length_px: int) -> float:
        covered = share * length_px
        return covered + margin if shape.margin_adds else max(covered, margin)

    return (
        inset(theme.safe_left_share, theme.width_px),
        inset(theme.safe_top_share, theme.height_px),
        theme.width_px - inset(theme.safe_right_share, theme.width_px),
        theme.height_px - inset(theme.safe_bottom_share, theme.height_px),
    )


def speaker_room(theme: Theme, speaker: Speaker, *, foot_px: int = 0) -> SpeakerRoom:
    """Return the area for ``speaker`` on the canvas of ``theme``.

    On a wide canvas it extends to half a margin from the edges, beyond the text; on a narrow one it
    ends at the edges of the text.

    Args:
        foot_px: height of a bar at the foot of the canvas.
    """
    side = min(theme.width_px, theme.height_px)
    gap, height = theme.margin_share * side / 2, speaker.size_share * side
    left, top, right, bottom = safe_edges(theme)
    if is_wide(theme):
        left, right = left - gap, right + gap
        top, bottom = top - gap, bottom + gap
    else:
        height = min(height, _MOST_SPEAKER * (bottom - top))
    if foot_px:
        bottom = min(bottom, theme.height_px - foot_px - gap)
    return SpeakerRoom(*map(_even, (left, top, right, bottom, height, gap)))


def clear_of(speaker: Speaker, edges: Edges, room: SpeakerRoom, *, wide: bool) -> Edges:
    """Return ``edges`` without the speaker's strip.

    The strip is beside the text on a wide canvas, above or below it on any other.
    """
    left, top, right, bottom = edges
    vertical, _, horizontal = speaker.corner.partition("-")
    down = room.height + room.gap
    if not wide and vertical == "top":
        return left, room.top + down, right, bottom
    if not wide:
        return left, top, right, room.bottom - down
    across = down if speaker.shape == "circle" else room.height * _WIDEST_SPEAKER + room.gap
    if horizontal == "left":
        return room.left + across, top, right, bottom
    return left, top, room.right - across, bottom


def _even(number: float) -> int:
    return 2 * round(number / 2)
