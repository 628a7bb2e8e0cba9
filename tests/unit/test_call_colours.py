"""The bar of the call to action in the colours of its look."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.basics.colour import READABLE_CONTRAST, contrast
from vsl.model.appearance import CallToAction, Highlight, Theme
from vsl.render.sections import theme_for_section
from vsl.render.themes.call_colours import colour_call
from vsl.render.themes.catalogue import THEMES
from vsl.render.themes.contrast import LARGE_CONTRAST, surfaces

CALL = CallToAction("Order now")
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_bar_is_seen_and_read_in_every_section_of_every_look(theme: Theme) -> None:
    for section in ("", *(each.section for each in theme.sections)):
        look = theme_for_section(theme, section)
        call = colour_call(CALL, look)
        assert contrast(call.ink, call.background) >= READABLE_CONTRAST
        assert min(contrast(call.background, each) for each in surfaces(look)) >= LARGE_CONTRAST


@pytest.mark.parametrize(
    ("name", "background", "ink"),
    [
        ("classic", "#C8102E", "#FFFFFF"),
        ("night", "#FFC53D", "#0B0D12"),
        ("paper", "#221C15", "#FFE07A"),  # its marker is too pale for a bar on paper
        ("ocean", "#6FE3F2", "#082038"),
        ("headline", "#C9151E", "#FFFFFF"),
    ],
)
def test_the_bar_has_the_accent_of_its_look(name: str, background: str, ink: str) -> None:
    call = colour_call(CALL, THEMES[name])
    assert (call.background, call.ink) == (background, ink)


def test_looks_do_not_share_one_bar() -> None:
    assert len({colour_call(CALL, theme).background for theme in THEMES.values()}) >= 10


def test_colours_that_a_call_names_are_kept() -> None:
    named = CallToAction("Order now", background="#00FF00", ink="#FF00FF")
    assert colour_call(named, THEMES["night"]) == named
    half = colour_call(CallToAction("Order now", background="#00FF00"), THEMES["night"])
    assert half.background == "#00FF00"
    assert contrast(half.ink, "#00FF00") >= READABLE_CONTRAST


@given(COLOURS, COLOURS, COLOURS)
def test_the_line_can_be_read_in_any_look(background: str, ink: str, accent: str) -> None:
    look = Theme(background=background, ink=ink, highlight=Highlight("colour", accent))
    call = colour_call(CALL, look)
    assert contrast(call.ink, call.background) >= READABLE_CONTRAST
