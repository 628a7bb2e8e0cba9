"""Label the parts of a sales letter: which slides are hook, story, offer, price … Pure.

Each slide has votes for parts by its phrases (``rules/sections.json``) and its place in the letter;
the best path through all slides, with a cost for each change of part, wins (Viterbi's algorithm).
An author's headings take precedence. Labels can be edited like anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from vsl.basics.spacing import split_tokens
from vsl.model.project import Chapter, Deck, Mark, Section, Slide
from vsl.slides.phrases import phrases_of, rules, strip_punctuation

PITCH = ("offer", "price", "call_to_action")
"""The sections at which the button to buy may appear; the first one in a letter counts."""

_UNKNOWN = ""  # no part: without votes
_PHRASE = 1.5  # votes of several words in a row; one word has one vote
_MOST_VOTES = 2.5  # of one slide for one part
_MONEY = re.compile(r"[$€£¥]")
_OUT_OF_PLACE = 6.0  # votes lost at a whole letter's distance from the usual place
_LEAST_TO_CHANGE, _MOST_TO_CHANGE = 0.5, 2.0  # cost in votes of moving on to a later part
_CHANGE_PER_SLIDE = 1 / 60  # added to that cost for each slide
_BACK_FACTOR = 2.0  # times that cost for going back to an earlier part
_DECAY = 0.02  # votes lost on each slide, so that parts end where they get no votes
_LEAST_SHARE = 0.01  # below this share of slides with votes, a text is not a sales letter


def label(
    slides: Sequence[Slide], language: str, duration_ms: int, *, marks: Iterable[Mark] = ()
) -> tuple[Section, ...]:
    """Return the sections of a letter, in order; none for a text that is not a sales letter.

    Args:
        slides: in order of time.
        language: ISO 639-1; languages without rules are labelled by headings alone.
        marks: the script's; its headings name sections, and give them their titles.
    """
    if headings := tuple(_sections_by_headings(slides, language, marks)):
        return headings
    kinds = [_UNKNOWN, *rules("sections")]
    votes = [_votes(slide, language, duration_ms) for slide in slides]
    if sum(max(each.values()) > 0 for each in votes) < max(2, _LEAST_SHARE * len(slides)):
        return ()
    path = pairwise((_UNKNOWN, *_hold_parts(_best_path(votes, kinds))))
    return tuple(
        Section(kind, slide.id)
        for slide, (before, kind) in zip(slides, path, strict=True)
        if kind != before
    )


def chapters(deck: Deck, language: str) -> tuple[Chapter, ...]:
    """Return the deck's sections with their times and titles; the first begins at 0."""
    starts = {slide.id: slide.start_ms for slide in deck.slides}
    found = [
        Chapter(starts[each.slide], each.kind, each.title or title_of(each.kind, language))
        for each in deck.sections
    ]
    return tuple(
        Chapter(0 if not position else each.start_ms, each.kind, each.title)
        for position, each in enumerate(found)
    )


def kind_by_slide(deck: Deck) -> Mapping[str, str]:
    """Return the kind of each slide's section by the slide's id; empty before the first."""
    begins = {each.slide: each.kind for each in deck.sections}
    path = _hold_parts(begins.get(slide.id, _UNKNOWN) for slide in deck.slides)
    return dict(zip((slide.id for slide in deck.slides), path, strict=True))


def pitch_ms(deck: Deck) -> int | None:
    """Return when the offer first appears; None for a deck without one."""
    starts = {slide.id: slide.start_ms for slide in deck.slides}
    for kind in PITCH:
        times = [starts[each.slide] for each in deck.sections if each.kind == kind]
        if times:
            return min(times)
    return None


def title_of(kind: str, language: str) -> str:
    """Return the title of a kind of section, in English for unknown languages.

    >>> title_of("call_to_action", "en"), title_of("guarantee", "pt")
    ('Call to action', 'Garantia')
    """
    titles = rules("sections").get(kind, {}).get("title", {})
    return str(titles.get(language) or titles.get("en") or kind.replace("_", " ").capitalize())


def _votes(slide: Slide, language: str, duration_ms: int) -> Mapping[str, float]:
    tokens = [strip_punctuation(token) for token in split_tokens(slide.text)]
    middle = (slide.start_ms + slide.end_ms) / 2 / max(1, duration_ms)
    votes = {}
    for kind, rule in rules("sections").items():
        found = {each.first: each for each in phrases_of("sections", kind, language).find(tokens)}
        hits = sum(_PHRASE if each.stop - each.first > 1 else 1.0 for each in found.values())
        if kind == "price":
            hits += any(_MONEY.search(token) for token in tokens)
        away = max(0.0, rule["from"] - middle, middle - rule["to"])
        votes[kind] = min(_MOST_VOTES, hits) - away * _OUT_OF_PLACE - _DECAY
    return votes


def _best_path(votes: Sequence[Mapping[str, float]], kinds: Sequence[str]) -> list[str]:
    order = {kind: position for position, kind in enumerate(kinds)}
    on = min(_MOST_TO_CHANGE, _LEAST_TO_CHANGE + len(votes) * _CHANGE_PER_SLIDE)
    best = {kind: votes[0].get(kind, 0.0) for kind in kinds}
    came_from: list[dict[str, str]] = []
    for each in votes[1:]:
        sources = {
            kind: max(kinds, key=lambda old: best[old] - _change(order[old], order[kind], on))
            for kind in kinds
        }
        best = {
            kind: best[old] - _change(order[old], order[kind], on) + each.get(kind, 0.0)
            for kind, old in sources.items()
        }
        came_from.append(sources)
    path = [max(kinds, key=lambda kind: best[kind])]
    for sources in reversed(came_from):
        path.append(sources[path[-1]])
    return path[::-1]


def _change(old: int, new: int, on: float) -> float:
    if old == new:
        return 0.0
    return on if new > old or not new else on * _BACK_FACTOR


def _hold_parts(path: Iterable[str]) -> Iterator[str]:
    """Yield the path with each part continued until the next begins."""
    current = _UNKNOWN
    for kind in path:
        current = kind or current
        yield current


def _sections_by_headings(
    slides: Sequence[Slide], language: str, marks: Iterable[Mark]
) -> Iterator[Section]:
    """Yield the sections that the script's headings name, each at the slide after it."""
    taken: set[str] = set()
    for mark in marks:
        kind = kind_of(mark.text, language) if mark.kind == "heading" else _UNKNOWN
        behind = (each for each in slides if each.words and each.words.last >= mark.before_word)
        slide = next(behind, None) if kind else None
        if slide and slide.id not in taken:
            taken.add(slide.id)
            yield Section(kind, slide.id, mark.text)


def kind_of(heading: str, language: str) -> str:
    """Return the part that a heading names, by the part's title or phrases; empty for none.

    >>> kind_of("Our 60-day guarantee", "en"), kind_of("Chapter 7", "en")
    ('guarantee', '')
    """
    tokens = [strip_punctuation(token) for token in split_tokens(heading)]
    text = " ".join(tokens)
    for kind, rule in rules("sections").items():
        titles = {rule["title"].get(code, "").lower() for code in (language, "en")}
        if text in titles or kind.replace("_", " ") in text:
            return str(kind)
    for kind in rules("sections"):
        if any(phrases_of("sections", kind, language).find(tokens)):
            return str(kind)
    return _UNKNOWN
