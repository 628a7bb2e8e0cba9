"""Find listed phrases in a text: tokens in, spans out. Pure except for its data files.

A phrase is one or more words in lower case; a star at a word's end matches any ending, and ``#``
matches a number in digits, with its currency or percent sign, if any.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vsl.basics.text_cache import cache_short_texts

NUMBER = "#"
_START = 2  # letters by which phrases are looked up; no stem is shorter
_EDGES = re.compile(r"^[^\w$€£¥#%]+|[^\w%€£¥$]+$")
_IS_NUMBER = re.compile(r"(?:[a-z]{0,3}[$€£¥])?\d[\d.,:/\u202f]*(?:st|nd|rd|th|[kmx%º€£])?")


@dataclass(frozen=True, slots=True)
class FoundPhrase:
    """A phrase at tokens ``first:stop``."""

    phrase: str
    first: int
    stop: int


class Phrases:
    """A searchable list of phrases."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_start: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for phrase in phrases:
            words = tuple(phrase.lower().split())
            self._by_start.setdefault(words[0][:_START], []).append((phrase, words))

    def find(self, tokens: Sequence[str]) -> Iterator[FoundPhrase]:
        """Yield the phrases in ``tokens``, which have no punctuation; they may overlap."""
        for first, token in enumerate(tokens):
            near = self._by_start.get(token[:_START], ())
            if NUMBER in self._by_start and is_number(token):
                near = (*near, *self._by_start[NUMBER])
            for phrase, words in near:
                stop = first + len(words)
                if stop <= len(tokens) and all(map(_fits, words, tokens[first:stop])):
                    yield FoundPhrase(phrase, first, stop)


@cache_short_texts(1 << 16)
def strip_punctuation(token: str) -> str:
    """Return ``token`` in lower case, without the punctuation around it; signs of sums stay.

    >>> strip_punctuation("“Don’t!”")
    "don't"
    """
    return _EDGES.sub("", token.replace("’", "'")).lower()


def is_number(token: str) -> bool:
    """Return whether a bare token is written in digits."""
    return _IS_NUMBER.fullmatch(token) is not None


def _fits(element: str, token: str) -> bool:
    if element == NUMBER:
        return is_number(token)
    return token.startswith(element[:-1]) if element.endswith("*") else token == element


@cache
def rules(name: str) -> Any:
    """Return the data file ``rules/NAME.json``."""
    return json.loads((Path(__file__).parent / "rules" / f"{name}.json").read_text("utf-8"))


@cache
def phrases_of(name: str, kind: str, language: str) -> Phrases:
    """Return the phrases that a data file lists for ``kind`` in ``language``; may be empty."""
    return Phrases(rules(name)[kind]["phrases"].get(language, ()))


@cache
def listed_words(name: str, kind: str, language: str) -> frozenset[str]:
    """Return the words that a data file lists for ``kind`` in ``language``; may be empty."""
    return frozenset(rules(name).get(kind, {}).get(language, ()))


@cache
def listed_phrases(name: str, kind: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of each phrase that a data file lists, the longest phrase first."""
    found = (tuple(text.split()) for text in rules(name).get(kind, {}).get(language, ()))
    return tuple(sorted(found, key=len, reverse=True))
