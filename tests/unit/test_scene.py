from __future__ import annotations

from dataclasses import replace

from vsl.model.appearance import (
    CallToAction,
    Gradient,
    Highlight,
    SectionLook,
    Speaker,
    StagedTheme,
    Theme,
)
from vsl.model.project import Emphasis, Still
from vsl.render.paint.scene import Scene
from vsl.render.paint.slide_chrome import place_chrome
from vsl.render.sections import theme_for_section

TEXT = "one two three four"
EMPHASIS = (Emphasis(1, "power"), Emphasis(3, "price"))


def scene(theme: Theme | None = None, **fields: object) -> Scene:
    return Scene.of(replace(Still(TEXT), **fields), theme or Theme())  # type: ignore[arg-type]


def test_a_section_wears_what_its_look_changes_and_the_theme_else() -> None:
    price = SectionLook("price", background="#000000", highlight=Highlight("box"))
    theme = Theme(ink="#222222", sections=(price,))
    look = theme_for_section(theme, "price")
    assert (look.background, look.highlight.style, look.ink) == ("#000000", "box", "#222222")
    assert theme_for_section(theme, "hook") == replace(theme, sections=())


def test_sections_that_look_the_same_are_one_scene() -> None:
    theme = Theme(sections=(SectionLook("price", ink="#333333"),))
    assert scene(theme, section="hook") == scene(theme, section="story")
    assert scene(theme, section="hook") != scene(theme, section="price")


def test_emphasis_is_seen_in_its_words_not_in_its_reasons() -> None:
    assert scene(emphasis=EMPHASIS).marked == (1, 3)
    other = (Emphasis(3, "number"), Emphasis(1, "script"))
    assert scene(emphasis=EMPHASIS) == scene(emphasis=other)


def test_a_theme_without_highlight_marks_nothing() -> None:
    quiet = Theme(highlight=Highlight("none"))
    assert scene(quiet, emphasis=EMPHASIS) == scene(quiet)


def test_a_highlight_that_marks_nothing_has_no_colour() -> None:
    red, blue = Theme(highlight=Highlight("colour", "#FF0000")), Theme(highlight=Highlight("box"))
    assert scene(red) == scene(Theme())
    assert scene(blue).theme.highlight == replace(blue.highlight, colour=blue.background)


def test_the_ink_of_a_highlight_is_seen_on_a_marker_alone() -> None:
    for style, same in (("box", True), ("marker", False)):
        one, other = (Theme(highlight=Highlight(style, ink=ink)) for ink in ("", "#FFFFFF"))
        assert (scene(one, emphasis=EMPHASIS) == scene(other, emphasis=EMPHASIS)) is same


def test_words_to_come_are_not_shown_nor_marked() -> None:
    built = scene(emphasis=EMPHASIS, shown_tokens=2)
    assert (built.full_tokens, built.shown_tokens, built.marked) == (2, 2, (1,))
    assert scene(shown_tokens=4) == scene(shown_tokens=9) == scene()


def test_while_a_word_is_lit_those_after_it_are_faint() -> None:
    lit = scene(emphasis=EMPHASIS, lit_token=2)
    assert (lit.full_tokens, lit.shown_tokens, lit.marked) == (3, 4, (1, 2))


def test_a_lit_word_that_is_not_there_lights_nothing() -> None:
    assert scene(lit_token=7) == scene()
    assert scene(lit_token=3, shown_tokens=2) == scene(shown_tokens=2)


def test_progress_is_seen_in_whole_pixels_of_a_bar() -> None:
    assert scene(progress=0.5) == scene()
    bar = Theme(progress_bar="#FF0000")
    assert scene(bar, progress=0.5).bar_px == 960
    assert scene(bar, progress=0.5) == scene(bar, progress=0.5001)


def test_a_gradient_from_a_colour_to_itself_is_none() -> None:
    assert scene(Theme(gradient=Gradient("#FFFFFF"))) == scene()


def test_the_bar_of_a_call_has_the_colours_of_its_section() -> None:
    price = SectionLook("price", background="#000000", ink="#FFFFFF", highlight=Highlight("none"))
    theme = StagedTheme(sections=(price,), call=CallToAction("Order now"))
    bars = [scene(theme, calls=True, section=section).theme for section in ("hook", "price")]
    calls = [bar.call for bar in bars if isinstance(bar, StagedTheme)]
    colours = [(call.background, call.ink) for call in calls if call]
    assert colours == [("#C8102E", "#FFFFFF"), ("#FFFFFF", "#000000")]
    assert scene(theme, section="price") != scene(theme, section="price", calls=True)


def test_beside_a_speaker_room_is_kept_for_a_bar_that_comes_later() -> None:
    theme = StagedTheme(
        width_px=1080, height_px=1080, call=CallToAction("Order now"), speaker=Speaker()
    )
    before, after = (scene(theme, beside=True, calls=calls) for calls in (False, True))
    assert before != after
    assert place_chrome(before.theme).box == place_chrome(after.theme).box
    alone = scene(theme, beside=False).theme
    assert isinstance(alone, StagedTheme)
    assert alone.kept_foot_px == 0
