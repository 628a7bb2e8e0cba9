"""Spoken times of day, years, ordinals and telephone numbers in their written form. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise, takewhile

from vsl.text.numbers.amounts import BEFORE_YEAR
from vsl.text.numbers.calendar import months
from vsl.text.numbers.dates import ranks, with_ending
from vsl.text.numbers.figures import clock_of
from vsl.text.numbers.heard import Number
from vsl.text.numbers.locale import NBSP
from vsl.text.numbers.number_words import digit_of
from vsl.text.numbers.said import Said, Shown, words_of

_NO_YEAR_BEFORE = {"year", "years", "vision", "minutes", "seconds", "people", "day", "days"}
_NOON = 12
_UNSURE_RANK = "second"  # a unit of time too
_BEFORE_HOUR = {"pt": "as às", "es": "las", "it": "alle"}
_BEFORE_FULL_HOUR = "halb viertel dreiviertel kurz"  # of German: "halb zehn" is no ten
_TO_HOUR = ("vor", "nach")  # "Viertel vor zehn"
_AND = {"pt": "e", "es": "y", "it": "e"}
_DIAL = "call dial text phone ring number"  # before a telephone number without an area code


def all_day(number: Number, said: Said) -> Shown | None:
    """Return "24/7" for "twenty four seven"; None for anything else."""
    if number.whole != 24 or not number.is_whole:
        return None
    seven = said.number(number.stop + (said.language == "pt" and said.at(number.stop) == "por"))
    if seven is None or seven.whole != 7 or not seven.is_whole:
        return None
    return Shown("24/7", seven.stop) if said.is_free(seven.stop) else None


def year_in_halves(number: Number, said: Said) -> Shown | None:
    """Return an English year spoken in two halves: "nineteen ninety nine", "twenty oh five"."""
    is_century = number.whole in (18, 19, 20) and number.stop == 1 and not number.has_digits
    if said.language != "en" or not is_century:
        return None
    digit = digit_of(said.at(2), "en") if said.at(1) in ("oh", "o") else None
    rest = said.number(1)
    if digit:
        years, stop = int(digit), 3
    elif rest and rest.is_whole and 10 <= rest.whole < 100:
        years, stop = rest.whole, rest.stop
    else:
        return None
    in_context = said.before in (*words_of(BEFORE_YEAR["en"]), *months("en"), *ranks("en"))
    is_sure = number.whole > 18 and years % 10
    if not said.is_free(stop) or said.at(stop) in _NO_YEAR_BEFORE:
        return None
    return Shown(f"{number.whole}{years:02}", stop) if in_context or is_sure else None


def rank_in_words(number: Number, said: Said) -> Shown | None:
    """Return an English ordinal of two words: "twenty first"."""
    is_tens = number.whole % 10 == 0 and number.whole % 100 >= 20 and not number.decimals
    unit = ranks("en").get(said.at(number.stop), 0)
    if said.language != "en" or not is_tens or number.scale > 1 or not 0 < unit < 10:
        return None
    if said.at(number.stop) == _UNSURE_RANK:
        return Shown("", number.stop + 1)
    return Shown(with_ending(number.whole + unit), number.stop + 1)


def time_of_day(said: Said) -> Shown | None:
    """Return a time of day; an hour alone only with its unit."""
    if clock := clock_of(said.at(0)):
        return _clock_in_digits(*clock, said)
    hour = said.number(0)
    if hour is None or not hour.is_whole or not 0 < hour.whole <= 24:
        return None
    return _CLOCKS[said.language](hour, said)


def _clock_in_digits(hour: int, minute: int, said: Said) -> Shown | None:
    """Return a time with a colon and its unit: "3:30" "pm", "9:30" "Uhr"."""
    unit, stop = _half_day(1, said) if said.language == "en" else (said.at(1), 2)
    if said.language == "en" and hour <= 12 and unit in _HALVES:
        return Shown(f"{hour}:{minute:02}{NBSP}{unit[0]}.m.", stop)
    if said.language == "de" and unit == "uhr":
        return Shown(f"{hour}:{minute:02}{NBSP}Uhr", stop)
    return None


_HALVES = ("am", "pm")


def _half_day(position: int, said: Said) -> tuple[str, int]:
    """Return the "am" or "pm" at a position, and where it ends."""
    half = said.at(position)
    if half in ("a", "p") and said.at(position + 1) == "m":
        return f"{half}m", position + 2
    return half, position + 1


def _english_clock(hour: Number, said: Said) -> Shown | None:
    """Return an English time of day: nine a m, nine thirty p m."""
    minute, stop = _minute(hour.stop, said)
    half, stop = _half_day(stop, said)
    if hour.whole > 12 or half not in _HALVES:
        return None
    minutes = "" if minute is None else f":{minute:02}"
    return Shown(f"{hour.whole}{minutes}{NBSP}{half[0]}.m.", stop)


def _minute(position: int, said: Said) -> tuple[int | None, int]:
    """Return the minute that begins at a position, or None, and where it ends."""
    if said.language == "en" and said.at(position) in ("oh", "o"):
        digit = digit_of(said.at(position + 1), "en")
        return (int(digit), position + 2) if digit else (None, position)
    number = said.number(position)
    least = 10 if said.language == "en" else 1
    if number is None or not number.is_whole or not least <= number.whole < 60:
        return None, position
    return number.whole, number.stop


def _german_clock(hour: Number, said: Said) -> Shown | None:
    near = said.context[-2:] if said.before in _TO_HOUR else said.context[-1:]
    if hour.whole <= _NOON and any(token in words_of(_BEFORE_FULL_HOUR) for token in near):
        return Shown("", hour.stop)
    if said.at(hour.stop) in _TO_HOUR and said.number(hour.stop + 1):
        return Shown("", hour.stop)  # "zehn nach acht"
    if said.at(hour.stop) != "uhr":
        return None
    minute, stop = _minute(hour.stop + 1, said)
    if minute is None or not said.is_free(stop):
        return Shown(f"{hour.whole}{NBSP}Uhr", hour.stop + 1)
    return Shown(f"{hour.whole}:{minute:02}{NBSP}Uhr", stop)


def _french_clock(hour: Number, said: Said) -> Shown | None:
    if said.at(hour.stop) not in ("heure", "heures", "h"):
        return None
    minute, stop = _minute(hour.stop + 1, said)
    if minute is None or not said.is_free(stop) or said.at(stop).startswith("minute"):
        return None
    return Shown(f"{hour.whole}{NBSP}h{NBSP}{minute:02}", stop)


def _clock_with_and(hour: Number, said: Said) -> Shown | None:
    """Return a Romance time: a las nueve y treinta, às nove e trinta, alle nove e trenta."""
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
    """Return an American number of 7, 10 or 11 spoken digits; None for a countdown."""
    if said.language != "en":
        return None
    if written := _telephone_in_digits(said):
        return written
    spoken = list(_digits(said))
    digits = "".join(text for text, _ in spoken)
    country, number = (digits[:1], digits[1:]) if len(digits) == 11 else ("", digits)
    steps = {int(b) - int(a) for a, b in pairwise(number)}
    if len(number) not in (7, 10) or country not in ("", "1") or steps <= {1} or steps <= {-1}:
        return None
    stop = spoken[-1][1]
    if not said.is_free(stop):
        return None
    groups = (country, number[:-7], number[-7:-4], number[-4:])
    return Shown("-".join(filter(None, groups)), stop)


def _telephone_in_digits(said: Said) -> Shown | None:
    """Return a number written in groups: "1 800 555 1234", "call 555 1234"."""
    groups = [*takewhile(str.isdecimal, said.tokens[:5])]
    shape = tuple(map(len, groups))
    is_whole = shape in ((3, 3, 4), (1, 3, 3, 4)) and groups[0] in ("1", *groups[-3:])
    is_short = shape == (3, 4) and said.before in words_of(_DIAL)
    return Shown("-".join(groups), len(groups)) if is_whole or is_short else None


def _digits(said: Said) -> Iterator[tuple[str, int]]:
    """Yield single digits, or hundreds ("eight hundred"), each with the position after it."""
    position = 0
    while digit := digit_of(said.at(position), "en"):
        position += 1
        if said.at(position) == "hundred":
            digit, position = f"{digit}00", position + 1
        yield digit, position
