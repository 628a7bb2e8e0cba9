from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsl.export.video.composition import SpeakerPlace, place_of
from vsl.model.appearance import CallToAction, Logo, Speaker, StagedTheme, Theme
from vsl.model.project import Still
from vsl.render.layout.box import Box, speaker_room
from vsl.render.layout.runs import width_em
from vsl.render.paint.scene import Scene
from vsl.render.paint.slide_chrome import foot_of, place_chrome
from vsl.render.themes.theme import find_theme, parse_size, resize_theme

SMALL_PRINT = "Results are not typical and depend on your effort, your market and your time. " * 4
MARGIN = 0.08 * 1080
_FACES = ("classic", "chalk")


def test_a_bare_theme_leaves_the_whole_box_to_the_text() -> None:
    assert place_chrome(Theme()).box == Box.of(Theme())


@pytest.mark.parametrize("corner", ["top-left", "top-right", "bottom-left", "bottom-right"])
def test_a_logo_stands_in_its_corner_and_text_keeps_off_its_row(corner: str) -> None:
    placed = place_chrome(Theme(logo=Logo("0" * 64, corner)))
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
    placed = place_chrome(Theme(footer=SMALL_PRINT))
    assert len(placed.footer) > 1
    assert placed.footer[-1].bottom_px <= 1080 - MARGIN
    assert placed.box.floor < placed.footer[0].top_px
    assert " ".join(line.text for line in placed.footer).split() == SMALL_PRINT.split()


@pytest.mark.parametrize("corner", ["bottom-left", "bottom-right"])
@pytest.mark.parametrize("align", ["left", "center"])
@pytest.mark.parametrize("text", ["Results vary.", SMALL_PRINT])
def test_small_print_stands_beside_a_logo_at_the_foot(corner: str, align: str, text: str) -> None:
    placed = place_chrome(Theme(footer=text, align=align, logo=Logo("0" * 64, corner)))
    assert placed.logo is not None
    for line in placed.footer:
        right = line.x_px + width_em(line.text, placed.typography) * placed.footer_px
        logo = placed.logo
        assert right < logo.left or line.x_px > logo.left + logo.width
        assert line.x_px >= MARGIN - 20  # hanging punctuation
        assert right <= 1920 - MARGIN + 20


def test_short_print_stays_in_the_middle_beside_a_logo() -> None:
    alone = place_chrome(Theme(footer="Results vary."))
    beside = place_chrome(Theme(footer="Results vary.", logo=Logo("0" * 64, "bottom-left")))
    assert beside.footer[0].x_px == pytest.approx(alone.footer[0].x_px)


def test_a_word_wider_than_the_foot_is_cut() -> None:
    assert len(place_chrome(Theme(footer="x" * 400)).footer) > 1


def test_a_progress_bar_runs_along_the_foot_of_the_canvas() -> None:
    bar = place_chrome(Theme(progress_bar="#FF0000")).bar
    assert bar is not None
    assert (bar.left, bar.width, bar.top + bar.height) == (0, 1920, 1080)


def test_above_what_players_lay_over_a_bar_is_as_wide_as_the_text() -> None:
    theme = Theme(progress_bar="#FF0000", safe_bottom_share=0.2)
    bar = place_chrome(theme).bar
    assert bar is not None
    assert (bar.left, bar.left + bar.width) == (86, 1920 - 86)
    assert bar.top + bar.height == 864


@pytest.mark.parametrize("size", [(1080, 1920), (1080, 1080), (1080, 1350)])
def test_on_a_narrow_canvas_the_bar_runs_along_its_upper_edge(size: tuple[int, int]) -> None:
    placed = place_chrome(resize_theme(Theme(progress_bar="#FF0000"), *size))
    assert placed.bar is not None
    assert (placed.bar.left, placed.bar.top, placed.bar.width) == (0, 0, 1080)
    assert placed.box.ceiling > placed.bar.height


def test_on_a_vertical_canvas_nothing_but_the_bar_stands_where_apps_lay_their_buttons() -> None:
    theme = replace(resize_theme(Theme(), 1080, 1920), footer=SMALL_PRINT, logo=Logo("0" * 64))
    placed = place_chrome(staged(theme, call=CallToAction("Order now")))
    assert placed.call is not None
    assert placed.logo is not None
    for area in (placed.call.area, placed.logo):
        assert 120 <= area.left < area.left + area.width <= 1080 - 192
        assert 288 <= area.top < area.top + area.height <= 1920 - 672
    box = placed.box
    assert 120 <= box.left < box.left + box.width <= 1080 - 192
    assert 288 <= box.ceiling < box.floor <= 1920 - 672


def test_the_text_has_its_middle_in_the_middle_of_what_apps_leave_free() -> None:
    box = place_chrome(resize_theme(Theme(), 1080, 1920)).box
    assert box.left + box.width / 2 == pytest.approx((120 + 1080 - 192) / 2)
    assert box.top + box.height / 2 == pytest.approx((288 + 1920 - 672) / 2)


def test_without_margin_text_still_keeps_off_the_bar() -> None:
    theme = Theme(progress_bar="#FF0000", margin_share=0)
    placed = place_chrome(theme)
    assert placed.bar is not None
    assert placed.box.floor < placed.bar.top


def test_a_theme_that_leaves_no_room_is_no_reason_to_fail() -> None:
    theme = replace(Theme(), margin_share=0.3, safe_top_share=0.4, safe_bottom_share=0.4)
    assert place_chrome(replace(theme, footer=SMALL_PRINT)).box.height >= 1


def test_the_bar_of_a_call_takes_its_room_above_the_progress_bar() -> None:
    theme = staged(Theme(progress_bar="#FF0000"), call=CallToAction("Order now"))
    placed = place_chrome(theme)
    assert placed.call is not None
    assert placed.bar is not None
    area = placed.call.area
    assert area.top + area.height == placed.bar.top
    assert placed.box.floor < area.top
    (line,) = placed.call.line
    assert area.top < line.top_px < line.bottom_px < area.top + area.height


def test_a_long_call_stays_in_one_line() -> None:
    placed = place_chrome(staged(Theme(), call=CallToAction("Order now " * 15)))
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
def test_text_gives_the_speaker_one_side(size: tuple[int, int], corner: str, freed: str) -> None:
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


@given(
    st.sampled_from(["16:9", "9:16", "1:1", "4:5"]),
    st.sampled_from(["top-left", "top-right", "bottom-left", "bottom-right"]),
    st.sampled_from(["circle", "rectangle"]),
    st.sampled_from([(1920, 1080), (1080, 1920), (2390, 1000), (640, 480)]),
    st.sampled_from([0.2, 0.3, 0.45]),
    st.sampled_from(["", "Order now", "Sí, quiero empezar hoy mismo con el Método Eco"]),
)
def test_text_bar_and_speaker_never_meet(
    shape: str,
    corner: str,
    form: str,
    source: tuple[int, int],
    size_share: float,
    line: str,
) -> None:
    speaker = Speaker(corner, size_share, form)
    theme = resize_theme(Theme(progress_bar="#FF0000"), *parse_size(shape))
    theme = staged(theme, speaker=speaker, call=CallToAction(line) if line else None)
    place = _speaker_place(theme, speaker, source)
    for calls in {False, bool(line)}:
        still = Still("a", calls=calls, beside=True, progress=0.5)
        placed = place_chrome(Scene.of(still, theme).theme)
        box = placed.box
        assert box.height > 0.1 * theme.height_px
        beside = place.x >= box.left + box.width or place.x + place.width <= box.left
        assert beside or place.y >= box.floor or place.y + place.height <= box.ceiling
        for area in filter(None, (placed.bar, placed.call and placed.call.area)):
            assert place.y + place.height <= area.top or place.y >= area.top + area.height
            assert box.floor <= area.top or box.ceiling >= area.top + area.height
    assert 0 <= place.x < place.x + place.width <= theme.width_px
    assert 0 <= place.y < place.y + place.height <= theme.height_px


def _speaker_place(theme: StagedTheme, speaker: Speaker, source: tuple[int, int]) -> SpeakerPlace:
    room = speaker_room(theme, speaker, foot_px=foot_of(theme))
    return place_of(speaker, source, room.edges, height_px=room.height)


def test_small_looking_faces_call_in_larger_type() -> None:
    call = CallToAction("Order now")
    plain, brush = (place_chrome(staged(find_theme(name), call=call)).call for name in _FACES)
    assert plain is not None
    assert brush is not None
    assert brush.size_px == pytest.approx(1.15 * plain.size_px, abs=1)
    assert brush.area == plain.area


@pytest.mark.parametrize("shape", ["9:16", "1:1", "4:5"])
def test_a_long_call_takes_two_lines_where_one_would_be_small(shape: str) -> None:
    theme = resize_theme(Theme(), *parse_size(shape))
    short = place_chrome(staged(theme, call=CallToAction("Order now"))).call
    text = "Sí, quiero empezar hoy mismo con el Método Eco"
    long = place_chrome(staged(theme, call=CallToAction(text))).call
    assert short is not None
    assert long is not None
    assert " ".join(line.text for line in long.line) == text
    assert (len(short.line), len(long.line)) == (1, 2)
    assert long.size_px > 40
    area = long.area
    assert area.top < long.line[0].top_px < long.line[1].bottom_px < area.top + area.height


def staged(theme: Theme, **on_stage: Any) -> StagedTheme:
    """``theme`` with what a staging puts on its slides."""
    return StagedTheme(**{name: getattr(theme, name) for name in Theme.__slots__}, **on_stage)


@pytest.mark.parametrize(
    ("font", "own"),
    [("anton", False), ("caveat-brush", False), ("source-serif-bold", True)],
)
def test_small_print_is_never_set_in_a_face_too_narrow_for_it(font: str, own: bool) -> None:
    found = place_chrome(Theme(font=font, footer=SMALL_PRINT)).typography.look
    assert found == (font if own else "inter-bold")
