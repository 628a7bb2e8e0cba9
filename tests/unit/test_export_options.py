"""Choices of an export are checked before any work begins, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from vsl.errors import BadInput
from vsl.workflows.export_project.options import ExportOptions, parse_time
from vsl.workflows.export_project.registry import FORMATS, find_format, group_formats

_BUTTON = {"button_url": "https://example.com/order?a=1#buy"}


def test_nothing_given_is_the_usual_export() -> None:
    assert ExportOptions.parse({"fps": "", "button_url": ""}) == ExportOptions()


def test_choices_are_read() -> None:
    options = ExportOptions.parse(
        {**_BUTTON, "button_text": " Yes! ", "button_at": "12:34.5", "seek": "no", "fps": "29.97",
         "start": "1:00", "seconds": "8"}
    )  # fmt: skip
    assert (options.button_text, options.button_url) == ("Yes!", _BUTTON["button_url"])
    assert (options.button_ms, options.seek, options.fps) == (754_500, False, Fraction(30000, 1001))
    assert (options.start_ms, options.teaser_ms) == (60_000, 8000)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"colour": "red"}, "'colour' is no option"),
        ({"fps": "fast"}, "frame rate"),
        ({"button_text": "Buy"}, "needs an address"),
        ({"button_at": "3"}, "needs an address"),
        ({**_BUTTON, "button_text": "x" * 81}, "at most 80"),
        ({**_BUTTON, "button_text": "two\nlines"}, "one line"),
        ({**_BUTTON, "button_at": "soon"}, "'soon' is no time"),
        ({"button_url": "javascript:alert(1)"}, "no address"),
        ({"button_url": "JavaScript:alert(1)"}, "no address"),
        ({"button_url": "data:text/html,x"}, "no address"),
        ({"button_url": "https://"}, "no address"),
        ({"button_url": "https://[x"}, "no address"),
        ({"button_url": "https://a.b/ c"}, "no address"),
        ({"button_url": "example.com"}, "no address"),
        ({"button_url": "https://a.b/" + "c" * 2000}, "no address"),
        ({"seek": "maybe"}, "seek='maybe'"),
        ({"seconds": "0.5"}, "choose 1 to 60"),
        ({"seconds": "61"}, "choose 1 to 60"),
        ({"start": "-1"}, "'-1' is no time"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(given: Mapping[str, str], complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint.replace("(", r"\(")) as refused:
        ExportOptions.parse(given)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["mailto:me@example.com", "tel:+15550100", "/order", "#buy", "?x=1"]
)
def test_other_addresses_that_buttons_open(url: str) -> None:
    assert ExportOptions.parse({"button_url": url}).button_url == url


@pytest.mark.parametrize(
    ("text", "ms"), [("754", 754_000), ("0", 0), ("12.5", 12_500), ("1:02:03", 3_723_000)]
)
def test_times_are_read_as_people_write_them(text: str, ms: int) -> None:
    assert parse_time(text) == ms


def test_the_longest_extension_chooses_the_format() -> None:
    assert find_format("My.Pitch.KARAOKE.ASS").suffix == ".karaoke.ass"
    assert find_format("pitch.ass").suffix == ".ass"
    assert find_format("pitch.sheet.png").name == "sheet.png"
    with pytest.raises(BadInput, match=r"pitch\.exe has no format"):
        find_format("pitch.exe")


def test_every_format_is_in_one_menu_under_a_name_of_its_own() -> None:
    suffixes = [each.suffix for each in FORMATS]
    assert len(set(suffixes)) == len(suffixes)
    menus = group_formats()
    assert sum(map(len, menus.values())) == len(FORMATS)
    assert all(len({each.title for each in menu}) == len(menu) for menu in menus.values())


@pytest.mark.parametrize("name", ["draft", "web", "master"])
def test_qualities_go_by_name(name: str) -> None:
    assert ExportOptions.parse({"quality": name}).quality.name == name


def test_an_unknown_quality_is_told_with_those_there_are() -> None:
    with pytest.raises(BadInput, match="'best'; choose one of draft, web, master"):
        ExportOptions.parse({"quality": "best"})
