"""Write spoken numbers in their display form, over the time of the words they replace. Pure.

"forty seven dollars" → "$47", "97 reais" → "R$ 97", "R$97,00" → "R$ 97": a sum in words, in digits
or in both has one form. Conservative: small counts, idioms, ambiguous phrases and counts in digits
stay as spoken. ``locale`` holds the number formats of languages, ``regions`` those of countries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from vsl.basics.text_cache import cache_short_texts
from vsl.model.project import Break, Word
from vsl.text.numbers.dates import ranks
from vsl.text.numbers.figures import Piece, clock_of, is_in_digits, range_of, split_figure
from vsl.text.numbers.heard import ARTICLE, may_begin
from vsl.text.numbers.locale import LOCALES
from vsl.text.numbers.number_words import multiplies, plain
from vsl.text.numbers.said import Said, is_sign
from vsl.text.numbers.shown import write_number

_MOST_WORDS = 24  # of the longest number
_MOST_OTHERS = 6  # words in a row without a number, after which a number has ended
_PAUSE_MS = 1000  # longer silences separate numbers
_CONTEXT_WORDS = 4  # before a number: "12 easy payments of"
_PARTS = re.compile(r"([^\w$€£]*)(.*?)([^\w%$€£]*)", re.DOTALL)
_PERCENT = re.compile(r"(%)([^\w%]*)")
_HALF_DAY = re.compile(r"(\W*)([ap])\.\s?m\.?([^\w.]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A recognised word without its punctuation."""

    opening: str
    pieces: tuple[Piece, ...]
    tokens: tuple[str, ...]  # the pieces in ``plain`` form
    closing: str

    @property
    def said(self) -> str:
        """The word as it was recognised."""
        return "".join(hyphen + piece for hyphen, piece in self.pieces)


def to_display(words: Sequence[Word], language: str = "en") -> tuple[Word, ...]:
    """Return the words with numbers, sums, percentages, dates, years and times in written form.

    A new word covers the time of the words it replaces and keeps them in ``spoken``. Words in their
    display form are unchanged, so a second run changes nothing.

    Args:
        words: in spoken order.
        language: one of ``LOCALES``, optionally with a country, "pt-PT"; for any other language the
            words are unchanged.

    >>> said = [Word("just", 0, 200), Word("forty", 200, 500), Word("seven", 500, 800)]
    >>> [(word.text, word.start_ms) for word in to_display([*said, Word("dollars", 800, 1200)])]
    [('just', 0), ('$47', 200)]
    """
    found: list[Word] = []
    for run, new in display_runs(words, language):
        found += [new] if new else words[run.start : run.stop]
    return tuple(found)


def display_runs(
    words: Sequence[Word], language: str = "en"
) -> Iterator[tuple[range, Word | None]]:
    """Yield ranges of words in order, each with the word that replaces it; None where it stays.

    See ``to_display``.
    """
    if language.partition("-")[0] not in LOCALES:
        yield range(len(words)), None
        return
    plain_language = language.partition("-")[0]
    begins = [
        n
        for n, word in enumerate(words)
        if _may_begin(word.text, plain_language) and not word.spoken
    ]
    done = stop = 0
    for at in begins:
        if at < stop or _is_mere_article(words, at, plain_language):
            continue
        found, stop = _next(words, at, language)
        if found:
            yield range(done, at), None
            yield range(at, stop), found
            done = stop
    yield range(done, len(words)), None


def _is_mere_article(words: Sequence[Word], at: int, language: str) -> bool:
    """Return whether an article is not a number: "a" counts only before "hundred"."""
    if words[at].text.lower() != ARTICLE.get(language):
        return False
    following = _parse_word(words[at + 1].text).tokens if at + 1 < len(words) else ()
    return not following or not multiplies(following[0], language)


def _next(words: Sequence[Word], at: int, tag: str) -> tuple[Word | None, int]:
    """Return the word that replaces those from ``at`` on, or None, and the position after them."""
    heard = list(_stretch(words, at, tag))
    tokens = tuple(chain.from_iterable(each.tokens for each in heard))
    context = _context(words, at)
    result = write_number(Said(tokens, tag, context))
    if result is None:
        return None, at + 1
    used, left = _words_used(heard, result.stop)
    is_torn = left is None or (left and not result.text[-1:].isdigit())  # "20-Euro-Schein"
    if not result.text or is_torn or _continues(context, tag):
        return None, at + used
    text = _with_marks(heard[:used], result.text + (left or ""))
    if used == 1 and text == words[at].text:
        return None, at + 1
    return _merge_words(words[at : at + used], heard[:used], text), at + used


@cache_short_texts(8192)
def _may_begin(text: str, language: str) -> bool:
    heard = _parse_word(text)
    token = heard.tokens[0] if heard.tokens else ""
    return bool(token) and (
        may_begin(token, language)
        or is_sign(token)
        or token in ranks(language)
        or clock_of(token) is not None
        or range_of(token) is not None
    )


def _split_word(word: Word) -> _Heard:
    """Return a word's parts; of a word in display form those of its ``spoken``."""
    heard = _parse_word(word.text)
    if not word.spoken:
        return heard
    spoken = [_parse_word(each) for each in word.spoken.split()]
    tokens = tuple(token for each in spoken for token in each.tokens)
    return _Heard(heard.opening, (("", word.text),) * len(tokens), tokens, heard.closing)


def _stretch(words: Sequence[Word], at: int, tag: str) -> Iterator[_Heard]:
    """Yield words from ``at`` on up to the next punctuation, pause or break."""
    language = tag.partition("-")[0]
    before, last, others = words[at], _split_word(words[at]), 0
    yield last
    for word in words[at + 1 : at + _MOST_WORDS]:
        if word.break_before or word.start_ms - before.end_ms > _PAUSE_MS:
            return
        heard = _split_word(word) if word.spoken else _parse_word(word.text)
        if heard.opening or not heard.tokens:
            return
        if last.closing and not _goes_on(last, heard, tag):
            return
        yield heard
        before, last = word, heard
        others = 0 if _may_begin(word.text, language) else others + 1
        if others == _MOST_OTHERS:
            return


def _goes_on(last: _Heard, heard: _Heard, tag: str) -> bool:
    """Return whether a comma stands inside a number: "forty-seven thousand, three hundred"."""
    language = tag.partition("-")[0]
    if last.closing != "," or not last.tokens or not multiplies(last.tokens[-1], language):
        return False
    return may_begin(heard.tokens[0], language) and not is_in_digits(heard.tokens[0])


def _context(words: Sequence[Word], at: int) -> tuple[str, ...]:
    """Return the tokens before a word up to punctuation or a break, the nearest last."""
    found: list[str] = []
    for position in range(at, max(0, at - _CONTEXT_WORDS), -1):
        word, before = words[position], _split_word(words[position - 1])
        if _split_word(word).opening or word.break_before != Break.NONE or before.closing:
            break
        found[:0] = before.tokens
    return tuple(found)


def _continues(context: Sequence[str], tag: str) -> bool:
    """Return whether the token before belongs to the number: "point five", or digits."""
    before = context[-1] if context else ""
    points = LOCALES[tag.partition("-")[0]].points
    return before[:1].isdigit() or before in map(plain, points)


@cache_short_texts(8192)
def _parse_word(text: str) -> _Heard:
    """Return a word's parts; punctuation alone has no tokens."""
    if half := _HALF_DAY.fullmatch(text):
        return _Heard(half[1], (("", text),), (f"{half[2].lower()}m",), half[3])
    if percent := _PERCENT.fullmatch(text):
        return _Heard("", (("", "%"),), ("%",), percent[2])
    match = _PARTS.fullmatch(text)
    opening, core, closing = match.groups() if match else ("", text, "")
    if not core:
        return _Heard(opening, (), (), closing)
    pieces = _pieces(core)
    tokens = tuple(_token(piece) for _, piece in pieces)
    return _Heard(opening, pieces, tokens, closing)


def _pieces(core: str) -> tuple[Piece, ...]:
    if any(sign.isdigit() for sign in core):
        return split_figure(core)
    first, *rest = core.split("-")
    return ("", first), *(("-", piece) for piece in rest)


def _token(piece: str) -> str:
    if half := _HALF_DAY.fullmatch(piece):
        return f"{half[2].lower()}m"
    return plain(piece.lower().replace("’", "'"))


def _words_used(heard: Sequence[_Heard], stop: int) -> tuple[int, str | None]:
    """Return how many words the tokens up to ``stop`` use, and the rest of the last one: "-day".

    The rest is None where a word would be cut without a hyphen.
    """
    for used, word in enumerate(heard, 1):
        if stop <= len(word.tokens):
            left = word.pieces[stop:]
            if left and not left[0][0]:
                return used, None
            return used, "".join(hyphen + piece for hyphen, piece in left)
        stop -= len(word.tokens)
    return len(heard), ""


def _with_marks(heard: Sequence[_Heard], text: str) -> str:
    """Return a display form with the punctuation around the words it replaces."""
    closing = heard[-1].closing
    if text.endswith("."):  # "9 a.m." at the end of a sentence
        closing = closing.removeprefix(".")
    return f"{heard[0].opening}{text}{closing}"


def _merge_words(words: Sequence[Word], heard: Sequence[_Heard], text: str) -> Word:
    said = [word.spoken or each.said for word, each in zip(words, heard, strict=True)]
    return Word(
        text,
        words[0].start_ms,
        max(word.end_ms for word in words),
        min(word.confidence for word in words),
        " ".join(said),
        any(word.emphasised for word in words),
        words[0].break_before,
    )
