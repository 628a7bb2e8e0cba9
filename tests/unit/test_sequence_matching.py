"""Which tokens of two texts belong together."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import LCSseq

from vsl.basics import sequence_matching as diff
from vsl.basics.sequence_matching import Match, matching_runs

_texts = st.lists(st.sampled_from("abcd"), max_size=40)


def _said(one: str, other: str) -> list[str]:
    tokens = one.split()
    return [
        " ".join(tokens[run.first : run.first + run.size])
        for run in matching_runs(tokens, other.split())
    ]


def _edits(one: Sequence[str], other: Sequence[str]) -> int:
    """Levenshtein's distance, cell by cell."""
    row = list(range(len(other) + 1))
    for n, token in enumerate(one, start=1):
        before, row = row, [n]
        for m, match in enumerate(other):
            row.append(min(before[m] + (token != match), before[m + 1] + 1, row[m] + 1))
    return row[-1]


def _edits_around(runs: Sequence[Match], one: Sequence[str], other: Sequence[str]) -> int:
    i = j = total = 0
    for run in (*runs, Match(len(one), len(other), 0)):
        total += max(run.first - i, run.other - j)
        i, j = run.first + run.size, run.other + run.size
    return total


@given(_texts, _texts)
def test_runs_hold_equal_tokens_and_rise_in_both_texts(one: list[str], other: list[str]) -> None:
    i = j = 0
    for run in matching_runs(one, other):
        assert i <= run.first
        assert j <= run.other
        i, j = run.first + run.size, run.other + run.size
        assert one[run.first : i] == other[run.other : j]
    assert i <= len(one)
    assert j <= len(other)


@given(_texts)
def test_a_text_is_one_run_of_itself(text: list[str]) -> None:
    assert matching_runs(text, text) == ([Match(0, 0, len(text))] if text else [])


@given(_texts, _texts)
def test_halving_finds_as_cheap_a_way_as_the_whole_table(one: list[str], other: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diff, "_landmarks", lambda *_: [])
        patch.setattr(diff, "_MOST_CELLS", 4)
        runs = matching_runs(one, other)
    assert _edits_around(runs, one, other) == _edits(one, other)


@given(_texts, _texts)
def test_where_replacing_counts_twice_as_many_tokens_as_can_be_are_matched(
    one: list[str], other: list[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diff, "_landmarks", lambda *_: [])
        runs = matching_runs(one, other, replacing=2)
    assert sum(run.size for run in runs) == LCSseq.similarity(one, other)


def test_a_passage_that_is_missing_leaves_its_neighbours_whole() -> None:
    assert _said("a b c x y a z d e f", "a b c d e f") == ["a b c", "d e f"]


def test_repeated_passages_keep_their_order() -> None:
    part = "now click the button below"
    assert matching_runs(f"{part} {part} {part}".split(), f"{part} umm {part} {part}".split()) == [
        Match(0, 0, 5),
        Match(5, 6, 10),
    ]


def test_of_two_swapped_passages_the_longer_is_kept() -> None:
    assert _said("a b c d 1 2 3 4 5 6", "1 2 3 4 5 6 a b c d") == ["1 2 3 4 5 6"]


def test_an_hour_of_words_with_every_fifth_misheard_is_matched() -> None:
    dice = random.Random(1)
    said = [f"word{dice.randrange(2_000)}" for _ in range(9_000)]
    heard = [token if dice.random() < 0.8 else "umm" for token in said]
    matched = sum(run.size for run in matching_runs(said, heard) if run.first == run.other)
    assert matched >= sum(a == b for a, b in zip(said, heard, strict=True)) - 10
