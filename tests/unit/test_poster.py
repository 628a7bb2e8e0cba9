"""The slide that stands for the letter."""

from __future__ import annotations

from vsl.model.appearance import Theme
from vsl.model.project import Deck, Emphasis, Section, Slide
from vsl.slides.poster import poster


def _slide(id: str, text: str, start_ms: int, *kinds: str, hidden: bool = False) -> Slide:
    emphasis = tuple(Emphasis(n, kind) for n, kind in enumerate(kinds))
    return Slide(id, text, start_ms, start_ms + 1000, emphasis=emphasis, hidden=hidden)


_SLIDES = (
    _slide("a", "And so it is", 0),
    _slide("b", "Earn $10,000 a month", 4000, "price", "power"),
    _slide("c", "$99 hidden", 5000, "price", "price", "price", hidden=True),
    _slide("d", "Only $47 today", 90_000, "price", "power", "power"),
)
_HOOK = (Section("hook", "a"), Section("offer", "d"))


def test_it_is_the_strongest_of_the_hook() -> None:
    chosen = poster(Deck(_SLIDES, Theme(), 95_000, _HOOK))
    assert chosen is _SLIDES[1]
    assert poster(Deck(_SLIDES, Theme(), 95_000)) is _SLIDES[1]


def test_a_few_words_are_stronger_than_many() -> None:
    long = _slide("e", "You could earn " + "so very much " * 5, 100, "price")
    short = _slide("f", "Earn it now", 2000, "power")
    assert poster(Deck((long, short), Theme(), 5000)) is short


def test_an_empty_deck_has_none() -> None:
    assert poster(Deck((_slide("a", " ", 0),), Theme(), 1000)) is None
