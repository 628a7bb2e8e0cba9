"""Find promises by phrases and their context: "60-day money-back guarantee". Pure.

A kind of ``rules/emphasis.json`` lists phrases; ``before`` and ``after`` list the words that extend
a phrase. A phrase is one or more words in lower case. A star at a word's end matches any ending,
``…`` up to five words, ``<money>`` a word of ``rules/phrase_words.json`` or of the language's word
classes, a noun or a number. No phrase crosses a sign that ends a clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from vsl.slides.emphasis.noun_phrases import is_noun
from vsl.slides.emphasis.passage import LitSpan, Passage, is_form_of, plural_forms
from vsl.slides.phrases import is_number, listed_words, rules

_GAP = "…"
_LONGEST_GAP = 5  # words
_MOST_TAKEN = 4  # extensions on one side
_START = 2  # letters by which phrases are looked up


@dataclass(frozen=True, slots=True)
class _Phrase:
    kind: str
    weight: float
    elements: tuple[str, ...]


_NO_PHRASES: list[_Phrase] = []


@dataclass(frozen=True, slots=True)
class _Sides:
    """The extensions of a kind's phrases, the longest first."""

    before: tuple[tuple[str, ...], ...]
    after: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Book:
    """A language's phrases by their first word, and the extensions of each kind."""

    by_word: dict[str, list[_Phrase]]
    by_start: dict[str, list[tuple[str, _Phrase]]]  # first letters → stem before the star
    sides: dict[str, _Sides]

    def beginning_with(self, word: str) -> Iterable[_Phrase]:
        """Return the phrases whose first word may be ``word``."""
        whole = self.by_word.get(word, _NO_PHRASES)
        stems = self.by_start.get(word[:_START])
        if not stems:
            return whole
        return [*whole, *(phrase for stem, phrase in stems if word.startswith(stem))]


def find_promises(passage: Passage, kinds: Iterable[str]) -> Iterator[LitSpan]:
    """Yield the phrases of ``kinds`` in a passage, with their extensions.

    Overlapping phrases of one kind ("your money back", "money back guarantee") are merged.
    """
    last: dict[str, LitSpan] = {}
    for span in _spans(passage, frozenset(kinds)):
        before = last.get(span.kind)
        if before and span.first < before.stop:
            first, stop = min(before.first, span.first), max(before.stop, span.stop)
            last[span.kind] = replace(before, first=first, stop=stop)
            continue
        if before:
            yield before
        last[span.kind] = span
    yield from last.values()


def _spans(passage: Passage, kinds: frozenset[str]) -> Iterator[LitSpan]:
    book = _book(passage.language, kinds)
    for n, word in enumerate(passage.plain):
        for phrase in book.beginning_with(word):
            if stop := _stop(passage, phrase.elements[1:], n + 1, n):
                first, end = _widen(passage, n, stop, book.sides[phrase.kind])
                yield LitSpan(phrase.kind, phrase.weight, first, end, n)


@cache
def _book(language: str, kinds: frozenset[str]) -> _Book:
    book = _Book({}, {}, {})
    for kind, rule in rules("emphasis").items():
        book.sides[kind] = _Sides(
            _longest_first(rule.get("before", {}).get(language, ())),
            _longest_first(rule.get("after", {}).get(language, ())),
        )
        for text in rule["phrases"].get(language, ()) if kind in kinds else ():
            phrase = _Phrase(kind, rule["weight"], tuple(text.split()))
            for word in _beginnings(phrase.elements[0], language):
                if word.endswith("*"):
                    book.by_start.setdefault(word[:_START], []).append((word[:-1], phrase))
                else:
                    book.by_word.setdefault(word, []).append(phrase)
    return book


def _beginnings(element: str, language: str) -> Iterable[str]:
    """Return the words that match a phrase's first element."""
    if element[0] != "<":
        return (element,)
    return (
        form
        for word in listed_words("phrase_words", element[1:-1], language)
        for form in plural_forms(word)
    )


def _longest_first(texts: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return the words of each, longest first: "60 days" is tried before "days"."""
    return tuple(sorted((tuple(text.split()) for text in texts), key=len, reverse=True))


def _stop(passage: Passage, elements: tuple[str, ...], n: int, before: int = -1) -> int:
    """Return the end of the phrase ``elements`` at token ``n``; 0 if it does not match.

    Args:
        before: the token that must connect to the first element without punctuation; negative for
            none.
    """
    for place, element in enumerate(elements):
        if before >= 0 and not passage.goes_on(before):
            return 0
        if element == _GAP:
            rest = elements[place + 1 :]
            ends = (
                _stop(passage, rest, n + gap, n + gap - 1) for gap in range(_reach(passage, n) + 1)
            )
            return next(filter(None, ends), 0)
        if not _fits(passage, element, n):
            return 0
        before, n = n, n + 1
    return n


def _reach(passage: Passage, n: int) -> int:
    """Return how many words may be skipped from token ``n`` on."""
    reach = 0
    while reach < _LONGEST_GAP and passage.goes_on(n + reach):
        reach += 1
    return reach


def _widen(passage: Passage, first: int, stop: int, sides: _Sides) -> tuple[int, int]:
    """Return the phrase with its extensions before and after it."""
    for _ in range(_MOST_TAKEN):
        found = _side_start(passage, first, sides), _side_stop(passage, stop, sides)
        if found == (first, stop):
            break
        first, stop = found
    return first, stop


def _side_start(passage: Passage, first: int, sides: _Sides) -> int:
    if not passage.goes_on(first - 1):
        return first
    starts = (first - len(side) for side in sides.before)
    ends = (_stop(passage, side, first - len(side)) for side in sides.before)
    return next((n for n, end in zip(starts, ends, strict=True) if end == first), first)


def _side_stop(passage: Passage, stop: int, sides: _Sides) -> int:
    if not passage.goes_on(stop - 1):
        return stop
    return next((end for side in sides.after if (end := _stop(passage, side, stop))), stop)


def _fits(passage: Passage, element: str, n: int) -> bool:
    word = passage.word(n)
    if not word:
        return False
    if element[0] == "<":
        return _is_of(passage, element[1:-1], n)
    return word.startswith(element[:-1]) if element[-1] == "*" else word == element


def _is_of(passage: Passage, name: str, n: int) -> bool:
    if name == "noun":
        return is_noun(passage, n)
    if name == "number":
        token = passage.tokens[n]
        return token.is_number or token.is_counted or is_number(passage.word(n))
    if name == "money" and (passage.tokens[n].is_money or passage.is_a(n, "currencies")):
        return True
    if words := listed_words("phrase_words", name, passage.language):
        return is_form_of(passage.word(n), words)
    return passage.is_a(n, name)
