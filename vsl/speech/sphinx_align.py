"""Stretches of the script laid on the voice by forced alignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vsl.model import Word
from vsl.speech.pauses import Piece
from vsl.speech.recogniser import SAMPLE_RATE_HZ, Samples
from vsl.speech.sphinx_decoder import Ear
from vsl.speech.sphinx_stretches import ANCHOR_RUN, Plan, Stretch

_LONGEST_MS = 60_000  # alignment costs time with length squared
_DRIFT_MS = 200  # a forced anchor further than this from where it was heard has moved
_FORCED = 0.5  # confidence in a word that was placed, not heard
_BEAMS = (None, 1e-150, 1e-300)  # from PocketSphinx's default to hardly any pruning


@dataclass
class Aligner:
    """Places the tokens of a plan in a recording."""

    samples: Samples
    plan: Plan
    config: Mapping[str, Any]  # of a decoder that knows all tokens
    ears: dict[float | None, Ear] = field(default_factory=dict)

    def align(self, stretch: Stretch) -> list[Word]:
        """The stretch's tokens on their times; halved where it is too long or does not fit."""
        halves = self.plan.halves(stretch)
        if halves and stretch.length_ms > _LONGEST_MS:
            return [word for half in halves for word in self.align(half)]
        words = None
        for beam in _BEAMS[:-1] if halves else _BEAMS:
            if words := self._placed(stretch, beam):
                break
        if words and self._agrees(words, stretch.first):
            return words
        if halves:
            return [word for half in halves for word in self.align(half)]
        anchors = self.plan.anchors
        return [anchors[n] for n in range(stretch.first, stretch.stop) if n in anchors]

    def _placed(self, stretch: Stretch, beam: float | None) -> list[Word] | None:
        first, last = (time * SAMPLE_RATE_HZ // 1000 for time in (stretch.start_ms, stretch.end_ms))
        tokens = self.plan.tokens[stretch.first : stretch.stop]
        words = self._ear(beam).place(Piece(first, last).of(self.samples), tokens)
        return words and [
            self._moved(word, number, stretch.start_ms)
            for number, word in enumerate(words, start=stretch.first)
        ]

    def _moved(self, word: Word, number: int, offset_ms: int) -> Word:
        anchor = self.plan.anchors.get(number)
        confidence = anchor.confidence if anchor else _FORCED
        return Word(word.text, word.start_ms + offset_ms, word.end_ms + offset_ms, confidence)

    def _agrees(self, words: Sequence[Word], first: int) -> bool:
        """True if no run of anchors was moved away from where it was heard."""
        moved = 0
        for number, word in enumerate(words, start=first):
            anchor = self.plan.anchors.get(number)
            far = anchor is not None and abs(word.start_ms - anchor.start_ms) > _DRIFT_MS
            moved = moved + 1 if far else 0
            if moved == ANCHOR_RUN:
                return False
        return True

    def _ear(self, beam: float | None) -> Ear:
        if beam not in self.ears:
            beams = {} if beam is None else dict.fromkeys(("beam", "pbeam", "wbeam"), beam)
            self.ears[beam] = Ear(**self.config, **beams)
        return self.ears[beam]
