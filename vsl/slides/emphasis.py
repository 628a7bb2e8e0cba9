"""Which words of a slide stand out: prices, numbers, promises, and what the script marks. Pure.

The rules are data (``rules/emphasis.json``); an author adds more by the word. How each kind looks
is the theme's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vsl.basics.spacing import count_tokens, split_tokens
from vsl.model.project import Emphasis, Slide, Word
from vsl.slides.phrases import Phrases, is_number, phrases_of, rules, strip_punctuation
from vsl.slides.tokens import token_times

MOST_SHARE = 0.35  # of a slide's words: where all stands out, nothing does
_SCRIPT, _OWN, _PRICE, _PERCENT, _NUMBER = 9.0, 8.0, 5.0, 4.0, 2.5  # what wins where room is short
_MONEY = re.compile(r"[$€£¥]")
# What stands behind an amount where no spaces are written.
_CURRENCY = re.compile(
    "[百千万萬億亿]*(?:円|ドル|ユーロ|元|美元|美金|欧元|歐元|块|塊|蚊|บาท|ดอลลาร์|ยูโร|ກີບ|រៀល|ដុល្លារ|ကျပ်)"
)
_LONGEST_CURRENCY = 6  # tokens
_SMALL_NUMBER = re.compile(r"\d")  # a single digit says little by itself


@dataclass(frozen=True, slots=True)
class _Candidate:
    kind: str
    weight: float
    first: int
    stop: int


def emphasise(
    slides: Sequence[Slide],
    words: Sequence[Word],
    language: str,
    *,
    own: Mapping[str, Sequence[str]] | None = None,
    most_share: float = MOST_SHARE,
) -> tuple[Slide, ...]:
    """``slides`` with the words that stand out, at most a share of each.

    What the script marks always does. Slides that the author has touched stay as they are.

    Args:
        words: of the transcript.
        language: ISO 639-1; for languages without rules, numbers and the script's marks remain.
        own: more phrases by kind, such as ``{"power": ["one-time offer"]}``.
        most_share: of a slide's words; one word or phrase may stand out on any slide.
    """
    extra = {kind: Phrases(phrases) for kind, phrases in (own or {}).items()}
    return tuple(
        slide
        if slide.pinned
        else replace(slide, emphasis=_choose_emphasis(slide, words, language, extra, most_share))
        for slide in slides
    )


def _choose_emphasis(
    slide: Slide,
    words: Sequence[Word],
    language: str,
    own: Mapping[str, Phrases],
    most_share: float,
) -> tuple[Emphasis, ...]:
    written = split_tokens(slide.text)
    tokens = [strip_punctuation(token) for token in written]
    kinds: dict[int, str] = {}
    span = slide.words
    if span and any(word.emphasised for word in words[span.first : span.last + 1]):
        timed = token_times(slide, words)
        kinds = {n: "script" for n, token in enumerate(timed) if token.emphasised}
    room = int(most_share * len(tokens)) - len(kinds)
    found = [
        *_own(tokens, own),
        *_numbers(tokens, split_tokens(slide.text)),
        *_listed_phrases(tokens, language),
    ]
    for candidate in sorted(found, key=lambda each: (-each.weight, each.first)):
        new = [n for n in range(candidate.first, candidate.stop) if n not in kinds]
        if new and (len(new) <= room or (not kinds and len(new) < max(2, len(tokens)))):
            kinds |= dict.fromkeys(new, candidate.kind)
            room -= len(new)
    return tuple(Emphasis(token, kinds[token]) for token in sorted(kinds))


def _own(tokens: Sequence[str], own: Mapping[str, Phrases]) -> Iterator[_Candidate]:
    for kind, phrases in own.items():
        for found in phrases.find(tokens):
            yield _Candidate(kind, _OWN, found.first, found.stop)


def _numbers(tokens: Sequence[str], written: Sequence[str]) -> Iterator[_Candidate]:
    for n, token in enumerate(tokens):
        if _MONEY.search(token):
            yield _Candidate("price", _PRICE, *_amount(tokens, n))
        elif is_number(token) and not _beside_money(tokens, n):
            if "%" in token:
                yield _Candidate("number", _PERCENT, n, n + 1)
            elif price := _CURRENCY.match("".join(written[n + 1 : n + 1 + _LONGEST_CURRENCY])):
                yield _Candidate("price", _PRICE, n, n + 1 + count_tokens(price[0]))
            elif not _SMALL_NUMBER.fullmatch(token):
                yield _Candidate("number", _NUMBER, n, n + 1)


def _amount(tokens: Sequence[str], n: int) -> tuple[int, int]:
    """The currency sign at ``n`` with its amount, which may be a token of its own."""
    if any(char.isdigit() for char in tokens[n]):
        return n, n + 1
    if n + 1 < len(tokens) and is_number(tokens[n + 1]):
        return n, n + 2
    return (n - 1 if n and is_number(tokens[n - 1]) else n), n + 1


def _beside_money(tokens: Sequence[str], n: int) -> bool:
    near = tokens[max(0, n - 1) : n + 2]
    return any(_MONEY.fullmatch(token[-1:]) and not is_number(token) for token in near)


def _listed_phrases(tokens: Sequence[str], language: str) -> Iterator[_Candidate]:
    for kind, rule in rules("emphasis").items():
        for found in phrases_of("emphasis", kind, language).find(tokens):
            if kind == "address" and not found.first:
                continue  # "You water it": a subject, not a finger pointed at somebody
            length = found.stop - found.first
            yield _Candidate(kind, rule["weight"] + length / 10, found.first, found.stop)
