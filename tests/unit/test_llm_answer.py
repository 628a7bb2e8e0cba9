"""A language model's answer against the words it was asked about."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.model.project import Word
from vsl.text.correction.edits import apply_edits
from vsl.text.correction.llm_answer import RejectedAnswer, check_edits

HEARD = (
    "so today i want to show you how route wink keeps your plants alive and why it costs less "
    "then you would expect it to cost in any store"
)


def words_of(text: str) -> tuple[Word, ...]:
    return tuple(Word(t, n * 300, n * 300 + 200) for n, t in enumerate(text.split()))


def corrected(answer: str, heard: str = HEARD) -> str:
    words = words_of(heard)
    new = apply_edits(words, check_edits(words, answer, "en"))
    assert (new[0].start_ms, new[-1].end_ms) == (words[0].start_ms, words[-1].end_ms)
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(new))
    return " ".join(word.text for word in new)


GOOD = (
    "So today I want to show you how Rootwink keeps your plants alive, and why it costs less "
    "than you would expect it to cost in any store."
)


@pytest.mark.parametrize("answer", [GOOD, f"```text\n{GOOD}\n```", f' "{GOOD}"\n'])
def test_spelling_marks_and_capitals_are_taken_over(answer: str) -> None:
    assert corrected(answer) == GOOD


def test_a_name_made_of_two_words_takes_the_time_of_both() -> None:
    words = words_of(HEARD)
    new = apply_edits(words, check_edits(words, GOOD, "en"))
    (name,) = (word for word in new if word.text == "Rootwink")
    assert (name.start_ms, name.end_ms) == (words[8].start_ms, words[9].end_ms)


def test_a_dropped_and_an_added_word_are_not_followed() -> None:
    assert corrected(GOOD.replace("your plants", "plants")).count("your") == 1
    assert "really" not in corrected(GOOD.replace("costs", "really costs"))


def test_another_word_of_the_same_sense_is_not_followed() -> None:
    assert corrected(GOOD.replace("alive", "living")) == GOOD.replace("alive,", "alive")


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "So today I want to show you how it works.",
        " ".join(reversed(GOOD.split())),
        f"Here is the corrected text you asked me for: {GOOD}",
        GOOD.replace("So today I want to show you how", "Let me demonstrate"),
        "Hoje eu quero mostrar como a Rootwink mantém as suas plantas vivas.",
        "I'm sorry, I can't help with that.",
        "### \x00\x00 ### 1 2 3",
    ],
)
def test_an_answer_that_is_no_correction_is_refused(answer: str) -> None:
    with pytest.raises(RejectedAnswer, match="of 29 words"):
        corrected(answer)


@given(st.text(alphabet="so today.I,want \n", max_size=60))
def test_whatever_it_answers_no_time_is_lost(answer: str) -> None:
    heard = "so today i want to so want"
    try:
        corrected(answer, heard)
    except RejectedAnswer:
        return


def test_marks_standing_alone_are_no_words() -> None:
    assert corrected("So, we — begin !", "so we begin") == "So, we begin"
