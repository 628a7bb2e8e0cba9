"""A script's names: what stands in capitals inside a sentence, as it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.text.script.names import MOST_NAMES, script_names


@pytest.mark.parametrize(
    ("language", "script", "names"),
    [
        ("en", "Hi, my name is Sarah Whitfield. I met Bob in Boston, not here.",
         ("Sarah Whitfield", "Bob", "Boston")),
        ("pt", "Olá, eu sou a Maria da Silva. Conheci o João em São Paulo, no Brasil.",
         ("Maria da Silva", "João", "São Paulo", "Brasil")),
        ("es", "Hola, soy Ana García de la Torre. ¿Vives en Buenos Aires con José?",
         ("Ana García de la Torre", "Buenos Aires", "José")),
        ("de", "Guten Tag, ich heiße Anna Müller. Das Haus steht am Rand, der Preis fiel.",
         ("Anna Müller",)),
    ],
)  # fmt: skip
def test_names_are_found_in_the_languages_of_scripts(
    language: str, script: str, names: tuple[str, ...]
) -> None:
    assert script_names(script, language) == names


def test_a_name_in_german_is_written_otherwise_than_a_noun() -> None:
    assert script_names("Wir nutzen ClickFunnels und das Buch der NASA.", "de") == (
        "ClickFunnels",
        "NASA",
    )


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("I met Dr. Mercer at noon.", ("Dr. Mercer",)),
        ("So Mr. Smith and Mrs. Jones came.", ("Mr. Smith", "Mrs. Jones")),
        ("We asked Bob. Bob smiled, as did Al. He is well.", ("Bob", "Al")),
        ("One. Two. Three.", ()),
    ],
)
def test_titles_belong_to_names_and_end_no_sentence(script: str, names: tuple[str, ...]) -> None:
    assert script_names(script) == names


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("STOP WHAT YOU ARE DOING. The FBI knows.", ("FBI",)),
        ("THE SECRET INGREDIENT OF SUCCESS, said Ann.", ("Ann",)),
        ("It is INCREDIBLE, says the BBC World Service.", ("BBC World Service",)),
    ],
)
def test_shouted_words_are_no_names(script: str, names: tuple[str, ...]) -> None:
    assert script_names(script) == names


def test_headings_and_first_words_of_lines_are_no_names() -> None:
    script = "# The Secret Of Mary\n\nWe found it\nToday iPhone users called Mary-Jane O'Neil."
    assert script_names(script) == ("iPhone", "Mary-Jane O'Neil")


def test_marks_are_no_part_of_names() -> None:
    assert script_names("We [PAUSE] met **Acme Corp** and “Bob”, from Bank of America.") == (
        "Acme Corp",
        "Bob",
        "Bank of America",
    )


def test_i_is_nobody_s_name() -> None:
    assert script_names("Well, I think I'm here, and I've seen I’ll.") == ()


def test_each_name_comes_once_in_order_and_not_too_many() -> None:
    assert script_names("We like Bob and Ann and Bob.") == ("Bob", "Ann")
    many = "We know " + ", ".join(f"Name{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(60))
    assert len(script_names(many)) == MOST_NAMES


def test_scripts_without_capitals_have_no_names() -> None:
    assert script_names("") == script_names("こんにちは、私は田中です。", "ja") == ()


@given(
    st.text(st.sampled_from("Aa Bb.,!-'\"\n #*[]()Dr"), max_size=60), st.sampled_from(["en", "de"])
)
def test_names_are_words_of_the_script(script: str, language: str) -> None:
    for name in script_names(script, language):
        assert name.strip() == name != ""
        assert any(char.isupper() for char in name)
