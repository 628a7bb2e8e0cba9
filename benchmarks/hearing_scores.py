"""Score a transcript against the reference: words deleted, inserted, substituted, early and late.

Both are normalised in the same way: lower-case words without punctuation, numbers in spoken form;
where a number has several, the one closest to the reference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from vsl.text.spoken import readings, reads_as_one

_SAME = {"mr": "mister", "mrs": "missus", "dr": "doctor", "okay": "ok", "ms": "miss"}
_DASHES = re.compile(r"(?<=[^\W\d_])[-‐‑–—]+(?=[^\W\d_])|[—–]+|\.{3}|…")
_FAR_MS = (100, 200)
_FARTHEST_MS = 5_000  # a pair farther apart is no worse
_EDIT = 10**9  # ms; more than all distances of a recording together


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


def read_tokens(text: str, language: str) -> list[str]:
    """A text as spoken words.

    >>> read_tokens("Dr. Park's picture-books cost $47.", "en")
    ['doctor', 'parks', 'picture', 'books', 'cost', 'forty', 'seven', 'dollars']
    """
    return [
        token
        for _, ways in _group_words([(word, language) for word in text.split()])
        for token in ways[0]
    ]


def compare_words(
    said: Sequence[str],
    heard: Sequence[HeardWord],
    language: str | Callable[[HeardWord], str],
    said_ms: Sequence[float | None] = (),
) -> Comparison:
    """Compare what was said with what was heard, by the fewest edits.

    Args:
        language: of all words, or what tells that of each.
        said_ms: when each word was said, where that is known; of ways to pair the words that need
            as few edits, the one with the nearest times is taken.

    >>> words = [HeardWord("Big", 0, 1), HeardWord("list,", 1, 2)]
    >>> found = compare_words(["a", "big", "list"], words, "en")
    >>> found.errors, found.deleted, found.same
    (1, (0,), {1: 0, 2: 1})
    """
    tongue = language if callable(language) else lambda _: language
    grouped = list(_group_words([(word.text, tongue(word)) for word in heard]))
    ways = _choose_ways(said, [ways for _, ways in grouped])
    tokens: list[str] = []
    sources: list[int] = []
    starts: list[bool] = []
    for (source, _), way in zip(grouped, ways, strict=True):
        tokens += way
        sources += [source] * len(way)
        starts += [number == 0 for number in range(len(way))]
    heard_ms = [heard[source].start_ms for source in sources]
    pairs = _pair_tokens(said, tokens, _measure_distances(said_ms or [None] * len(said), heard_ms))
    said_paired, heard_paired = {i for i, _ in pairs}, {j for _, j in pairs}
    return Comparison(
        tuple(said),
        tuple(tokens),
        tuple(sources),
        tuple(starts),
        {i: j for i, j in pairs if said[i] == tokens[j]},
        tuple(i for i in range(len(said)) if i not in said_paired),
        tuple(j for j in range(len(tokens)) if j not in heard_paired),
    )


_Costs = npt.NDArray[np.int64]


def _measure_distances(said_ms: Sequence[float | None], heard_ms: Sequence[float]) -> _Costs:
    """How far each said word is from each heard one, in ms; 0 where nobody knows."""
    said = np.array([np.nan if t is None else t for t in said_ms], float)
    away = np.abs(said[:, None] - np.asarray(heard_ms, float)[None, :])
    away_ms: _Costs = np.minimum(np.nan_to_num(away), _FARTHEST_MS).astype(np.int64)
    return away_ms


def _pair_tokens(
    said: Sequence[str], heard: Sequence[str], distances: _Costs
) -> list[tuple[int, int]]:
    """The pairs of the fewest edits; of several ways, that of the least distance.

    Rows by dynamic programming: what is heard and was not said costs one edit a token, so that a
    row is a running minimum.
    """
    numbers = {token: number for number, token in enumerate({*said, *heard})}
    said_numbers, heard_numbers = (
        np.array([numbers[token] for token in side], np.int64) for side in (said, heard)
    )
    inserting = _EDIT * np.arange(len(heard) + 1, dtype=np.int64)
    rows = [inserting]
    changes = distances + _EDIT * (said_numbers[:, None] != heard_numbers[None, :])
    for change in changes:
        row = rows[-1] + _EDIT
        row[1:] = np.minimum(row[1:], rows[-1][:-1] + change)
        rows.append(np.minimum.accumulate(row - inserting) + inserting)
    pairs: list[tuple[int, int]] = []
    i, j = len(said), len(heard)
    while i and j:
        if rows[i][j] == rows[i - 1][j - 1] + changes[i - 1, j - 1]:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif rows[i][j] == rows[i - 1][j] + _EDIT:
            i -= 1
        else:
            j -= 1
    return pairs[::-1]


_Way = tuple[str, ...]


def _group_words(words: Sequence[tuple[str, str]]) -> Iterator[tuple[int, tuple[_Way, ...]]]:
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
        yield place, _list_ways(text, language)
        place = stop


@lru_cache(maxsize=65_536)
def _list_ways(text: str, language: str) -> tuple[_Way, ...]:
    """All ways to say what is written, the commonest first."""
    text = unicodedata.normalize("NFC", text)
    whole = [_DASHES.sub(" ", text)]
    if _DASHES.search(text) and not any(char.isdigit() for char in text):
        whole.append(_DASHES.sub("", text))  # "e-mail" is heard as "email"
    found = [way for form in whole for way in _read_parts(form, language)]
    return tuple(dict.fromkeys(found))


def _read_parts(text: str, language: str) -> list[_Way]:
    ways: list[_Way] = [()]
    parts = [text] if any(char.isdigit() for char in text) else text.split()
    for part in parts:
        ways = [way + more for way in ways for more in readings(part, language)]
    plain = [tuple(_SAME.get(bare, bare) for bare in map(_bare, way)) for way in ways]
    return plain + [tuple(_vary(way)) for way in plain if {"am", "pm", "dollars"} & {*way}]


def _bare(token: str) -> str:
    return token.replace("'", "")


def _vary(way: _Way) -> Iterator[str]:
    """Other ways to say the same: "3 a.m." letter by letter, "a $297 value" in the singular."""
    for token in way:
        yield from token if token in ("am", "pm") else (token.replace("dollars", "dollar"),)


def _choose_ways(said: Sequence[str], heard: Sequence[tuple[_Way, ...]]) -> list[_Way]:
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


def find_late_ms(
    found: Comparison, said_ms: Sequence[float | None], heard: Sequence[HeardWord]
) -> dict[int, float]:
    """How late each said word starts that was heard as it was said; below 0 is early.

    Only words whose time is known count, and of a figure that stands for several only the first.

    >>> heard = [HeardWord("$20", 130, 400), HeardWord("off", 900, 950)]
    >>> found = compare_words(["twenty", "dollars", "off"], heard, "en")
    >>> find_late_ms(found, [100, 250, None], heard)
    {0: 30}
    """
    return {
        place: heard[found.sources[token]].start_ms - start_ms
        for place, token in found.same.items()
        if (start_ms := said_ms[place]) is not None and found.starts[token]
    }


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


def measure_spread(late_ms: Sequence[float]) -> Spread | None:
    """The spread of some distances; None of none.

    >>> measure_spread([-10, 20, 300]).median_ms
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
