"""The one slide that stands for a whole letter: the strongest of its opening. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vsl.basics.spacing import count_words
from vsl.model.project import Deck, Slide

_WEIGHTS: Final = {"price": 3.0, "number": 3.0, "script": 3.0, "guarantee": 2.0, "power": 2.0}
_LIGHT: Final = 1.0  # of any other emphasis
_BEST_TOKENS: Final = range(3, 9)  # read at a glance, and more than a word
_OPENING_MS: Final = 30_000  # where no section is known to be the hook
_FEWER: Final = 0.5  # weight lost by each token beyond


def poster(deck: Deck) -> Slide | None:
    """The slide of the hook with most emphasis in a few words; None for a deck without text."""
    shown = [slide for slide in deck.slides if slide.text.strip() and not slide.hidden]
    opening = [slide for slide in shown if slide.start_ms < _hook_end_ms(deck)] or shown
    return max(opening, key=_strength, default=None)


def _hook_end_ms(deck: Deck) -> int:
    """When the opening is over: with the second section, if the first is the hook."""
    starts = {slide.id: slide.start_ms for slide in deck.slides}
    kinds = [section.kind for section in deck.sections]
    if kinds[:1] == ["hook"] and len(kinds) > 1:
        return starts[deck.sections[1].slide]
    return _OPENING_MS


def _strength(slide: Slide) -> float:
    words = count_words(slide.text)
    beyond = max(_BEST_TOKENS.start - words, words - _BEST_TOKENS.stop + 1, 0)
    return _weight(slide) - _FEWER * beyond


def _weight(slide: Slide) -> float:
    kinds: Sequence[str] = [each.kind for each in slide.emphasis]
    return sum(_WEIGHTS.get(kind, _LIGHT) for kind in kinds)
