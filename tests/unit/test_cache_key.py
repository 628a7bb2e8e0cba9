from __future__ import annotations

from dataclasses import replace

import pytest

from vsl.model.appearance import (
    Backdrop,
    CallToAction,
    Gradient,
    Highlight,
    Logo,
    SectionLook,
    Speaker,
    StagedTheme,
    Theme,
)
from vsl.model.project import Emphasis, Still
from vsl.render import cache_key as cache
from vsl.render.cache_key import image_key, scene_key
from vsl.render.paint.scene import Scene

THEME = StagedTheme(progress_bar="#00FF00", call=CallToAction("Buy"), speaker=Speaker())
FULL = Still("Hello you", (Emphasis(0, "power"),), 2, None, "hook", 0.5)
"""A still that shows all that a theme says."""

OTHER_THEME = {
    "width_px": 1280,
    "height_px": 720,
    "background": "#EEEEEE",
    "ink": "#222222",
    "font": "inter-bold",
    "margin_share": 0.1,
    "max_size_share": 0.2,
    "min_size_share": 0.03,
    "line_height": 1.3,
    "max_lines": 2,
    "align": "left",
    "safe_top_share": 0.1,
    "safe_bottom_share": 0.1,
    "safe_left_share": 0.1,
    "safe_right_share": 0.1,
    "gradient": Gradient("#000000"),
    "backdrop": Backdrop("0" * 64),
    "highlight": Highlight("box"),
    "logo": Logo("0" * 64),
    "footer": "Results vary.",
    "progress_bar": "#FF0000",
    "sections": (SectionLook("hook", background="#123456"),),
}
OTHER_STILL = {
    "text": "hello you",
    "emphasis": (Emphasis(1, "power"),),
    "shown_tokens": 1,
    "lit_token": 1,
    "section": "price",
    "progress": 0.75,
    "calls": True,
    "beside": True,
    "line_costs": (12,),
}


def test_the_key_is_an_md5() -> None:
    assert len(bytes.fromhex(image_key(Still("Hello"), Theme()))) == 16


def test_the_same_slide_has_the_same_key() -> None:
    assert image_key(Still("Hello"), Theme()) == image_key(Still("Hello"), Theme())


def test_the_name_of_a_theme_changes_nothing() -> None:
    assert image_key(Still("Hello"), Theme("a")) == image_key(Still("Hello"), Theme("b"))


def test_idle_spaces_change_nothing() -> None:
    assert image_key(Still("Hello  you \n"), Theme()) == image_key(Still("Hello you"), Theme())


def test_another_text_or_line_end_has_another_key() -> None:
    keys = {
        image_key(Still(text), Theme()) for text in ("", "Hello you", "Hello\nyou", "hello you")
    }
    assert len(keys) == 4


@pytest.mark.parametrize("field", [field for field in Theme.__slots__ if field != "name"])
def test_every_other_part_of_a_theme_changes_the_key(field: str) -> None:
    changed = replace(THEME, **{field: OTHER_THEME[field]})
    assert image_key(FULL, changed) != image_key(FULL, THEME)


@pytest.mark.parametrize("field", [field for field in Still.__slots__ if field != "slide"])
def test_every_part_of_a_still_changes_the_key_where_it_shows(field: str) -> None:
    theme = replace(THEME, sections=(SectionLook("price", ink="#333333"),))
    changed = replace(FULL, **{field: OTHER_STILL[field]})
    assert image_key(changed, theme) != image_key(FULL, theme)


@pytest.mark.parametrize("field", ["slide", "shown_tokens", "section", "progress"])
def test_what_does_not_show_does_not_change_the_key(field: str) -> None:
    other = {"slide": "s7", "shown_tokens": None, "section": "price", "progress": 0.50001}
    assert image_key(replace(FULL, **{field: other[field]}), THEME) == image_key(FULL, THEME)


def test_other_font_files_change_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = image_key(Still("Hello"), Theme())
    monkeypatch.setattr(cache, "identity", lambda files: "another font")
    assert image_key(Still("Hello"), Theme()) != before


def test_another_drawing_version_changes_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = image_key(Still("Hello"), Theme())
    monkeypatch.setattr(cache, "DRAWING", cache.DRAWING + 1)
    assert image_key(Still("Hello"), Theme()) != before


def test_each_size_and_format_has_a_key_of_its_own() -> None:
    scene = Scene.of(Still("Hello"), Theme())
    keys = {scene_key(scene, variant) for variant in ("320", "640", "320 webp")}
    assert len(keys | {image_key(Still("Hello"), Theme())}) == 4
