"""The display form of a number that a voice said: tokens in, text out. Pure.

What may mean two things stays as it was said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from vsl.text.numbers_calendar import months
from vsl.text.numbers_heard import Number, digit_of, multiplies, number_at, plain
from vsl.text.numbers_locale import LOCALES, NBSP, Currency, currency_names, grouped
from vsl.text.numbers_ranks import ordinal_forms
from vsl.text.numbers_spelled import LANGUAGES

_FIRST_IN_FIGURES = 10  # plain counts below stay words: "one thing", "dos cosas"
_YEARS = range(1100, 2100)
_FREQUENT_YEARS = range(1900, 2100)  # but 2000, a round count
_FIRST_WHOLE_YEAR = {"en": 2001}  # where those before are said in halves
_ELLIPSIS = 1000  # "forty to fifty thousand" begins at forty thousand
_BEFORE_YEAR = {
    "en": "in since by of year until till before after for from to during late early mid spring"
    " summer fall autumn winter",
    "pt": "em de ano desde até",
    "es": "en de año desde hasta",
    "fr": "en de an année depuis jusqu'en",
    "de": "jahr jahre seit im in bis",
    "it": "nel del anno dal",
}
_UP_TO = {"en": "to or", "pt": "a ou", "es": "a o", "fr": "à ou", "de": "bis oder", "it": "a o"}
_BETWEEN = {
    "en": ("between", "and"),
    "pt": ("entre", "e"),
    "es": ("entre", "y"),
    "fr": ("entre", "et"),
    "de": ("zwischen", "und"),
    "it": ("tra", "e"),
}
_NO_YEAR_BEFORE = {"year", "years", "vision", "minutes", "seconds", "people", "day", "days"}
_UNSURE_MONTHS = {"may", "march"}  # verbs too
_UNSURE_RANK = "second"  # a unit of time too
_BEFORE_HOUR = {"pt": "as às", "es": "las", "it": "alle"}
_AND = {"pt": "e", "es": "y", "it": "e"}


@dataclass(frozen=True, slots=True)
class Said:
    """The tokens of a stretch of speech from a possible number on, in one language."""

    tokens: tuple[str, ...]  # ``plain``
    language: str
    before: str = ""  # the token before them

    def at(self, position: int) -> str:
        """The token at a position; empty after the last."""
        return self.tokens[position] if position < len(self.tokens) else ""

    def number(self, position: int) -> Number | None:
        """The number that begins at a position."""
        return number_at(self.tokens, position, self.language)

    def starts(self, position: int, phrase: Sequence[str]) -> bool:
        """Whether a phrase stands at a position."""
        return self.tokens[position : position + len(phrase)] == tuple(phrase)


@dataclass(frozen=True, slots=True)
class Shown:
    """The display form of the tokens up to ``stop``; no text: they stay as they were said."""

    text: str
    stop: int


def shown(said: Said) -> Shown | None:
    """The display form of the number with which ``said`` begins; None where it begins with none."""
    for read in (_telephone, _clock, _day):
        if found := read(said):
            return found
    number = said.number(0)
    if number is None:
        return None
    for show in (_money, _percent, _range, _all_day, _year, _rank, _factor):
        if found := show(number, said):
            return found
    return _plain(number, said)


def _plain(number: Number, said: Said) -> Shown:
    stop = _run_stop(number, said)
    is_word = number.whole < _FIRST_IN_FIGURES and not number.decimals and number.scale == 1
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


def _stands_alone(stop: int, said: Said) -> bool:
    """Whether neither a number, a multiplier nor a unit of money follows."""
    token = said.at(stop)
    counts = multiplies(token, said.language) or token in _currencies(said.language)
    return not counts and said.number(stop) is None and not _percent_stop(stop, said)


def _figure(number: Number, language: str, before: str = "", marks: str = "") -> str:
    """A number in digits, with its millions as a word."""
    locale = LOCALES[language]
    group, decimal = tuple(marks) or (locale.group, number.mark or locale.decimal)
    is_year = _is_year(number.whole, language, before)
    whole = str(number.whole)
    if number.scale > 1 or marks or number.decimals or not is_year:
        whole = grouped(number.whole, group, 4 if marks else locale.groups_from)
    text = f"{whole}{decimal}{number.decimals}" if number.decimals else whole
    return f"{text}{NBSP}{_scale_word(number, language)}" if number.scale > 1 else text


def _is_year(number: int, language: str, before: str) -> bool:
    if before in _words(_BEFORE_YEAR[language]):
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
    cents, end = (0, stop) if number.decimals or number.scale > 1 else _cents(stop, currency, said)
    if cents is None:
        return Shown("", end)
    if cents:
        number = replace(number, decimals=f"{cents:02}")
    elif number.whole == 1 and said.language != "en" and not number.decimals and number.scale == 1:
        return Shown("", stop)  # "um real", "un euro": as often no count
    elif len(number.decimals) == 1 and number.scale == 1:
        number = replace(number, decimals=f"{number.decimals}0")
    amount = _figure(number, said.language, marks=currency.marks or _marks(said.language))
    pair = (currency.sign, amount) if currency.leads else (amount, currency.sign)
    return Shown(currency.space.join(pair), end)


def _marks(language: str) -> str:
    return LOCALES[language].group + LOCALES[language].decimal


def _currency_at(number: Number, said: Said) -> tuple[Currency | None, int]:
    """The currency that a number counts, and where its name ends."""
    names, stop = _currencies(said.language), number.stop
    token = said.at(stop)
    if number.scale > 1:
        token = token.removeprefix("d'")
        if token == LOCALES[said.language].of:
            stop, token = stop + 1, said.at(stop + 1)
    return names.get(token), stop + 1


@lru_cache
def _currencies(language: str) -> dict[str, Currency]:
    return {plain(name): currency for name, currency in currency_names(language).items()}


def _cents(stop: int, currency: Currency, said: Said) -> tuple[int | None, int]:
    """The cents after a currency's name and where they end; None where nobody can tell."""
    locale = LOCALES[said.language]
    linked = said.at(stop) == locale.cent_link
    number = said.number(stop + linked)
    if (
        number is None
        or number.bare
        or number.decimals
        or not 0 < number.whole * number.scale < 100
    ):
        return 0, stop
    if said.at(number.stop) in map(plain, currency.cents):
        return number.whole, number.stop + 1
    if linked or number.whole < _FIRST_IN_FIGURES:
        return 0, stop
    if not _stands_alone(number.stop, said):
        return 0, stop
    return (number.whole if locale.bare_cents else None), number.stop


def _percent(number: Number, said: Said) -> Shown | None:
    space = LOCALES[said.language].percent_space
    stop = _percent_stop(number.stop, said)
    if stop:
        return Shown(f"{_figure(number, said.language)}{space}%", stop)
    return None


def _range(number: Number, said: Said) -> Shown | None:
    """The first of two numbers that share a unit: "five to ten percent"."""
    between, link = _BETWEEN[said.language]
    links = {*_words(_UP_TO[said.language]), *((link,) if said.before == between else ())}
    other = said.number(number.stop + 1)
    if said.at(number.stop) not in links or other is None:
        return None
    least, most = number.whole * number.scale, other.whole * other.scale
    if least < _ELLIPSIS <= most:
        return Shown("", number.stop)
    if least >= most or number.bare or number.halved:
        return None
    currency, _ = _currency_at(other, said)
    if not currency and not _percent_stop(other.stop, said):
        return None
    amount = _figure(number, said.language, marks=currency.marks if currency else "")
    sign = f"{currency.sign}{currency.space}" if currency and currency.leads else ""
    return Shown(sign + amount, number.stop)


def _percent_stop(position: int, said: Said) -> int:
    """Where the word for percent ends; 0 if none begins at a position."""
    for phrase in LOCALES[said.language].percent:
        words = phrase.split()
        if said.starts(position, words):
            return position + len(words)
    return 0


def _all_day(number: Number, said: Said) -> Shown | None:
    """Twenty four seven."""
    if number.whole != 24 or number.scale > 1 or number.decimals:
        return None
    seven = said.number(number.stop + (said.language == "pt" and said.at(number.stop) == "por"))
    if seven is None or seven.whole != 7 or seven.scale > 1 or seven.decimals:
        return None
    return Shown("24/7", seven.stop) if _stands_alone(seven.stop, said) else None


def _year(number: Number, said: Said) -> Shown | None:
    """An English year in two halves: "nineteen ninety nine", "twenty oh five"."""
    if said.language != "en" or number.stop != 1 or number.whole not in (18, 19, 20):
        return None
    digit = digit_of(said.at(2), "en") if said.at(1) in ("oh", "o") else None
    rest = said.number(1)
    if digit:
        years, stop = int(digit), 3
    elif rest and 10 <= rest.whole < 100 and not rest.decimals and rest.scale == 1:
        years, stop = rest.whole, rest.stop
    else:
        return None
    in_context = said.before in (*_words(_BEFORE_YEAR["en"]), *months("en"), *_ranks())
    is_sure = number.whole > 18 and years % 10
    if not _stands_alone(stop, said) or said.at(stop) in _NO_YEAR_BEFORE:
        return None
    return Shown(f"{number.whole}{years:02}", stop) if in_context or is_sure else None


def _rank(number: Number, said: Said) -> Shown | None:
    """An English rank of two words: "twenty first"."""
    is_tens = number.whole % 10 == 0 and number.whole % 100 >= 20 and not number.decimals
    unit = _ranks().get(said.at(number.stop), 0)
    if said.language != "en" or not is_tens or number.scale > 1 or not 0 < unit < 10:
        return None
    if said.at(number.stop) == _UNSURE_RANK:
        return Shown("", number.stop + 1)
    return Shown(_with_ending(number.whole + unit), number.stop + 1)


def _day(said: Said) -> Shown | None:
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


def _factor(number: Number, said: Said) -> Shown | None:
    """Ten x, fifty k."""
    token = said.at(number.stop)
    if token != "x" and (said.language, token) != ("en", "k"):
        return None
    if number.bare or number.halved or number.scale > 1:
        return None
    return Shown(f"{_figure(number, said.language)}{token}", number.stop + 1)


def _clock(said: Said) -> Shown | None:
    hour = said.number(0)
    if hour is None or hour.decimals or hour.scale > 1 or not 0 < hour.whole <= 24 or hour.bare:
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
    if number is None or number.decimals or number.scale > 1 or not least <= number.whole < 60:
        return None, position
    return number.whole, number.stop


def _german_clock(hour: Number, said: Said) -> Shown | None:
    if said.at(hour.stop) != "uhr":
        return None
    minute, stop = _minute(hour.stop + 1, said)
    if minute is None or not _stands_alone(stop, said):
        return Shown(f"{hour.whole}{NBSP}Uhr", hour.stop + 1)
    return Shown(f"{hour.whole}:{minute:02}{NBSP}Uhr", stop)


def _french_clock(hour: Number, said: Said) -> Shown | None:
    if said.at(hour.stop) not in ("heure", "heures"):
        return None
    minute, stop = _minute(hour.stop + 1, said)
    if minute is None or not _stands_alone(stop, said) or said.at(stop).startswith("minute"):
        return None
    return Shown(f"{hour.whole}{NBSP}h{NBSP}{minute:02}", stop)


def _linked_clock(hour: Number, said: Said) -> Shown | None:
    """A las nueve y treinta, às nove e trinta, alle nove e trenta."""
    if said.before not in _words(_BEFORE_HOUR[said.language]):
        return None
    if said.at(hour.stop) != _AND[said.language]:
        return None
    minute, stop = _minute(hour.stop + 1, said)
    if minute is None or minute < 10 or not _stands_alone(stop, said):
        return None
    return Shown(f"{hour.whole}{'h' if said.language == 'pt' else ':'}{minute:02}", stop)


_CLOCKS: dict[str, Callable[[Number, Said], Shown | None]] = {
    "en": _english_clock,
    "pt": _linked_clock,
    "es": _linked_clock,
    "fr": _french_clock,
    "de": _german_clock,
    "it": _linked_clock,
}


def _telephone(said: Said) -> Shown | None:
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
    if not _stands_alone(stop, said):
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


@lru_cache
def _words(line: str) -> frozenset[str]:
    return frozenset(plain(word) for word in line.split())
