"""Transitions between stills: intermediate pictures, each shown for one frame.

A video of stills treats them like any other picture, so only these frames are composed and encoded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

from PIL import Image

from vsl.errors import BadInput
from vsl.export.timeline import FrameSpan, frame_at
from vsl.export.video.picture_source import DrawnPicture, PaintedPicture, PictureSource
from vsl.model.appearance import Transition
from vsl.model.project import Still

_STEPS = 10_000  # resolution of shares
_NOTHING = Still()


@dataclass(frozen=True, slots=True)
class Between(Still):
    """A picture on the way from one still to another, of the new one's slide."""

    old: Still = _NOTHING
    new: Still = _NOTHING
    kind: str = "crossfade"
    step: int = 0  # share of the way, in ten-thousandths


def with_transitions(
    spans: Sequence[FrameSpan], transition: Transition, fps: Fraction
) -> tuple[FrameSpan, ...]:
    """Return ``spans`` with the beginning of each slide replaced by its transition.

    A transition begins with the slide's first frame, so that no text appears before it is spoken,
    and takes at most half of the slide's frames. The steps of one slide's build change at once.
    Beside a speaker slides are not pushed, since the text would pass under the speaker: they fade.

    Raises:
        BadInput: there is no such transition.
    """
    if transition.kind == "cut":
        return tuple(spans)
    if transition.kind not in TRANSITIONS:
        known = ", ".join(TRANSITIONS)
        raise BadInput(f"There is no transition {transition.kind!r}; choose cut, {known}.")
    longest = frame_at(transition.duration_ms, fps)
    result = list(spans[:1])
    for old, new in pairwise(spans):
        length = min(longest, new.frame_count // 2)
        if length and old.still.slide != new.still.slide:
            result += _passage(old.still, new, _kind(transition, old.still, new.still), length)
            first = new.first_frame + length
            new = replace(new, first_frame=first, frame_count=new.frame_count - length)
        result.append(new)
    return tuple(result)


@dataclass(frozen=True, slots=True)
class TransitionSource:
    """The pictures of a source, and those between two of them. Safe to use from many threads."""

    source: PictureSource

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.source.size

    def key(self, still: Still) -> str:
        """Return a key that is equal exactly where the pixels are."""
        if not isinstance(still, Between):
            return self.source.key(still)
        ends = f"{self.source.key(still.old)} {self.source.key(still.new)}"
        return hashlib.sha256(f"{ends} {still.kind} {still.step}".encode()).hexdigest()

    def drawing(self, still: Still) -> DrawnPicture:
        """Return the picture of the source, or one between two of them."""
        if not isinstance(still, Between):
            return self.source.drawing(still)
        source: Any = self.source  # frozen, so it can be a cache key
        old, new = (_picture(source, end) for end in (still.old, still.new))
        return PaintedPicture(TRANSITIONS[still.kind](old, new, still.step / _STEPS))


def crossfade(old: Image.Image, new: Image.Image, share: float) -> Image.Image:
    """Return a blend of both pictures, with ``share`` of the new one."""
    return Image.blend(old, new, share)


def slide(old: Image.Image, new: Image.Image, share: float) -> Image.Image:
    """Return a picture in which the new one pushes the old one out to the left."""
    moved = Image.new(old.mode, old.size)
    shift = round(share * old.width)
    moved.paste(old, (-shift, 0))
    moved.paste(new, (old.width - shift, 0))
    return moved


TRANSITIONS: Mapping[str, Callable[[Image.Image, Image.Image, float], Image.Image]] = {
    "crossfade": crossfade,
    "slide": slide,
}
"""The animated transitions, by the name in ``Transition.kind``."""


def _kind(transition: Transition, old: Still, new: Still) -> str:
    has_speaker = old.beside or new.beside
    return "crossfade" if has_speaker and transition.kind == "slide" else transition.kind


def _passage(old: Still, new: FrameSpan, kind: str, length: int) -> list[FrameSpan]:
    shares = (_ease(number / (length + 1)) for number in range(1, length + 1))
    between = partial(Between, new.still.text, slide=new.still.slide, old=old, new=new.still)
    return [
        FrameSpan(between(kind=kind, step=round(share * _STEPS)), new.first_frame + number, 1)
        for number, share in enumerate(shares)
    ]


@lru_cache(maxsize=8)  # each frame of a transition needs its two ends
def _picture(source: Any, still: Still) -> Image.Image:
    drawing: DrawnPicture = source.drawing(still)
    return drawing.strip(0, drawing.size[1]).convert("RGB")


def _ease(share: float) -> float:
    """Return the eased share: slow at both ends."""
    return share * share * (3 - 2 * share)
