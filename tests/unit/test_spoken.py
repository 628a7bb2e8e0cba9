"""What a voice says for a written word."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.text.numbers.locale import LOCALES
from vsl.text.spoken import readings, tokens_as_spoken

_CASES = {
    "$47": "forty seven dollars",
    "$1": "one dollar",
    "$47,327.50": "forty seven thousand three hundred twenty seven dollars and fifty cents",
    "$1.2M": "one point two million dollars",
    "$5k": "five thousand dollars",
    "£3.01": "three pounds and one penny",
    "€1,000": "one thousand euros",
    "$2026": "two thousand twenty six dollars",
    "2.5%": "two point five percent",
    "100%": "one hundred percent",
    "24/7": "twenty four seven",
    "1999": "nineteen ninety nine",
    "1905": "nineteen oh five",
    "2026": "twenty twenty six",
    "2005": "two thousand five",
    "1500": "fifteen hundred",
    "3,000,000": "three million",
    "1st": "first",
    "22nd": "twenty second",
    "20th": "twentieth",
    "100th": "one hundredth",
    "90-day": "ninety day",
    "10x": "ten x",
    "007": "zero zero seven",
    "Don’t": "don't",
    "forty-two": "forty two",
    "AT&T": "at t",
    "&": "and",
    "—": "",
    "R$": "",
    "“": "",
}


@pytest.mark.parametrize(("written", "said"), _CASES.items())
def test_english_is_read_out(written: str, said: str) -> None:
    assert " ".join(tokens_as_spoken(written)) == said


@pytest.mark.parametrize(
    ("written", "said"), {"1.250": "1250", "9:30": "9 30", "Нет!": "нет"}.items()
)
def test_digits_stay_in_a_language_without_number_words(written: str, said: str) -> None:
    assert " ".join(tokens_as_spoken(written, "ru")) == said


_odd_text = st.text(max_size=12) | st.text("0123456789.,/:-–%$€ºkmx½ ", max_size=20)


@given(_odd_text, st.sampled_from([*LOCALES, "ru"]))
def test_any_text_can_be_read(written: str, language: str) -> None:
    every = readings(written, language)
    assert 0 < len(every) <= 12
    assert every[0] == tokens_as_spoken(written, language)
    for token in itertools.chain.from_iterable(every):
        assert token == token.lower()
        assert re.fullmatch(r"[\w']+", token)


def test_a_long_number_is_read_digit_by_digit_and_a_monstrous_one_stays() -> None:
    assert tokens_as_spoken("9" * 20) == ("nine",) * 20
    assert tokens_as_spoken("9" * 10_000) == ("9" * 10_000,)
