"""Captions that roll up: each row is read once, however often it stands on the screen. Pure.

Broadcasters and video sites show a row again above the next one, or a row again with each word
added; cues flow in as shown, and out with what is new in each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

_TOKEN: Final = re.compile(r"\S+")
_SIGNS: Final = re.compile(r"[\W_]+")
_LONGEST_GAP_MS: Final = 300  # between two cues of which the second repeats the first
_LEAST_PROOFS: Final = 2  # pairs of cues that add words below what they repeat
_LEAST_SHARE: Final = 0.5  # of all pairs that follow at once


@dataclass(frozen=True, slots=True)
class ShownRows:
    """The plain rows of one cue, and its times."""

    start_ms: int
    end_ms: int
    rows: tuple[str, ...]


def drop_repeats(cues: Sequence[ShownRows]) -> list[ShownRows]:
    r"""Return the cues without what the one before shows too, if the file rolls up at all.

    >>> shown = [("a b",), ("a b", "c"), ("c",), ("c", "d e")]
    >>> cues = [ShownRows(n, n + 1, rows) for n, rows in enumerate(shown)]
    >>> [cue.rows for cue in drop_repeats(cues)]
    [('a b',), ('c',), (), ('d e',)]
    """
    keys = [_keys(cue.rows) for cue in cues]
    repeats = [0] + [
        _overlap(keys[n], keys[n + 1]) if other.start_ms - one.end_ms <= _LONGEST_GAP_MS else -1
        for n, (one, other) in enumerate(pairwise(cues))
    ]
    follows = [n for n in range(1, len(cues)) if repeats[n] >= 0]
    repeating = [n for n in follows if repeats[n] > 0]
    growing = [n for n in repeating if repeats[n] < len(keys[n])]
    if len(growing) < _LEAST_PROOFS or len(repeating) < _LEAST_SHARE * len(follows):
        return list(cues)
    return [
        replace(cue, rows=tuple(_drop_words(cue.rows, max(0, count))))
        for cue, count in zip(cues, repeats, strict=True)
    ]


def _keys(rows: Iterable[str]) -> list[str]:
    """Return the words without signs and capitals: repeated rows may differ in these."""
    return [key for row in rows for token in row.split() if (key := _key(token))]


def _key(token: str) -> str:
    return _SIGNS.sub("", token).casefold()


def _overlap(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many words at the end of ``before`` are those at the start of ``after``.

    Linear: the prefix function of ``after``, run over ``before``.
    """
    if not before or not after:
        return 0
    before = before[-len(after) :]
    table, length = [0] * len(after), 0
    for n in range(1, len(after)):
        while length and after[n] != after[length]:
            length = table[length - 1]
        length += after[n] == after[length]
        table[n] = length
    matched = 0
    for word in before:
        while matched and (matched == len(after) or word != after[matched]):
            matched = table[matched - 1]
        matched += word == after[matched]
    return matched


def _drop_words(rows: Iterable[str], count: int) -> Iterable[str]:
    """Yield the rows without their first ``count`` words."""
    for row in rows:
        words = [token for token in _TOKEN.finditer(row) if _key(token[0])]
        if count >= len(words):
            count -= len(words)
            continue
        yield row[words[count].start() :] if count else row
        count = 0
