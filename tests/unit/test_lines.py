from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.slides.lines import bind_joints

WORDS = ["the", "of", "47", "dollars", "Anna", "button,", "you", "—", "Smith"]


@pytest.mark.parametrize(
    ("text", "language", "lines"),
    [
        ("My doctor, Dr. Elena Vasquez,", "en", ["My", "doctor,", "Dr. Elena Vasquez,"]),
        ("Gastei mais de R$ 3.500", "pt", ["Gastei", "mais", "de", "R$ 3.500"]),
        ("da Universidade de São Paulo", "pt", ["da", "Universidade", "de São Paulo"]),
    ],
)
def test_numbers_and_names_stay_on_one_line(text: str, language: str, lines: list[str]) -> None:
    pieces = bind_joints(text, language).split(" ")
    assert [piece.replace("\u00a0", " ") for piece in pieces] == lines


def test_line_ends_of_the_author_stay() -> None:
    assert (
        bind_joints("1. Watch\n2. Copy  it", "en").replace("\u00a0", " ") == "1. Watch\n2. Copy it"
    )


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_only_spaces_change(words: list[str]) -> None:
    assert bind_joints(" ".join(words)).split() == words
