from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from vsl.render.layout.breaks import paragraphs
from vsl.render.layout.wrap import wrap

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


def test_a_word_wider_than_the_measure_has_a_line_of_its_own() -> None:
    assert wrapped("a bbbbbbbbbbbb c", 4) == ("a", "bbbbbbbbbbbb", "c")


@settings(max_examples=50)
@given(WORDS, st.integers(1, 40))
def test_every_word_is_on_a_line_in_order(text: str, measure: int) -> None:
    assert " ".join(wrapped(text, measure)) == " ".join(text.split())


@settings(max_examples=50)
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
