"""A stretch of speech as tokens, and the display form of its first number. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from vsl.text.numbers.figures import SIGNS
from vsl.text.numbers.heard import Number, number_at, single_figure
from vsl.text.numbers.locale import Currency, Locale
from vsl.text.numbers.number_words import multiplies, plain
from vsl.text.numbers.regions import locale_of

BETWEEN = {
    "en": ("between", "and"),
    "pt": ("entre", "e"),
    "es": ("entre", "y"),
    "fr": ("entre", "et"),
    "de": ("zwischen", "und"),
    "it": ("tra", "e"),
}
_OF = "d'"  # joined to the noun after millions: "d'euros"


@dataclass(frozen=True)
class Said:
    """The tokens of a stretch of speech from a possible number on, in one language."""

    tokens: tuple[str, ...]  # ``plain``
    tag: str  # of the language, with a country where one is known: "pt-PT"
    context: tuple[str, ...] = ()  # preceding tokens, the nearest last
    found: dict[int, Number | None] = field(default_factory=dict, compare=False)  # cache

    @cached_property
    def language(self) -> str:
        """The language without its country."""
        return self.tag.partition("-")[0]

    @cached_property
    def locale(self) -> Locale:
        """The number format of the language and country."""
        return locale_of(self.tag)

    @property
    def before(self) -> str:
        """The token before the stretch."""
        return self.context[-1] if self.context else ""

    def at(self, position: int) -> str:
        """Return the token at a position; empty after the last."""
        return self.tokens[position] if position < len(self.tokens) else ""

    def number(self, position: int) -> Number | None:
        """Return the number that begins at a position."""
        if position not in self.found:
            self.found[position] = self._number(position)
        return self.found[position]

    def _number(self, position: int) -> Number | None:
        found = number_at(self.tokens, position, self.language)
        between, link = BETWEEN[self.language]
        if found and found.mixed and position == 0 and self.before == between:
            tokens = self.tokens[: found.stop]
            if link in tokens:  # "zwischen fünf und zwanzig" are two
                return number_at(tokens[: tokens.index(link)], 0, self.language)
        return found

    def single_figure(self, position: int) -> Number | None:
        """Return the number in digits at a position, without others that may continue it."""
        return single_figure(self.tokens, position, self.language)

    def starts(self, position: int, phrase: Sequence[str]) -> bool:
        """Return whether a phrase begins at a position."""
        return self.tokens[position : position + len(phrase)] == tuple(phrase)

    def currency(self, position: int) -> Currency | None:
        """Return the currency at a position whose sign, code or name may become a sign."""
        token = self.at(position).removeprefix(_OF)
        return _currencies_by_name(self.tag).get(token) or _signs(self.tag).get(token)

    def sign(self, position: int) -> Currency | None:
        """Return the currency whose sign or code is at a position."""
        return _signs(self.tag).get(self.at(position))

    def percent_stop(self, position: int) -> int:
        """Return where the words for percent at a position end; 0 if there are none."""
        if self.at(position) == "%":
            return position + 1
        for phrase in self.locale.percent:
            words = phrase.split()
            if self.starts(position, words):
                return position + len(words)
        return 0

    def is_free(self, position: int) -> bool:
        """Return whether nothing at a position belongs to a number before it."""
        multiplied = multiplies(self.at(position), self.language)
        has_unit = self.currency(position) is not None or self.percent_stop(position) > 0
        return not (multiplied or has_unit) and self.number(position) is None


@dataclass(frozen=True, slots=True)
class Shown:
    """The display form of the tokens up to ``stop``; without text they stay as spoken."""

    text: str
    stop: int


def is_sign(token: str) -> bool:
    """Return whether a token is the sign or code of a currency."""
    return token in SIGNS or token in _CODES


_CODES = frozenset(("usd", "eur", "brl", "gbp", "chf"))


@lru_cache
def _currencies_by_name(tag: str) -> dict[str, Currency]:
    return {
        plain(name): currency
        for currency in locale_of(tag).currencies
        if currency.shown
        for name in (*currency.names, *currency.also)
    }


@lru_cache
def _signs(tag: str) -> dict[str, Currency]:
    """Return currencies by their signs; "$" too where the language writes "US$"."""
    locale = locale_of(tag)
    found: dict[str, Currency] = {}
    for currency in locale.currencies:
        for sign in filter(None, (currency.sign, currency.code)):
            found.setdefault(sign.lower(), currency)
    if "$" not in found and "us$" in found:
        found["$"] = found["us$"]
    return found


@lru_cache
def words_of(line: str) -> frozenset[str]:
    """Return the words of a line, in ``plain`` form."""
    return frozenset(plain(word) for word in line.split())
