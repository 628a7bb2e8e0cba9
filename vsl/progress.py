"""How far a long piece of work has come: nested stages that report one share between 0 and 1.

A callback that raises ``Cancelled`` stops the work at its next report.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Report = Callable[[str, float], None]
"""Takes the stage's name and the share of the whole that is done (0..1)."""


def _say_nothing(_stage: str, _done: float) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Progress:
    """A span of the whole into which one stage reports its own 0..1."""

    report: Report = field(default=_say_nothing)
    stage: str = ""
    start: float = 0.0
    stop: float = 1.0

    def __call__(self, done: float) -> None:
        """Report that the share ``done`` (0..1, clamped) of this stage is finished."""
        share = min(1.0, max(0.0, done))
        self.report(self.stage, self.start + (self.stop - self.start) * share)

    def part(self, stage: str, start: float, stop: float) -> Progress:
        """The span from ``start`` to ``stop`` of this one, under a stage name of its own."""
        width = self.stop - self.start
        return Progress(self.report, stage, self.start + width * start, self.start + width * stop)
