"""Spoken sums of money in the display form of their locale. Pure.

"97 reais", "R$97,00" and "noventa e sete reais" all become R$ 97. Without a named currency, only
the words of ``cues`` make a number a sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vsl.text.numbers.amounts import sum_amount
from vsl.text.numbers.cues import (
    ends_sum,
    has_period,
    is_paid_in_parts,
    is_priced,
    is_weighed,
)
from vsl.text.numbers.heard import Number
from vsl.text.numbers.locale import Currency
from vsl.text.numbers.number_words import digit_of, plain
from vsl.text.numbers.said import BETWEEN, Said, Shown, is_sign

_FIRST_BARE_CENTS = 10  # fewer cents without their name are ambiguous: "97 reais e 2 bônus"
_LEAST_PART = 10  # of an instalment without a currency
_TENS_OF_CENTS = ("95", "99")  # usual cents of prices below ten
_PROGRAMME_ENDING = "7"  # usual in prices of programmes: 297, 497
_YEARLIKE = range(1001, 2100)
_ADDING_LINKS = {"and", "und", "et", "y"}  # links that add two numbers instead of forming one price
_UNSURE_PRICE = "for"
_CENTURIES = range(18, 21)  # with two more digits, a year in English


def sum_after_sign(said: Said) -> Shown | None:
    """Return a sum with its sign or code written before it: "$97", "R$ 15 mil"."""
    if not is_sign(said.at(0)):
        return None
    currency, number = said.sign(0), said.number(1)
    if number is None or not number.has_digits:
        return Shown("", 1)
    if number.mixed and (single := said.single_figure(1)):
        number = single
    if currency is None:
        return Shown("", number.stop)
    stop = _name_stop(number, currency, said)
    return _sum(number, currency, said, stop)


def _name_stop(number: Number, currency: Currency, said: Said) -> int:
    """Return the position after a currency name that repeats the sign: "$97 dollars"."""
    stop = _unit_at(number, said)
    return stop + 1 if said.currency(stop) is currency else number.stop


def money(number: Number, said: Said) -> Shown | None:
    """Return a number followed by its currency's name, sign or code."""
    stop = _unit_at(number, said)
    currency = said.currency(stop)
    if currency is None:
        return _pounds_and_pence(number, said) or _in_two(said) or _hundreds_in_two(number, said)
    if number.bare and said.language == "en":  # "a hundred dollars", "a million dollars"
        return Shown("", stop + 1)
    if currency.sign == "£" and said.language == "en" and is_weighed(said, stop + 1):
        return None
    if number.scale > 1 and not currency.leads and not said.sign(stop):
        return Shown(sum_amount(number, currency, said), number.stop)  # "1,5 Millionen" Euro
    return _sum(number, currency, said, stop + 1)


def _in_two(said: Said) -> Shown | None:
    """Return a sum with its cents before the currency's name: "97 con 50 euros"."""
    pair = price_in_two(said)
    currency = said.currency(pair.stop) if pair else None
    return _with_sign(pair, currency, said, pair.stop + 1) if pair and currency else None


def _hundreds_in_two(number: Number, said: Said) -> Shown | None:
    """Return hundreds spoken without "hundred": "two ninety-seven dollars"."""
    tail = said.number(number.stop) if said.language == "en" and number.is_whole else None
    if tail is None or not 0 < number.whole < 10 or not (tail.is_whole and 10 <= tail.whole < 100):
        return None
    currency = said.currency(tail.stop)
    if currency is None or tail.mixed or tail.bare or said.at(tail.stop) == currency.names[0]:
        return None  # "three 20 dollar bills"
    whole = replace(number, whole=number.whole * 100 + tail.whole)
    return _with_sign(whole, currency, said, tail.stop + 1)


def price_in_two(said: Said) -> Number | None:
    """Return two linked numbers that may be one price: "nove e setenta"; not after "between"."""
    links = {said.locale.cent_link, *said.locale.cent_links} - _ADDING_LINKS
    number = said.number(0)
    if number is None or said.at(number.stop) not in links:
        return None
    return None if said.before == BETWEEN[said.language][0] else _pair(said)


def _pounds_and_pence(number: Number, said: Said) -> Shown | None:
    """Return pounds of money, recognised by the pence that follow."""
    stop = number.stop
    for currency in said.locale.currencies:
        if currency.cents and said.at(stop) in map(plain, currency.names):
            cents, end = _cents(stop + 1, currency, said)
            if cents and said.at(end - 1) in map(plain, currency.cents):
                return _with_sign(replace(number, decimals=f"{cents:02}"), currency, said, end)
    return None


def unit_after(number: Number, said: Said) -> Currency | None:
    """Return the currency after a number, if any."""
    return said.currency(_unit_at(number, said))


def _unit_at(number: Number, said: Said) -> int:
    linked = number.scale > 1 and said.at(number.stop) == said.locale.of
    return number.stop + linked


def _sum(number: Number, currency: Currency, said: Said, stop: int) -> Shown:
    cents, end = _cents(stop, currency, said) if number.is_whole else (0, stop)
    is_one = number.is_whole and number.whole == 1
    is_article = is_one and said.language != "en" and not number.has_digits
    if is_article and not cents:  # "um real", "un euro": as often no count
        return Shown("", end)
    if cents:
        number = replace(number, decimals=f"{cents:02}")
    return _with_sign(number, currency, said, end)


def _with_sign(number: Number, currency: Currency, said: Said, stop: int) -> Shown:
    amount = sum_amount(number, currency, said)
    pair = (currency.sign, amount) if currency.leads else (amount, currency.sign)
    return Shown(currency.space.join(pair), stop)


def _cents(stop: int, currency: Currency, said: Said) -> tuple[int, int]:
    """Return the cents after a currency's name and where they end; 0 for none."""
    link = said.at(stop)
    linked = link == said.locale.cent_link or link in said.locale.cent_links
    number = said.number(stop + linked)
    if number is None or number.bare or not number.is_whole or not 0 < number.whole < 100:
        return 0, stop
    if said.at(number.stop) in map(plain, currency.cents):
        return number.whole, number.stop + 1
    if number.whole < _FIRST_BARE_CENTS or not ends_sum(said, number.stop):
        return 0, stop
    is_between = linked and said.before == BETWEEN[said.language][0]
    if is_between or link in said.locale.cent_links:
        return 0, stop
    return number.whole, number.stop


def sum_without_name(said: Said) -> Shown | None:
    """Return a sum without a currency: "12 payments of 97", "nineteen ninety-nine a month"."""
    currency = own_currency(said)
    if currency is None:
        return None
    for number in _amounts(said):
        has_unit = said.currency(number.stop) or said.percent_stop(number.stop)
        if not has_unit and _is_meant(number, said):
            return _with_sign(number, currency, said, number.stop)
    return None


def own_currency(said: Said) -> Currency | None:
    """Return the default currency of the locale."""
    default = said.locale.own
    return next((each for each in said.locale.currencies if each.sign == default), None)


def _is_meant(number: Number, said: Said) -> bool:
    is_free = said.number(number.stop) is None and ends_sum(said, number.stop)
    if has_period(said, number.stop):
        return bool(number.decimals) or is_paid_in_parts(said) or _is_round_price(number)
    if not is_free:
        return False
    if said.before == _UNSURE_PRICE and not number.has_digits and number.whole in _CENTURIES:
        return False  # "for twenty twenty-five"
    return is_paid_in_parts(said) or (is_priced(said) and _is_price(number))


def _is_price(number: Number) -> bool:
    return len(number.decimals) == 2 or _is_round_price(number)


def _is_round_price(number: Number) -> bool:
    """Return whether a whole number was spoken in two parts: "two" "ninety-seven"."""
    return number.mixed and number.is_whole


def _amounts(said: Said) -> Sequence[Number]:
    """Return the amounts that the first tokens may mean, the likeliest first."""
    paired = _pair(said)
    number = said.number(0)
    if number is None or number.halved or number.bare:
        return [paired] if paired else []
    if paired is None and (year := _price_like_year(number, said)):
        return [year]
    is_figure = number.has_digits and len(number.decimals) == 2 and number.scale == 1
    is_whole = number.is_whole and not number.mixed and number.whole >= _LEAST_PART
    return [*([paired] if paired else []), *([number] if is_figure or is_whole else [])]


def _price_like_year(number: Number, said: Said) -> Number | None:
    """Return 19.99 for 1999, as recognisers write "nineteen ninety-nine" a month."""
    is_year = number.whole in _YEARLIKE and number.whole % 100 >= 10 and number.stop == 1
    if said.language != "en" or not is_year or not said.at(0).isdecimal():
        return None
    if not has_period(said, 1):
        return None
    return replace(number, whole=number.whole // 100, decimals=f"{number.whole % 100:02}")


def _pair(said: Said) -> Number | None:
    """Return two numbers that form one price: "nineteen ninety-nine", "nove e noventa"."""
    head = _below_hundred(said, 0)
    if head is None:
        return None
    link = said.at(head.stop)
    links = {*said.locale.cent_links, said.locale.cent_link} - _ADDING_LINKS
    at = head.stop + (link in links)
    if said.language == "pt" and at == head.stop:
        return None
    if said.language == "en" and link in ("oh", "o"):
        digit = digit_of(said.at(at + 1), "en")
        return replace(head, decimals=f"0{digit}", stop=at + 2) if digit else None
    tail = _below_hundred(said, at)
    if tail is None or tail.whole < _FIRST_BARE_CENTS:
        return None
    return _join_price(head, tail, said)


def _below_hundred(said: Said, position: int) -> Number | None:
    number = said.number(position)
    if number is None or number.bare or number.halved or not number.is_whole:
        return None
    return number if 0 < number.whole < 100 and not number.mixed else None


def _join_price(head: Number, tail: Number, said: Said) -> Number | None:
    cents = f"{tail.whole:02}"
    if said.language == "en" and head.whole < 10 and cents not in _TENS_OF_CENTS:
        if not cents.endswith(_PROGRAMME_ENDING):
            return None
        return replace(head, whole=head.whole * 100 + tail.whole, stop=tail.stop, mixed=True)
    return replace(head, decimals=cents, stop=tail.stop)
