"""What a voice says for figures, sums of money and shares: forms, the commonest first. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vsl.text.numbers.locale import LOCALES, Currency
from vsl.text.numbers.ranks import FRACTIONS
from vsl.text.numbers.spelled import LANGUAGES, LIMIT, Forms, before_noun, combine_forms, spellings

_MOST_DIGITS = len(str(LIMIT)) - 1
_SINGULAR_DECIMALS = ("pt", "fr")  # "1,5 milhão", but "1,5 millones"
_FEMININE = ("uma", "duas", "una", "une", "eine", "entas")  # endings of numbers
_OLDEST_YEAR, _LATEST_YEAR = 1100, 2099


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is written, without its marks."""

    whole: str  # digits
    decimals: str = ""
    grouped: bool = False  # had marks between its thousands, so it is no year and no code

    @property
    def value(self) -> int:
        return int(self.whole or 0)


def figure(text: str, language: str) -> Figure:
    """What ``1.250,50`` or ``1,250.50`` means; the language decides only where the marks don't."""
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
    """Whether one mark before three digits groups them; in Spanish either does."""
    return language == "es" or mark != LOCALES[language].decimal


def number_forms(number: Figure, language: str, *, counts: bool = False) -> Forms:
    """Ways to say a figure.

    Args:
        counts: something is counted, so that it is neither a year nor a code.
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
    """Digits one by one."""
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
    """Two digits at a time, as prices and years are said: "nineteen ninety seven"."""
    head, rest = divmod(number, 100)
    if language != "en" or not rest or not 1 <= head < 100:
        return ()
    link = " oh " if rest < 10 else " "
    return (spellings(head, language)[0] + link + spellings(rest, language)[0],)


def _decimal_forms(number: Figure, language: str) -> Forms:
    return _read_decimals(number, language) + halves(number, language)


def _read_decimals(number: Figure, language: str) -> Forms:
    """The digits after the mark named: "two point five"."""
    whole = spellings(number.value, language)[: 2 if language == "en" else 1]
    digits = spell_digits(number.decimals, language)
    tails = [digits]
    if number.decimals[0] != "0" and len(number.decimals) == 2 and language not in ("en", "de"):
        tails.insert(0, spellings(int(number.decimals), language)[0])
    if language == "en" and "0" in number.decimals:
        tails.append(digits.replace("zero", "oh"))
    return combine_forms(whole, [f" {point} " for point in LOCALES[language].points], tails)


def halves(number: Figure, language: str) -> Forms:
    """Ways to say a figure that ends in a half; none where it doesn't."""
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
    """Ways to say a share of a hundred."""
    words = [f" {word}" for word in LOCALES[language].percent]
    return combine_forms(number_forms(number, language, counts=True), words)


def scaled_forms(number: Figure, size: int, language: str) -> Forms:
    """Ways to say a figure with a magnitude: ``1.2M``, ``5k``."""
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
    """Ways to say a sum; ``size`` is its written magnitude, 1 for none."""
    if size > 1:
        amounts = scaled_forms(number, size, language)
        return _with_unit(amounts, currency, language, millions=size >= 10**6)
    if len(number.decimals) not in (0, 2) or len(number.whole) > _MOST_DIGITS:
        return _with_unit(number_forms(number, language), currency, language)
    cents, value = int(number.decimals or 0), number.value
    if cents and currency.cents:
        return _with_cents(value, cents, currency, language)
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
    name, others = currency.names[0 if one else 1], currency.also
    link = LOCALES[language].of if millions else ""
    said = _counts(amounts, language)
    full = combine_forms(said, (_of(link, name, language),))
    rest = [said[0] + _of(link, other, language) for other in others]
    return tuple(dict.fromkeys((*full, said[0], *rest)))


def _counts(amounts: Sequence[str], language: str) -> list[str]:
    """Numbers as they stand before money, whose names are masculine."""
    short = [before_noun(form, language) for form in amounts]
    masculine = [form for form in short if not any(w.endswith(_FEMININE) for w in form.split())]
    return list(dict.fromkeys(masculine or short))


def _of(link: str, name: str, language: str) -> str:
    """The unit with what stands before it: "de reais", "d'euros"."""
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
    ]
    if locale.bare_cents and cents >= 10:
        return (f"{with_unit[0]} {bare}", *full, *short)
    return (*full[:4], *short)
