"""How what was heard differs from what was said: words lost, invented, mistaken, early and late.

Both sides are compared by the same rule: lower-case words without punctuation, figures as a voice
reads them; where a figure can be read in several ways, in the way nearest to what was said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import numpy as np
from rapidfuzz.distance import Levenshtein

from vsl.text.spoken import readings, reads_as_one

_SAME = {"mr": "mister", "mrs": "missus", "dr": "doctor", "okay": "ok", "ms": "miss"}
_DASHES = re.compile(r"(?<=[^\W\d_])[-‐‑–—]+(?=[^\W\d_])|[—–]+|\.{3}|…")
_FAR_MS = (100, 200)


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word as a system gives it, its punctuation and figures included."""

    text: str
    start_ms: float
    end_ms: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Words said and heard, pair by pair."""

    said: tuple[str, ...]
    heard: tuple[str, ...]
    sources: tuple[int, ...]  # for each heard token, the word that it comes from
    starts: tuple[bool, ...]  # whether a heard token begins its word
    same: Mapping[int, int]  # said → heard, where both are equal
    deleted: tuple[int, ...]  # said tokens without counterpart
    inserted: tuple[int, ...]  # heard tokens without counterpart

    @property
    def errors(self) -> int:
        """The fewest words to delete, insert and exchange."""
        changed = len(self.said) - len(self.same) - len(self.deleted)
        return changed + len(self.deleted) + len(self.inserted)

    @property
    def longest_run(self) -> int:
        """The most words in a row that nobody heard."""
        runs = groupby(enumerate(self.deleted), key=lambda pair: pair[1] - pair[0])
        return max((len(list(run)) for _, run in runs), default=0)


def tokens_of(text: str, language: str) -> list[str]:
    """A text as spoken words.

    >>> tokens_of("Dr. Park's picture-books cost $47.", "en")
    ['doctor', 'parks', 'picture', 'books', 'cost', 'forty', 'seven', 'dollars']
    """
    return [
        token
        for _, ways in _grouped([(word, language) for word in text.split()])
        for token in ways[0]
    ]


def compare(
    said: Sequence[str], heard: Sequence[HeardWord], language: str | Callable[[HeardWord], str]
) -> Comparison:
    """What was said beside what was heard, by the fewest edits.

    Args:
        language: of all words, or what tells that of each.

    >>> words = [HeardWord("Big", 0, 1), HeardWord("list,", 1, 2)]
    >>> found = compare(["a", "big", "list"], words, "en")
    >>> found.errors, found.deleted, found.same
    (1, (0,), {1: 0, 2: 1})
    """
    tongue = language if callable(language) else lambda _: language
    grouped = list(_grouped([(word.text, tongue(word)) for word in heard]))
    ways = _nearest(said, [ways for _, ways in grouped])
    tokens: list[str] = []
    sources: list[int] = []
    starts: list[bool] = []
    for (source, _), way in zip(grouped, ways, strict=True):
        tokens += way
        sources += [source] * len(way)
        starts += [number == 0 for number in range(len(way))]
    return _paired(said, tokens, sources, starts)


def _paired(
    said: Sequence[str], heard: Sequence[str], sources: Sequence[int], starts: Sequence[bool]
) -> Comparison:
    same: dict[int, int] = {}
    deleted: list[int] = []
    inserted: list[int] = []
    for step in Levenshtein.opcodes(said, heard):
        if step.tag == "equal":
            for n in range(step.src_end - step.src_start):
                same[step.src_start + n] = step.dest_start + n
        elif step.tag == "delete":
            deleted += range(step.src_start, step.src_end)
        elif step.tag == "insert":
            inserted += range(step.dest_start, step.dest_end)
    return Comparison(
        tuple(said),
        tuple(heard),
        tuple(sources),
        tuple(starts),
        same,
        tuple(deleted),
        tuple(inserted),
    )


_Way = tuple[str, ...]


def _grouped(words: Sequence[tuple[str, str]]) -> Iterator[tuple[int, tuple[_Way, ...]]]:
    """The readings of each word, or of several that are read as one; with the first's position.

    Args:
        words: each with its language.
    """
    place = 0
    while place < len(words):
        stop, (text, language) = place + 1, words[place]
        while stop < len(words) and reads_as_one(text, words[stop][0], language):
            text = f"{text} {words[stop][0]}"
            stop += 1
        yield place, _ways(text, language)
        place = stop


@lru_cache(maxsize=65_536)
def _ways(text: str, language: str) -> tuple[_Way, ...]:
    """All ways to say what is written, the commonest first."""
    text = unicodedata.normalize("NFC", text)
    whole = [_DASHES.sub(" ", text)]
    if _DASHES.search(text) and not any(char.isdigit() for char in text):
        whole.append(_DASHES.sub("", text))  # "e-mail" is heard as "email"
    found = [way for form in whole for way in _said(form, language)]
    return tuple(dict.fromkeys(found))


def _said(text: str, language: str) -> list[_Way]:
    ways: list[_Way] = [()]
    parts = [text] if any(char.isdigit() for char in text) else text.split()
    for part in parts:
        ways = [way + more for way in ways for more in readings(part, language)]
    plain = [tuple(_SAME.get(bare, bare) for bare in map(_bare, way)) for way in ways]
    return plain + [tuple(_letters(way)) for way in plain if {"am", "pm"} & {*way}]


def _bare(token: str) -> str:
    return token.replace("'", "")


def _letters(way: _Way) -> Iterator[str]:
    """``am`` and ``pm`` spelled out, as "3 a.m." is read."""
    for token in way:
        yield from token if token in ("am", "pm") else (token,)


def _nearest(said: Sequence[str], heard: Sequence[tuple[_Way, ...]]) -> list[_Way]:
    """One reading of each word, so that all together are near to what was said."""
    chosen = [ways[0] for ways in heard]

    def distance() -> int:
        return int(Levenshtein.distance(said, [token for way in chosen for token in way]))

    least = distance()
    for place, ways in enumerate(heard):
        for way in ways[1:]:
            before, chosen[place] = chosen[place], way
            if (now := distance()) < least:
                least = now
            else:
                chosen[place] = before
    return chosen


@dataclass(frozen=True, slots=True)
class Spread:
    """How far times are from where they should be; ``late_ms`` below 0 is early."""

    count: int
    late_ms: float
    median_ms: float
    p95_ms: float
    worst_ms: float
    over_100: float  # share
    over_200: float


def spread(late_ms: Sequence[float]) -> Spread | None:
    """The spread of some distances; None of none.

    >>> spread([-10, 20, 300]).median_ms
    20.0
    """
    if not late_ms:
        return None
    sizes = np.abs(np.asarray(late_ms, float))
    over = [float(np.mean(sizes > far)) for far in _FAR_MS]
    return Spread(
        len(late_ms),
        float(np.median(late_ms)),
        float(np.median(sizes)),
        float(np.percentile(sizes, 95)),
        float(sizes.max()),
        *over,
    )
