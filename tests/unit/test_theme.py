from __future__ import annotations

from dataclasses import replace

import pytest

from vsl.basics.colour import READABLE_CONTRAST, contrast
from vsl.basics.json_codec import to_plain
from vsl.errors import BadInput
from vsl.model.appearance import Backdrop, Gradient, Highlight, SectionLook, Theme
from vsl.model.document import read_theme
from vsl.render.fonts import look_fonts
from vsl.render.sections import theme_for_section
from vsl.render.themes.contrast import LARGE_CONTRAST, bar_colour, doubts, surfaces
from vsl.render.themes.theme import (
    RESOLUTIONS,
    SHAPES,
    THEMES,
    find_theme,
    parse_size,
    resize_theme,
)
from vsl.slides.phrases import rules

every_theme = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)


@every_theme
def test_everything_can_be_read_in_every_section(theme: Theme) -> None:
    assert doubts(theme) == ()


@every_theme
def test_ink_is_readable_on_both_ends_of_the_background(theme: Theme) -> None:
    assert contrast(theme.ink, theme.background) >= READABLE_CONTRAST
    if theme.gradient:
        assert contrast(theme.ink, theme.gradient.to) >= READABLE_CONTRAST


@every_theme
def test_the_progress_bar_is_seen_in_every_section(theme: Theme) -> None:
    for section in ("", *(each.section for each in theme.sections)):
        look = theme_for_section(theme, section)
        if look.progress_bar:
            bar = bar_colour(look)
            assert min(contrast(bar, surface) for surface in surfaces(look)) >= LARGE_CONTRAST


@every_theme
def test_every_theme_is_set_in_a_font_of_the_house_and_names_sections_that_exist(
    theme: Theme,
) -> None:
    assert theme.font in look_fonts()
    assert {each.section for each in theme.sections} <= set(rules("sections"))
    assert theme == read_theme(to_plain(theme))


def test_the_themes_use_every_way_to_stand_out() -> None:
    styles = {theme.highlight.style for theme in THEMES.values()}
    assert styles == {"colour", "marker", "underline", "box"}
    assert len(THEMES) >= 10


@pytest.mark.parametrize(
    ("theme", "words"),
    [
        (Theme(ink="#999999"), "The text (#999999) has 2.8:1 on #FFFFFF, less than 4.5:1."),
        (Theme(highlight=Highlight("colour", "#FFE07A")), "The highlight (#FFE07A)"),
        (Theme(highlight=Highlight("marker", "#222222")), "Text on the marker (#111111)"),
        (Theme(gradient=Gradient("#333333")), "The text"),
        (Theme(background="#FF0000", gradient=Gradient("#00FF00")), "#BF4000"),
        (Theme(backdrop=Backdrop("0" * 64, dim=0.3)), "on #4C4C4C"),
        (Theme(sections=(SectionLook("price", ink="#EEEEEE"),)), "less than 4.5:1 in price."),
    ],
)
def test_what_cannot_be_read_is_told_with_its_figures(theme: Theme, words: str) -> None:
    assert words in " ".join(doubts(theme))


def test_a_backdrop_dimmed_enough_raises_no_doubt() -> None:
    assert doubts(Theme(backdrop=Backdrop("0" * 64, dim=0.85), highlight=Highlight("none"))) == ()


def test_a_bar_that_a_section_would_hide_takes_the_ink() -> None:
    theme = Theme(progress_bar="#FFFFFF")
    assert bar_colour(theme) == theme.ink
    assert bar_colour(replace(theme, background="#000000", ink="#EEEEEE")) == "#FFFFFF"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"highlight": {"style": "glow"}}, r"wrong at \$\.highlight\.style: 'glow' is not one of"),
        ({"gradient": {"to": "red"}}, r"\$\.gradient\.to: 'red' is no colour.*#1A2B3C"),
        ({"logo": {"image": "a" * 5000}}, r"\$\.logo\.image"),
        ({"colour": 1}, "'colour' was unexpected"),
        ([], "is not of type 'object'"),
        ({"footer": "\ud800"}, "half a character"),
    ],
)
def test_a_theme_that_cannot_be_read_is_told_in_one_line(row: object, words: str) -> None:
    with pytest.raises(BadInput, match=words) as error:
        read_theme(row)
    assert len(str(error.value)) < 400


def test_contrast_runs_from_one_to_twenty_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)
    assert contrast("#FFFFFF", "#767676") == pytest.approx(4.54, abs=0.01)


def test_a_theme_is_found_by_its_name() -> None:
    assert find_theme("night").name == "night"


def test_an_unknown_theme_is_refused_with_the_choices() -> None:
    with pytest.raises(BadInput, match=r"'glam'.*classic, night"):
        find_theme("glam")


@pytest.mark.parametrize("text", ["1920x1080", " 1920 X 1080 ", "1920×1080"])
def test_a_size_is_read(text: str) -> None:
    assert parse_size(text) == (1920, 1080)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("16:9", (1920, 1080)),
        ("9:16", (1080, 1920)),
        ("1:1@720p", (720, 720)),
        ("4:5", (1080, 1350)),
        (" 9:16 @ 4k ", (2160, 3840)),
        ("16:9@1440", (2560, 1440)),
    ],
)
def test_a_size_is_named_by_its_shape(text: str, size: tuple[int, int]) -> None:
    assert parse_size(text) == size


def test_every_shape_in_every_resolution_is_a_canvas() -> None:
    for shape in SHAPES:
        for resolution in RESOLUTIONS:
            resize_theme(Theme(), *parse_size(f"{shape}@{resolution}"))


@pytest.mark.parametrize(
    "text",
    ["", "1920", "1920x", "x1080", "-1x2", "1920x1080x3", "٣x٤", "a" * 99, "3:2", "9:16@big"],
)
def test_an_unreadable_size_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput, match=r"write it as 1920x1080, or as one of 16:9"):
        parse_size(text)


@every_theme
def test_a_theme_keeps_its_look_on_another_canvas(theme: Theme) -> None:
    tall = resize_theme(theme, 1080, 1920)
    assert (tall.width_px, tall.height_px) == (1080, 1920)
    assert resize_theme(tall, 1920, 1080) == theme


def test_text_on_a_vertical_canvas_keeps_clear_of_what_apps_lay_over() -> None:
    tall = resize_theme(Theme(), 1080, 1920)
    assert tall.safe_top_share >= 288 / 1920
    assert tall.safe_bottom_share >= 672 / 1920
    assert resize_theme(tall, 720, 1280).safe_bottom_share == tall.safe_bottom_share
    assert resize_theme(Theme(), 1080, 1350).safe_bottom_share == 0


def test_safe_areas_of_a_theme_are_its_own_affair() -> None:
    own = Theme(safe_bottom_share=0.1)
    assert resize_theme(own, 1080, 1920).safe_bottom_share == 0.1
    open_tall = Theme(width_px=1080, height_px=1920)
    assert resize_theme(open_tall, 720, 1280).safe_bottom_share == 0


@pytest.mark.parametrize(
    ("width", "height"), [(318, 1080), (1920, 7682), (1921, 1080), (1920, 1079)]
)
def test_a_canvas_out_of_bounds_or_odd_is_refused(width: int, height: int) -> None:
    with pytest.raises(BadInput, match="even number from 320 to 7680"):
        resize_theme(find_theme("classic"), width, height)
