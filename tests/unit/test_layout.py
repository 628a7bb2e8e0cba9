from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vsl.look import Theme
from vsl.render.layout import SlideLayout, fits, lay_out
from vsl.render.theme import THEMES, resized

CLASSIC = THEMES["classic"]
TALL = resized(CLASSIC, 1080, 1920)
FLOOR_PX = 44  # of a canvas whose shorter side is 1080 px
SIXTY_WORDS = " ".join(["benefit"] * 60)


def lines(layout: SlideLayout) -> list[str]:
    return [line.text for line in layout.lines]


def baselines(text: str, theme: Theme = CLASSIC) -> list[int]:
    return [line.baseline_px for line in lay_out(text, theme).lines]


def test_baselines_do_not_depend_on_the_letters() -> None:
    assert baselines("xxxx") == baselines("ggg") == baselines("ÁÇÕ") == baselines("Only $47.")
    assert baselines("xxxx\nxxxx") == baselines("ggg\nÁÇÕ") == baselines("ÁÇÕ\nggg")


def test_a_short_text_takes_the_largest_type() -> None:
    assert lay_out("Imagine this.", CLASSIC).size_px == 160


def test_a_usual_slide_has_at_most_three_balanced_lines() -> None:
    layout = lay_out("And that is exactly why I am making this video for you today.", CLASSIC)
    assert lines(layout) == ["And that is exactly", "why I am making this", "video for you today."]


def test_a_tall_canvas_takes_more_lines_rather_than_smaller_type() -> None:
    text = "Most people never learn this one simple trick."
    assert len(lay_out(text, TALL).lines) == 5
    assert lay_out(text, TALL).size_px == lay_out(text, CLASSIC).size_px


def test_a_long_text_takes_more_lines_rather_than_the_smallest_type() -> None:
    layout = lay_out(SIXTY_WORDS, CLASSIC)
    assert layout.fits
    assert layout.size_px > FLOOR_PX
    assert len(layout.lines) > CLASSIC.max_lines


def test_explicit_line_ends_are_kept() -> None:
    assert lines(lay_out("one\ntwo three", CLASSIC)) == ["one", "two three"]


def test_a_word_wider_than_a_line_is_cut_and_stays_readable() -> None:
    layout = lay_out("x" * 80, CLASSIC)
    assert layout.fits
    assert "".join(lines(layout)) == "x" * 80
    assert len(layout.lines) > 1


def test_a_word_that_fits_at_a_readable_size_is_never_cut() -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitän"
    assert word in lines(lay_out(f"Der {word}", CLASSIC))


def test_what_overflows_at_the_floor_does_not_fit_and_still_loses_no_word() -> None:
    text = " ".join(f"word{number}" for number in range(400))
    layout = lay_out(text, CLASSIC)
    assert not layout.fits
    assert layout.size_px < FLOOR_PX
    assert " ".join(lines(layout)) == text


def test_fits_says_whether_the_text_is_readable() -> None:
    assert fits(SIXTY_WORDS, CLASSIC)
    assert not fits(SIXTY_WORDS * 10, CLASSIC)
    assert fits("", CLASSIC)


def test_no_text_has_no_lines() -> None:
    assert lay_out(" \n ", CLASSIC).lines == ()


@pytest.mark.parametrize("theme", [CLASSIC, TALL], ids=["wide", "tall"])
def test_a_block_stands_a_little_above_the_middle(theme: Theme) -> None:
    layout = lay_out("xxxx\nxxxx", theme)
    capital_px = 0.73 * layout.size_px
    middle = (layout.lines[0].baseline_px - capital_px + layout.lines[-1].baseline_px) / 2
    assert 0 <= theme.height_px / 2 - middle <= 0.03 * theme.height_px


@settings(deadline=None, max_examples=25)
@given(st.text(max_size=60))
def test_the_lines_hold_every_character_of_any_text_in_order(text: str) -> None:
    shown = "".join(lines(lay_out(text, CLASSIC)))
    assert "".join(shown.split()) == "".join(text.split())


@settings(deadline=None, max_examples=25)
@given(st.lists(st.text("abcdefgh'’.,!", min_size=1, max_size=12), max_size=60))
def test_the_lines_joined_are_the_words_of_the_text(words: list[str]) -> None:
    assert " ".join(lines(lay_out(" ".join(words), CLASSIC))).split() == words
