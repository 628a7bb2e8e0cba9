"""Numbers in what a voice said: tokens in, the number that begins at one of them out. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from vsl.text.numbers.locale import LOCALES
from vsl.text.numbers.spelled import LANGUAGES, NumberScale, below_thousand, spellings

_SHORT = 3  # letters; an accent in a shorter word tells words apart: "e" and "é"
_LINKS = {"en": "and", "pt": "e", "it": "e", "de": "und"}  # where one word, only after millions
_GLUE = {"de": "und"}  # inside one word: "tausendundeins"
_ARTICLE = {"en": "a"}  # stands for one: "a hundred and fifty"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was said."""

    whole: int
    stop: int  # position of the token after it
    bare: bool = False  # "mil", "cem", "a hundred", "um milhão": as often a figure of speech
    decimals: str = ""
    mark: str = ""  # that parts the decimals
    halved: bool = False  # the decimals are a spoken half
    scale: int = 1  # a million or more, where the number is a plain count of them

    @property
    def is_whole(self) -> bool:
        """Whether it is said to the last digit, without decimals or a count of millions."""
        return not self.decimals and self.scale == 1


@dataclass(slots=True)
class _Branch:
    """The numbers whose tokens begin alike."""

    value: int | None = None
    branches: dict[str, _Branch] = field(default_factory=dict)


def plain(token: str) -> str:
    """A token without accents, which recognisers lose; short ones keep theirs."""
    if token.isascii() or len(token) < _SHORT:
        return token
    parts = unicodedata.normalize("NFD", token)
    return "".join(part for part in parts if not unicodedata.combining(part)).replace("ß", "ss")


@lru_cache(maxsize=8192)
def may_begin(token: str, language: str) -> bool:
    """Whether a number may begin with a token, which is ``plain``."""
    return (
        token in _tree(language).branches
        or token == _ARTICLE.get(language)
        or (language != "en" and token in _thousands(language))
        or _compound(token, language) is not None
        or _half_compound(token, language) is not None
    )


def multiplies(token: str, language: str) -> bool:
    """Whether a token multiplies the number before it: hundred, mil, Millionen."""
    is_hundred = token in LANGUAGES[language].hundred
    return is_hundred or token in _thousands(language) or token in _scales(language)


def number_at(tokens: Sequence[str], start: int, language: str) -> Number | None:
    """The longest number whose first token is at ``start``; tokens are ``plain``."""
    halved = _half_compound(_at(tokens, start), language)
    number = Number(halved, start + 1) if halved is not None else _whole(tokens, start, language)
    if number is None:
        return None
    if halved is not None:
        number = replace(number, decimals="5", mark=LOCALES[language].decimal, halved=True)
    elif number.scale == 1:
        number = _with_decimals(number, tokens, language)
    if not number.decimals:
        number = _with_half(number, tokens, language)
    scale = _scales(language).get(_at(tokens, number.stop))
    if scale and number.decimals and number.scale == 1:
        return replace(number, stop=number.stop + 1, scale=scale.size)
    return number


def _whole(tokens: Sequence[str], start: int, language: str) -> Number | None:
    parts = list(_parts(tokens, start, language))
    if not parts:
        return None
    stop = parts[-1].stop
    total = sum(part.count * part.size for part in parts)
    is_round = total in (100, 1000) or (len(parts) == 1 and parts[0].size > 1 == parts[0].count)
    says_one = tokens[start] == "one"
    bare = is_round and not says_one and (language != "en" or tokens[start] == _ARTICLE["en"])
    if len(parts) == 1:
        return Number(parts[0].count, stop, bare, scale=parts[0].size)
    return Number(total, stop, bare)


@dataclass(frozen=True, slots=True)
class _Part:
    """A count below a million with the scale it is a count of."""

    count: int
    stop: int
    size: int = 1


def _parts(tokens: Sequence[str], start: int, language: str) -> Iterator[_Part]:
    """Millions, thousands and the rest, each once and in this order."""
    at, limit = start, 0
    while part := _below_million(tokens, at, language):
        scale = _scales(language).get(_at(tokens, part.stop))
        if scale:
            part = _Part(part.count, part.stop + 1, scale.size)
        fits = not limit or (part.count < limit if part.size == 1 else part.size < limit)
        if not fits:
            return
        yield part
        if part.size == 1:
            return
        at, limit = part.stop, part.size
        at += _at(tokens, at) == _LINKS.get(language)


def _below_million(tokens: Sequence[str], start: int, language: str) -> _Part | None:
    if language != "en" and _at(tokens, start) in _thousands(language):
        group = _Part(1, start)
    else:
        found = _group(tokens, start, language)
        if found is None or found.count >= 1000:
            return found
        group = found
    if _at(tokens, group.stop) not in _thousands(language):
        return group
    thousands = _Part(group.count * 1000, group.stop + 1)
    return _with_rest(thousands, tokens, language, below=1000)


def _with_rest(head: _Part, tokens: Sequence[str], language: str, *, below: int) -> _Part:
    """A round part and what is left below it, unless that belongs to another number."""
    linked = not LANGUAGES[language].glued and _at(tokens, head.stop) == _LINKS.get(language)
    rest = _group(tokens, head.stop + linked, language)
    if (
        rest is None
        or not 0 < rest.count < below
        or (language == "en" and linked and rest.count > 99)
    ):
        return head
    after = _at(tokens, rest.stop)
    counts_millions = language == "es" and after in _scales(language)  # "mil cien millones"
    if multiplies(after, language) and not counts_millions:
        return head
    return _Part(head.count + rest.count, rest.stop)


def _group(tokens: Sequence[str], start: int, language: str) -> _Part | None:
    """The longest number that is below a thousand, one word, or counted in hundreds."""
    compound = _compound(_at(tokens, start), language)
    if compound is not None:
        return _Part(compound, start + 1)
    found = None
    at, branch = start, _tree(language)
    while at < len(tokens) and (deeper := branch.branches.get(tokens[at])):
        at, branch = at + 1, deeper
        if branch.value is not None:
            found = _Part(branch.value, at)
    if found is None:
        is_article = _at(tokens, start) == _ARTICLE.get(language)
        multiplied = is_article and multiplies(_at(tokens, start + 1), language)
        return _Part(1, start + 1) if multiplied else None
    rules = LANGUAGES[language]
    in_hundreds = found.count in rules.hundreds and found.count % 10
    if in_hundreds and not rules.glued and _at(tokens, found.stop) in rules.hundred:
        return _with_rest(_Part(found.count * 100, found.stop + 1), tokens, language, below=100)
    return found


def _with_decimals(number: Number, tokens: Sequence[str], language: str) -> Number:
    """Two point five, dos coma veinticinco."""
    mark = _points(language).get(_at(tokens, number.stop))
    if not mark:
        return number
    at, digits = number.stop + 1, ""
    while (digit := digit_of(_at(tokens, at), language)) is not None:
        at, digits = at + 1, digits + digit
    if len(digits) < 2:  # "vinte e cinco" begins with no digit, "zwei" may begin "zweihundert"
        group = _group(tokens, number.stop + 1, language)
        if group and 10 <= group.count < 100:
            at, digits = group.stop, str(group.count)
    return replace(number, stop=at, decimals=digits, mark=mark) if digits else number


def _with_half(number: Number, tokens: Sequence[str], language: str) -> Number:
    """Two and a half, dos millones y medio."""
    for half in _halves(language):
        stop = number.stop + len(half)
        if tuple(tokens[number.stop : stop]) == half:
            mark = LOCALES[language].decimal
            return replace(number, stop=stop, decimals="5", mark=mark, halved=True, bare=False)
    return number


def digit_of(token: str, language: str) -> str | None:
    """The digit a token says, if it says one."""
    if language == "en" and token in ("oh", "o"):
        return "0"
    branch = _tree(language).branches.get(token)
    return str(branch.value) if branch and branch.value is not None and branch.value < 10 else None


def _at(tokens: Sequence[str], position: int) -> str:
    return tokens[position] if position < len(tokens) else ""


@lru_cache(maxsize=8192)
def _compound(token: str, language: str) -> int | None:
    """The number that is one word of a thousand or more: "duemilacinquecento"."""
    if not LANGUAGES[language].glued:
        return None
    if language == "de" and "hundert" in token and (year := _year_words().get(token)):
        return year
    for word in ("tausend",) if language == "de" else ("mila", "mille"):
        head, found, rest = token.partition(word)
        count = _one_word(head, language) if head and word != "mille" else (None if head else 1)
        left = _one_word(rest.removeprefix(_GLUE.get(language, "")), language) if rest else 0
        if found and head + rest and count and left is not None:
            return count * 1000 + left
    return None


def _one_word(token: str, language: str) -> int | None:
    branch = _tree(language).branches.get(token)
    return branch.value if branch else None


@lru_cache
def _year_words() -> dict[str, int]:
    """German years, counted in hundreds: "neunzehnhundertneunundneunzig"."""
    numbers = range(1100, 2000)
    forms = ((plain(form), number) for number in numbers for form in spellings(number, "de"))
    return {form: number for form, number in forms if "tausend" not in form}


@lru_cache(maxsize=1024)
def _half_compound(token: str, language: str) -> int | None:
    """What stands before a half in one word: "zweieinhalb" is 2, "anderthalb" 1."""
    if language != "de" or not token.endswith("halb"):
        return None
    if token in ("anderthalb", "eineinhalb"):
        return 1
    return _one_word(token.removesuffix("einhalb"), language)


@lru_cache
def _tree(language: str) -> _Branch:
    root = _Branch()
    for number, forms in enumerate(below_thousand(language)):
        for form in forms:
            branch = root
            for token in form.split():
                branch = branch.branches.setdefault(plain(token), _Branch())
            branch.value = number
    return root


@lru_cache
def _thousands(language: str) -> frozenset[str]:
    thousand = LANGUAGES[language].thousand
    return frozenset((thousand.one, thousand.many))


@lru_cache
def _scales(language: str) -> dict[str, NumberScale]:
    scales = LANGUAGES[language].scales
    return {plain(word): scale for scale in scales for word in (scale.one, scale.many)}


@lru_cache
def _points(language: str) -> dict[str, str]:
    return {plain(word): mark for word, mark in LOCALES[language].points.items()}


@lru_cache
def _halves(language: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(half.split()) for half in LOCALES[language].halves)
