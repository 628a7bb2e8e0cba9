"""How one still becomes the next: the frames between, and where they stand. Pure.

Frames are planes of 4:2:0 video, as the encoder takes them: uint8, shape (height * 3 / 2, width),
luma first, then both colours. Blending them is blending the pictures, since the way from RGB to
these planes is linear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from vsl.errors import BadInput
from vsl.export.timeline import FrameSpan, frame_at
from vsl.look import Transition
from vsl.model import Still

Planes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class MovingSpan:
    """A run of frames in which one still becomes another."""

    old: Still
    new: Still
    kind: str
    first_frame: int
    frame_count: int


Span = FrameSpan | MovingSpan


def with_transitions(
    spans: Sequence[FrameSpan], transition: Transition, fps: Fraction
) -> tuple[Span, ...]:
    """``spans`` with the beginning of each slide given to its transition.

    A transition begins with the slide's own first frame, so that nothing is read before it is
    said, and takes at most half of the slide's frames. The steps of one slide's build change at
    once.

    Raises:
        BadInput: there is no such transition.
    """
    if transition.kind == "cut":
        return tuple(spans)
    if transition.kind not in TRANSITIONS:
        raise BadInput(
            f"There is no transition {transition.kind!r}; choose one of cut, "
            f"{', '.join(TRANSITIONS)}."
        )
    longest = frame_at(transition.duration_ms, fps)
    found: list[Span] = list(spans[:1])
    for old, new in pairwise(spans):
        length = min(longest, new.frame_count // 2)
        if length and old.still.text != new.still.text:
            first = new.first_frame
            found.append(MovingSpan(old.still, new.still, transition.kind, first, length))
            new = replace(new, first_frame=first + length, frame_count=new.frame_count - length)
        found.append(new)
    return tuple(found)


def between(kind: str, old: Planes, new: Planes, count: int) -> Iterator[Planes]:
    """``count`` frames on the way from ``old`` to ``new``, neither of them among these."""
    for number in range(1, count + 1):
        yield TRANSITIONS[kind](old, new, _eased(number / (count + 1)))


def crossfade(old: Planes, new: Planes, share: float) -> Planes:
    """Both pictures over one another, ``share`` of the new one."""
    weight = round(share * 256)
    mixed = old.astype(np.uint16) * (256 - weight) + new.astype(np.uint16) * weight + 128
    return (mixed >> 8).astype(np.uint8)


def slide(old: Planes, new: Planes, share: float) -> Planes:
    """The new picture pushes the old one out to the left."""
    moved = np.empty_like(old)
    for target, left, right in zip(_planes(moved), _planes(old), _planes(new), strict=True):
        width = target.shape[1]
        seam = width - round(share * width)
        target[:, :seam] = left[:, width - seam :]
        target[:, seam:] = right[:, : width - seam]
    return moved


TRANSITIONS: Mapping[str, Callable[[Planes, Planes, float], Planes]] = {
    "crossfade": crossfade,
    "slide": slide,
}
"""The moving transitions, by the name in ``Transition.kind``."""


def _planes(frame: Planes) -> tuple[Planes, Planes, Planes]:
    """Luma and both colours of a frame, as views."""
    width, height = frame.shape[1], frame.shape[0] * 2 // 3
    flat, luma, colour = frame.reshape(-1), width * height, width * height // 4
    half = (height // 2, width // 2)
    return (
        flat[:luma].reshape(height, width),
        flat[luma : luma + colour].reshape(half),
        flat[luma + colour :].reshape(half),
    )


def _eased(share: float) -> float:
    """Slow at both ends."""
    return share * share * (3 - 2 * share)
