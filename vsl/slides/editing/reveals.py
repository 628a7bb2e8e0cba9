"""Find what gets a slide of its own: a price, a guarantee, each item of a list. Pure."""

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
_LONGEST_LEAD: Final = 24  # words before a price or a guarantee that belong to it
_LONGEST_ITEM: Final = 4  # words
_LONGEST_ALIKE: Final = 6  # of an item that begins like the others
_LONGEST_COORDINATED: Final = 3  # of an item separated only by a comma or a conjunction


@dataclass(frozen=True, slots=True)
class Reveals:
    """Positions of words, and of breaks by the word before them."""

    openings: frozenset[int]  # breaks that set apart what follows
    short: frozenset[int]  # words whose slide may be short
    items: frozenset[int]  # breaks between the items of a list, and where a colon announces it
    hurried: frozenset[int]  # the same where an item is spoken too fast for its own slide


NO_REVEALS: Final = Reveals(frozenset(), frozenset(), frozenset(), frozenset())


def find_reveals(
    tokens: Sequence[WordFeatures], lasts: Callable[[range], bool], *, parts_lists: bool = False
) -> Reveals:
    """Return the prices, guarantees and lists in a text.

    Args:
        lasts: whether words are spoken slowly enough for a slide of their own.
        parts_lists: separate the items of "books, courses and apps" too; else keep them together.
    """
    spans = [*_prices(tokens), *_guarantees(tokens)]
    lists = [*_countdowns(tokens), *_parallels(tokens)]
    coordinated = list(_find_series(tokens))
    apart = [*lists, *(coordinated if parts_lists else [])]
    slow = [item for items in apart if all(map(lasts, items)) for item in items]
    together = [items for items in apart if not all(map(lasts, items))]
    together += [] if parts_lists else coordinated
    hurried = [item for items in together for item in items[:-1]]
    shown = [n for span in (*spans, *slow) for n in span]
    opened = [span.start - 1 for span in spans if _may_open(tokens, span)]
    announced = [items[0].start - 1 for items in lists if _is_announced(tokens, items[0].start)]
    ends = [item.stop - 1 for item in slow]
    return Reveals(
        openings=frozenset((*opened, *announced)),
        short=frozenset(shown),
        items=frozenset((*ends, *(n for n in announced if n + 1 in map(min, slow)))),
        hurried=frozenset(item.stop - 1 for item in hurried),
    )


def _may_open(tokens: Sequence[WordFeatures], span: range) -> bool:
    """Return whether a slide may begin there: "for just $47", but not "is | only $47"."""
    return span.start > 0 and "prepositions" in tokens[span.start].head


def _is_announced(tokens: Sequence[WordFeatures], start: int) -> bool:
    """Return whether a colon, semicolon or dash announces what begins there."""
    return start > 0 and tokens[start - 1].end is End.STRONG_CLAUSE


def _prices(tokens: Sequence[WordFeatures]) -> Iterator[range]:
    for n, token in enumerate(tokens):
        counted = token.is_number and n + 1 < len(tokens)
        if (token.is_money and token.is_number) or (counted and _is_currency(tokens[n + 1])):
            start = n
            while start > max(0, n - _LONGEST_LEAD) and _leads_in(tokens[start - 1]):
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
            while start > max(0, n - _LONGEST_LEAD) and _belongs_to_noun(tokens[start - 1]):
                start -= 1
            if start and tokens[start - 1].end is End.NONE:
                start -= "prepositions" in tokens[start - 1].tail
            yield range(start, n + 1)


def _belongs_to_noun(token: WordFeatures) -> bool:
    if token.end is not End.NONE or token.tail & _LEADS_AWAY:
        return False
    return token.is_content or token.is_number or "determiners" in token.tail


def _countdowns(tokens: Sequence[WordFeatures]) -> Iterator[list[range]]:
    """Yield runs of numbers that each end a clause: ``three, two, one.``"""
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
    """Yield short clauses in a row that begin alike: ``no app, no batteries, and no guessing.``"""
    before: range | None = None
    for word, run in groupby(_clauses(tokens), lambda clause: _beginning(tokens, clause)):
        items = list(run)
        if before and len(items) > 1 and tokens[before.stop - 1].end is End.CLAUSE:
            items = [*_tail(tokens, before, word), *items]
        if len(items) >= _LEAST_ITEMS:
            yield items
        before = items[-1]


def _tail(tokens: Sequence[WordFeatures], clause: range, word: str) -> list[range]:
    """Return the item at the end of a clause: "I did it | without ads,"."""
    for start in clause[: -_LONGEST_ALIKE - 1 : -1]:
        if tokens[start].bare == word:
            return [range(start, clause.stop)]
    return []


def _beginning(tokens: Sequence[WordFeatures], clause: range) -> str:
    """Return the word that items share; unique for a clause too long to be an item."""
    start, most = clause.start, _LONGEST_ITEM
    if "coordinators" in tokens[start].head and len(clause) > 1:
        start += 1
    if tokens[start].head & _LEADS_IN:
        most = _LONGEST_ALIKE
    return tokens[start].bare if clause.stop - start <= most else f"{clause.start}"


def _clauses(tokens: Sequence[WordFeatures]) -> Iterator[range]:
    ends = [n + 1 for n, token in enumerate(tokens) if token.end is not End.NONE]
    return (range(first, stop) for first, stop in pairwise([0, *ends]))


def _find_series(tokens: Sequence[WordFeatures]) -> Iterator[list[range]]:
    """Yield the items of a series, ``books, courses and apps``; the first is its last word only."""
    row: list[range] = []
    for clause in _clauses(tokens):
        middle = _conjunction(tokens, clause)
        if row and middle is not None:
            yield [*row, range(clause.start, middle), range(middle, clause.stop)]
            row = []
        elif row and _is_item(tokens, clause):
            row.append(clause)
        else:
            row = [range(clause.stop - 1, clause.stop)]
        if tokens[clause.stop - 1].end is not End.CLAUSE:
            row = []


def _conjunction(tokens: Sequence[WordFeatures], clause: range) -> int | None:
    """Return the position of the conjunction in a clause of exactly the last two items."""
    for n in clause[1:-1]:
        if "coordinators" in tokens[n].head:
            parts = range(clause.start, n), range(n + 1, clause.stop)
            return n if all(_is_item(tokens, part) for part in parts) else None
    return None


def _is_item(tokens: Sequence[WordFeatures], part: range) -> bool:
    """Return whether words are one item of a series: a noun with its modifiers, or a verb alone."""
    if not 0 < len(part) <= _LONGEST_COORDINATED:
        return False
    words = [tokens[n] for n in part]
    is_noun = all(word.is_content or "determiners" in word.tail for word in words)
    has_verb = any("verbs" in word.head for word in words)
    return is_noun and words[-1].is_content and (len(part) == 1 or not has_verb)
