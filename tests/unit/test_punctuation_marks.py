from __future__ import annotations

import pytest

from vsl.basics.punctuation import ends_clause, ends_sentence
from vsl.basics.timecode import clock


@pytest.mark.parametrize("text", ["Stop.", "“Stop!”", "(really?)", "well…", "停。", "**now.**"])
def test_a_sentence_ends_behind_its_quotes_and_brackets(text: str) -> None:
    assert ends_sentence(text)
    assert ends_clause(text)


@pytest.mark.parametrize("text", ["first,", "then:", "wait —", "“so;”", "後、"])
def test_a_clause_ends_without_its_sentence(text: str) -> None:
    assert ends_clause(text)
    assert not ends_sentence(text)


@pytest.mark.parametrize("text", ["", "word", "example.com", "24/7", "“quoted”"])
def test_other_words_end_nothing(text: str) -> None:
    assert not ends_clause(text)


@pytest.mark.parametrize(
    ("time_ms", "written"),
    [(0, "0:00"), (999, "0:00"), (65_000, "1:05"), (3_599_999, "59:59"), (14_400_000, "4:00:00")],
)
def test_a_time_reads_as_minutes_and_from_an_hour_on_as_hours(time_ms: int, written: str) -> None:
    assert clock(time_ms) == written
