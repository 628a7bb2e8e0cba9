from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.render.layout.wrap import IN_PHRASE
from vsl.slides.lines import bind_joints, line_costs

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


@pytest.mark.parametrize(
    ("text", "language", "small"),
    [
        ("Click the button below.", "en", "the"),
        ("If you order before Friday, you win.", "en", "before"),
        ("Clique no botão agora.", "pt", "no"),
        ("Haz clic en el botón rojo ahora.", "es", "el"),
        ("Cliquez sur le bouton vert.", "fr", "le"),
        ("Klicken Sie auf den Knopf unten.", "de", "den"),
        ("Clicca sul pulsante rosso ora.", "it", "sul"),
    ],
)
def test_a_line_end_behind_a_small_word_is_inside_a_phrase(
    text: str, language: str, small: str
) -> None:
    assert line_costs(text, language)[text.split().index(small)] >= IN_PHRASE


def test_a_line_end_inside_a_name_costs_as_much_as_any_can() -> None:
    assert line_costs("I met Sarah Whitfield", "en")[2] == max(line_costs("the 90 days of", "en"))


@pytest.mark.parametrize(("text", "language"), [("yksi kaksi", "fi"), ("今日は話をします", "ja")])
def test_nothing_is_known_of_other_languages(text: str, language: str) -> None:
    assert line_costs(text, language) == ()


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_each_token_but_the_last_has_a_cost(words: list[str]) -> None:
    assert len(line_costs(" ".join(words))) == max(0, len(words) - 1)
