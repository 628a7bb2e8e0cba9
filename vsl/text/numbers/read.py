"""The spoken forms of figures, sums of money and percentages, the most frequent first. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vsl.text.numbers.locale import LOCALES, Currency
from vsl.text.numbers.ranks import FRACTIONS
from vsl.text.numbers.spelled import LANGUAGES, LIMIT, Forms, before_noun, combine_forms, spellings

_MOST_DIGITS = len(str(LIMIT)) - 1
_PRICED_IN_TWO = ("pt", "es", "it")  # "nove e setenta": elsewhere the link would add
_SINGULAR_DECIMALS = ("pt", "fr")  # "1,5 milhão", but "1,5 millones"
_FEMININE = ("uma", "duas", "una", "une", "eine", "entas")  # endings of numbers
_OLDEST_YEAR, _LATEST_YEAR = 1100, 2099


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in digits, without its separators."""

    whole: str  # digits
    decimals: str = ""
    grouped: bool = False  # had separators of thousands, so it is neither a year nor a code

    @property
    def value(self) -> int:
        """The whole part as a number."""
        return int(self.whole or 0)


def figure(text: str, language: str) -> Figure:
    """Return the value of ``1.250,50`` or ``1,250.50``; the language decides if it is ambiguous."""
    marks = [mark for mark in text if mark in ".,"]
    last = text.rpartition(marks[-1])[2] if marks else ""
    if not marks:
        return Figure(text)
    in_threes = re.fullmatch(r"[1-9]\d{0,2}(?:[.,]\d{3})+", text) is not None
    both = len(set(marks)) == 2
    if in_threes and not both and (len(marks) > 1 or _groups(marks[0], language)):
        return Figure(re.sub(r"[.,]", "", text), grouped=True)
    whole = re.sub(r"[.,]", "", text.rpartition(marks[-1])[0])
    return Figure(whole, last, grouped=len(marks) > 1)


def _groups(mark: str, language: str) -> bool:
    """Return whether one mark before three digits separates thousands; in Spanish either may."""
    return language == "es" or mark != LOCALES[language].decimal


def number_forms(number: Figure, language: str, *, counts: bool = False) -> Forms:
    """Return the spoken forms of a figure.

    Args:
        counts: it counts something, so it is neither a year nor a code.
    """
    digits = number.whole
    if len(digits) > _MOST_DIGITS:
        return (spell_digits(digits, language),)
    if number.decimals:
        return _decimal_forms(number, language)
    if len(digits) > 1 and digits[0] == "0" and not counts:
        return (spell_digits(digits, language), *spellings(number.value, language))
    forms = spellings(number.value, language)
    is_year = len(digits) == 4 and _OLDEST_YEAR <= number.value <= _LATEST_YEAR
    if is_year and not counts and not number.grouped:
        return tuple(dict.fromkeys(_year_forms(number.value, language) + forms))
    return forms


def spell_digits(digits: str, language: str) -> str:
    """Return digits spoken one by one."""
    return " ".join(spellings(int(digit), language)[0] for digit in digits)


def _year_forms(year: int, language: str) -> Forms:
    if language == "de":
        return tuple(form for form in spellings(year, "de") if "tausend" not in form)
    if language != "en":
        return ()
    if year % 1000 == 0:
        return ()
    if year % 100 == 0:
        return (f"{spellings(year // 100, 'en')[0]} hundred",)
    return (() if 2000 <= year < 2010 else pairs(year, "en")) + (
        *spellings(year, "en"),
        *pairs(year, "en"),
    )


def pairs(number: int, language: str) -> Forms:
    """Return the form of two digits at a time, as in prices and years: "nineteen ninety seven"."""
    head, rest = divmod(number, 100)
    if language != "en" or not rest or not 1 <= head < 100:
        return ()
    link = " oh " if rest < 10 else " "
    return (spellings(head, language)[0] + link + spellings(rest, language)[0],)


def _decimal_forms(number: Figure, language: str) -> Forms:
    return (
        _read_decimals(number, language) + halves(number, language) + _price_forms(number, language)
    )


def _price_forms(number: Figure, language: str) -> Forms:
    """Return the usual spoken forms of a price written without its currency: ``19.90``."""
    default = next(
        (each for each in LOCALES[language].currencies if each.sign == LOCALES[language].own), None
    )
    if (
        default is None
        or len(number.decimals) != 2
        or number.decimals[0] == "0"
        or not number.value
    ):
        return ()
    head = spellings(number.value, language)[0]
    cents = spellings(int(number.decimals), language)[0]
    link = f" {LOCALES[language].cent_link} "
    links = (" ", link) if language in _PRICED_IN_TWO else (" ",)
    return (
        *(head + link + cents for link in links),
        _with_cents(number.value, int(number.decimals), default, language)[0],
    )


def _read_decimals(number: Figure, language: str) -> Forms:
    """Return the forms that name the decimal mark: "two point five"."""
    whole = spellings(number.value, language)[: 2 if language == "en" else 1]
    digits = spell_digits(number.decimals, language)
    tails = [digits]
    if number.decimals[0] != "0" and len(number.decimals) == 2 and language not in ("en", "de"):
        tails.insert(0, spellings(int(number.decimals), language)[0])
    if language == "en" and "0" in number.decimals:
        tails.append(digits.replace("zero", "oh"))
    return combine_forms(whole, [f" {point} " for point in LOCALES[language].points], tails)


def halves(number: Figure, language: str) -> Forms:
    """Return the spoken forms of a figure that ends in a half; empty for others."""
    if number.decimals.rstrip("0") != "5":
        return ()
    if number.value == 0:
        return FRACTIONS[language]["1/2"]
    if language == "de":
        whole = before_noun(spellings(number.value, "de")[0], "de")
        return (f"{whole}einhalb", *(("anderthalb",) if number.value == 1 else ()))
    whole = before_noun(spellings(number.value, language)[0], language)
    return tuple(f"{whole} {half}" for half in LOCALES[language].halves)


def percent_forms(number: Figure, language: str) -> Forms:
    """Return the spoken forms of a percentage."""
    words = [f" {word}" for word in LOCALES[language].percent]
    return combine_forms(number_forms(number, language, counts=True), words)


def scaled_forms(number: Figure, size: int, language: str) -> Forms:
    """Return the spoken forms of a figure with a magnitude: ``1.2M``, ``5k``."""
    if size == 1000:
        short = f"{number_forms(number, language, counts=True)[0]} k"
        if not number.decimals:
            return (*spellings(number.value * 1000, language), short)
        thousand = LANGUAGES[language].thousand.many
        return (*combine_forms(_decimal_forms(number, language), (f" {thousand}",)), short)
    scale = next((each for each in LANGUAGES[language].scales if each.size == size), None)
    if scale is None or not number.decimals:  # "1,5 B" is "mil quinientos millones"
        value = int(number.whole + number.decimals) * size // 10 ** len(number.decimals)
        return spellings(value, language)
    plural = number.value > 1 or language not in _SINGULAR_DECIMALS
    word = f" {scale.many if plural else scale.one}"
    said = combine_forms(_read_decimals(number, language), (word,))
    half = halves(number, language)
    if not half or language in ("en", "de"):
        return (*said, *(form + word for form in half))
    count = spellings(number.value * scale.size, language)[0]  # "dois milhões e meio"
    return (*said, f"{count} {LOCALES[language].halves[0]}")


def money_forms(number: Figure, size: int, currency: Currency, language: str) -> Forms:
    """Return the spoken forms of a sum; ``size`` is its written magnitude, 1 for none."""
    if size > 1:
        amounts = scaled_forms(number, size, language)
        return _with_unit(amounts, currency, language, millions=size >= 10**6)
    if len(number.decimals) not in (0, 2) or len(number.whole) > _MOST_DIGITS:
        return _with_unit(number_forms(number, language), currency, language)
    cents, value = int(number.decimals or 0), number.value
    if cents and currency.cents:
        forms = _with_cents(value, cents, currency, language)
        half = halves(number, language) if value > 1 else ()
        return (*forms, *(f"{form} {currency.names[1]}" for form in half))
    millions = value > 0 and value % 10**6 == 0
    full = _with_unit(spellings(value, language), currency, language, value == 1, millions=millions)
    return tuple(dict.fromkeys(full[:4] + pairs(value, language) + full[4:]))


def _with_unit(
    amounts: Sequence[str],
    currency: Currency,
    language: str,
    one: bool = False,
    *,
    millions: bool = False,
) -> Forms:
    name = currency.names[0 if one else 1]
    others = (*currency.also, *currency.alike)
    link = LOCALES[language].of if millions else ""
    said = _counts(amounts, language)
    full = combine_forms(said, (_of(link, name, language),))
    rest = [said[0] + _of(link, other, language) for other in others]
    singular = currency.names[0]  # "a two hundred dollar value"
    valued = [f"{form} {singular}" for form in said[:2] if language == "en"]
    return tuple(dict.fromkeys((*full, said[0], *rest, *valued)))


def _counts(amounts: Sequence[str], language: str) -> list[str]:
    """Return numbers in the form they have before names of money, which are masculine."""
    short = [before_noun(form, language) for form in amounts]
    masculine = [form for form in short if not any(w.endswith(_FEMININE) for w in form.split())]
    return list(dict.fromkeys(masculine or short))


def _of(link: str, name: str, language: str) -> str:
    """Return the unit with its preposition: "de reais", "d'euros"."""
    if language == "fr" and link and name[0] in "aeio":
        return f" d'{name}"
    return f" {link} {name}" if link else f" {name}"


def _with_cents(value: int, cents: int, currency: Currency, language: str) -> Forms:
    locale = LOCALES[language]
    few = _counts(spellings(cents, language), language)[:1]
    names = currency.cents[:1] if cents == 1 else currency.cents[1:]
    named = combine_forms(few, [f" {name}" for name in names])
    if not value:
        return named
    whole = _counts(spellings(value, language), language)[:3]
    unit = currency.names[0 if value == 1 else 1]
    bare = spellings(cents, language)[0]
    bare = f"oh {bare}" if language == "en" and cents < 10 else bare
    with_unit = [f"{form} {unit}" for form in whole]
    links = [f" {locale.cent_link} ", " "]
    full = combine_forms(with_unit, links, named)
    short = [
        f"{whole[0]} {bare}",
        f"{with_unit[0]} {bare}",
        f"{with_unit[0]} {locale.cent_link} {bare}",
        *([f"{whole[0]} {locale.cent_link} {bare}"] if language in _PRICED_IN_TWO else []),
    ]
    if locale.bare_cents and cents >= 10:
        return (f"{with_unit[0]} {bare}", *full, *short)
    return (*full[:4], *short)
