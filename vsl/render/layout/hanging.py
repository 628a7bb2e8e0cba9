"""Hanging punctuation: marks outside the edge of a text, so that the edge looks straight. Pure.

Marks with little ink at an edge make a flush line look indented and a centred one look off centre.
Hanging marks by script: https://www.w3.org/TR/css-text-3/#hanging-punctuation.
"""

from __future__ import annotations

import re
from typing import Final

from vsl.render.layout.runs import Typography, width_em

_BEFORE: Final = re.compile(r"(?:[\"'“‘„«»‹›]|[-–—•·*]\s*)+")
_AFTER: Final = re.compile(r"[-–—.,;:…\"'”’“»«›‹·،؛。、，．]+$")
_MOST: Final = 0.5  # em: a long dash hanging fully would shift the line


def hanging(line: str, typography: Typography) -> tuple[float, float]:
    """Return how much of ``line`` hangs on its left and on its right, in em."""
    before, after = _BEFORE.match(line), _AFTER.search(line)
    if after and after.start() <= (before.end() if before else 0):
        return 0.0, 0.0  # only punctuation
    lead = _width(before[0], typography) if before else 0.0
    trail = _width(after[0], typography) if after else 0.0
    return (trail, lead) if typography.rtl else (lead, trail)


def _width(marks: str, typography: Typography) -> float:
    return min(_MOST, width_em(marks, typography))
