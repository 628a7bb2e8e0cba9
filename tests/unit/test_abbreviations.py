"""Abbreviations read as what a voice says for them, and back."""

from __future__ import annotations

import pytest

from vsl.text.abbreviation_lists import ABBREVIATIONS
from vsl.text.abbreviations import is_abbreviation, joins_abbreviation
from vsl.text.script.reading_variants import fold_unit
from vsl.text.spoken import readings
from vsl.text.written import script_words

_ENTRIES = [(code, key) for code, entries in ABBREVIATIONS.items() for key in entries]


@pytest.mark.parametrize(("language", "written"), _ENTRIES)
def test_every_abbreviation_of_the_lists_is_read_as_its_long_forms(
    language: str, written: str
) -> None:
    forms = ABBREVIATIONS[language][written].removeprefix("=").split("|")
    shown = written.replace("~o", "º").replace("~a", "ª")
    ways = {" ".join(way) for way in readings(shown, language)}
    assert {form.replace("-", " ") for form in forms} <= ways


def test_an_abbreviation_ends_no_sentence_and_a_word_does() -> None:
    assert is_abbreviation("(Mrs.", "en")
    assert is_abbreviation("UU.", "es")
    assert not is_abbreviation("No.", "en")
    assert not is_abbreviation("Mister.", "en")


def test_an_abbreviation_of_two_words_is_one_word_of_a_script() -> None:
    assert joins_abbreviation("z.", "B.", "de")
    assert not joins_abbreviation("ja.", "B.", "de")
    words = script_words("Vivo en EE. UU. desde mayo.", "es")
    assert [word.text for word in words] == ["Vivo", "en", "EE. UU.", "desde", "mayo."]


def test_units_are_compared_in_the_singular() -> None:
    assert [fold_unit(word, "en") for word in ("dollars", "bucks", "feet", "doors")] == [
        *("dollar", "dollar", "foot", "doors"),
    ]
