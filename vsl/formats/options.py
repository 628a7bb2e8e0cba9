"""What somebody chooses for an export, checked before any work begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from vsl.errors import BadInput
from vsl.export.frame_rate import parse_frame_rate

NAMES = ("fps",)


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """The choices of one export; every one has a default."""

    fps: Fraction = Fraction(30)  # of video

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> ExportOptions:
        """The options in ``given`` (see ``NAMES``); absent or empty ones take their defaults.

        Raises:
            BadInput: an option is unknown or its value can't be used; one line names it.
        """
        for name in given:
            if name not in NAMES:
                raise BadInput(f"{name!r} is no option of exports; there are {', '.join(NAMES)}.")
        return cls(fps=parse_frame_rate(given.get("fps") or "30"))
