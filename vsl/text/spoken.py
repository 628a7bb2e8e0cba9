"""What a voice says for a written word: ``$47`` → forty, seven, dollars.

English numbers are read out; in other languages digits stay digits.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = (
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_SCALES = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"), (100, "hundred"))
_MOST_DIGITS = 12  # beyond, digits are read one by one
_LONGEST_AMOUNT = 40  # characters; also what keeps the searches below quick
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
_MONEY = {"$": ("dollar", "cent"), "€": ("euro", "cent"), "£": ("pound", "penny")}
_MAGNITUDES = {"k": "thousand", "m": "million", "mm": "million", "b": "billion", "bn": "billion"}
_SYMBOLS = {"&": "and", "+": "plus", "=": "equals", "@": "at"}

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_AMOUNT = re.compile(rf"[A-Z]{{0,3}}([$€£])({_NUMBER})(k|mm?|bn?)?\b", re.IGNORECASE)
_PERCENT = re.compile(rf"({_NUMBER})\s?%")
_ORDINAL = re.compile(r"(\d+(?:,\d{3})*)(?:st|nd|rd|th)\b", re.IGNORECASE)
_CURRENCY = re.compile(r"[A-Za-z]{0,3}[$€£¥]")  # standing alone, as in "R$ 97"
_TOKEN = re.compile(rf"{_NUMBER}|[^\W\d_]+(?:'[^\W\d_]+)*")
_PLAIN_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}\b)")


@lru_cache(maxsize=8192)
def spoken_tokens(written: str, language: str = "en") -> tuple[str, ...]:
    """Lower-case words of letters, digits and apostrophes; none for mere punctuation."""
    text = unicodedata.normalize("NFKC", written).replace("’", "'")
    if _CURRENCY.fullmatch(text):
        return ()
    if language != "en":
        return tuple(_PLAIN_TOKEN.findall(_THOUSANDS.sub("", text.lower())))
    if text.strip() in _SYMBOLS:
        return (_SYMBOLS[text.strip()],)
    if len(text) <= _LONGEST_AMOUNT:
        text = _AMOUNT.sub(_read_amount, text)
        text = _PERCENT.sub(r"\1 percent ", text)
        text = _ORDINAL.sub(lambda match: _read_ordinal(match[1]), text)
    found = _TOKEN.findall(text.lower())
    return tuple(word for token in found for word in _read_token(token))


def readings(written: str, language: str = "en") -> tuple[tuple[str, ...], ...]:
    """All the ways a voice may read ``written``, the commonest first; never empty."""
    return (spoken_tokens(written, language),)


def _read_token(token: str) -> list[str]:
    return read_number(token).split() if token[0].isdecimal() else [token]


def read_number(digits: str) -> str:
    """The English words for a number such as ``1,250``, ``2.5``, ``1999`` or ``007``."""
    whole, _, decimals = digits.partition(".")
    if len(whole) > _MOST_DIGITS:
        return _digits(whole)
    if decimals:
        return f"{_amount(whole)} point {_digits(decimals)}"
    if len(whole) > 1 and whole[0] == "0":
        return _digits(whole)
    number = int(whole.replace(",", ""))
    if len(whole) == 4 and _is_read_as_year(number):
        return _year(number)
    return _cardinal(number)


def _is_read_as_year(number: int) -> bool:
    return 1100 <= number < 2100 and not 2000 <= number < 2010


def _year(number: int) -> str:
    century, rest = divmod(number, 100)
    if rest == 0:
        return f"{_cardinal(century)} hundred"
    return f"{_cardinal(century)} {'oh ' if rest < 10 else ''}{_cardinal(rest)}"


def _cardinal(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return f"{_TENS[tens]} {_ONES[ones]}" if ones else _TENS[tens]
    size, name = next(scale for scale in _SCALES if number >= scale[0])
    count, rest = divmod(number, size)
    words = f"{_cardinal(count)} {name}"
    return f"{words} {_cardinal(rest)}" if rest else words


def _read_ordinal(digits: str) -> str:
    head, _, last = _amount(digits).rpartition(" ")
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return f"{head} {_ORDINALS.get(last, regular)}"


def _read_amount(match: re.Match[str]) -> str:
    unit, small = _MONEY[match[1]]
    if match[3]:
        return f"{match[2]} {_MAGNITUDES[match[3].lower()]} {unit}s "
    whole, _, decimals = match[2].partition(".")
    name = unit if whole == "1" else f"{unit}s"
    words = f"{_amount(whole)} {name}"
    cents = int(decimals or 0) if len(decimals) == 2 or not decimals else 0
    plural = "pence" if small == "penny" else f"{small}s"
    return f"{words} and {_cardinal(cents)} {plural} " if cents else f"{words} "


def _amount(whole: str) -> str:
    """The words of a count, never read as a year."""
    plain = whole.replace(",", "")
    return _digits(plain) if len(plain) > _MOST_DIGITS else _cardinal(int(plain))


def _digits(digits: str) -> str:
    return " ".join(_ONES[int(digit)] for digit in digits if digit != ",")
