"""Run all checks on a deck: problems that viewers would notice, and their fixes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vsl.model.project import Deck, Word
from vsl.slides.editing.edits import to_json
from vsl.slides.lint.claims import claims
from vsl.slides.lint.findings import Check, CheckedDeck, Finding
from vsl.slides.lint.pace import (
    before_the_voice,
    in_silence,
    late_start,
    length_for_the_price,
    reading_speed,
    section_pace,
    too_long,
    too_short,
)
from vsl.slides.lint.text import doubtful_words, find_torn_phrases, look, orphans, shouting

CHECKS: tuple[Check, ...] = (
    late_start, length_for_the_price, look, section_pace, reading_speed, too_short, too_long,
    before_the_voice, in_silence, orphans, find_torn_phrases, shouting, doubtful_words, claims,
)  # fmt: skip

_OF_THE_DECK = 10.0  # points lost by a finding of weight 1 about the whole deck


@dataclass(frozen=True, slots=True)
class LintVerdict:
    """The findings of all checks, in order of time, and the deck's score."""

    findings: tuple[Finding, ...]
    score: int  # 0..100; 100 where nothing was found

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; each fix is an edit as ``edits.from_json`` reads it."""
        rows = [
            {
                "rule": found.rule,
                "at_ms": found.at_ms,
                "slide": found.slide or None,
                "reason": found.reason,
                "weight": round(found.weight, 3),
                "fix": found.fix and to_json(found.fix),
            }
            for found in self.findings
        ]
        return {"score": self.score, "findings": rows}


def lint(
    deck: Deck,
    words: Sequence[Word],
    language: str,
    *,
    speech: Sequence[tuple[int, int]] | None = None,
) -> LintVerdict:
    """Return the findings of all checks, and the score of the deck.

    The weight of a slide's finding is divided by the number of slides; each fix is an edit of the
    deck.

    Args:
        words: of the transcript.
        speech: spans in ms with speech, if known.
    """
    checked = CheckedDeck(deck, words, language, speech)
    found = [finding for check in CHECKS for finding in check(checked)]
    found.sort(key=lambda finding: finding.at_ms)
    lost = sum(
        finding.weight * (100 / len(checked.visible_slides) if finding.slide else _OF_THE_DECK)
        for finding in found
    )
    return LintVerdict(tuple(found), max(0, round(100 - lost)))
