"""Choose the slide that represents a whole letter: the strongest of its opening. Pure."""

from __future__ import annotations

from typing import Final

from vsl.basics.spacing import count_words
from vsl.model.project import Deck, Slide

_WEIGHTS: Final = {
    **{"price": 3.0, "number": 3.0, "script": 3.0},
    **{"guarantee": 2.0, "power": 2.0, "free": 2.0, "turn": 2.0},
}
_LIGHT: Final = 1.0  # of any other emphasis
_BEST_TOKENS: Final = range(3, 9)  # words that are read at a glance
_OPENING_MS: Final = 30_000  # the opening's length without a hook section
_FEWER: Final = 0.5  # weight lost by each token outside this range


def poster(deck: Deck) -> Slide | None:
    """Return the opening's slide with most emphasis in few words; None without visible text.

    >>> from vsl.model.appearance import Theme
    >>> from vsl.model.project import Emphasis
    >>> plain = Slide("a", "Listen.", 0, 900)
    >>> lit = Slide("b", "Only $47", 900, 2000, emphasis=(Emphasis(1, "price"),))
    >>> poster(Deck((plain, lit), Theme("acme"), 2000)) == lit
    True
    """
    shown = [slide for slide in deck.slides if slide.text.strip() and not slide.hidden]
    opening = [slide for slide in shown if slide.start_ms < _hook_end_ms(deck)] or shown
    return max(opening, key=_strength, default=None)


def _hook_end_ms(deck: Deck) -> int:
    """Return the end of the opening: the second section, if the first is the hook."""
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
    """Return the weight of a slide's emphasis, counting each kind once."""
    kinds = sorted({each.kind for each in slide.emphasis})
    return sum(_WEIGHTS.get(kind, _LIGHT) for kind in kinds)
