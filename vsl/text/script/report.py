"""A report on the differences between a script and its recording, line by line. Pure.

A reading (script, recognised words, decisions) flows in, a report flows out, as text and as JSON;
decisions on single differences flow back into the reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, replace
from typing import Any

from vsl.basics.share import format_share, round_share
from vsl.basics.spacing import count_words, join_words, shorten
from vsl.basics.timecode import clock
from vsl.errors import NotFound
from vsl.model.project import Reading
from vsl.text.script.alignment import Alignment
from vsl.text.script.differences import (
    AD_LIB,
    CHANGED,
    UNSPOKEN,
    Difference,
    ScriptComparison,
    compare_script,
)

_FOREIGN_SHARE = 0.2  # of the script; below, the script belongs to another recording
_MOST_WARNINGS = 6
_QUOTED = 8  # words


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A line of the script with spoken words."""

    number: int  # from 1, as editors count
    text: str
    share: float  # of its words that are spoken, 0..1
    start_ms: int | None  # None: not spoken
    end_ms: int | None
    is_moved: bool = False  # spoken before an earlier line of the script


@dataclass(frozen=True, slots=True)
class Report:
    """The comparison of a script and its recording."""

    heard_share: float  # of the script's words
    lines: tuple[ScriptLine, ...]  # in the script's order
    differences: tuple[Difference, ...]  # in spoken order
    decisions: Mapping[str, bool]  # by difference: whether the voice is followed there

    def find(self, difference_id: str) -> Difference:
        """Return the difference with this id.

        Raises:
            NotFound: there is none; the script or the recording may have changed.
        """
        for each in self.differences:
            if each.id == difference_id:
                return each
        raise NotFound(f"There is no difference {difference_id!r}; look at the report again.")

    def shown_at(self, difference: Difference) -> str | None:
        """Return whose words the slides show there: ``script``, ``voice``, or None for neither."""
        follows = self.decisions.get(difference.id, difference.follows_voice)
        if difference.kind == UNSPOKEN:
            return None if follows else "script"
        if difference.kind == AD_LIB:
            return "voice" if follows and difference.heard else None
        return "voice" if follows else "script"

    def warnings(self) -> tuple[str, ...]:
        """Return the most important undecided differences, in plain sentences."""
        if self.heard_share < _FOREIGN_SHARE:
            return (
                f"Only {format_share(self.heard_share)} of the script's words were heard:"
                " is it the script of this recording?",
            )
        open_ones = [each for each in self.differences if each.id not in self.decisions]
        weighty = [each for each in open_ones if _is_weighty(each)]
        more = len(weighty) - _MOST_WARNINGS
        sentences = tuple(_warning(each) for each in weighty[:_MOST_WARNINGS])
        return (
            (*sentences, f"{more} more places differ; see the report.") if more > 0 else sentences
        )

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return {
            "heard_share": round_share(self.heard_share),
            "lines": [asdict(line) for line in self.lines],
            "differences": [
                {
                    "id": each.id,
                    "kind": each.kind,
                    "script": each.script,
                    "heard": each.heard,
                    "start_ms": each.start_ms,
                    "end_ms": each.end_ms,
                    "line": each.line,
                    "follows_voice": self.decisions.get(each.id),
                    "shown": self.shown_at(each),
                }
                for each in self.differences
            ],
        }


def reconcile(reading: Reading, language: str, end_ms: int) -> Report:
    """Return the report on a reading; the same reading gives the same report, ids included."""
    return report_on(compare_script(reading, language, end_ms), reading.decisions)


def report_on(comparison: ScriptComparison, decisions: Mapping[str, bool]) -> Report:
    """Return the report on a comparison; decisions on differences it lacks are left out."""
    alignment, found = comparison.alignment, comparison.differences
    known = {each.id for each in found}
    decisions = {key: value for key, value in decisions.items() if key in known}
    missing = frozenset(n for each in found for n in each.laid)
    lines = tuple(_lines(alignment, missing))
    return Report(_share(range(len(alignment.laid)), missing), lines, found, decisions)


def decide(reading: Reading, difference_id: str, follow_voice: bool | None) -> Reading:
    """Return the reading with one difference decided; None makes it undecided again."""
    others = {key: value for key, value in reading.decisions.items() if key != difference_id}
    decided = {} if follow_voice is None else {difference_id: follow_voice}
    return replace(reading, decisions=others | decided)


def say(report: Report) -> str:
    """Return the report as text for a terminal."""
    return "\n".join(_report_lines(report)) + "\n"


def _report_lines(report: Report) -> Iterator[str]:
    yield f"The voice says {format_share(report.heard_share)} of the script's words."
    for title, found in _sort_by_title(report):
        if found:
            yield f"\n{title}"
        for each in found:
            yield f"  {each.id:<16} {clock(each.start_ms):>6}  {_describe_difference(each, report)}"
    if not report.differences:
        yield "Nothing differs."
    moved = [line for line in report.lines if line.is_moved]
    if moved:
        yield "\nSaid in another place than written (the slides follow the voice):"
    for line in moved:
        yield f"  line {line.number:<4} {clock(line.start_ms or 0):>14}  “{_quote(line.text)}”"


def _sort_by_title(report: Report) -> Iterator[tuple[str, list[Difference]]]:
    def find(kind: str, *, heard: bool = True, shown: bool | None = None) -> list[Difference]:
        return [
            each
            for each in report.differences
            if each.kind == kind
            and bool(each.heard) == heard
            and shown in (None, report.shown_at(each) is not None)
        ]

    yield (
        "In the script, but nobody says it (left out; decide --script ID brings it back):",
        find(UNSPOKEN, heard=False, shown=False),
    )
    yield "In the script, not said, and shown:", find(UNSPOKEN, heard=False, shown=True)
    yield "Said, but not in the script (shown as it was heard):", find(AD_LIB, shown=True)
    yield "Said, but not in the script (not shown):", find(AD_LIB, shown=False)
    yield "No word was recognised there:", find(AD_LIB, heard=False)
    yield "Said otherwise than written:", find(CHANGED)
    yield "Written, but not heard (the script is shown):", find(CHANGED, heard=False)


def _describe_difference(each: Difference, report: Report) -> str:
    decided = report.decisions.get(each.id)
    follows = "" if decided is None else f"  [{'voice' if decided else 'script'}]"
    if each.kind == CHANGED:
        heard = f", heard “{each.heard}”" if each.heard else ""
        return f"line {each.line}: “{each.script}”{heard}{follows}"
    if not each.script and not each.heard:
        seconds = (each.end_ms - each.start_ms) / 1000
        return f"after line {each.line}: {seconds:.1f} s without a recognised word{follows}"
    return f"line {each.line}: “{each.script or each.heard}”{follows}"


def _warning(each: Difference) -> str:
    time = clock(each.start_ms)
    if each.kind == UNSPOKEN:
        return f"In the script but not heard near {time}: “{_quote(each.script)}”."
    if each.kind == AD_LIB and not each.heard:
        return (
            f"No word was recognised from {time} to {clock(each.end_ms)}:"
            " is something said there that the script lacks?"
        )
    if each.kind == AD_LIB:
        return f"Heard at {time} but not in the script: “{_quote(each.heard)}”."
    return f"Heard at {time} “{_quote(each.heard)}” where the script has “{_quote(each.script)}”."


def _is_weighty(each: Difference) -> bool:
    """Return whether a difference needs a warning: passages, and anything with a figure."""
    if each.kind == AD_LIB and not each.heard:
        return True
    words = count_words(each.heard if each.kind == AD_LIB else each.script)
    if each.kind == CHANGED:
        return words >= _QUOTED or any(char.isdecimal() for char in each.script)
    return words > 2


def _quote(text: str) -> str:
    return shorten(text, _QUOTED)


def _lines(alignment: Alignment, missing: Set[int]) -> Iterator[ScriptLine]:
    """Yield the lines in the script's order, each from its first spoken word to the last."""
    rows: dict[int, list[int]] = {}
    for place in sorted(range(len(alignment.laid)), key=lambda n: alignment.laid[n].number):
        rows.setdefault(alignment.laid[place].word.line, []).append(place)
    latest_ms = 0
    for number, places in rows.items():
        words = [alignment.laid[n] for n in places]
        said = [laid for laid in words if laid.said]
        start = min((laid.start_ms for laid in said), default=None)
        end = max((laid.end_ms for laid in said), default=None)
        yield ScriptLine(
            number,
            join_words([laid.word.text for laid in words]).strip(),
            round_share(_share(places, missing)),
            start,
            end,
            start is not None and start < latest_ms,
        )
        latest_ms = max(latest_ms, end or 0)


def _share(places: Sequence[int], missing: Set[int]) -> float:
    """Return the share of the words at these places that no difference touches."""
    return sum(n not in missing for n in places) / len(places) if places else 0.0
