"""The spoken forms of written words: ``$47`` → forty, seven, dollars. Pure.

Figures, money, percentages, times, dates, ordinals, fractions, ranges, telephone numbers and
addresses are read in the languages of ``numbers.locale``, plain figures in Chinese, Japanese and
Thai too; in other languages digits stay digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from vsl.basics.spacing import has_no_spaces
from vsl.basics.text_cache import cache_short_texts
from vsl.text.abbreviations import long_forms
from vsl.text.letters import letter_readings
from vsl.text.numbers.calendar import clock_forms, date_forms
from vsl.text.numbers.han import FIGURE_LANGUAGES
from vsl.text.numbers.locale import LOCALES, Currency
from vsl.text.numbers.ranks import fraction_forms, ordinal_forms
from vsl.text.numbers.read import (
    Figure,
    figure,
    halves,
    money_forms,
    number_forms,
    percent_forms,
    scaled_forms,
    spell_digits,
)
from vsl.text.numbers.spelled import LANGUAGES, combine_forms, spellings
from vsl.text.script.reading_variants import add_variants, read_unit

_MOST_READINGS = 12
_MOST_PARTS = 3  # with more, only the most frequent reading of each part
_LONGEST = 60  # characters; longer words are not parsed

_WORDS = {
    "en": {
        "&": "and", "+": "plus", "=": "equals", "@": "at", ".": "dot", "/": "slash",
        "-": "dash", "to": "to", "x": "times", "#": "number",
    },
    "pt": {
        "&": "e", "+": "mais", "=": "igual", "@": "arroba", ".": "ponto", "/": "barra",
        "-": "hífen", "to": "a", "x": "vezes", "#": "número",
    },
    "es": {
        "&": "y", "+": "más", "=": "igual", "@": "arroba", ".": "punto", "/": "barra",
        "-": "guion", "to": "a", "x": "veces", "#": "número",
    },
    "fr": {
        "&": "et", "+": "plus", "=": "égale", "@": "arobase", ".": "point", "/": "slash",
        "-": "tiret", "to": "à", "x": "fois", "#": "numéro",
    },
    "de": {
        "&": "und", "+": "plus", "=": "gleich", "@": "at", ".": "punkt", "/": "slash",
        "-": "minus", "to": "bis", "x": "mal", "#": "nummer",
    },
    "it": {
        "&": "e", "+": "più", "=": "uguale", "@": "chiocciola", ".": "punto", "/": "barra",
        "-": "trattino", "to": "a", "x": "volte", "#": "numero",
    },
}  # fmt: skip
_MONTH_FIRST = "en"  # 12/25/2024; elsewhere 25/12/2024
_CODES = {"USD": "$", "EUR": "€", "BRL": "R$", "GBP": "£"}
_SIGN = r"(?:(?:US|CA|AU|NZ|MX|A|C|R)?\$|[€£¥]|\b(?:USD|EUR|BRL|GBP|CHF)\b)"
_FIGURE = r"\d(?:[\d.,]*\d)?"
_SIGN_ALONE = re.compile(_SIGN, re.IGNORECASE)
_SIGNS_ALONE = {"&": "&", "+": "+", "=": "=", "@": "@", "n~o": "#", "n°": "#"}
_SHARED_SIGN = re.compile(rf"({_SIGN})\s?({_FIGURE})\s?([-–—])\s?{_SIGN}?\s?(?=\d)")
_RANK_SIGNS = str.maketrans({"º": "~o", "ª": "~a"})
_WIDE_GROUPS = re.compile(r"(?<=\d)[\u00a0\u202f\u2009'’](?=\d{3}(?!\d))")
_SPACED_GROUPS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?: \d{3})+(?!\d)")
_SPACED = ("es", "fr", "pt")  # group thousands by spaces, Portuguese in Portugal
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}\b)")
_VULGAR = re.compile("[¼-¾⅐-⅞]")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_DAY = re.compile(r"(\d\d?)(st|nd|rd|th|~o|~a|er|\.)?", re.IGNORECASE)
_LONGEST_MONTH = 31  # days
_DIGIT = re.compile("[\\d\u00b2\u00b3\u00b9\u2070-\u2089]")  # superscripts and subscripts too
_DOMAINS = "com|net|org|info|biz|io|ai|app|dev|tv|shop|store|online|club|br|eu|uk|mx|pt|fr"
_OWN_DOMAINS = {"de": "|de", "it": "|it"}  # not words of these languages
_SHORT_UNIT = r"(?:k|K|(?-i:MM?|B)|bn)"


@cache_short_texts(8192)
def tokens_as_spoken(written: str, language: str = "en") -> tuple[str, ...]:
    """Return the most frequent reading: lower-case words of letters, digits and apostrophes.

    Empty for punctuation alone and for a currency sign alone.

    >>> tokens_as_spoken("$47"), tokens_as_spoken("97%", "pt")
    (('forty', 'seven', 'dollars'), ('noventa', 'e', 'sete', 'por', 'cento'))
    """
    return readings(written, language)[0]


@cache_short_texts(8192)
def readings(written: str, language: str = "en") -> tuple[tuple[str, ...], ...]:
    """Return all readings of ``written``, the most frequent first; never empty."""
    plain = _spell_out(written, language)
    if language not in LANGUAGES or len(written) > _LONGEST:
        return plain
    days = _read_day(written.rstrip(".,;:!?"), language)
    return add_variants(written, (*plain, *days), language)[:_MOST_READINGS]


def _spell_out(written: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Return all readings of a word's letters and figures, without abbreviations."""
    if written.isascii() and written.isalpha():
        return ((written.lower(),),)
    text = _normal(written)
    if has_no_spaces(text) or language in FIGURE_LANGUAGES:
        return letter_readings(text, language)
    if language not in LANGUAGES or len(text) > _LONGEST:
        return (tuple(_WORD.findall(_THOUSANDS.sub("", text.lower()))),)
    if _SIGN_ALONE.fullmatch(text):
        return ((),)
    if sign := _SIGNS_ALONE.get(text.lower()):
        return ((_WORDS[language][sign],),)
    if not re.search(r"\d|\w[.@]\w", text):
        return (tuple(_WORD.findall(text.lower())),)
    parts = [
        _read(match, language) for match in _pattern(language).finditer(_apart(text, language))
    ]
    if len(parts) > _MOST_PARTS:
        parts = [forms[:1] for forms in parts]
    said = combine_forms(*([f" {form}" for form in forms] for forms in parts), most=_MOST_READINGS)
    return tuple(dict.fromkeys(tuple(form.lower().split()) for form in said))


def _read_day(written: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Return the readings of a day of the month, as an ordinal or a cardinal."""
    match = _DAY.fullmatch(written.translate(_RANK_SIGNS))
    if match is None or not 1 <= (day := int(match[1])) <= _LONGEST_MONTH:
        return ()
    forms = spellings(day, language) if match[2] else _say_rank(day, language)
    return tuple(tuple(form.split()) for form in forms)


def _say_rank(day: int, language: str) -> tuple[str, ...]:
    return ordinal_forms(day, language) if language == "en" or day == 1 else ()


def reads_as_one(first: str, second: str, language: str = "en") -> bool:
    """Return whether two neighbours are read as one: ``R$`` ``97``, ``$1.5`` ``million``.

    >>> reads_as_one("$1.5", "million"), reads_as_one("47", "people")
    (True, False)
    """
    if len(first) + 1 + len(second) > _LONGEST:
        return False
    if not (_DIGIT.search(first) or _DIGIT.search(second)) or long_forms(first, language):
        return False
    apart = tokens_as_spoken(first, language) + tokens_as_spoken(second, language)
    return tokens_as_spoken(f"{first} {second}", language) != apart


def _normal(written: str) -> str:
    text = _VULGAR.sub(lambda match: f" {match[0]} ", written.translate(_RANK_SIGNS))
    text = unicodedata.normalize("NFKC", _WIDE_GROUPS.sub("", text))
    return text.replace("’", "'").replace("⁄", "/").strip()


def _apart(text: str, language: str) -> str:
    """Return the text without spaces in numbers, and with each currency sign where it is spoken."""
    if language in _SPACED:
        text = _SPACED_GROUPS.sub(lambda match: match[0].replace(" ", ""), text)
    return _SHARED_SIGN.sub(r"\2\3\1", text)  # "$5–$10" is said "five to ten dollars"


@lru_cache
def _pattern(language: str) -> re.Pattern[str]:
    """Return the pattern of everything a written word may contain, special cases first."""
    rules = LANGUAGES[language]
    words = {word for scale in (rules.thousand, *rules.scales) for word in (scale.one, scale.many)}
    longer = [*words, *(short for short in LOCALES[language].magnitudes if len(short) > 1)]
    names = "|".join(map(re.escape, sorted(longer, key=len, reverse=True)))
    unit = rf"(?:\s?(?:{names})(?!\w)|[kmb]\b|\s[kmb](?=[€$£]))"
    names_of_money = _currency_names(language)
    domains = _DOMAINS + _OWN_DOMAINS.get(language, "")
    ranks = "st|nd|rd|th" if language == "en" else "er|re|ère|e|eme|ème|nde?"
    return re.compile(
        rf"""
        (?P<address>(?:https?://)?(?:[\w.+-]+@)?(?:[a-z0-9-]+\.)+(?-i:{domains})\b(?:/[\w/.-]*)?)
        |(?P<phone>(?:\+?\d{{1,3}}[\s.-])?\(?\d{{3}}\)?[\s.-]\d{{3}}[\s.-]\d{{4}}\b
            |\b\d{{3}}-\d{{4}}\b|\(?\d{{2}}\)?\s?\d{{4,5}}-\d{{4}}\b)
        |(?P<date>\b\d{{1,2}}/\d{{1,2}}/\d{{2,4}}\b|\b\d{{4}}-\d\d-\d\d\b
            |\b\d{{1,2}}\.\d{{1,2}}\.\d{{4}}\b)
        |(?P<clock>\b\d{{1,2}}:\d\d(?:\s?(?:[ap]\.?m\b\.?|uhr|h\b))?|\b\d{{1,2}}\s?[ap]\.?m\b\.?
            |\b\d{{1,2}}\s?h(?:\s?\d\d)?\b)
        |(?P<money>(?P<lead>{_SIGN})\s?(?P<led>{_FIGURE})(?P<led_unit>{unit})?
            |(?P<trailed>{_FIGURE})(?P<trailed_unit>{unit})?\s?(?P<trail>{_SIGN})(?!\s?\d))
        |(?P<named>(?P<amount>\d[\d.,]*[.,]\d{{1,2}})\s(?P<name>{names_of_money})(?!\w))
        |(?P<percent>{_FIGURE})\s?%
        |(?P<mixed>\b\d{{1,4}}\s\d/\d\d?\b)
        |(?P<fraction>\d{{1,4}}/\d{{1,4}})
        |(?P<decade>(?:\b\d\d)?\d0)'?s\b
        |(?P<factor>{_FIGURE})\s?[x×]\b
        |\#\s?(?P<rank>\d+)
        |(?P<ordinal>\d+(?:,\d{{3}})*\.?(?:~[oa]|(?:{ranks})\b))
        |(?P<scaled>(?P<count>{_FIGURE})(?P<unit>\s?(?:{names})(?!\w)|{_SHORT_UNIT}\b))
        |(?P<to>(?<=[\d%])\s?[-–—]\s?(?=[\d$€£R]))
        |(?P<number>{_FIGURE})
        |(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)
        """,
        re.IGNORECASE | re.VERBOSE,
    )


def _read(match: re.Match[str], language: str) -> Sequence[str]:
    kind = match.lastgroup or "word"
    read = _READERS.get(kind)
    return read(match, language) if read else (match[kind],)


def _read_address(match: re.Match[str], language: str) -> Sequence[str]:
    words = _WORDS[language]
    text = re.sub(r"^https?://", "", match[0].lower()).rstrip("/.")
    said = [
        words.get(piece) or " ".join(readings(piece, language)[0])
        for piece in re.findall(r"[a-z]+|\d+|[.@/+-]", text)
    ]
    long = " ".join(said).replace("www", "w w w")
    return (long.removeprefix(f"w w w {words['.']} "), long)


def _read_phone(match: re.Match[str], language: str) -> Sequence[str]:
    groups = re.findall(r"\d+", match[0])
    said = " ".join(spell_digits(group, language) for group in groups)
    if language != "en":
        return (said,)
    hundreds = " ".join(
        spellings(int(group), "en")[0] if group[1:] == "00" else spell_digits(group, "en")
        for group in groups
    )
    return (hundreds, hundreds.replace("zero", "oh"), said)


def _read_date(match: re.Match[str], language: str) -> Sequence[str]:
    parts = re.findall(r"\d+", match[0])
    if len(parts[0]) == 4:
        year, month, day = parts
    elif language == _MONTH_FIRST:
        month, day, year = parts
    else:
        day, month, year = parts
    if int(month) > 12:
        day, month = month, day
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return (" ".join(number_forms(Figure(part), language)[0] for part in parts),)
    return date_forms(int(day), int(month), year, language)


_HOURS = {"en": "hours", "de": "stunden"}  # where "24h" is a duration


def _read_clock(match: re.Match[str], language: str) -> Sequence[str]:
    if (span := re.fullmatch(r"(\d+)\s?h", match[0].lower())) and language in _HOURS:
        return combine_forms(spellings(int(span[1]), language), (f" {_HOURS[language]}", " h"))
    hour, minute = (*map(int, re.findall(r"\d+", match[0])), 0)[:2]
    half = re.search(r"([ap])\.?m", match[0].lower())
    if hour > 24 or minute > 59:
        return fraction_forms(hour, minute, language)
    return clock_forms(hour, minute, f"{half[1]}m" if half else "", language)


def _read_money(match: re.Match[str], language: str) -> Sequence[str]:
    sign = (match["lead"] or match["trail"]).upper()
    written = match["led"] or match["trailed"]
    unit = match["led_unit"] or match["trailed_unit"]
    currency = _currency(_CODES.get(sign, sign), language)
    number = figure(written, language)
    if currency is None:
        return number_forms(number, language, counts=True)
    return money_forms(number, _size(unit, language), currency, language)


def _read_named(match: re.Match[str], language: str) -> Sequence[str]:
    """Return the readings of a sum before its currency's name: "19.99 dollars"."""
    name = match["name"].lower()
    currency = next(
        each for each in LOCALES[language].currencies if name in (*each.names, *each.also)
    )
    number = figure(match["amount"], language)
    if len(number.decimals) == 1:
        number = replace(number, decimals=f"{number.decimals}0")
    return money_forms(number, 1, currency, language)


def _currency_names(language: str) -> str:
    """Return a pattern of the names of all currencies."""
    names = {name for each in LOCALES[language].currencies for name in (*each.names, *each.also)}
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))


@lru_cache
def _currency(sign: str, language: str) -> Currency | None:
    """Return the currency of a sign; the dollar for foreign dollars."""
    known = {currency.sign: currency for currency in LOCALES[language].currencies}
    if sign in known:
        return known[sign]
    return known.get("$") or known.get("US$") if sign.endswith("$") and sign != "R$" else None


def _size(unit: str | None, language: str) -> int:
    """Return the factor of a written magnitude: ``k``, ``Mio.``, ``million``; 1 for none."""
    name = (unit or "").strip().lower()
    rules = LANGUAGES[language]
    for scale in (rules.thousand, *rules.scales):
        if name in (scale.one, scale.many):
            return scale.size
    return LOCALES[language].magnitudes.get(name, 1)


def _read_scaled(match: re.Match[str], language: str) -> Sequence[str]:
    number = figure(match["count"], language)
    return scaled_forms(number, _size(match["unit"], language), language)


def _read_number(match: re.Match[str], language: str) -> Sequence[str]:
    number = figure(match[0], language)
    forms = number_forms(number, language)
    is_rank = language == "de" and match.string[match.end() :] == "." and 0 < number.value < 32
    return (*forms[:3], *ordinal_forms(number.value, "de")[:3]) if is_rank else forms


def _read_ordinal(match: re.Match[str], language: str) -> Sequence[str]:
    digits = re.sub(r"\D", "", match[0])
    ending = re.sub(r"[\d.,~]", "", match[0]).lower()
    if len(digits) > _LONGEST_RANK:
        return (spell_digits(digits, language),)
    return ordinal_forms(int(digits), language, ending)


_LONGEST_RANK = 9  # digits


def _read_decade(match: re.Match[str], language: str) -> Sequence[str]:
    if language != "en":
        return number_forms(Figure(match["decade"]), language)
    forms = number_forms(Figure(match["decade"]), "en")
    return tuple(f"{form[:-1]}ies" if form.endswith("y") else f"{form}s" for form in forms)


def _read_factor(match: re.Match[str], language: str) -> Sequence[str]:
    forms = number_forms(figure(match["factor"], language), language)
    units = (" x", f" {_WORDS[language]['x']}")
    return combine_forms(forms[:3], units if language == "en" else units[::-1])


def _read_fraction(match: re.Match[str], language: str) -> Sequence[str]:
    top, bottom = map(int, match[0].split("/"))
    return fraction_forms(top, bottom, language)


def _read_mixed(match: re.Match[str], language: str) -> Sequence[str]:
    whole, top, bottom = re.findall(r"\d+", match[0])
    if (top, bottom) == ("1", "2"):
        return halves(Figure(whole, "5"), language)
    parts = fraction_forms(int(top), int(bottom), language)
    return combine_forms(
        spellings(int(whole), language)[:1], (f" {_WORDS[language]['&']} ",), parts
    )


_READERS: dict[str, Callable[[re.Match[str], str], Sequence[str]]] = {
    "address": _read_address,
    "phone": _read_phone,
    "date": _read_date,
    "clock": _read_clock,
    "money": _read_money,
    "named": _read_named,
    "percent": lambda match, language: percent_forms(figure(match["percent"], language), language),
    "mixed": _read_mixed,
    "fraction": _read_fraction,
    "decade": _read_decade,
    "factor": _read_factor,
    "rank": lambda match, language: (
        f"{_WORDS[language]['#']} {number_forms(Figure(match['rank']), language)[0]}",
    ),
    "ordinal": _read_ordinal,
    "scaled": _read_scaled,
    "to": lambda match, language: (_WORDS[language]["to"], ""),
    "number": _read_number,
    "word": lambda match, language: (
        read_unit(match["word"], language) if _is_at_figure(match) else (match["word"],)
    ),
}


def _is_at_figure(match: re.Match[str]) -> bool:
    """Return whether a word follows a figure: the ``kg`` of ``5kg``, not the ``g`` of ``e.g.``."""
    return match.string[: match.start()].rstrip()[-1:].isdecimal()
