"""Spoken numbers in their display form, on the time of the words that said them. Pure.

"forty seven dollars" → "$47", "noventa e sete reais" → "R$ 97". Conservative: small counts, idioms
and whatever may mean two things stay as they were said, and so does a word that holds digits. How
each language writes its numbers stands in ``locale``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from vsl.model.project import Break, Word
from vsl.text.numbers.heard import may_begin, plain
from vsl.text.numbers.locale import LOCALES
from vsl.text.numbers.moments import begins_rank
from vsl.text.numbers.said import Said
from vsl.text.numbers.shown import write_number

_MOST_WORDS = 24  # the longest number that anybody says
_PAUSE_MS = 1000  # longer silences part numbers
_PARTS = re.compile(r"([^\w$€£]*)(.*?)([^\w%$€£]*)", re.DOTALL)
_HALF_DAY = re.compile(r"(\W*)([ap])\.\s?m\.?([^\w.]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A word without its punctuation."""

    opening: str
    pieces: tuple[str, ...]  # between its hyphens
    tokens: tuple[str, ...]  # the pieces as number words are compared
    closing: str


def to_display(words: Sequence[Word], language: str = "en") -> tuple[Word, ...]:
    """Words whose numbers, sums, shares, years and times are written as one reads them.

    A new word has the time of the words it stands for, and ``spoken`` holds what they said.

    Args:
        words: in spoken order.
        language: of ``LOCALES``; in any other the words stay as they are.
    """
    if language not in LOCALES:
        return tuple(words)
    found: list[Word] = []
    at = 0
    while at < len(words):
        run, at = _next(words, at, language)
        found += run
    return tuple(found)


def _next(words: Sequence[Word], at: int, language: str) -> tuple[Sequence[Word], int]:
    """What stands for the words from ``at`` on, and the position after them."""
    if not _may_begin(words[at].text, language):
        return words[at : at + 1], at + 1
    heard = list(_stretch(words, at))
    tokens = tuple(token for each in heard for token in each.tokens)
    before = _token_before(words, at)
    result = write_number(Said(tokens, language, before))
    if result is None:
        return words[at : at + 1], at + 1
    used, left = _words_used(heard, result.stop)
    if not result.text or _continues(before, language):
        return words[at : at + used], at + used
    return (_merge_words(words[at : at + used], heard[:used], result.text + left),), at + used


@lru_cache(maxsize=8192)
def _may_begin(text: str, language: str) -> bool:
    heard = _split_word(text)
    token = heard.tokens[0] if heard.tokens else ""
    return bool(token) and (may_begin(token, language) or begins_rank(token, language))


def _stretch(words: Sequence[Word], at: int) -> Iterator[_Heard]:
    """Words from ``at`` on that nothing parts: no punctuation, pause, break or digits."""
    first = _split_word(words[at].text)
    yield first
    for before, word in pairwise(words[at : at + _MOST_WORDS]):
        heard = _split_word(word.text)
        is_parted = heard.opening or word.break_before != Break.NONE or not heard.tokens
        if (
            _split_word(before.text).closing
            or is_parted
            or word.start_ms - before.end_ms > _PAUSE_MS
        ):
            return
        yield heard


def _token_before(words: Sequence[Word], at: int) -> str:
    """The last token before ``at`` where nothing parts them; a digit for any word with digits."""
    if at == 0 or _split_word(words[at].text).opening or words[at].break_before != Break.NONE:
        return ""
    text = words[at - 1].text
    heard = _split_word(text)
    if heard.closing:
        return ""
    if heard.tokens:
        return heard.tokens[-1]
    return "0" if any(sign.isdigit() for sign in text) else ""


def _continues(before: str, language: str) -> bool:
    """Whether the token before belongs to the number: "3 mil", "point five"."""
    return before == "0" or before in map(plain, LOCALES[language].points)


@lru_cache(maxsize=8192)
def _split_word(text: str) -> _Heard:
    """A word's parts; one with digits has no tokens."""
    if half := _HALF_DAY.fullmatch(text):
        return _Heard(half[1], (text,), (f"{half[2].lower()}m",), half[3])
    match = _PARTS.fullmatch(text)
    opening, core, closing = match.groups() if match else ("", text, "")
    if not core or any(sign.isdigit() for sign in core):
        return _Heard(opening, (), (), closing)
    pieces = tuple(core.split("-"))
    tokens = tuple(plain(piece.lower().replace("’", "'")) for piece in pieces)
    return _Heard(opening, pieces, tokens, closing)


def _words_used(heard: Sequence[_Heard], stop: int) -> tuple[int, str]:
    """How many words the tokens up to ``stop`` take, and what is left of the last: "-day"."""
    for used, word in enumerate(heard, 1):
        if stop <= len(word.tokens):
            return used, "".join(f"-{piece}" for piece in word.pieces[stop:])
        stop -= len(word.tokens)
    return len(heard), ""


def _merge_words(words: Sequence[Word], heard: Sequence[_Heard], text: str) -> Word:
    closing = heard[-1].closing
    if text.endswith("."):  # "9 a.m." at the end of a sentence
        closing = closing.removeprefix(".")
    said = [word.spoken or "-".join(each.pieces) for word, each in zip(words, heard, strict=True)]
    return Word(
        f"{heard[0].opening}{text}{closing}",
        words[0].start_ms,
        max(word.end_ms for word in words),
        min(word.confidence for word in words),
        " ".join(said),
        any(word.emphasised for word in words),
        words[0].break_before,
    )
