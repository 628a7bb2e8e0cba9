"""Slides judged by their pixels."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops

from vsl.basics.colour import rgb
from vsl.model.appearance import Theme
from vsl.model.project import Still
from vsl.render.fonts import missing_glyphs, open_font
from vsl.render.layout.runs import Typography, runs
from vsl.render.layout.shape import shape_of
from vsl.render.paint.draw import draw
from vsl.render.themes.theme import THEMES, resize_theme

CLASSIC = THEMES["classic"]
SIZES = [(1920, 1080), (1080, 1920), (1080, 1080), (640, 360)]
HARD = {
    "no descenders": "xxxx",
    "descenders": "ggg",
    "accents": "ÁÇÕ",
    "stacked accents": "ẾỆỖ ẤẬ\nggg ẾỆ",
    "sixty words": " ".join(["guarantee"] * 60),
    "far too many words": " ".join(["guarantee"] * 400),
    "one long word": "W" * 80,
    "one letter": "a",
    "greek": "Αυτή η μέθοδος αλλάζει τα πάντα για πάντα.",
    "cyrillic": "Это простой способ зарабатывать больше денег",
    "arabic": "هذا هو السر الذي لا يريدون أن تعرفه",
    "hebrew": "זה הסוד שאף אחד לא רוצה שתדע",
    "devanagari": "यह एक सरल तरीका है जो सब कुछ बदल देता है",
    "thai": "สวัสดีครับ ยินดีต้อนรับสู่การนำเสนอของเรา",
    "burmese": "ဒါဟာ ရိုးရှင်းတဲ့ နည်းလမ်းပါ",
    "japanese": "日本語のテキストを表示します。とてもきれいです",
    "korean": "이것은 아주 간단한 방법입니다",
    "emoji": "🔥 👨‍👩‍👧 👍🏽 🇧🇷 1️⃣ ❤️",
    "mixed": "سعر Apple هو $47.50 فقط 🔥 в 2024 году",
    "symbols": "→ ✓ ★ ≈ ∑ √ ½ € ₿ “quotes” …",
}


def ink_box(picture: Image.Image, theme: Theme) -> tuple[int, int, int, int] | None:
    bare = Image.new("RGB", picture.size, rgb(theme.background))
    return ImageChops.difference(picture, bare).getbbox()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_no_ink_touches_the_margin(text: str, size: tuple[int, int]) -> None:
    for theme in (resize_theme(CLASSIC, *size), resize_theme(THEMES["sun"], *size)):
        box = ink_box(draw(Still(text), theme), theme)
        margin = theme.margin_share * shape_of(theme).margin * min(size)
        assert box is not None
        assert min(box[0], box[1], size[0] - box[2], size[1] - box[3]) >= margin - 1


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_no_box_stands_for_a_missing_glyph(text: str) -> None:
    assert missing_glyphs(text, CLASSIC.font) == ""
    for line in text.splitlines():
        for run in runs(line, Typography.of(line, CLASSIC.font)):
            font = open_font(run.file, 50)
            box = bytes(font.getmask("\uffff"))
            assert box not in {bytes(font.getmask(char)) for char in run.text if char.isalnum()}


@pytest.mark.parametrize("text", ["Hg g g g", "HÁÇÕ Á Ç Õ", "H Only $47, (fj)"])
def test_letters_stand_on_the_same_line_on_every_slide(text: str) -> None:
    assert first_stem(text) == first_stem("Hxxx x x x")


def first_stem(text: str) -> tuple[int, int]:
    """Top and bottom of the first stem of the letter H that begins a slide."""
    picture = draw(Still(text), CLASSIC)
    box = ink_box(picture, CLASSIC)
    assert box is not None
    stem = ink_box(picture.crop((box[0], 0, box[0] + 20, CLASSIC.height_px)), CLASSIC)
    assert stem is not None
    return stem[1], stem[3]


def test_accents_and_descenders_keep_all_their_ink() -> None:
    box = ink_box(draw(Still("ÁÇg"), CLASSIC), CLASSIC)
    (run,) = runs("ÁÇg", Typography(CLASSIC.font))
    _, top, _, bottom = open_font(run.file, 2 * 160).getbbox("ÁÇg", anchor="ls")
    assert box is not None
    assert box[3] - box[1] == pytest.approx(bottom - top, abs=1)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_slide_has_the_theme_s_two_colours_and_shades_between(theme: Theme) -> None:
    colours = {colour for _, colour in draw(Still("Only $47."), theme).getcolors(1 << 16) or []}
    assert {rgb(theme.background), rgb(theme.ink)} <= colours
    for channel, (low, high) in enumerate(zip(rgb(theme.background), rgb(theme.ink), strict=True)):
        assert {colour[channel] for colour in colours} <= set(
            range(min(low, high), max(low, high) + 1)
        )


@pytest.mark.parametrize("text", ["", " \n ", "\u200b"])
def test_no_text_draws_the_bare_background(text: str) -> None:
    picture = draw(Still(text), CLASSIC)
    assert (picture.mode, picture.size) == ("RGB", (1920, 1080))
    assert ink_box(picture, CLASSIC) is None


@pytest.mark.parametrize(
    "text", ["\U0010fffd", "\ud800", "\x00\x07", "\u0301", "\u202eabc", "\u200d" * 5]
)
def test_text_that_no_font_shows_is_no_reason_to_fail(text: str) -> None:
    assert draw(Still(text), CLASSIC).size == (1920, 1080)


def test_the_same_slide_has_the_same_pixels() -> None:
    assert (
        draw(Still("Only $47."), CLASSIC).tobytes() == draw(Still("Only $47."), CLASSIC).tobytes()
    )
