"""Parse numbers in digits: words to tokens, and tokens to values. Pure.

``R$97`` and ``60-day`` are two tokens each; ``B2B``, ``1990s`` and ``1-800-555-1234`` are not
amounts and stay one token.
"""

from __future__ import annotations

import re
from typing import Final

from vsl.basics.text_cache import cache_short_texts
from vsl.text.numbers.read import Figure, figure

Piece = tuple[str, str]  # the hyphen before it, if any, and its letters

SIGNS: Final = ("r$", "us$", "$", "€", "£")
_LONGEST: Final = 40  # characters of a number; longer ones are codes
_GROUPS: Final = "'’\u00a0\u202f"  # further separators of thousands inside a word
_FIGURE: Final = rf"\d+(?:[.,{_GROUPS}]\d+)*"
_SIGN: Final = r"(?:us|r)?\$|[€£]"
_CODE: Final = "usd|eur|brl|gbp|chf"
_UNIT: Final = "%|[ap]m|mil|mila|mille|tausend|million|millionen|milhões|millones|milioni"
_CLOCK: Final = r"\d{1,2}:[0-5]\d"
_SPLIT: Final = re.compile(
    rf"(?P<sign>{_SIGN}|{_CODE})?\s?(?P<figure>{_FIGURE})\s?(?P<unit>{_SIGN}|{_CODE}|{_UNIT})?"
    rf"|(?P<clock>{_CLOCK})\s?(?P<half>[ap]m)?",
    re.IGNORECASE,
)
_BEFORE_THING: Final = re.compile(rf"((?:{_SIGN})?{_FIGURE})(-[^\W\d_].*)", re.IGNORECASE)
_ALL_DAY: Final = "24-7"
_INNER_SPACE: Final = re.compile(r"[\u00a0\u202f](?!\d{3}(?!\d))")
_NUMBER: Final = re.compile(rf"(?:0|[1-9]\d*)(?:[.,{_GROUPS}]\d+)*")
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")


def split_figure(core: str) -> tuple[Piece, ...]:
    """Return the pieces of a word with digits, in spoken order.

    >>> split_figure("R$97"), split_figure("60-day"), split_figure("B2B")
    ((('', 'R$'), ('', '97')), (('', '60'), ('-', 'day')), (('', 'B2B'),))
    """
    if core == _ALL_DAY:
        return ("", "24"), ("-", "7")
    if match := _SPLIT.fullmatch(core):
        return tuple(("", part) for part in match.groups() if part)
    if match := _BEFORE_THING.fullmatch(core):
        words = match[2][1:].split("-")
        return (*split_figure(match[1]), *(("-", word) for word in words))
    if _INNER_SPACE.search(core):
        return tuple(piece for part in _INNER_SPACE.split(core) for piece in split_figure(part))
    return (("", core),)


@cache_short_texts(8192)
def figure_in_digits(token: str, language: str) -> Figure | None:
    """Return the value of a token in digits; None for words and for codes such as ``007``."""
    if not is_in_digits(token):
        return None
    whole = re.sub(rf"[{_GROUPS}]", "", token)
    return figure(whole, language)


def is_in_digits(token: str) -> bool:
    """Return whether a token is a number in digits, alone or the first of its groups.

    >>> is_in_digits("1,250"), is_in_digits("b2b")
    (True, False)
    """
    return token[:1].isdigit() and len(token) <= _LONGEST and _NUMBER.fullmatch(token) is not None


def is_group(token: str) -> bool:
    """Return whether a token may be three digits of a larger number: the ``000`` of ``3 000``.

    >>> is_group("000"), is_group("250,50"), is_group("1000")
    (True, True, False)
    """
    return token[:1].isdigit() and re.fullmatch(r"\d{3}(?:[.,]\d\d)?", token) is not None


def range_of(token: str) -> tuple[str, str] | None:
    """Return the two figures of a range such as ``10-20``; None for other tokens."""
    match = re.fullmatch(rf"({_FIGURE})[-–]({_FIGURE})", token) if token[:1].isdigit() else None
    return (match[1], match[2]) if match else None


def has_foreign_marks(token: str, decimal: str) -> bool:
    """Return whether thousands are separated by this locale's decimal mark: ``3,000`` in German."""
    return decimal == "," and "," in token and _GROUPED.fullmatch(token) is not None


def clock_of(token: str) -> tuple[int, int] | None:
    """Return the hour and minute of a time such as ``3:30``; None for other tokens."""
    if not token[:1].isdigit() or re.fullmatch(_CLOCK, token) is None:
        return None
    hour, minute = token.split(":")
    return int(hour), int(minute)
