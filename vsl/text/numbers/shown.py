"""The display form of a spoken number: tokens in, text out. Pure.

Ambiguous phrases and counts that were written in digits stay as spoken.
"""

from __future__ import annotations

from vsl.text.numbers.amounts import as_sum, plain_amount
from vsl.text.numbers.dates import day_of_month, decade
from vsl.text.numbers.figures import has_foreign_marks
from vsl.text.numbers.heard import Number
from vsl.text.numbers.moments import (
    all_day,
    rank_in_words,
    telephone_number,
    time_of_day,
    year_in_halves,
)
from vsl.text.numbers.number_words import multiplies
from vsl.text.numbers.ranges import ellipsis_stop, first_of_range, range_in_digits
from vsl.text.numbers.said import Said, Shown, words_of
from vsl.text.numbers.sums import money, price_in_two, sum_after_sign, sum_without_name

_ARTICLES = words_of("um uma un una une ein eine")  # that also mean one
_VAGUE = words_of("paar einige mehrere viele quelques plusieurs alguns uns varios unos qualche")
_FIRST_IN_FIGURES = 10  # smaller counts stay words: "one thing", "dos cosas"


def write_number(said: Said) -> Shown | None:
    """Return the display form of the number at the start of ``said``; None if there is none."""
    for read in (sum_after_sign, range_in_digits, telephone_number, time_of_day, day_of_month):
        if found := read(said):
            return found
    number = said.number(0)
    if number is None:
        return None
    if _is_no_count(number, said):
        return Shown("", number.stop)
    for show in (money, _percent, first_of_range, _sum_without_name, all_day):
        if found := show(number, said):
            return found
    for show in (decade, year_in_halves, rank_in_words, _factor):
        if found := show(number, said):
            return found
    return _plain(number, said)


def _is_no_count(number: Number, said: Said) -> bool:
    """Return whether a number is an article or vague: "un 30 %", "ein paar hundert"."""
    is_article = number.stop == 1 and said.at(0) in _ARTICLES
    return (number.bare and said.before in _VAGUE) or (
        is_article and said.number(number.stop) is not None
    )


def _sum_without_name(_number: Number, said: Said) -> Shown | None:
    return sum_without_name(said)


def _plain(number: Number, said: Said) -> Shown:
    stop = _run_stop(number, said)
    is_word = number.is_whole and number.whole < _FIRST_IN_FIGURES
    is_half = number.halved and number.scale == 1
    is_left = number.has_digits and not _is_rewritten(number, said)
    if end := ellipsis_stop(number, said):
        return Shown("", end)
    if is_word and (pair := price_in_two(said)):
        return Shown("", pair.stop)
    if stop > number.stop or number.bare or number.mixed or is_half or is_word or is_left:
        return Shown("", stop)
    if number.has_digits:
        number = as_sum(number)
    return Shown(plain_amount(number, said), number.stop)


def _is_rewritten(number: Number, said: Said) -> bool:
    """Return whether a count in digits is rewritten: thousands in parts, or foreign separators."""
    if number.stop == 1:
        is_decided = bool(said.locale.own)  # Spanish without a country uses both marks
        return is_decided and has_foreign_marks(said.at(0), said.locale.decimal)
    if number.scale > 1:
        return True
    return not number.decimals and not multiplies(said.at(number.stop - 1), said.language)


def _run_stop(number: Number, said: Said) -> int:
    """Return the end of consecutive numbers; more than one is ambiguous."""
    stop = number.stop
    while stop < len(said.tokens):
        if multiplies(said.at(stop), said.language):
            stop += 1
        elif following := said.number(stop):
            stop = following.stop
        else:
            break
    return stop


def _percent(number: Number, said: Said) -> Shown | None:
    stop = said.percent_stop(number.stop)
    if not stop:
        return None
    return Shown(f"{plain_amount(number, said)}{said.locale.percent_space}%", stop)


def _factor(number: Number, said: Said) -> Shown | None:
    """Return a factor or thousands by letter: ten x, fifty k."""
    token = said.at(number.stop)
    if token != "x" and (said.language, token) != ("en", "k"):
        return None
    if number.bare or number.halved or number.scale > 1 or number.has_digits:
        return None
    return Shown(f"{plain_amount(number, said)}{token}", number.stop + 1)
