"""Place stretches of the script in a recording by forced alignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vsl.basics.audio import SAMPLE_RATE_HZ, Samples
from vsl.model.project import Word
from vsl.speech.pauses import AudioPiece
from vsl.speech.pocketsphinx.decoder_pool import Config, DecoderPool
from vsl.speech.pocketsphinx.stretches import ANCHOR_RUN, Plan, Stretch
from vsl.speech.recogniser import later

_LONGEST_MS = 60_000  # alignment costs time with length squared
_DRIFT_MS = 200  # an anchor aligned further than this from its recognised time has moved
_FORCED = 0.5  # confidence of a word that was placed, not recognised
_BEAMS = (None, 1e-150, 1e-300)  # from PocketSphinx's default to hardly any pruning


@dataclass(frozen=True, slots=True)
class Aligner:
    """Places the tokens of a plan in a recording."""

    samples: Samples
    plan: Plan
    team: DecoderPool
    config: Config  # of a decoder whose dictionary holds all tokens

    def parts(self, stretch: Stretch) -> list[Stretch]:
        """Return the stretch, halved repeatedly while it is too long."""
        halves = self.plan.halves(stretch) if stretch.length_ms > _LONGEST_MS else None
        return [part for half in halves for part in self.parts(half)] if halves else [stretch]

    def align(self, stretch: Stretch) -> list[Word]:
        """Return the stretch's tokens with times; halves the stretch if they do not fit."""
        halves = self.plan.halves(stretch)
        words = None
        for beam in _BEAMS[:1] if halves else _BEAMS:  # halving is cheaper than a wider beam
            if words := self._align_stretch(stretch, beam):
                break
        if words and self._agrees(words, stretch.first):
            return words
        if halves:
            return [word for half in halves for word in self.align(half)]
        anchors = self.plan.anchors
        return [anchors[n] for n in range(stretch.first, stretch.stop) if n in anchors]

    def _align_stretch(self, stretch: Stretch, beam: float | None) -> list[Word] | None:
        first, last = (time * SAMPLE_RATE_HZ // 1000 for time in (stretch.start_ms, stretch.end_ms))
        tokens = self.plan.tokens[stretch.first : stretch.stop]
        beams = dict.fromkeys(("beam", "pbeam", "wbeam"), beam) if beam else {}
        sound = AudioPiece(first, last).of(self.samples)
        words = self.team.place({**self.config, **beams}, sound, tokens)
        return words and [
            replace(later(word, stretch.start_ms), confidence=self._confidence(number))
            for number, word in enumerate(words, start=stretch.first)
        ]

    def _confidence(self, number: int) -> float:
        anchor = self.plan.anchors.get(number)
        return anchor.confidence if anchor else _FORCED

    def _agrees(self, words: Sequence[Word], first: int) -> bool:
        """Return whether no run of anchors moved away from its recognised time."""
        moved = 0
        for number, word in enumerate(words, start=first):
            anchor = self.plan.anchors.get(number)
            far = anchor is not None and abs(word.start_ms - anchor.start_ms) > _DRIFT_MS
            moved = moved + 1 if far else 0
            if moved == ANCHOR_RUN:
                return False
        return True
