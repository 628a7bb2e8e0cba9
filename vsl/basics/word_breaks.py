"""Find the ends of words and phrases in scripts without spaces between words.

Japanese is split into phrases (a word and its particles), Chinese and Thai into words, by the small
models of BudouX (Apache-2.0, https://github.com/google/budoux), which look at three characters on
either side of a position; text further away has no effect. Lao, Khmer and Burmese have no model and
are split into syllables.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from vsl.basics.spacing import ends_token, has_no_spaces
from vsl.basics.text_cache import cache_short_texts

if TYPE_CHECKING:
    from budoux import Parser

_KANA: Final = re.compile("[\u3041-\u30fa\u30fd-\u30ff\uff66-\uff9f]")
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_THAI: Final = re.compile("[\u0e01-\u0e5b]")
_STOPS: Final = frozenset("。．｡、，､！？；：…")
_OPENERS: Final = frozenset("「『（【〈《［｛“‘")
_SYLLABIC: Final = re.compile("[\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9fe\uaa60-\uaa7f]")
_KATAKANA: Final = re.compile("[\u30a1-\u30fa\u30fc-\u30ff]{2}")
_DIGIT_AND_UNIT: Final = re.compile(r"\d\S")
_HAN_FIGURES: Final = frozenset("一二三四五六七八九十百千万两兩几幾第")
_BURMESE: Final = re.compile("[\u1000-\u109f\ua9e0-\ua9fe\uaa60-\uaa7f]")
_CLOSES_SYLLABLE: Final = ("\u103a", "\u1039")  # follow the last letter of a Burmese one
_DOT_BELOW: Final = "\u1037"  # may come between
_BANTOC: Final = "\u17cb"  # shortens a Khmer syllable, after its last letter
_LEADING_VOWELS: Final = frozenset("ເແໂໃໄ")
_LAO_VOWELS: Final = ("ະ", "າ", "ຳ", "ຽ")


@cache_short_texts(512)
def find_word_ends(text: str) -> frozenset[int]:
    """Return the positions in ``text`` where a word or phrase of a script without spaces ends.

    >>> sorted(find_word_ends("今日は天気がいい。"))
    [3, 6]
    """
    if not has_no_spaces(text):
        return frozenset()
    likely = _by_model(text)
    return frozenset(
        n
        for n, (before, after) in enumerate(pairwise(text), 1)
        if not before.isspace()
        and not after.isspace()
        and ends_token(before, after)
        and _may_part(text, n)
        and (n in likely or before in _STOPS or after in _OPENERS or _ends_syllable(text, n))
    )


def is_syllabic(char: str) -> bool:
    """Return whether ``char`` is of a script that is split into syllables, not words."""
    return _SYLLABIC.match(char) is not None


def _by_model(text: str) -> frozenset[int]:
    parser = _parser(_model_of(text))
    if parser is None:
        return frozenset()
    ends, place = set(), 0
    for part in parser.parse(text):
        place += len(part)
        ends.add(place)
    return frozenset(ends)


def _model_of(text: str) -> str:
    """Return the model for the script of ``text``: Han with kana is Japanese."""
    if _KANA.search(text):
        return "ja"
    if _HAN.search(text):
        return "zh-hant" if _is_traditional(text) else "zh-hans"
    return "th" if _THAI.search(text) else ""


def _is_traditional(text: str) -> bool:
    """Return whether more letters are only in the traditional charset than in the simplified."""
    letters = _HAN.findall(text)
    old = sum(not is_encodable(letter, "gb2312") for letter in letters)
    new = sum(not is_encodable(letter, "big5") for letter in letters)
    return old > new


@lru_cache(maxsize=1 << 14)
def is_encodable(letter: str, charset: str) -> bool:
    """Return whether a charset such as ``gb2312`` has a letter."""
    try:
        letter.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _parser(model: str) -> Parser | None:
    import budoux

    loaders = {
        "ja": budoux.load_default_japanese_parser,
        "zh-hans": budoux.load_default_simplified_chinese_parser,
        "zh-hant": budoux.load_default_traditional_chinese_parser,
        "th": budoux.load_default_thai_parser,
    }
    return loaders[model]() if model in loaders else None


def _may_part(text: str, n: int) -> bool:
    """Return whether a split at ``n`` cuts no katakana word and no number from its unit."""
    pair = text[n - 1 : n + 1]
    counts = pair[0] in _HAN_FIGURES or _DIGIT_AND_UNIT.fullmatch(pair)
    return not counts and not _KATAKANA.fullmatch(pair)


def _ends_syllable(text: str, n: int) -> bool:
    """Return whether a syllable of a script without a model, or the script itself, ends at ``n``.

    In Burmese a letter with a sign that closes or joins it belongs to the syllable before it; in
    Lao and Khmer a letter without a vowel does.
    """
    before, after, rest = text[n - 1], text[n], text[n + 1 : n + 3]
    if not (_SYLLABIC.match(before) and _SYLLABIC.match(after)):
        return bool(_SYLLABIC.match(before) or _SYLLABIC.match(after))
    if unicodedata.category(before)[0] not in "LM" or after in _LEADING_VOWELS:
        return True
    if _BURMESE.match(after):
        return rest.lstrip(_DOT_BELOW)[:1] not in _CLOSES_SYLLABLE
    is_sign = bool(rest) and unicodedata.category(rest[0])[0] == "M" and rest[0] != _BANTOC
    return is_sign or rest[:1] in _LAO_VOWELS
