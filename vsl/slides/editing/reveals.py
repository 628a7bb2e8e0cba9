"""What deserves a slide of its own: a price, a guarantee, each item of a list. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from vsl.slides.segmentation.word_features import End, WordFeatures

_LEADS_IN: Final = frozenset(("prepositions", "determiners", "degrees", "adverbs"))
_LEADS_AWAY: Final = frozenset(
    ("auxiliaries", "pronouns", "either_pronouns", "clause_openers", "coordinators", "of", "verbs")
)
_LEAST_ITEMS: Final = 3
_LONGEST_ITEM: Final = 4  # words


@dataclass(frozen=True, slots=True)
class Reveals:
    """Positions of words, and of breaks by the word before them."""

    openings: frozenset[int]  # a break here sets what follows apart
    short: frozenset[int]  # words whose slide may be short
    items: frozenset[int]  # breaks between the items of a list
    hurried: frozenset[int]  # the same where one of the items is said too fast to stand alone


NO_REVEALS: Final = Reveals(frozenset(), frozenset(), frozenset(), frozenset())


def find_reveals(tokens: Sequence[WordFeatures], lasts: Callable[[range], bool]) -> Reveals:
    """The prices, guarantees and lists in a text.

    Args:
        lasts: whether words are said slowly enough to be read on their own.
    """
    spans = [*_prices(tokens), *_guarantees(tokens)]
    lists = [*_countdowns(tokens), *_parallels(tokens)]
    calm = [item for items in lists if all(map(lasts, items)) for item in items]
    hurried = [item for items in lists if not all(map(lasts, items)) for item in items[:-1]]
    shown = [n for span in (*spans, *calm) for n in span]
    return Reveals(
        openings=frozenset(span.start - 1 for span in spans if _may_open(tokens, span)),
        short=frozenset(shown),
        items=frozenset(item.stop - 1 for item in calm),
        hurried=frozenset(item.stop - 1 for item in hurried),
    )


def _may_open(tokens: Sequence[WordFeatures], span: range) -> bool:
    """Whether a slide may begin there: "for just $47", but not "is | only $47"."""
    return span.start > 0 and "prepositions" in tokens[span.start].head


def _prices(tokens: Sequence[WordFeatures]) -> Iterator[range]:
    for n, token in enumerate(tokens):
        counted = token.is_number and n + 1 < len(tokens)
        if (token.is_money and token.is_number) or (counted and _is_currency(tokens[n + 1])):
            start = n
            while start and _leads_in(tokens[start - 1]):
                start -= 1
            yield range(start, n + 1)


def _is_currency(token: WordFeatures) -> bool:
    return "currencies" in token.head or (token.is_money and not token.is_number)


def _leads_in(token: WordFeatures) -> bool:
    if token.end is not End.NONE or "of" in token.tail:
        return False
    return bool(token.tail & _LEADS_IN) or token.is_number or token.is_money


def _guarantees(tokens: Sequence[WordFeatures]) -> Iterator[range]:
    for n, token in enumerate(tokens):
        if "guarantees" in token.head and not (n and "guarantees" in tokens[n - 1].head):
            start = n
            while start and _belongs_to_noun(tokens[start - 1]):
                start -= 1
            if start and tokens[start - 1].end is End.NONE:
                start -= "prepositions" in tokens[start - 1].tail
            yield range(start, n + 1)


def _belongs_to_noun(token: WordFeatures) -> bool:
    if token.end is not End.NONE or token.tail & _LEADS_AWAY:
        return False
    return token.is_content or token.is_number or "determiners" in token.tail


def _countdowns(tokens: Sequence[WordFeatures]) -> Iterator[list[range]]:
    """Runs of numbers that each end a clause: ``three, two, one.``"""
    alone = [
        (token.is_number or "ones" in token.head) and token.end is not End.NONE for token in tokens
    ]
    place = 0
    for is_alone, run in groupby(alone):
        length = len(list(run))
        if is_alone and length >= _LEAST_ITEMS:
            yield [range(n, n + 1) for n in range(place, place + length)]
        place += length


def _parallels(tokens: Sequence[WordFeatures]) -> Iterator[list[range]]:
    """Short clauses one after another that begin alike: ``no app, no batteries, no guessing.``"""
    ends = [n + 1 for n, token in enumerate(tokens) if token.end is not End.NONE]
    clauses = [range(first, stop) for first, stop in pairwise([0, *ends])]
    for _, run in groupby(clauses, lambda clause: _beginning(tokens, clause)):
        items = list(run)
        if len(items) >= _LEAST_ITEMS and all(len(item) <= _LONGEST_ITEM for item in items):
            yield items


def _beginning(tokens: Sequence[WordFeatures], clause: range) -> str:
    """The word that items share; a clause too long to be one shares nothing."""
    return tokens[clause.start].bare if len(clause) <= _LONGEST_ITEM else f"{clause.start}"
