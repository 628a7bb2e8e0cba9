from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.basics.spacing import count_tokens
from vsl.model.appearance import Theme
from vsl.render.layout.cells import cells, line_starts
from vsl.render.layout.layout import lay_out
from vsl.render.layout.runs import Typography, width_em

FONT = Theme().font
LATIN = Typography(FONT)


def test_each_word_has_a_cell_where_it_is_drawn() -> None:
    found = cells("Only $47 today", 0, LATIN)
    assert [cell.token for cell in found] == [0, 1, 2]
    assert found[0].left == 0
    assert found[1].left == pytest.approx(width_em("Only ", LATIN), abs=0.02)
    assert found[2].right == pytest.approx(width_em("Only $47 today", LATIN), abs=0.02)


def test_spaces_that_forbid_a_break_part_tokens_too() -> None:
    assert [cell.token for cell in cells("30\u00a0days", 4, LATIN)] == [4, 5]


def test_words_from_right_to_left_have_their_cells_in_the_order_they_are_seen() -> None:
    line = "هذا هو السر"
    found = cells(line, 0, Typography.of(line, FONT))
    assert [cell.token for cell in found] == [2, 1, 0]
    assert all(one.right < other.left for one, other in pairwise(found))


def test_a_latin_word_in_arabic_stands_where_it_is_seen() -> None:
    line = "سعر Apple هو"
    assert [cell.token for cell in cells(line, 0, Typography.of(line, FONT))] == [2, 1, 0]


def test_a_word_with_letters_of_several_fonts_is_one_cell() -> None:
    assert [cell.token for cell in cells("goا🔥 x", 0, Typography.of("goا🔥 x", FONT))] == [
        0,
        1,
    ]


def test_a_cut_word_goes_on_as_the_same_token() -> None:
    assert line_starts(["one longwo", "rd two"], "one longword two") == [0, 1]
    assert line_starts(["日本", "語 text"], "日本語 text") == [0, 2]


@given(st.text(max_size=40))
def test_any_text_has_every_shown_token_in_a_cell(text: str) -> None:
    layout = lay_out(text, Theme())
    found = {
        cell.token
        for line, first in zip(layout.lines, layout.first_tokens, strict=True)
        for cell in cells(line.text, first, layout.typography)
    }
    assert found <= set(range(count_tokens(text)))
    if text.isascii() and text.isprintable():
        assert found == set(range(count_tokens(text)))
