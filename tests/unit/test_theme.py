from __future__ import annotations

import pytest

from vsl.colour import READABLE_CONTRAST, contrast
from vsl.errors import BadInput
from vsl.look import Theme
from vsl.render.fonts import look_fonts
from vsl.render.theme import THEMES, find_theme, parse_size, resized


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_ink_is_readable_on_every_background(theme: Theme) -> None:
    assert contrast(theme.ink, theme.background) >= READABLE_CONTRAST


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_theme_is_set_in_a_font_of_the_house(theme: Theme) -> None:
    assert theme.font in look_fonts()


def test_contrast_runs_from_one_to_twenty_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)
    assert contrast("#FFFFFF", "#767676") == pytest.approx(4.54, abs=0.01)


def test_a_theme_is_found_by_its_name() -> None:
    assert find_theme("night").name == "night"


def test_an_unknown_theme_is_refused_with_the_choices() -> None:
    with pytest.raises(BadInput, match=r"'neon'.*classic, night"):
        find_theme("neon")


@pytest.mark.parametrize("text", ["1920x1080", " 1920 X 1080 ", "1920×1080"])
def test_a_size_is_read(text: str) -> None:
    assert parse_size(text) == (1920, 1080)


@pytest.mark.parametrize(
    "text", ["", "1920", "1920x", "x1080", "-1x2", "1920x1080x3", "٣x٤", "a" * 99]
)
def test_an_unreadable_size_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput, match="write it as 1920x1080"):
        parse_size(text)


def test_a_theme_keeps_its_look_on_another_canvas() -> None:
    tall = resized(find_theme("paper"), 1080, 1920)
    assert (tall.width_px, tall.height_px) == (1080, 1920)
    assert resized(tall, 1920, 1080) == find_theme("paper")


@pytest.mark.parametrize(
    ("width", "height"), [(318, 1080), (1920, 7682), (1921, 1080), (1920, 1079)]
)
def test_a_canvas_out_of_bounds_or_odd_is_refused(width: int, height: int) -> None:
    with pytest.raises(BadInput, match="even number from 320 to 7680"):
        resized(find_theme("classic"), width, height)
