"""What a voice says for a written word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.text.spoken import spoken_tokens

_CASES = {
    "$47": "forty seven dollars",
    "$1": "one dollar",
    "$47,327.50": "forty seven thousand three hundred twenty seven dollars and fifty cents",
    "$1.2M": "one point two million dollars",
    "$5k": "five thousand dollars",
    "£3.01": "three pounds and one pence",
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
    assert " ".join(spoken_tokens(written)) == said


@pytest.mark.parametrize(
    ("written", "said"), {"1.250": "1250", "R$97": "r 97", "Não!": "não"}.items()
)
def test_other_languages_keep_their_digits(written: str, said: str) -> None:
    assert " ".join(spoken_tokens(written, "pt")) == said


@given(st.text(max_size=40))
def test_any_text_can_be_read(written: str) -> None:
    for token in spoken_tokens(written) + spoken_tokens(written, "de"):
        assert token
        assert " " not in token


def test_a_number_of_ten_thousand_digits_is_read_digit_by_digit() -> None:
    assert len(spoken_tokens("9" * 10_000)) == 10_000
