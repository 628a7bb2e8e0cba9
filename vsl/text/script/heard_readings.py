"""What a voice says for the words a recogniser wrote, where neighbours may be one sum.

Pure. "9,70" "reais" is said "nove reais e setenta centavos", which neither word tells by itself.
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
    """All the ways each word may be read, the commonest first.

    Of words that are one number or sum together, each has its part of the whole's reading first.

    >>> [ways[0] for ways in read_heard([Word("9,70", 0, 500), Word("reais", 500, 900)], "pt")]
    [('nove', 'reais'), ('e', 'setenta', 'centavos')]
    """
    found: list[Ways] = []
    for run, whole in _runs(words, language):
        own = [readings(words[n].text, language) for n in run]
        found += _with_shares(own, readings(whole, language)[0]) if whole else own
    return found


def _runs(words: Sequence[Word], language: str) -> Iterator[tuple[range, str]]:
    """Positions of words, with the text that is read for all of them where they belong together."""
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
    """Whether two neighbours, the first with digits, are read as one: "15" "tausend"."""
    return _DIGIT.search(first) is not None and reads_as_one(first, second, language)


def _with_shares(own: Sequence[Ways], whole: Sequence[str]) -> list[Ways]:
    """Each word's ways, behind its share of the reading that all have together."""
    first_ways = [ways[0] for ways in own]
    if all(first_ways) and tuple(token for way in first_ways for token in way) == tuple(whole):
        return list(own)
    shares = _shares(tuple(whole), len(own))
    return [tuple(dict.fromkeys((share, *ways))) for share, ways in zip(shares, own, strict=True)]


def _shares(tokens: tuple[str, ...], count: int) -> list[tuple[str, ...]]:
    """Tokens in so many parts; the first and the last have some where there are two."""
    if len(tokens) < count:
        *before, last = ((token,) for token in tokens)
        return [*before, *[()] * (count - len(tokens)), last]
    cuts = (round(len(tokens) * n / count) for n in range(count + 1))
    return [tokens[first:stop] for first, stop in pairwise(cuts)]
