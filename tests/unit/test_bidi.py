from __future__ import annotations

import pytest

from vsl.render.layout.bidi import is_right_to_left, levels, visual_order


def seen(text: str) -> str:
    """The characters from left to right."""
    order = visual_order(levels(text, right_to_left=is_right_to_left(text)))
    return "".join(text[i] for i in order)


def test_latin_text_stays_as_it_is() -> None:
    assert seen("only $47, today") == "only $47, today"


def test_hebrew_runs_from_right_to_left() -> None:
    assert seen("אבג") == "גבא"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("אב Apple גד", "דג Apple בא"),
        ("אב 47.50 גד", "דג 47.50 בא"),
        ("אב $1,000 גד", "דג $1,000 בא"),
        ("אב 50% גד!", "!דג 50% בא"),
        ("he said אבג 12 to me", "he said 12 גבא to me"),
        ("he said אבג.", "he said גבא."),
        ("عا 2024 با", "اب 2024 اع"),
        ("عا 12.5 با", "اب 12.5 اع"),
        ("אב iPhone 15 גד", "דג iPhone 15 בא"),
    ],
)
def test_numbers_and_foreign_words_keep_their_own_direction(text: str, expected: str) -> None:
    assert seen(text) == expected


def test_the_first_letter_with_a_direction_decides_the_direction_of_the_line() -> None:
    assert is_right_to_left("1. שלום world")
    assert not is_right_to_left("1. world שלום")
    assert not is_right_to_left("123 !?")
