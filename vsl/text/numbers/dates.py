"""Spoken days and decades in their written form. Pure.

A day is recognised by its month: "três de agosto", "am dritten August", "the third of August".
"""

from __future__ import annotations

from functools import lru_cache

from vsl.text.numbers.calendar import months
from vsl.text.numbers.cues import ends_sum
from vsl.text.numbers.heard import Number
from vsl.text.numbers.number_words import plain
from vsl.text.numbers.ranks import ordinal_forms
from vsl.text.numbers.said import Said, Shown

_UNSURE_MONTHS = {"may", "march"}  # verbs too
_OF = {"pt": "de", "es": "de", "en": "of"}  # between the day and its month
_FIRST = {"pt": "1º", "es": "1", "fr": "1er", "it": "1º"}
_ONE_IS_NO_DAY = ("fr", "it")  # "un", "uno": the first is an ordinal there
_LAST_DAY = 31
_DECADES = {
    f"{tens}ies": digits
    for tens, digits in zip(
        ("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet"),
        range(20, 100, 10),
        strict=True,
    )
}


def day_of_month(said: Said) -> Shown | None:
    """Return the written form of a day beside its month; None for anything else."""
    if said.language == "en":
        return _english_day(said)
    rank = ranks(said.language).get(said.at(0), 0)
    day, stop = (rank, 1) if rank else _cardinal_day(said)
    if not day or not _is_month(stop + _is_linked(stop, said), said):
        return None
    if said.language in _OF and not _is_linked(stop, said):
        return None
    if said.language == "de":
        return Shown(f"{day}.", stop)
    return Shown(_FIRST[said.language] if day == 1 else str(day), stop)


def _cardinal_day(said: Said) -> tuple[int, int]:
    """Return a day in cardinal numbers, "três", "vingt-cinq", and its end; zeros for none."""
    number = said.number(0)
    if number is None or not number.is_whole or not 0 < number.whole <= _LAST_DAY:
        return 0, 0
    is_one = number.whole == 1
    if number.has_digits:  # only "3 August" and "1 août" need another form
        is_day = said.language == "de" or is_one
    else:
        is_day = said.language != "de" and not (is_one and said.language in _ONE_IS_NO_DAY)
    return (number.whole, number.stop) if is_day else (0, 0)


def _is_linked(position: int, said: Said) -> bool:
    return said.at(position) == _OF.get(said.language)


def _is_month(position: int, said: Said) -> bool:
    return said.at(position) in _months(said.language)


def _english_day(said: Said) -> Shown | None:
    """Return an ordinal after an English month, or before "of" and a month."""
    rank = ranks("en").get(said.at(0), 0) or _figure_day(said)
    if not rank:
        return None
    month = said.before
    if month == "the" and len(said.context) > 1:
        month = said.context[-2]
    is_sure = month not in _UNSURE_MONTHS or "on" in said.context[-2:-1]
    if (month in _months("en") and is_sure) or (_is_linked(1, said) and _is_month(2, said)):
        return Shown(with_ending(rank), 1)
    return None


def _figure_day(said: Said) -> int:
    """Return a day in figures that counts nothing: "August 3", but "in August 3 people"; else 0."""
    number = said.single_figure(0)
    is_day = number is not None and number.is_whole and 0 < number.whole <= _LAST_DAY
    return number.whole if number and is_day and ends_sum(said, 1) else 0


def decade(number: Number, said: Said) -> Shown | None:
    """Return the written form of an English decade with its century: "nineteen nineties"."""
    tens = _DECADES.get(said.at(number.stop))
    is_century = number.is_whole and number.stop == 1 and 17 <= number.whole <= 20
    if said.language != "en" or tens is None or not is_century:
        return None
    return Shown(f"{number.whole}{tens}s", 2)


@lru_cache
def ranks(language: str) -> dict[str, int]:
    """Return the one-word ordinals of days, in ``plain`` form, with their numbers."""
    if language == "en":
        return {ordinal_forms(number, "en")[0]: number for number in (*range(1, 21), 30)}
    days = range(1, _LAST_DAY + 1) if language == "de" else (1,)
    return {plain(form): day for day in days for form in ordinal_forms(day, language)}


def with_ending(number: int) -> str:
    """Return an English ordinal in digits: ``21st``."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if 10 < number % 100 < 14 else endings.get(number % 10, 'th')}"


@lru_cache
def _months(language: str) -> frozenset[str]:
    return frozenset(plain(name) for name in months(language))
