"""Times of day, dates, years, ranks and telephone numbers as a slide shows them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise

from vsl.text.numbers.calendar import months
from vsl.text.numbers.heard import Number, digit_of
from vsl.text.numbers.locale import NBSP
from vsl.text.numbers.ranks import ordinal_forms
from vsl.text.numbers.said import Said, Shown, words_of

BEFORE_YEAR = {
    "en": "in since by of year until till before after for from to during late early mid spring"
    " summer fall autumn winter",
    "pt": "em de ano desde até",
    "es": "en de año desde hasta",
    "fr": "en de an année depuis jusqu'en",
    "de": "jahr jahre seit im in bis",
    "it": "nel del anno dal",
}
_NO_YEAR_BEFORE = {"year", "years", "vision", "minutes", "seconds", "people", "day", "days"}
_UNSURE_MONTHS = {"may", "march"}  # verbs too
_UNSURE_RANK = "second"  # a unit of time too
_BEFORE_HOUR = {"pt": "as às", "es": "las", "it": "alle"}
_AND = {"pt": "e", "es": "y", "it": "e"}


def all_day(number: Number, said: Said) -> Shown | None:
    """Twenty four seven."""
    if number.whole != 24 or not number.is_whole:
        return None
    seven = said.number(number.stop + (said.language == "pt" and said.at(number.stop) == "por"))
    if seven is None or seven.whole != 7 or not seven.is_whole:
        return None
    return Shown("24/7", seven.stop) if said.is_free(seven.stop) else None


def year_in_halves(number: Number, said: Said) -> Shown | None:
    """An English year in two halves: "nineteen ninety nine", "twenty oh five"."""
    if said.language != "en" or number.stop != 1 or number.whole not in (18, 19, 20):
        return None
    digit = digit_of(said.at(2), "en") if said.at(1) in ("oh", "o") else None
    rest = said.number(1)
    if digit:
        years, stop = int(digit), 3
    elif rest and rest.is_whole and 10 <= rest.whole < 100:
        years, stop = rest.whole, rest.stop
    else:
        return None
    in_context = said.before in (*words_of(BEFORE_YEAR["en"]), *months("en"), *_ranks())
    is_sure = number.whole > 18 and years % 10
    if not said.is_free(stop) or said.at(stop) in _NO_YEAR_BEFORE:
        return None
    return Shown(f"{number.whole}{years:02}", stop) if in_context or is_sure else None


def rank_in_words(number: Number, said: Said) -> Shown | None:
    """An English rank of two words: "twenty first"."""
    is_tens = number.whole % 10 == 0 and number.whole % 100 >= 20 and not number.decimals
    unit = _ranks().get(said.at(number.stop), 0)
    if said.language != "en" or not is_tens or number.scale > 1 or not 0 < unit < 10:
        return None
    if said.at(number.stop) == _UNSURE_RANK:
        return Shown("", number.stop + 1)
    return Shown(_with_ending(number.whole + unit), number.stop + 1)


def day_of_month(said: Said) -> Shown | None:
    """A rank after an English month: "January sixth"."""
    rank = _ranks().get(said.at(0), 0) if said.language == "en" else 0
    if not rank or said.before not in months("en") or said.before in _UNSURE_MONTHS:
        return None
    return Shown(_with_ending(rank), 1)


@lru_cache
def _ranks() -> dict[str, int]:
    return {ordinal_forms(number, "en")[0]: number for number in (*range(1, 21), 30)}


def begins_rank(token: str, language: str) -> bool:
    """Whether a token is a rank of one word."""
    return language == "en" and token in _ranks()


def _with_ending(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if 10 < number % 100 < 14 else endings.get(number % 10, 'th')}"


def time_of_day(said: Said) -> Shown | None:
    hour = said.number(0)
    if hour is None or not hour.is_whole or not 0 < hour.whole <= 24:
        return None
    return _CLOCKS[said.language](hour, said)


def _english_clock(hour: Number, said: Said) -> Shown | None:
    """Nine a m, nine thirty p m."""
    minute, stop = _minute(hour.stop, said)
    half = said.at(stop)
    if half in ("a", "p") and said.at(stop + 1) == "m":
        half, stop = f"{half}m", stop + 1
    if hour.whole > 12 or half not in ("am", "pm"):
        return None
    minutes = "" if minute is None else f":{minute:02}"
    return Shown(f"{hour.whole}{minutes}{NBSP}{half[0]}.m.", stop + 1)


def _minute(position: int, said: Said) -> tuple[int | None, int]:
    """A minute that begins at a position, and where it ends."""
    if said.language == "en" and said.at(position) in ("oh", "o"):
        digit = digit_of(said.at(position + 1), "en")
        return (int(digit), position + 2) if digit else (None, position)
    number = said.number(position)
    least = 10 if said.language == "en" else 1
    if number is None or not number.is_whole or not least <= number.whole < 60:
        return None, position
    return number.whole, number.stop


def _german_clock(hour: Number, said: Said) -> Shown | None:
    if said.at(hour.stop) != "uhr":
        return None
    minute, stop = _minute(hour.stop + 1, said)
    if minute is None or not said.is_free(stop):
        return Shown(f"{hour.whole}{NBSP}Uhr", hour.stop + 1)
    return Shown(f"{hour.whole}:{minute:02}{NBSP}Uhr", stop)


def _french_clock(hour: Number, said: Said) -> Shown | None:
    if said.at(hour.stop) not in ("heure", "heures"):
        return None
    minute, stop = _minute(hour.stop + 1, said)
    if minute is None or not said.is_free(stop) or said.at(stop).startswith("minute"):
        return None
    return Shown(f"{hour.whole}{NBSP}h{NBSP}{minute:02}", stop)


def _clock_with_and(hour: Number, said: Said) -> Shown | None:
    """A las nueve y treinta, às nove e trinta, alle nove e trenta."""
    if said.before not in words_of(_BEFORE_HOUR[said.language]):
        return None
    if said.at(hour.stop) != _AND[said.language]:
        return None
    minute, stop = _minute(hour.stop + 1, said)
    if minute is None or minute < 10 or not said.is_free(stop):
        return None
    return Shown(f"{hour.whole}{'h' if said.language == 'pt' else ':'}{minute:02}", stop)


_CLOCKS: dict[str, Callable[[Number, Said], Shown | None]] = {
    "en": _english_clock,
    "pt": _clock_with_and,
    "es": _clock_with_and,
    "fr": _french_clock,
    "de": _german_clock,
    "it": _clock_with_and,
}


def telephone_number(said: Said) -> Shown | None:
    """An American number, digit by digit: 7, 10 or 11 of them; a countdown is none."""
    if said.language != "en":
        return None
    found = list(_digits(said))
    digits = "".join(text for text, _ in found)
    country, number = (digits[:1], digits[1:]) if len(digits) == 11 else ("", digits)
    steps = {int(b) - int(a) for a, b in pairwise(number)}
    if len(number) not in (7, 10) or country not in ("", "1") or steps <= {1} or steps <= {-1}:
        return None
    stop = found[-1][1]
    if not said.is_free(stop):
        return None
    groups = (country, number[:-7], number[-7:-4], number[-4:])
    return Shown("-".join(filter(None, groups)), stop)


def _digits(said: Said) -> Iterator[tuple[str, int]]:
    """Digits said one by one or as hundreds ("eight hundred"), each with where it ends."""
    position = 0
    while digit := digit_of(said.at(position), "en"):
        position += 1
        if said.at(position) == "hundred":
            digit, position = f"{digit}00", position + 1
        yield digit, position
