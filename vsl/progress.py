"""Progress of long work: nested stages that report one share between 0 and 1.

A callback that raises ``Cancelled`` stops the work at its next report.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Report = Callable[[str, float], None]
"""Takes the stage's name and the share of the whole that is done (0..1)."""


def _ignore(_stage: str, _done: float) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Progress:
    """A span of the whole work, into which one stage reports its own 0..1."""

    report: Report = field(default=_ignore)
    stage: str = ""
    start: float = 0.0
    stop: float = 1.0

    def __call__(self, done: float) -> None:
        """Report the finished share of this stage (0..1, clamped)."""
        share = min(1.0, max(0.0, done))
        self.report(self.stage, self.start + (self.stop - self.start) * share)

    def part(self, stage: str, start: float, stop: float) -> Progress:
        """Return the span from ``start`` to ``stop`` of this one, for a stage of its own."""
        width = self.stop - self.start
        return Progress(self.report, stage, self.start + width * start, self.start + width * stop)
