"""A stretch of speech as tokens, and the display form that stands for some of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from vsl.text.numbers.heard import Number, multiplies, number_at, plain
from vsl.text.numbers.locale import LOCALES, Currency, currency_names


@dataclass(frozen=True, slots=True)
class Said:
    """The tokens of a stretch of speech from a possible number on, in one language."""

    tokens: tuple[str, ...]  # ``plain``
    language: str
    before: str = ""  # the token before them

    def at(self, position: int) -> str:
        """The token at a position; empty after the last."""
        return self.tokens[position] if position < len(self.tokens) else ""

    def number(self, position: int) -> Number | None:
        """The number that begins at a position."""
        return number_at(self.tokens, position, self.language)

    def starts(self, position: int, phrase: Sequence[str]) -> bool:
        """Whether a phrase stands at a position."""
        return self.tokens[position : position + len(phrase)] == tuple(phrase)

    def currency(self, position: int) -> Currency | None:
        """The currency whose name stands at a position and may become its sign."""
        return _currencies(self.language).get(self.at(position))

    def percent_stop(self, position: int) -> int:
        """Where the words for percent end that begin at a position; 0 if none do."""
        for phrase in LOCALES[self.language].percent:
            words = phrase.split()
            if self.starts(position, words):
                return position + len(words)
        return 0

    def is_free(self, position: int) -> bool:
        """Whether nothing at a position belongs to a number before it."""
        multiplied = multiplies(self.at(position), self.language)
        has_unit = self.currency(position) is not None or self.percent_stop(position) > 0
        return not (multiplied or has_unit) and self.number(position) is None


@dataclass(frozen=True, slots=True)
class Shown:
    """The display form of the tokens up to ``stop``; no text: they stay as they were said."""

    text: str
    stop: int


@lru_cache
def _currencies(language: str) -> dict[str, Currency]:
    return {plain(name): currency for name, currency in currency_names(language).items()}


@lru_cache
def words_of(line: str) -> frozenset[str]:
    """The words of a line, ``plain``."""
    return frozenset(plain(word) for word in line.split())
