"""Readings of text without spaces between words: one token a letter. Pure.

Recognisers cut such text inconsistently, so letters are compared, not words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby, product
from typing import TYPE_CHECKING, Final

from vsl.basics.spacing import has_no_spaces
from vsl.basics.text_cache import cache_short_texts
from vsl.basics.word_breaks import is_encodable
from vsl.text.numbers.han import figure_readings

if TYPE_CHECKING:
    from opencc import OpenCC

_MOST_READINGS: Final = 12
_POINT: Final = {"zh": "点", "yue": "点", "ja": "点", "th": "จุด"}
_HIRAGANA: Final = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}  # from katakana
# Other ways to write the same numeral.
_SAME: Final = str.maketrans("萬億兩两零點", "万亿二二〇点")
_FOLDS: Final = {**_HIRAGANA, **_SAME}


@cache_short_texts(8192)
def letter_readings(text: str, language: str) -> tuple[tuple[str, ...], ...]:
    """Return all readings of ``text``, the most frequent first.

    Words of scripts with spaces stay whole.

    Args:
        text: in Unicode's form NFKC.

    >>> letter_readings("ipad 2台", "ja")
    (('ipad', '二', '台'), ('ipad', '2', '台'))
    """
    parts = [_ways(kind, run, language) for kind, run in _runs(text.lower())]
    if sum(len(ways) > 1 for ways in parts) > 1:
        parts = [ways[:1] for ways in parts]
    said = (tuple(token for way in choice for token in way) for choice in product(*parts))
    return tuple(dict.fromkeys(said))[:_MOST_READINGS]


def fold_letters(token: str) -> str:
    """Return ``token`` in the form that is compared.

    Katakana becomes hiragana and traditional characters become simplified, since recognisers mix
    them.

    >>> fold_letters("コーヒー"), fold_letters("機會")
    ('こーひー', '机会')
    """
    if token.isascii():
        return token
    return "".join(map(_simplify, token.translate(_FOLDS)))


@lru_cache(maxsize=1 << 14)
def _simplify(char: str) -> str:
    """Return the simplified form of a character that only traditional Chinese uses."""
    if not "\u4e00" <= char <= "\u9fff" or is_encodable(char, "gb2312"):
        return char
    return str(_converter().convert(char))


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield figures, words of scripts with spaces, and single letters, each with its kind."""
    for kind, run in groupby(enumerate(text), lambda each: _kind(text, each[0])):
        chars = "".join(char for _, char in run)
        if kind == "letter":
            yield from (("letter", char) for char in chars)
        elif kind:
            yield kind, chars


def _kind(text: str, n: int) -> str:
    char = text[n]
    if char.isdecimal():
        return "figure"
    is_between = text[n - 1 : n].isdecimal() and text[n + 1 : n + 2].isdecimal()
    if char in ".," and is_between:
        return "figure"
    if has_no_spaces(char):
        return "letter" if char.isalnum() or unicodedata.category(char)[0] == "M" else ""
    return "word" if char.isalnum() or char == "'" else ""


def _ways(kind: str, run: str, language: str) -> tuple[tuple[str, ...], ...]:
    if kind != "figure":
        return ((run,),)
    digits = "".join(str(unicodedata.decimal(char, char)) for char in run.replace(",", ""))
    whole, point, part = digits.partition(".")
    if not point:
        return tuple(_letters(said) for said in figure_readings(whole, language))
    behind = figure_readings(part, language)
    said = figure_readings(whole, language)[0] + _POINT.get(language, ".") + behind[-2:][0]
    return _letters(said), (digits,)


def _letters(said: str) -> tuple[str, ...]:
    return (said,) if said.isascii() else tuple(said)
