from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.model.appearance import Gradient, SectionLook, Theme
from vsl.render.layout.box import safe_edges
from vsl.render.layout.layout import SlideLayout, fits, lay_out
from vsl.render.layout.runs import Typography, width_em
from vsl.render.themes.theme import THEMES, resize_theme
from vsl.slides.lines import bind_joints

CLASSIC = THEMES["classic"]
TALL = replace(CLASSIC, width_px=1080, height_px=1920)
FLOOR_PX = 44  # of a canvas whose shorter side is 1080 px
SIXTY_WORDS = " ".join(["benefit"] * 60)


def lines(layout: SlideLayout) -> list[str]:
    return [line.text for line in layout.lines]


def baselines(text: str, theme: Theme = CLASSIC) -> list[int]:
    return [line.baseline_px for line in lay_out(text, theme).lines]


def test_baselines_do_not_depend_on_the_letters() -> None:
    assert baselines("xxxx") == baselines("ggg") == baselines("ÁÇÕ")
    assert baselines("xx xx xx xx") == baselines("ÁÇÕ, it's only $47.")
    assert baselines("xxxx\nxxxx") == baselines("ggg\nÁÇÕ") == baselines("ÁÇÕ\nggg")


def test_a_short_text_takes_the_largest_type() -> None:
    assert lay_out("Just imagine this now.", CLASSIC).size_px == 160


def test_one_to_three_words_stand_larger_the_fewer_they_are() -> None:
    texts = ("Stop.", "Imagine this.", "Now stop it.", "Just imagine this now.")
    sizes = [lay_out(text, CLASSIC).size_px for text in texts]
    assert sizes[0] == 2 * 160
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == len(sizes)


@pytest.mark.parametrize("text", ["Internacionalização!", "Imagine."])
def test_a_large_word_breaks_no_line_and_stays_inside(text: str) -> None:
    layout = lay_out(text, TALL)
    (line,) = layout.lines
    left, _, right, _ = safe_edges(TALL)
    assert line.x_px >= left
    assert line.x_px + width_em(line.text, layout.typography) * layout.size_px <= right


def test_two_words_on_lines_of_their_own_stay_large() -> None:
    layout = lay_out("Stop.\nNow.", CLASSIC)
    assert lines(layout) == ["Stop.", "Now."]
    assert layout.size_px > 160


def test_a_line_in_the_midst_gets_company_where_a_little_smaller_type_gives_it() -> None:
    square = replace(CLASSIC, width_px=1080, font="anton")
    layout = lay_out("“I made $12,480 in my first week.”", square)
    assert "$12,480 in my" in lines(layout)


def test_a_usual_slide_has_at_most_three_balanced_lines() -> None:
    layout = lay_out("And that is exactly why I am making this video for you today.", CLASSIC)
    assert lines(layout) == ["And that is exactly", "why I am making this", "video for you today."]


def test_a_phrase_is_worth_wider_lines_and_smaller_type_but_only_by_a_third() -> None:
    text = "Most people never learn this one simple trick."
    torn, whole = lay_out(text, CLASSIC), lay_out(text, CLASSIC, (2, 12, 12, 3, 15, 13, 13))
    assert lines(torn) == ["Most people", "never learn this", "one simple trick."]
    assert lines(whole) == ["Most people never learn", "this one simple trick."]
    assert 0.66 * torn.size_px <= whole.size_px < torn.size_px
    assert (
        lay_out(SIXTY_WORDS, CLASSIC, (15,) * 59).size_px
        >= 0.58 * lay_out(SIXTY_WORDS, CLASSIC).size_px
    )


def test_a_phrase_is_rather_kept_whole_by_one_line_more_than_by_smaller_type() -> None:
    large = replace(TALL, max_size_share=230 / 1080)
    layout = lay_out("Now click the button below", large, (4, 2, 15, 5))
    assert lines(layout) == ["Now click", "the button", "below"]
    assert layout.size_px > 1.2 * lay_out("the button below\nnow", TALL).size_px


@pytest.mark.parametrize(
    ("text", "costs", "ends"),
    [
        ("That one sentence changed everything.", (13, 13, 4, 9),
         ["That one sentence", "changed", "everything."]),
        ("and wrote a new one in 45 minutes.", (11, 9, 15, 13, 3, 12, 20),
         ["and wrote", "a new one", "in 45 minutes."]),
    ],
)  # fmt: skip
def test_a_narrow_canvas_keeps_phrases_whole_in_type_of_nearly_one_size(
    text: str, costs: tuple[int, ...], ends: list[str]
) -> None:
    layout = lay_out(bind_joints(text), TALL, costs)
    assert [line.replace("\u00a0", " ") for line in lines(layout)] == ends
    assert layout.size_px >= 0.7 * lay_out("Just imagine all of this.", TALL).size_px


def test_a_tall_canvas_takes_more_lines_rather_than_smaller_type() -> None:
    text = "Most people never learn this one simple trick."
    assert len(lay_out(text, TALL).lines) > CLASSIC.max_lines
    assert lay_out(text, TALL).size_px > 0.8 * lay_out(text, CLASSIC).size_px


def test_a_long_text_takes_more_lines_rather_than_the_smallest_type() -> None:
    layout = lay_out(SIXTY_WORDS, CLASSIC)
    assert layout.fits
    assert layout.size_px > FLOOR_PX
    assert len(layout.lines) > CLASSIC.max_lines


@pytest.mark.parametrize("size", [(1080, 1920), (1080, 1080), (1080, 1350)])
@pytest.mark.parametrize("text", ["Just imagine this now.", "I went home and wrote a new one."])
def test_type_is_larger_beside_the_width_where_the_canvas_is_narrow(
    text: str, size: tuple[int, int]
) -> None:
    narrow = resize_theme(CLASSIC, *size)
    wide_share = lay_out(text, CLASSIC).size_px / CLASSIC.width_px
    assert lay_out(text, narrow).size_px / narrow.width_px > 1.4 * wide_share


def test_a_compound_ends_its_line_in_a_hyphen_rather_than_make_a_slide_small() -> None:
    tall = resize_theme(CLASSIC, 1080, 1920)
    layout = lay_out("Die Krankenzusatzversicherung zahlt.", tall)
    assert "Die Krankenzusatz-" in lines(layout)
    assert layout.size_px >= 80
    assert layout.first_tokens == (0, 1)
    assert "versicherung zahlt." in lines(layout)
    assert "-" not in "".join(lines(lay_out("Die Krankenzusatzversicherung zahlt.", CLASSIC)))


def test_explicit_line_ends_are_kept() -> None:
    assert lines(lay_out("one\ntwo three", CLASSIC)) == ["one", "two three"]


def test_a_word_wider_than_a_line_is_cut_and_stays_readable() -> None:
    layout = lay_out("x" * 80, CLASSIC)
    assert layout.fits
    assert "".join(lines(layout)) == "x" * 80
    assert len(layout.lines) > 1


def test_a_word_that_fits_at_a_readable_size_is_never_cut() -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitän"
    assert any(word in line for line in lines(lay_out(f"Der {word}", CLASSIC)))


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


def test_a_last_word_gets_company_where_a_little_smaller_type_gives_it() -> None:
    square = replace(CLASSIC, width_px=1080)
    layout = lay_out("The one thing nobody tells you about selling online.", square)
    assert lines(layout)[-1] == "selling online."


def test_lines_begin_at_the_left_edge_where_the_theme_says_so() -> None:
    left = replace(CLASSIC, align="left")
    edge = left.margin_share * left.height_px
    layout = lay_out("And that is exactly why I am making this video for you today.", left)
    assert [line.x_px for line in layout.lines] == pytest.approx([edge] * 3)


def test_lines_of_a_script_from_right_to_left_end_at_the_right_edge() -> None:
    left = replace(CLASSIC, align="left")
    layout = lay_out("هذا هو السر الذي لا يريدون أن تعرفه", left)
    ends = [
        line.x_px + width_em(line.text, layout.typography) * layout.size_px for line in layout.lines
    ]
    assert ends == pytest.approx([left.width_px * (1 - left.margin_share * 9 / 16)] * len(ends))


def test_punctuation_hangs_outside_the_edge_of_the_letters() -> None:
    left = replace(CLASSIC, align="left")
    quoted, plain = lay_out("“Ready?\nReady.", left).lines
    quote_px = width_em("“", Typography(left.font)) * lay_out("“Ready?\nReady.", left).size_px
    assert plain.x_px - quoted.x_px == pytest.approx(quote_px)


def test_a_full_stop_does_not_push_a_centred_line_aside() -> None:
    assert lay_out("Imagine this.", CLASSIC).lines[0].x_px == pytest.approx(
        lay_out("Imagine this", CLASSIC).lines[0].x_px
    )


def test_what_players_lay_over_the_foot_moves_the_text_up() -> None:
    covered = replace(CLASSIC, safe_bottom_share=0.3)
    assert baselines("Hello", covered)[0] == pytest.approx(
        baselines("Hello")[0] - 0.15 * CLASSIC.height_px, abs=0.01 * CLASSIC.height_px
    )


def test_colours_and_sections_move_no_letter() -> None:
    price = SectionLook("price", background="#000000", ink="#FFFFFF")
    other = replace(CLASSIC, background="#EEEEEE", gradient=Gradient("#CCCCCC"), sections=(price,))
    assert lay_out("Only $47.", other) is lay_out("Only $47.", CLASSIC)


def test_each_line_knows_the_token_it_begins_with() -> None:
    layout = lay_out("And that is exactly why I am making this video for you today.", CLASSIC)
    assert layout.first_tokens == (0, 4, 9)
    assert set(lay_out("x" * 80, CLASSIC).first_tokens) == {0}


@given(st.text(max_size=60))
def test_the_lines_hold_every_character_of_any_text_in_order(text: str) -> None:
    shown = "".join(lines(lay_out(text, CLASSIC)))
    assert "".join(shown.split()) == "".join(text.split())


@given(st.lists(st.text("abcdefgh'’.,!", min_size=1, max_size=12), max_size=60))
def test_the_lines_joined_are_the_words_of_the_text(words: list[str]) -> None:
    assert " ".join(lines(lay_out(" ".join(words), CLASSIC))).split() == words


def test_a_little_smaller_type_makes_a_block_of_a_tower_of_single_words() -> None:
    letter = resize_theme(THEMES["letter"], 1080, 1920)
    layout = lay_out("Hoy, tu acceso completo cuesta solamente 97\u00a0€.", letter)
    assert lines(layout) == ["Hoy, tu acceso", "completo cuesta", "solamente 97\u00a0€."]
