"""The first of two numbers that share the unit after the second: "5 to 10 percent". Pure."""

from __future__ import annotations

from dataclasses import replace

from vsl.text.numbers.amounts import plain_amount, sum_amount
from vsl.text.numbers.cues import is_price_word, starts_parts
from vsl.text.numbers.figures import range_of
from vsl.text.numbers.heard import Number, number_at
from vsl.text.numbers.locale import Currency
from vsl.text.numbers.number_words import multiplies
from vsl.text.numbers.said import BETWEEN, Said, Shown, words_of
from vsl.text.numbers.spelled import LANGUAGES
from vsl.text.numbers.sums import own_currency, unit_after

_UP_TO = {"en": "to or", "pt": "a ou", "es": "a o", "fr": "à ou", "de": "bis oder", "it": "a o"}
_DOWN_TO = {  # the words before a first price, and between it and a lower one
    "en": ("from", "to"),
    "pt": ("de", "a por"),
    "es": ("de", "a por"),
    "fr": ("de", "à"),
    "de": ("von statt", "auf nur"),
    "it": ("da", "a"),
}
_FOR = "por"  # in Portuguese and Spanish, before the price that counts
_THOUSAND = 1000


def first_of_range(number: Number, said: Said) -> Shown | None:
    """Return the written form of the first of two numbers, with the unit of the second."""
    if before_parts := _price_before_parts(number, said):
        return before_parts
    second = _second(number, said)
    if second is None or number.bare or number.halved or number.mixed:
        return None
    currency = unit_after(second, said)
    has_unit = currency is not None or said.percent_stop(second.stop) > 0
    if not has_unit or not _is_range(number, second, said, is_price=currency is not None):
        return None
    first = _with_left_out_thousand(number, second, said)
    if first is None:
        return Shown("", number.stop)
    if currency is None:
        return Shown(plain_amount(first, said), number.stop)
    return Shown(_with_leading_sign(first, currency, said), number.stop)


def _price_before_parts(number: Number, said: Said) -> Shown | None:
    """Return a price before a lower one in instalments: "de 997 por 12 vezes de R$ 9,70"."""
    currency = own_currency(said)
    at = number.stop + 1
    is_price = said.before == "de" and said.at(number.stop) == _FOR and number.is_whole
    if currency is None or not is_price:
        return None
    at += is_price_word(said.at(at), said.language)
    if not starts_parts(said, at):
        return None
    amount = _with_leading_sign(number, currency, said)
    trail = "" if currency.leads else f"{currency.space}{currency.sign}"
    return Shown(amount + trail, number.stop)


def _second(number: Number, said: Said) -> Number | None:
    """Return the number after the link, skipping a word of price: "por apenas 97 reais"."""
    at = number.stop + 1
    return said.number(at + is_price_word(said.at(at), said.language))


def ellipsis_stop(number: Number, said: Said) -> int:
    """Return the end of two counts that share the second's scale: "two or three hundred"."""
    second = said.number(number.stop + 1)
    if second is None or said.at(number.stop) not in words_of(_UP_TO[said.language]):
        return 0
    names_it = multiplies(said.at(second.stop - 1), said.language) or _is_compound(second, said)
    return second.stop if names_it and _size(number) < _THOUSAND < _size(second) * 10 else 0


def _is_range(number: Number, second: Number, said: Said, *, is_price: bool) -> bool:
    between, link = BETWEEN[said.language]
    joint = said.at(number.stop)
    if _size(number) < _size(second):
        return (
            joint in words_of(_UP_TO[said.language])
            or (joint == link and said.before == between)
            or _falls(joint, said)
        )
    return is_price and _size(number) > _size(second) and _falls(joint, said)


def _falls(joint: str, said: Said) -> bool:
    """Return whether the words around a price announce a second one: "de 997 por 97 reais"."""
    before, links = _DOWN_TO[said.language]
    return said.before in words_of(before) and joint in words_of(links)


def _size(number: Number) -> float:
    return float(f"{number.whole}.{number.decimals or 0}") * number.scale


def _with_left_out_thousand(first: Number, second: Number, said: Said) -> Number | None:
    """Return the first number times the thousand that only the second names; None if unclear."""
    rules = LANGUAGES[said.language]
    last = said.at(second.stop - 1)
    named = last in (rules.thousand.one, rules.thousand.many)
    thousand = named or _is_compound(second, said)
    size = _THOUSAND if thousand else 100 if said.language == "en" and last in rules.hundred else 1
    is_count = second.scale == 1 and first.is_whole and size > 1
    if is_count and 0 < first.whole < second.whole // size:
        return replace(first, whole=first.whole * size)
    is_unsure = _size(first) < _THOUSAND <= _size(second)
    return first if not is_unsure or (first.has_digits and not thousand) else None


def _is_compound(number: Number, said: Said) -> bool:
    """Return whether a number is thousands in one word: "dreitausend"."""
    is_round = number.whole % _THOUSAND == 0 and number.whole > _THOUSAND
    return LANGUAGES[said.language].glued and is_round and not number.has_digits


def _with_leading_sign(number: Number, currency: Currency, said: Said) -> str:
    amount = sum_amount(number, currency, said)
    return f"{currency.sign}{currency.space}{amount}" if currency.leads else amount


def range_in_digits(said: Said) -> Shown | None:
    """Return a range written as one word before its unit: "10-20 dollars"."""
    figures = range_of(said.at(0))
    if figures is None:
        return None
    first, second = (number_at((each,), 0, said.language) for each in figures)
    if first is None or second is None or _size(first) >= _size(second):
        return Shown("", 1)
    if stop := said.percent_stop(1):
        amounts = (plain_amount(each, said) for each in (first, second))
        return Shown(f"{'–'.join(amounts)}{said.locale.percent_space}%", stop)
    currency = said.currency(1)
    if currency is None:
        return Shown("", 1)
    least, most = (_with_leading_sign(each, currency, said) for each in (first, second))
    text = f"{least}–{most}" if currency.leads else f"{least}–{most}{currency.space}{currency.sign}"
    return Shown(text, 2)
