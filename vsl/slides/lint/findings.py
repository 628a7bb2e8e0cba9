"""The input of checks, and their findings. Pure values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from vsl.model.project import Deck, Slide, Word
from vsl.slides.editing.edits import Edit


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that viewers would notice."""

    rule: str
    at_ms: int
    reason: str  # a plain sentence
    weight: float  # 0..1, the severity
    slide: str = ""  # its id; empty: the deck as a whole
    fix: Edit | None = None


@dataclass(frozen=True, slots=True)
class CheckedDeck:
    """The input of a check: a deck with its words and its speech."""

    deck: Deck
    words: Sequence[Word]
    language: str
    speech: Sequence[tuple[int, int]] | None = None  # spans with speech, in ms; None: unknown

    @property
    def visible_slides(self) -> tuple[Slide, ...]:
        """The slides that are not hidden."""
        return tuple(slide for slide in self.deck.slides if not slide.hidden)

    def words_of(self, slide: Slide) -> Sequence[Word]:
        """Return the spoken words of a slide."""
        return self.words[slide.words.first : slide.words.last + 1] if slide.words else ()


Check: TypeAlias = Callable[[CheckedDeck], Iterator[Finding]]


def at(slide: Slide, rule: str, reason: str, weight: float, fix: Edit | None = None) -> Finding:
    """Return a finding on a slide."""
    return Finding(rule, slide.start_ms, reason, weight, slide.id, fix)
