"""Where the lines of captions end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.slides.caption_rows import set_rows

WORDS = st.lists(
    st.sampled_from(
        ["the", "money", "of", "47", "dollars", "you", "don't", "stop.", "so,", "x" * 50]
    ),
    max_size=24,
)


@pytest.mark.parametrize(
    ("text", "language", "rows"),
    [
        (
            "I'm going to show you exactly how I did it, without ads, without a big list.",
            "en",
            ["I'm going to show you exactly how I did it,", "without ads, without a big list."],
        ),
        (
            "The next morning I had more than 1,200 new clients in my list.",
            "en",
            ["The next morning", "I had more than 1,200 new clients in my list."],
        ),
        (
            "Y si te inscribes antes del 3 de agosto, te regalo tres bonos.",
            "es",
            ["Y si te inscribes antes del 3 de agosto,", "te regalo tres bonos."],
        ),
        (
            "O seu acesso completo sai por apenas doze reais e noventa centavos.",
            "pt",
            ["O seu acesso completo sai", "por apenas doze reais e noventa centavos."],
        ),
    ],
)
def test_a_line_ends_where_the_sense_does(text: str, language: str, rows: list[str]) -> None:
    assert set_rows(text, language, characters=46).split("\n") == rows


def test_what_fits_on_a_line_stays_on_it() -> None:
    assert set_rows("No tricks, no pressure, no hype.") == "No tricks, no pressure, no hype."


def test_line_ends_of_the_author_stay() -> None:
    assert set_rows("Stop paying\nfor clicks") == "Stop paying\nfor clicks"


@pytest.mark.parametrize(("text", "language"), [("今日は話をします。", "ja"), ("yksi kaksi", "fi")])
def test_nothing_changes_where_nothing_is_known(text: str, language: str) -> None:
    assert set_rows(text, language) == text


@given(WORDS, st.integers(10, 60))
def test_no_word_is_lost_and_no_line_is_longer_than_it_may_be(
    words: list[str], characters: int
) -> None:
    rows = set_rows(" ".join(words), characters=characters).split("\n")
    assert " ".join(rows) == " ".join(words)
    assert all(len(row) <= characters or " " not in row for row in rows)
