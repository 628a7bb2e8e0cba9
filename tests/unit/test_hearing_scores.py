"""How benchmarks/hearing.py counts words that are lost, invented, mistaken or late."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from benchmarks import hearing_scores
from benchmarks.hearing_scores import (
    Comparison,
    HeardWord,
    compare_words,
    find_late_ms,
    measure_spread,
    read_tokens,
)


def hear(text: str, starts_ms: list[float] | None = None) -> list[HeardWord]:
    words = text.split()
    times = starts_ms or [100.0 * number for number in range(len(words))]
    return [HeardWord(word, start, start + 80) for word, start in zip(words, times, strict=True)]


def compare(said: str, heard: str, language: str = "en") -> Comparison:
    return compare_words(said.split(), hear(heard), language)


def test_the_examples_are_right() -> None:
    found = doctest.testmod(hearing_scores)
    assert found.attempted
    assert not found.failed


def test_capitals_punctuation_and_apostrophes_are_no_errors() -> None:
    assert compare("dont wait its yours", "“Don’t wait” it's yours!").errors == 0


def test_a_changed_a_lost_and_an_invented_word_are_one_error_each() -> None:
    found = compare("the quiet pipeline works today", "the quite pipeline works today")
    assert (found.errors, found.deleted, found.inserted) == (1, (), ())
    found = compare("the quiet pipeline works", "the pipeline works")
    assert (found.errors, found.deleted, found.inserted) == (1, (1,), ())
    found = compare("the pipeline works", "the pipeline really works")
    assert (found.errors, found.deleted, found.inserted) == (1, (), (2,))


def test_the_longest_run_is_the_most_words_in_a_row_that_nobody_heard() -> None:
    found = compare("a b c d e f g h i", "a e f g i")
    assert found.deleted == (1, 2, 3, 7)
    assert found.longest_run == 3
    assert compare("a b", "a b").longest_run == 0


def test_nothing_heard_is_all_deleted_and_nothing_said_is_all_invented() -> None:
    assert compare("one two three", "").longest_run == 3
    assert compare("", "thank you for watching").inserted == (0, 1, 2, 3)
    assert compare("", "").errors == 0


@pytest.mark.parametrize(
    ("language", "said", "heard"),
    [
        ("en", "forty seven thousand three hundred and twenty seven dollars", "$47,327"),
        ("en", "in twenty nineteen i was broke", "In 2019, I was broke."),
        ("en", "in two thousand nineteen i was broke", "In 2019, I was broke."),
        ("en", "at three a m i lay awake", "at 3 a.m. I lay awake"),
        ("en", "at three a m i lay awake", "at 3am I lay awake"),
        ("en", "a two hundred and ninety seven dollar value", "a $297 value"),
        ("en", "one and a half million dollars", "$1.5 million"),
        ("en", "an eight percent response rate", "an 8% response rate"),
        ("en", "email doctor smith", "E-mail Dr. Smith"),
        ("en", "forty two line bible", "forty-two-line Bible"),
        ("pt", "noventa e sete reais", "R$ 97"),
        ("es", "en solo noventa días", "en solo 90 días"),
    ],
)  # fmt: skip
def test_figures_count_as_they_are_said(language: str, said: str, heard: str) -> None:
    assert compare(said, heard, language).errors == 0


def test_a_wrong_figure_is_an_error() -> None:
    assert compare("fifteen dollars", "$50").errors == 1


def test_each_word_is_read_in_the_language_spoken_there() -> None:
    heard = hear("90 90")
    found = compare_words(
        ["ninety", "noventa"], heard, lambda word: "en" if word.start_ms < 50 else "es"
    )
    assert found.errors == 0


def test_of_ways_with_as_few_edits_the_nearest_times_count() -> None:
    said = ["and", "then", "we", "stop", "and", "go"]
    said_ms = [0.0, 100.0, 200.0, 300.0, 5000.0, 5100.0]
    found = compare_words(said, hear("and go", [5010, 5120]), "en", said_ms)
    assert found.same == {4: 0, 5: 1}
    assert found.longest_run == 4


def test_a_word_is_late_against_the_sound_it_belongs_to() -> None:
    heard = hear("$47 now", [900, 2150])
    found = compare_words(["forty", "seven", "dollars", "now"], heard, "en")
    assert find_late_ms(found, [1000, 1300, 1500, 2000], heard) == {0: -100, 3: 150}


def test_words_heard_otherwise_and_words_without_time_have_no_lateness() -> None:
    heard = hear("the quite pipeline", [0, 200, 400])
    found = compare_words(["the", "quiet", "pipeline"], heard, "en")
    assert find_late_ms(found, [10, 150, None], heard) == {0: -10}


def test_a_spread_counts_what_is_early_and_what_is_late_alike() -> None:
    found = measure_spread([-150, -50, 50, 250])
    assert found is not None
    assert (found.late_ms, found.median_ms, found.worst_ms) == (0, 100, 250)
    assert (found.over_100, found.over_200) == (0.5, 0.25)
    assert measure_spread([]) is None


def test_what_is_said_is_read_as_what_is_heard() -> None:
    assert read_tokens("He paid R$ 47 — twice…", "pt")[-2:] == ["reais", "twice"]


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")))
def test_the_edits_are_the_fewest(said: list[str], heard: list[str]) -> None:
    found = compare_words(said, hear(" ".join(heard)), "en")
    assert found.errors == Levenshtein.distance(said, heard)
    assert all(said[i] == found.heard[j] for i, j in found.same.items())
