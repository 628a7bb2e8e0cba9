"""The first of two numbers that share one unit, behind the second: "5 to 10 percent". Pure."""

from __future__ import annotations

from dataclasses import replace

from vsl.text.numbers.amounts import plain_amount, sum_amount
from vsl.text.numbers.figures import range_of
from vsl.text.numbers.heard import Number, number_at
from vsl.text.numbers.locale import Currency
from vsl.text.numbers.said import BETWEEN, Said, Shown, words_of
from vsl.text.numbers.spelled import LANGUAGES
from vsl.text.numbers.sums import unit_after

_UP_TO = {"en": "to or", "pt": "a ou", "es": "a o", "fr": "à ou", "de": "bis oder", "it": "a o"}
_DOWN_TO = {  # what stands before a first price, and between it and a lower one
    "en": ("from", "to"),
    "pt": ("de", "a por"),
    "es": ("de", "a por"),
    "fr": ("de", "à"),
    "de": ("von statt", "auf nur"),
    "it": ("da", "a"),
}
_THOUSAND = 1000


def first_of_range(number: Number, said: Said) -> Shown | None:
    """The first of two numbers with the unit of the second."""
    second = said.number(number.stop + 1)
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
    return Shown(_led(first, currency, said), number.stop)


def _is_range(number: Number, second: Number, said: Said, *, is_price: bool) -> bool:
    between, link = BETWEEN[said.language]
    joint = said.at(number.stop)
    if _size(number) < _size(second):
        return joint in words_of(_UP_TO[said.language]) or (
            joint == link and said.before == between
        ) or _falls(joint, said)
    return is_price and _size(number) > _size(second) and _falls(joint, said)


def _falls(joint: str, said: Said) -> bool:
    """Whether the words around a first price tell of a second: "de 997 por 97 reais"."""
    before, links = _DOWN_TO[said.language]
    return said.before in words_of(before) and joint in words_of(links)


def _size(number: Number) -> float:
    return float(f"{number.whole}.{number.decimals or 0}") * number.scale


def _with_left_out_thousand(first: Number, second: Number, said: Said) -> Number | None:
    """The first number with the thousand that only the second names; None where it is unsure."""
    if not _size(first) < _THOUSAND <= _size(second):
        return first
    thousand = LANGUAGES[said.language].thousand
    names_it = said.at(second.stop - 1) in (thousand.one, thousand.many)
    count = second.whole // _THOUSAND
    if names_it and second.scale == 1 and first.is_whole and 0 < first.whole < count:
        return replace(first, whole=first.whole * _THOUSAND)
    return first if first.has_digits and not names_it else None


def _led(number: Number, currency: Currency, said: Said) -> str:
    amount = sum_amount(number, currency, said)
    return f"{currency.sign}{currency.space}{amount}" if currency.leads else amount


def written_range(said: Said) -> Shown | None:
    """Two numbers in one word before their unit: "10-20 dollars"."""
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
    least, most = (_led(each, currency, said) for each in (first, second))
    text = f"{least}–{most}" if currency.leads else f"{least}–{most}{currency.space}{currency.sign}"
    return Shown(text, 2)
