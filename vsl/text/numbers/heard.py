"""Parse numbers in spoken tokens: tokens in, the number that begins at one of them out. Pure.

A recogniser writes some numbers partly in words and partly in digits ("15 mil e 500", "two hundred
and 97").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vsl.basics.text_cache import cache_short_texts
from vsl.text.numbers.figures import figure_in_digits, is_group, is_in_digits
from vsl.text.numbers.locale import LOCALES
from vsl.text.numbers.number_words import (
    compound_value,
    digit_of,
    half_compound_value,
    halves_of,
    multiplies,
    plain,
    points_of,
    scales_of,
    thousands_of,
    word_tree,
)
from vsl.text.numbers.spelled import LANGUAGES

__all__ = ["ARTICLE", "Number", "may_begin", "number_at", "plain", "single_figure"]

_LINKS = {"en": "and", "pt": "e", "it": "e", "de": "und"}  # it, de: only after millions
ARTICLE = {"en": "a"}  # means one: "a hundred and fifty"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in spoken tokens."""

    whole: int
    stop: int  # position of the token after it
    bare: bool = False  # "mil", "cem", "a hundred", "um milhão": often a figure of speech
    decimals: str = ""
    mark: str = ""  # the decimal mark
    halved: bool = False  # the decimals are a spoken half
    scale: int = 1  # a million or more, where the number is a plain count of them
    has_digits: bool = False  # partly or wholly written in digits
    mixed: bool = False  # a guess that tokens belong together, certain only before a unit
    grouped: bool = False  # thousands were separated, so it is not a year

    @property
    def is_whole(self) -> bool:
        """Whether it has neither decimals nor a scale such as millions."""
        return not self.decimals and self.scale == 1


@cache_short_texts(8192)
def may_begin(token: str, language: str) -> bool:
    """Return whether a number may begin with a ``plain`` token."""
    return (
        token in word_tree(language).branches
        or token == ARTICLE.get(language)
        or (language != "en" and token in thousands_of(language))
        or is_in_digits(token)
        or compound_value(token, language) is not None
        or half_compound_value(token, language) is not None
    )


def number_at(tokens: Sequence[str], start: int, language: str) -> Number | None:
    """Return the longest number whose first token is at ``start``; tokens are ``plain``."""
    number = _first_part(tokens, start, language)
    if number is None:
        return None
    if number.scale == 1 and not number.decimals:
        number = _with_decimals(number, tokens, language)
    if not number.decimals:
        number = _with_half(number, tokens, language)
    if number.decimals and number.scale == 1:
        number = _apply_scale(number, tokens, language)
    if any(token[0].isdigit() for token in tokens[start : number.stop]):
        return replace(number, has_digits=True)
    return number


def single_figure(tokens: Sequence[str], start: int, language: str) -> Number | None:
    """Return the number of one token in digits, with only its groups of thousands added."""
    found = _digits_at(tokens, start, language)
    return replace(found, has_digits=True, mixed=False) if found else None


def _first_part(tokens: Sequence[str], start: int, language: str) -> Number | None:
    halved = half_compound_value(_at(tokens, start), language)
    if halved is not None:
        return Number(halved, start + 1, decimals="5", halved=True)
    digits = _digits_at(tokens, start, language)
    if digits and (digits.decimals or digits.stop > start + 1):
        return digits
    return _whole(tokens, start, language)


def _digits_at(tokens: Sequence[str], start: int, language: str) -> Number | None:
    """Return the number in digits at a token, with its groups of thousands: "12" "500"."""
    figure = figure_in_digits(_at(tokens, start), language)
    if figure is None:
        return None
    stop = start + 1
    if not figure.decimals and not figure.grouped and len(figure.whole) < 4 and figure.value:
        while is_group(_at(tokens, stop)) and len(tokens[stop - 1]) < 5:
            stop += 1
    if stop == start + 1:
        grouped = figure.grouped or len(figure.decimals) == 3
        return Number(figure.value, stop, decimals=figure.decimals, grouped=grouped)
    *groups, last = tokens[start + 1 : stop]
    is_sure = language in _SPACED or all(group == "000" for group in (*groups, last))
    whole = int("".join((figure.whole, *groups, last[:3])))
    return Number(whole, stop, decimals=last[4:], mixed=not is_sure, grouped=True)


_SPACED = ("es", "fr")  # group thousands by spaces


def _apply_scale(number: Number, tokens: Sequence[str], language: str) -> Number:
    """Return a number with decimals times the scale after it: "1.5" "million", "2,5" "mil"."""
    token = _at(tokens, number.stop)
    if scale := scales_of(language).get(token):
        return replace(number, stop=number.stop + 1, scale=scale.size)
    if token in thousands_of(language) and len(number.decimals) <= 3:
        thousands = int(f"{number.whole}{number.decimals:0<3}")
        return Number(thousands, number.stop + 1, halved=False)
    return number


def _whole(tokens: Sequence[str], start: int, language: str) -> Number | None:
    parts = list(_parts(tokens, start, language))
    if not parts:
        return None
    stop = parts[-1].stop
    total = sum(part.count * part.size for part in parts)
    is_round = total in (100, 1000) or (len(parts) == 1 and parts[0].size > 1 == parts[0].count)
    says_one = tokens[start] == "one" or tokens[start][0].isdigit()
    bare = is_round and not says_one and (language != "en" or tokens[start] == ARTICLE["en"])
    mixed = any(part.mixed for part in parts)
    if len(parts) == 1:
        return Number(parts[0].count, stop, bare, scale=parts[0].size, mixed=mixed)
    return Number(total, stop, bare, mixed=mixed)


@dataclass(frozen=True, slots=True)
class _Part:
    """A count below a million with its scale."""

    count: int
    stop: int
    size: int = 1
    mixed: bool = False


def _parts(tokens: Sequence[str], start: int, language: str) -> Iterator[_Part]:
    """Yield millions, thousands and the rest, each at most once and in this order."""
    at, limit = start, 0
    while part := _below_million(tokens, at, language):
        scale = scales_of(language).get(_at(tokens, part.stop))
        if scale:
            part = replace(part, stop=part.stop + 1, size=scale.size)
        fits = not limit or (part.count < limit if part.size == 1 else part.size < limit)
        if not fits:
            return
        yield part
        if part.size == 1:
            return
        at, limit = part.stop, part.size
        at += _at(tokens, at) == _LINKS.get(language)


def _below_million(tokens: Sequence[str], start: int, language: str) -> _Part | None:
    if language != "en" and _at(tokens, start) in thousands_of(language):
        group = _Part(1, start)
    else:
        found = _group(tokens, start, language)
        if found is None or found.count >= 1000:
            return found
        group = found
    if _at(tokens, group.stop) not in thousands_of(language):
        return group
    thousands = replace(group, count=group.count * 1000, stop=group.stop + 1)
    return _with_rest(thousands, tokens, language, below=1000)


def _with_rest(head: _Part, tokens: Sequence[str], language: str, *, below: int) -> _Part:
    """Return a round part plus the smaller number after it, unless that is another number's."""
    linked = not LANGUAGES[language].glued and _at(tokens, head.stop) == _LINKS.get(language)
    rest = _group(tokens, head.stop + linked, language)
    if (
        rest is None
        or not 0 < rest.count < below
        or (language == "en" and linked and rest.count > 99)
    ):
        return head
    after = _at(tokens, rest.stop)
    counts_millions = language == "es" and after in scales_of(language)  # "mil cien millones"
    if multiplies(after, language) and not counts_millions:
        return head
    return _Part(head.count + rest.count, rest.stop, mixed=head.mixed or rest.mixed)


def _group(tokens: Sequence[str], start: int, language: str) -> _Part | None:
    """Return the longest number that is below a thousand, one word, or counted in hundreds."""
    compound = compound_value(_at(tokens, start), language)
    if compound is not None:
        return _Part(compound, start + 1)
    found = _simple_group(tokens, start, language)
    if found is None:
        is_article = _at(tokens, start) == ARTICLE.get(language)
        multiplied = is_article and multiplies(_at(tokens, start + 1), language)
        return _Part(1, start + 1) if multiplied else None
    rules = LANGUAGES[language]
    in_digits = language == "en" and tokens[start][0].isdigit() and found.count < 100
    is_apart = rules.glued and 0 < found.count < 10  # "zwei hundert"
    in_hundreds = (found.count in rules.hundreds and found.count % 10) or in_digits or is_apart
    if in_hundreds and _at(tokens, found.stop) in rules.hundred:
        found = _Part(found.count * 100, found.stop + 1, mixed=is_apart)
        if not is_apart:
            return _with_rest(found, tokens, language, below=100)
    return _with_digits(found, tokens, start, language)


def _simple_group(tokens: Sequence[str], start: int, language: str) -> _Part | None:
    """Return a number of one token in digits, or in words below a thousand."""
    figure = figure_in_digits(_at(tokens, start), language)
    if figure:
        return None if figure.decimals else _Part(figure.value, start + 1)
    found = None
    at, branch = start, word_tree(language)
    while at < len(tokens) and (deeper := branch.branches.get(tokens[at])):
        at, branch = at + 1, deeper
        if branch.value is not None:
            found = _Part(branch.value, at)
    return found


def _with_digits(head: _Part, tokens: Sequence[str], start: int, language: str) -> _Part:
    """Return a number in words and digits mixed: "90 y 7", "two hundred and 97"."""
    linked = _at(tokens, head.stop) in _ADDING[language]
    rest = _simple_group(tokens, head.stop + linked, language)
    if rest is None:
        return head
    has_digits = any(token[0].isdigit() for token in tokens[start : rest.stop])
    is_reversed = language == "de" and linked and 0 < head.count < 10
    if is_reversed and rest.count % 10 == 0 and 20 <= rest.count < 100:
        return _Part(rest.count + head.count, rest.stop, mixed=True)
    is_apart = LANGUAGES[language].glued and head.count % 100 == 0  # "hundert zwanzig"
    if not (has_digits or is_apart):
        return head
    if not _fits_behind(head.count, rest.count, language, linked=linked):
        return head
    return _Part(head.count + rest.count, rest.stop, mixed=True)


_ADDING = {
    "en": ("and",), "pt": ("e",), "es": ("y",), "fr": ("et",), "de": ("und",), "it": ("e",),
}  # fmt: skip
_LINKED_TENS = ("pt", "es")  # "noventa e sete", "noventa y siete"
_TENS_OF_TWENTY = (60, 80)  # "quatre-vingt 17"


def _fits_behind(head: int, rest: int, language: str, *, linked: bool) -> bool:
    """Return whether both form one number: tens and ones, hundreds and a remainder."""
    if head % 100 == 0 and 100 <= head < 1000:
        return 0 < rest < 100 and (linked or language != "pt")
    if language == "de" or head % 10 or not 20 <= head % 100 < 100 or head >= 1000:
        return False
    if language == "fr" and head in _TENS_OF_TWENTY and 10 <= rest < 20:
        return True
    return 0 < rest < 10 and linked == (language in _LINKED_TENS)


def _with_decimals(number: Number, tokens: Sequence[str], language: str) -> Number:
    """Return the number with spoken decimals: two point five, dos coma veinticinco."""
    mark = points_of(language).get(_at(tokens, number.stop))
    if not mark:
        return number
    at, digits = number.stop + 1, ""
    if _at(tokens, at).isdecimal():
        return replace(number, stop=at + 1, decimals=tokens[at], mark=_mark_name(mark, language))
    while (digit := digit_of(_at(tokens, at), language)) is not None:
        at, digits = at + 1, digits + digit
    if len(digits) < 2:  # "vinte e cinco" begins with no digit, "zwei" may begin "zweihundert"
        group = _group(tokens, number.stop + 1, language)
        if group and 10 <= group.count < 100:
            at, digits = group.stop, str(group.count)
    if not digits:
        return number
    return replace(number, stop=at, decimals=digits, mark=_mark_name(mark, language))


def _mark_name(mark: str, language: str) -> str:
    """Return the spoken decimal mark where the language has several; else empty."""
    return mark if len(LOCALES[language].points) > 1 else ""


def _with_half(number: Number, tokens: Sequence[str], language: str) -> Number:
    """Return the number with a spoken half: two and a half, dos millones y medio."""
    for half in halves_of(language):
        stop = number.stop + len(half)
        if tuple(tokens[number.stop : stop]) == half:
            return replace(number, stop=stop, decimals="5", halved=True, bare=False)
    return number


def _at(tokens: Sequence[str], position: int) -> str:
    return tokens[position] if position < len(tokens) else ""
