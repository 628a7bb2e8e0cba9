from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from vsl.render.layout.breaks import LinePiece, join, paragraphs
from vsl.render.layout.wrap import count_torn, wrap, wrap_pieces

COSTS = st.lists(st.integers(0, 20), min_size=30, max_size=30)
WORDS = st.lists(st.text("abc,.", min_size=1, max_size=8), min_size=1, max_size=30).map(" ".join)


def wrapped(text: str, measure: int) -> tuple[str, ...]:
    (pieces,) = paragraphs(text)
    return wrap(pieces, measure, len)


def test_lines_are_balanced() -> None:
    assert wrapped("aaaa bbbb cccc dddd", 16) == ("aaaa bbbb", "cccc dddd")


def test_no_word_stands_alone_on_the_last_line_where_that_can_be_helped() -> None:
    assert wrapped("everyone will understand", 15) == ("everyone", "will understand")


def test_a_line_rather_ends_with_a_clause() -> None:
    assert wrapped("stop now, before they take it", 20) == ("stop now,", "before they take it")


def test_a_line_rather_ends_before_a_small_word_than_after_it() -> None:
    assert wrapped("here comes the greatest news", 18) == ("here comes", "the greatest news")


def test_a_line_ends_inside_a_phrase_only_where_no_other_end_makes_as_few_lines() -> None:
    (pieces,) = paragraphs("Click the button below", (4, 15, 5))
    assert wrap(pieces, 16, len) == ("Click", "the button below")
    assert wrap(pieces, 12, len) == ("Click the", "button below")


def test_one_line_more_keeps_a_phrase_whole_where_more_may_be() -> None:
    (pieces,) = paragraphs("Click the button below", (4, 15, 5))
    assert wrap(pieces, 12, len, keeps_phrases=True) == ("Click", "the button", "below")


def test_words_that_are_bound_carry_the_cost_before_the_first_of_them() -> None:
    (pieces,) = paragraphs("costs just R$\u00a047 now", (4, 12, 20, 3))
    assert [piece.cost for piece in pieces] == [0, 4, 12, 3]


def test_costs_count_the_words_of_all_the_lines_that_an_author_parted() -> None:
    _, pieces = paragraphs("one two\nthree four", (1, 2, 3))
    assert [piece.cost for piece in pieces] == [2, 3]


def test_a_word_wider_than_the_measure_has_a_line_of_its_own() -> None:
    assert wrapped("a bbbbbbbbbbbb c", 4) == ("a", "bbbbbbbbbbbb", "c")


@given(WORDS, st.integers(1, 40))
def test_every_word_is_on_a_line_in_order(text: str, measure: int) -> None:
    assert " ".join(wrapped(text, measure)) == " ".join(text.split())


@given(WORDS, st.integers(8, 40))
def test_no_other_wrapping_has_fewer_lines(text: str, measure: int) -> None:
    (pieces,) = paragraphs(text)
    greedy, line = 1, 0
    for piece in pieces:
        needed = len(piece.text) + (1 if line else 0)
        if line and line + needed > measure:
            greedy, line, needed = greedy + 1, 0, len(piece.text)
        line += needed
    assert len(wrap(pieces, measure, len)) == greedy


@given(st.lists(st.text("abc", min_size=1, max_size=6), min_size=1, max_size=8), COSTS)
def test_no_other_wrapping_into_as_many_lines_tears_fewer_phrases(
    words: list[str], costs: list[int]
) -> None:
    (pieces,) = paragraphs(" ".join(words), tuple(costs))
    found = wrap_pieces(pieces, 12, len)
    for starts in combinations(range(1, len(pieces)), len(found) - 1):
        lines: list[Sequence[LinePiece]] = [
            pieces[a:b] for a, b in pairwise((0, *starts, len(pieces)))
        ]
        if all(len(join(line)) <= 12 for line in lines):
            assert count_torn(found) <= count_torn(lines)


@given(WORDS, COSTS, st.integers(8, 40))
def test_phrases_kept_whole_lose_no_word(text: str, costs: list[int], measure: int) -> None:
    (pieces,) = paragraphs(text, tuple(costs))
    fewest = wrap_pieces(pieces, measure, len)
    whole = wrap_pieces(pieces, measure, len, keeps_phrases=True)
    assert " ".join(map(join, whole)) == " ".join(text.split())
    assert count_torn(whole) <= count_torn(fewest)
