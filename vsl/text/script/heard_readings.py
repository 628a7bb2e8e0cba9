"""The readings of recognised words, where neighbours may form one sum of money.

Pure. "9,70" "reais" reads "nove reais e setenta centavos", which neither word implies by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from vsl.model.project import Word
from vsl.text.numbers.display import display_runs
from vsl.text.spoken import readings, reads_as_one

Ways = tuple[tuple[str, ...], ...]


def read_heard(words: Sequence[Word], language: str = "en") -> list[Ways]:
    """Return all readings of each word, the most frequent first.

    Words that form one number or sum have their share of its reading first.

    >>> [ways[0] for ways in read_heard([Word("9,70", 0, 500), Word("reais", 500, 900)], "pt")]
    [('nove', 'reais'), ('e', 'setenta', 'centavos')]
    """
    found: list[Ways] = []
    for run, whole in _runs(words, language):
        ways_of_run = [readings(words[n].text, language) for n in run]
        found += _with_shares(ways_of_run, readings(whole, language)[0]) if whole else ways_of_run
    return found


def _runs(words: Sequence[Word], language: str) -> Iterator[tuple[range, str]]:
    """Yield ranges of words, each with the text that is read for all of them; empty if separate."""
    for run, shown in display_runs(words, language):
        if shown:
            yield run, shown.text
            continue
        done = run.start
        for at in run[:-1]:
            if at >= done and _is_one(words[at].text, words[at + 1].text, language):
                yield range(done, at), ""
                yield range(at, at + 2), f"{words[at].text} {words[at + 1].text}"
                done = at + 2
        yield range(done, run.stop), ""


_DIGIT = re.compile(r"\d")


def _is_one(first: str, second: str, language: str) -> bool:
    """Return whether two neighbours, the first with digits, are read as one: "15" "tausend"."""
    return _DIGIT.search(first) is not None and reads_as_one(first, second, language)


def _with_shares(ways_of_run: Sequence[Ways], whole: Sequence[str]) -> list[Ways]:
    """Return each word's readings after its share of their common reading."""
    first_ways = [ways[0] for ways in ways_of_run]
    if all(first_ways) and tuple(token for way in first_ways for token in way) == tuple(whole):
        return list(ways_of_run)
    shares = _shares(tuple(whole), len(ways_of_run))
    return [
        tuple(dict.fromkeys((share, *ways)))
        for share, ways in zip(shares, ways_of_run, strict=True)
    ]


def _shares(tokens: tuple[str, ...], count: int) -> list[tuple[str, ...]]:
    """Return the tokens in so many parts; with two tokens the first and last part have one."""
    if len(tokens) < count:
        *before, last = ((token,) for token in tokens)
        return [*before, *[()] * (count - len(tokens)), last]
    cuts = (round(len(tokens) * n / count) for n in range(count + 1))
    return [tokens[first:stop] for first, stop in pairwise(cuts)]
