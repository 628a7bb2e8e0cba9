"""Format numbers in digits by the rules of a locale. Pure."""

from __future__ import annotations

from dataclasses import replace

from vsl.text.numbers.cues import ends_sum
from vsl.text.numbers.heard import Number
from vsl.text.numbers.locale import NBSP, Currency, group_digits
from vsl.text.numbers.said import Said, words_of
from vsl.text.numbers.spelled import LANGUAGES

BEFORE_YEAR = {
    "en": "in since by of year until till before after for from to during late early mid spring"
    " summer fall autumn winter",
    "pt": "em de ano desde até",
    "es": "en de año desde hasta",
    "fr": "en de an année depuis jusqu'en",
    "de": "jahr jahre seit im in bis",
    "it": "nel del anno dal",
}
_YEARS = range(1100, 2100)
_FREQUENT_YEARS = range(1900, 2100)  # except 2000, a round count
_ROUND = 2000
_FIRST_WHOLE_YEAR = {"en": 2001}  # where earlier years are spoken in halves
_GROUP_DIGITS = 3


def plain_amount(number: Number, said: Said) -> str:
    """Return a number that counts something, or a year, in digits."""
    locale = said.locale
    whole = str(number.whole)
    is_year = number.is_whole and not number.grouped and _is_year(number, said)
    if not is_year:
        whole = group_digits(number.whole, locale.group, locale.groups_from)
    named = "" if locale.own else number.mark  # Spanish without a country uses both marks
    return _with_scale(_add_decimals(whole, number, named or locale.decimal), number, said)


def sum_amount(number: Number, currency: Currency, said: Said) -> str:
    """Return the amount of a sum of money in digits, without its currency sign."""
    group, decimal = tuple(currency.marks) or (said.locale.group, said.locale.decimal)
    number = as_sum(number)
    whole = group_digits(number.whole, group, 4 if currency.marks else _groups_from(said))
    return _with_scale(_add_decimals(whole, number, decimal), number, said)


def as_sum(number: Number) -> Number:
    """Return a number with two decimals or none, as money has it; three become thousands."""
    decimals = number.decimals
    if number.scale > 1:
        return number
    if number.has_digits and len(decimals) == _GROUP_DIGITS and number.whole:
        return replace(number, whole=int(f"{number.whole}{decimals}"), decimals="")
    if decimals in ("0", "00"):
        return replace(number, decimals="")
    return replace(number, decimals=f"{decimals}0") if len(decimals) == 1 else number


def _groups_from(said: Said) -> int:
    """Return the number of digits from which a sum is grouped; in Spanish always four."""
    return 4 if said.language == "es" else said.locale.groups_from


def _add_decimals(whole: str, number: Number, decimal: str) -> str:
    return f"{whole}{decimal}{number.decimals}" if number.decimals else whole


def _with_scale(text: str, number: Number, said: Said) -> str:
    if number.scale == 1:
        return text
    scale = next(each for each in LANGUAGES[said.language].scales if each.size == number.scale)
    several = number.whole > 1 or (number.decimals and said.language not in ("pt", "fr"))
    word = scale.many if several else scale.one
    return f"{text}{NBSP}{word.capitalize() if said.language == 'de' else word}"


def _is_year(number: Number, said: Said) -> bool:
    whole = number.whole
    is_frequent = whole in _FREQUENT_YEARS and whole != _ROUND
    if said.before in words_of(BEFORE_YEAR[said.language]):
        return is_frequent or (whole in _YEARS and ends_sum(said, number.stop))
    return is_frequent and whole >= _FIRST_WHOLE_YEAR.get(said.language, 0)
