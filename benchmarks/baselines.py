"""Reimplement the rules by which two well-known tools break words into lines.

stable-ts, its default regrouping: after a full stop or question mark; at a silence of half a
second; at commas where a line is longer than 50 characters; into even parts where it is longer than
70. whisperX, its subtitle splitter: sentences; where one is longer than 45 characters, after a
comma or before a conjunction with at least 30 characters on both sides; else into even parts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence

from vsl.model.project import Word, WordRange

_CONJUNCTIONS = {
    "en": {"and", "but", "or", "nor", "because", "so", "that", "which", "who", "when", "while"},
    "pt": {"e", "mas", "ou", "nem", "porque", "que", "quando", "enquanto", "se"},
}
_GAP_MS, _COMMA_FROM, _LONGEST = 500, 50, 70
_LINE, _LEAST_SIDE = 45, 30

Lines = Iterable[WordRange]


def stable_ts(words: Sequence[Word], language: str) -> tuple[WordRange, ...]:
    """The lines of stable-ts's default regrouping."""
    lines: Lines = _cut([_all(words)], lambda n: words[n].text.endswith((".", "?", "。", "？")))
    lines = _cut(lines, lambda n: words[n + 1].start_ms - words[n].end_ms >= _GAP_MS)
    long = (
        _cut([line], lambda n: words[n].text.endswith((",", "，")))
        if _characters(words, line) > _COMMA_FROM
        else [line]
        for line in lines
    )
    parts = (_even(words, line, _LONGEST) for some in long for line in some)
    return tuple(part for some in parts for part in some)


def whisperx(words: Sequence[Word], language: str) -> tuple[WordRange, ...]:
    """The lines of whisperX's subtitle splitter."""
    joining = _CONJUNCTIONS.get(language, set())
    sentences = _cut([_all(words)], lambda n: words[n].text.endswith((".", "?", "!")))
    lines = (part for line in sentences for part in _by_sense(words, line, joining))
    return tuple(part for line in lines for part in _even(words, line, _LINE))


def _by_sense(words: Sequence[Word], line: WordRange, joining: set[str]) -> Iterator[WordRange]:
    first = line.first
    for n in range(line.first, line.last):
        left, right = WordRange(first, n), WordRange(n + 1, line.last)
        if _characters(words, WordRange(first, line.last)) <= _LINE:
            break
        natural = words[n].text.endswith(",") or words[n + 1].text.lower() in joining
        sides = min(_characters(words, left), _characters(words, right))
        if natural and sides >= _LEAST_SIDE:
            yield left
            first = n + 1
    yield WordRange(first, line.last)


def _all(words: Sequence[Word]) -> WordRange:
    return WordRange(0, len(words) - 1)


def _cut(lines: Lines, ends: Callable[[int], bool]) -> Iterator[WordRange]:
    for line in lines:
        first = line.first
        for n in range(line.first, line.last):
            if ends(n):
                yield WordRange(first, n)
                first = n + 1
        yield WordRange(first, line.last)


def _even(words: Sequence[Word], line: WordRange, longest: int) -> Iterator[WordRange]:
    """As few parts as it takes, near to equal in characters."""
    parts = math.ceil(_characters(words, line) / longest)
    share = _characters(words, line) / parts
    first = line.first
    for n in range(line.first, line.last):
        if _characters(words, WordRange(first, n + 1)) > share + 1 and first <= n:
            yield WordRange(first, n)
            first = n + 1
    yield WordRange(first, line.last)


def _characters(words: Sequence[Word], line: WordRange) -> int:
    return sum(len(word.text) + 1 for word in words[line.first : line.last + 1]) - 1
