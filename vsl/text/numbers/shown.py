"""The display form of a number that a voice said: tokens in, text out. Pure.

What may mean two things stays as it was said.
"""

from __future__ import annotations

from dataclasses import replace

from vsl.text.numbers.heard import Number, multiplies, plain
from vsl.text.numbers.locale import LOCALES, NBSP, Currency, group_digits
from vsl.text.numbers.moments import (
    BEFORE_YEAR,
    all_day,
    day_of_month,
    rank_in_words,
    telephone_number,
    time_of_day,
    year_in_halves,
)
from vsl.text.numbers.said import Said, Shown, words_of
from vsl.text.numbers.spelled import LANGUAGES

_FIRST_IN_FIGURES = 10  # plain counts below stay words: "one thing", "dos cosas"
_YEARS = range(1100, 2100)
_FREQUENT_YEARS = range(1900, 2100)  # but 2000, a round count
_FIRST_WHOLE_YEAR = {"en": 2001}  # where those before are said in halves
_ELLIPSIS = 1000  # "forty to fifty thousand" begins at forty thousand
_UP_TO = {"en": "to or", "pt": "a ou", "es": "a o", "fr": "à ou", "de": "bis oder", "it": "a o"}
_BETWEEN = {
    "en": ("between", "and"),
    "pt": ("entre", "e"),
    "es": ("entre", "y"),
    "fr": ("entre", "et"),
    "de": ("zwischen", "und"),
    "it": ("tra", "e"),
}


def write_number(said: Said) -> Shown | None:
    """The display form of the number with which ``said`` begins; None where it begins with none."""
    for read in (telephone_number, time_of_day, day_of_month):
        if found := read(said):
            return found
    number = said.number(0)
    if number is None:
        return None
    for show in (_money, _percent, _range, all_day, year_in_halves, rank_in_words, _factor):
        if found := show(number, said):
            return found
    return _plain(number, said)


def _plain(number: Number, said: Said) -> Shown:
    stop = _run_stop(number, said)
    is_word = number.is_whole and number.whole < _FIRST_IN_FIGURES
    is_half = number.halved and number.scale == 1
    if stop > number.stop or number.bare or is_half or is_word:
        return Shown("", stop)
    return Shown(_figure(number, said.language, said.before), number.stop)


def _run_stop(number: Number, said: Said) -> int:
    """Where numbers end that follow one another; more than one may mean many things."""
    stop = number.stop
    while stop < len(said.tokens):
        if multiplies(said.at(stop), said.language):
            stop += 1
        elif following := said.number(stop):
            stop = following.stop
        else:
            break
    return stop


def _figure(number: Number, language: str, before: str = "", marks: str = "") -> str:
    """A number in digits, with its millions as a word."""
    locale = LOCALES[language]
    group, decimal = tuple(marks) or (locale.group, number.mark or locale.decimal)
    is_year = _is_year(number.whole, language, before)
    whole = str(number.whole)
    if number.scale > 1 or marks or number.decimals or not is_year:
        whole = group_digits(number.whole, group, 4 if marks else locale.groups_from)
    text = f"{whole}{decimal}{number.decimals}" if number.decimals else whole
    return f"{text}{NBSP}{_scale_word(number, language)}" if number.scale > 1 else text


def _is_year(number: int, language: str, before: str) -> bool:
    if before in words_of(BEFORE_YEAR[language]):
        return number in _YEARS
    first = _FIRST_WHOLE_YEAR.get(language, 0)
    return number in _FREQUENT_YEARS and number >= first and number != 2000


def _scale_word(number: Number, language: str) -> str:
    scale = next(each for each in LANGUAGES[language].scales if each.size == number.scale)
    several = number.whole > 1 or (number.decimals and language not in ("pt", "fr"))
    word = scale.many if several else scale.one
    return word.capitalize() if language == "de" else word


def _money(number: Number, said: Said) -> Shown | None:
    currency, stop = _currency_at(number, said)
    if currency is None:
        return None
    if number.bare and said.language == "en":  # "a hundred dollars", "a million dollars"
        return Shown("", stop)
    if number.scale > 1 and not currency.leads:
        return None  # "1,5 Millionen Euro": the words stay
    cents, end = _cents(stop, currency, said) if number.is_whole else (0, stop)
    is_article = number.is_whole and number.whole == 1 and said.language != "en"
    if cents is None or (is_article and not cents):  # "um real", "un euro": as often no count
        return Shown("", end)
    if cents:
        number = replace(number, decimals=f"{cents:02}")
    elif number.scale == 1 and len(number.decimals) == 1:
        number = replace(number, decimals=f"{number.decimals}0")
    amount = _figure(number, said.language, marks=currency.marks or _marks(said.language))
    pair = (currency.sign, amount) if currency.leads else (amount, currency.sign)
    return Shown(currency.space.join(pair), end)


def _marks(language: str) -> str:
    return LOCALES[language].group + LOCALES[language].decimal


def _currency_at(number: Number, said: Said) -> tuple[Currency | None, int]:
    """The currency that a number counts, and where its name ends."""
    linked = number.scale > 1 and said.at(number.stop) == LOCALES[said.language].of
    stop = number.stop + linked
    return said.currency(stop), stop + 1


def _cents(stop: int, currency: Currency, said: Said) -> tuple[int | None, int]:
    """The cents after a currency's name and where they end; None where nobody can tell."""
    locale = LOCALES[said.language]
    linked = said.at(stop) == locale.cent_link
    number = said.number(stop + linked)
    if number is None or number.bare or not number.is_whole or not 0 < number.whole < 100:
        return 0, stop
    if said.at(number.stop) in map(plain, currency.cents):
        return number.whole, number.stop + 1
    if linked or number.whole < _FIRST_IN_FIGURES or not said.is_free(number.stop):
        return 0, stop
    return (number.whole if locale.bare_cents else None), number.stop


def _percent(number: Number, said: Said) -> Shown | None:
    stop = said.percent_stop(number.stop)
    space = LOCALES[said.language].percent_space
    return Shown(f"{_figure(number, said.language)}{space}%", stop) if stop else None


def _range(number: Number, said: Said) -> Shown | None:
    """The first of two numbers that share a unit: "five to ten percent"."""
    between, link = _BETWEEN[said.language]
    links = {*words_of(_UP_TO[said.language]), *((link,) if said.before == between else ())}
    other = said.number(number.stop + 1)
    if said.at(number.stop) not in links or other is None:
        return None
    least, most = number.whole * number.scale, other.whole * other.scale
    if least < _ELLIPSIS <= most:
        return Shown("", number.stop)
    if least >= most or number.bare or number.halved:
        return None
    currency, _ = _currency_at(other, said)
    if not currency and not said.percent_stop(other.stop):
        return None
    amount = _figure(number, said.language, marks=currency.marks if currency else "")
    sign = f"{currency.sign}{currency.space}" if currency and currency.leads else ""
    return Shown(sign + amount, number.stop)


def _factor(number: Number, said: Said) -> Shown | None:
    """Ten x, fifty k."""
    token = said.at(number.stop)
    if token != "x" and (said.language, token) != ("en", "k"):
        return None
    if number.bare or number.halved or number.scale > 1:
        return None
    return Shown(f"{_figure(number, said.language)}{token}", number.stop + 1)
