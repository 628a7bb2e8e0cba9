from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from vsl.model.appearance import CallToAction, Logo, Speaker, StagedTheme, Theme
from vsl.render.layout.box import Box
from vsl.render.layout.runs import width_em
from vsl.render.paint.slide_chrome import furniture

SMALL_PRINT = "Results are not typical and depend on your effort, your market and your time. " * 4
MARGIN = 0.08 * 1080


def test_a_bare_theme_leaves_the_whole_box_to_the_text() -> None:
    assert furniture(Theme()).box == Box.of(Theme())


@pytest.mark.parametrize("corner", ["top-left", "top-right", "bottom-left", "bottom-right"])
def test_a_logo_stands_in_its_corner_and_text_keeps_off_its_row(corner: str) -> None:
    placed = furniture(Theme(logo=Logo("0" * 64, corner)))
    area, box = placed.logo, placed.box
    assert area is not None
    if corner.startswith("top"):
        assert area.top == pytest.approx(MARGIN, abs=1)
        assert box.ceiling > area.top + area.height
    else:
        assert area.top + area.height == pytest.approx(1080 - MARGIN, abs=1)
        assert box.floor < area.top
    if corner.endswith("left"):
        assert area.left == pytest.approx(MARGIN, abs=1)
    else:
        assert area.left + area.width == pytest.approx(1920 - MARGIN, abs=1)


def test_small_print_ends_at_the_foot_of_the_safe_area() -> None:
    placed = furniture(Theme(footer=SMALL_PRINT))
    assert len(placed.footer) > 1
    assert placed.footer[-1].bottom_px <= 1080 - MARGIN
    assert placed.box.floor < placed.footer[0].top_px
    assert " ".join(line.text for line in placed.footer).split() == SMALL_PRINT.split()


@pytest.mark.parametrize("corner", ["bottom-left", "bottom-right"])
@pytest.mark.parametrize("align", ["left", "center"])
@pytest.mark.parametrize("text", ["Results vary.", SMALL_PRINT])
def test_small_print_stands_beside_a_logo_at_the_foot(corner: str, align: str, text: str) -> None:
    placed = furniture(Theme(footer=text, align=align, logo=Logo("0" * 64, corner)))
    assert placed.logo is not None
    for line in placed.footer:
        right = line.x_px + width_em(line.text, placed.typography) * placed.footer_px
        logo = placed.logo
        assert right < logo.left or line.x_px > logo.left + logo.width
        assert line.x_px >= MARGIN - 20  # hanging punctuation
        assert right <= 1920 - MARGIN + 20


def test_short_print_stays_in_the_middle_beside_a_logo() -> None:
    alone = furniture(Theme(footer="Results vary."))
    beside = furniture(Theme(footer="Results vary.", logo=Logo("0" * 64, "bottom-left")))
    assert beside.footer[0].x_px == pytest.approx(alone.footer[0].x_px)


def test_a_word_wider_than_the_foot_is_cut() -> None:
    assert len(furniture(Theme(footer="x" * 400)).footer) > 1


def test_a_progress_bar_runs_along_the_foot_of_the_canvas() -> None:
    bar = furniture(Theme(progress_bar="#FF0000")).bar
    assert bar is not None
    assert (bar.left, bar.width, bar.top + bar.height) == (0, 1920, 1080)


def test_above_what_players_lay_over_a_bar_is_as_wide_as_the_text() -> None:
    theme = Theme(progress_bar="#FF0000", safe_bottom_share=0.2)
    bar = furniture(theme).bar
    assert bar is not None
    assert (bar.left, bar.left + bar.width) == (86, 1920 - 86)
    assert bar.top + bar.height == 864


def test_without_margin_text_still_keeps_off_the_bar() -> None:
    theme = Theme(progress_bar="#FF0000", margin_share=0)
    placed = furniture(theme)
    assert placed.bar is not None
    assert placed.box.floor < placed.bar.top


def test_a_theme_that_leaves_no_room_is_no_reason_to_fail() -> None:
    theme = replace(Theme(), margin_share=0.3, safe_top_share=0.4, safe_bottom_share=0.4)
    assert furniture(replace(theme, footer=SMALL_PRINT)).box.height >= 1


def test_the_bar_of_a_call_takes_its_room_above_the_progress_bar() -> None:
    theme = staged(Theme(progress_bar="#FF0000"), call=CallToAction("Order now"))
    placed = furniture(theme)
    assert placed.call is not None
    assert placed.bar is not None
    area = placed.call.area
    assert area.top + area.height == placed.bar.top
    assert placed.box.floor < area.top
    (line,) = placed.call.line
    assert area.top < line.top_px < line.bottom_px < area.top + area.height


def test_a_long_call_stays_in_one_line() -> None:
    placed = furniture(staged(Theme(), call=CallToAction("Order now " * 15)))
    assert placed.call is not None
    assert len(placed.call.line) == 1
    assert placed.call.line[0].x_px > 0


@pytest.mark.parametrize(
    ("size", "corner", "freed"),
    [
        ((1920, 1080), "bottom-right", "right"),
        ((1920, 1080), "top-left", "left"),
        ((1080, 1920), "bottom-right", "bottom"),
        ((1080, 1080), "top-left", "top"),
    ],
)
def test_text_stays_clear_of_the_speaker(size: tuple[int, int], corner: str, freed: str) -> None:
    theme = Theme(width_px=size[0], height_px=size[1])
    whole, clear = Box.of(theme), Box.of(staged(theme, speaker=Speaker(corner)))
    taken = {
        "left": clear.left - whole.left,
        "right": whole.left + whole.width - clear.left - clear.width,
        "top": clear.top - whole.top,
        "bottom": whole.floor - clear.floor,
    }
    assert {name for name, width in taken.items() if width > 1} == {freed}
    assert taken[freed] >= 0.3 * 1080


def staged(theme: Theme, **on_stage: Any) -> StagedTheme:
    """``theme`` with what a staging puts on its slides."""
    return StagedTheme(**{name: getattr(theme, name) for name in Theme.__slots__}, **on_stage)


@pytest.mark.parametrize(
    ("font", "own"),
    [("anton", False), ("caveat-brush", False), ("source-serif-bold", True)],
)
def test_small_print_is_never_set_in_a_face_too_narrow_for_it(font: str, own: bool) -> None:
    found = furniture(Theme(font=font, footer=SMALL_PRINT)).typography.look
    assert found == (font if own else "inter-bold")
