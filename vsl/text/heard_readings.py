"""What a voice says for the words a recogniser wrote, where neighbours may be one sum.

Pure. "9,70" "reais" is said "nove reais e setenta centavos", which neither word tells by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from vsl.model import Word
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
        at = run.start
        while at < run.stop:
            pair = [word.text for word in words[at : min(at + 2, run.stop)]]
            is_one = len(pair) == 2 and reads_as_one(pair[0], pair[1], language)
            yield range(at, at + 1 + is_one), " ".join(pair) if is_one else ""
            at += 1 + is_one


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
