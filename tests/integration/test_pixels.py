"""Where the ink of slides lies: all looks, all canvases, hard texts, judged by their pixels."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from vsl.basics.colour import contrast
from vsl.model.appearance import Backdrop, Gradient, Highlight, Logo, Theme
from vsl.model.project import Emphasis, Still
from vsl.render.assets.store import AssetStore
from vsl.render.assets.stored_names import StoredName
from vsl.render.cache_key import image_key
from vsl.render.layout.box import Box as Room
from vsl.render.layout.layout import lay_out
from vsl.render.paint.draw import draw
from vsl.render.paint.drawn_stills import DrawnStills
from vsl.render.paint.letters import letters, readable_strength
from vsl.render.paint.slide_chrome import place_chrome
from vsl.render.paint.stroke import Canvas, ink_of
from vsl.render.themes.contrast import surfaces
from vsl.render.themes.theme import SHAPES, THEMES, parse_size, resize_theme

# Small canvases show what large ones do, since all sizes are shares; some large ones are sampled.
SMALL = {shape: parse_size(f"{shape}@320") for shape in SHAPES}
LARGE = [("16:9@720p", "classic"), ("9:16@1080p", "headline"), ("16:9@4K", "letter")]
HARD = (
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen " * 2,
    "🔥 👨‍👩‍👧 👍🏽 free",
    "هذا هو السر الذي لا يريدون أن تعرفه",
    "ÁÇÕ ẾỆỖ jgqpy ÀÉÎ",
    "“Only $1,997.50 — not $4,000…”",
    " ".join(["guarantee"] * 60),
    "a",
    "Ẫgj!",
    "Grátis, ÇÃO\ngjpq",
    "日本語のテキストを表示します。とてもきれいです",
)
SMALL_PRINT = "Results are not typical. Yours depend on effort, market and time."
STYLES = ("colour", "marker", "underline", "box")
Box = tuple[int, int, int, int]


def all_marked(text: str) -> Still:
    tokens = range(len(text.split()))
    return Still(text, tuple(Emphasis(token, "power") for token in tokens), progress=0.5)


def difference(one: Image.Image, other: Image.Image) -> Image.Image:
    """White where two pictures differ at all."""
    apart = ImageChops.difference(one, other).convert("RGB")
    bands = [band.point([0] + [255] * 255) for band in apart.split()]
    return ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])


def text_box(still: Still, theme: Theme) -> Box:
    bare = draw(Still(progress=still.progress), theme)
    box = difference(draw(still, theme), bare).getbbox()
    assert box is not None
    return box


def check_inside(still: Still, theme: Theme, room: Room | None = None) -> None:
    """The text keeps to its room, to a pixel."""
    box, room = text_box(still, theme), room or place_chrome(theme).box
    assert box[0] >= room.left - 1
    assert box[2] <= room.left + room.width + 1
    assert box[1] >= room.ceiling - 1
    assert box[3] <= room.floor + 1


def check_whole(text: str, theme: Theme) -> None:
    """Every pixel of every letter is there, as on a canvas that has no end."""
    layout = lay_out(text, theme)
    width, height = theme.width_px, theme.height_px
    endless = Canvas(3 * width, 3 * height)
    lines = [
        replace(line, x_px=line.x_px + width, baseline_px=line.baseline_px + height)
        for line in layout.lines
    ]
    ink = ink_of(lines, layout.typography, layout.size_px, endless).cover
    shown = Image.new("L", endless.size)
    shown.paste(difference(draw(Still(text), theme), draw(Still(), theme)), (width, height))
    solid = ink.point([0] * 128 + [255] * 128)
    assert solid.getbbox()
    assert ImageChops.subtract(solid, shown).getbbox() is None


@pytest.fixture(scope="module")
def logo(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("assets")
    image = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((0, 0, 299, 99), fill=(0, 120, 200, 255))
    image.save(folder / "logo.png")
    own = AssetStore(folder / "kept")
    return StoredName(own.keep(folder / "logo.png", "image"), own)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_marked_text_stays_in_the_safe_area(theme: Theme, shape: str) -> None:
    sized = resize_theme(theme, *SMALL[shape])
    with_footer = replace(sized, footer=SMALL_PRINT)
    for number, text in enumerate(HARD):
        check_inside(all_marked(text), with_footer if number % 2 else sized)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_no_letter_is_clipped(theme: Theme, shape: str) -> None:
    sized = resize_theme(theme, *SMALL[shape])
    for text in HARD:
        check_whole(text, sized)


def test_the_checks_see_what_lies_outside_and_what_is_clipped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    theme = resize_theme(Theme(), *SMALL["9:16"])
    box = place_chrome(theme).box
    narrower = replace(box, left=box.left + 32, width=box.width - 64)
    with pytest.raises(AssertionError):
        check_inside(all_marked(HARD[5]), theme, narrower)
    monkeypatch.setattr("vsl.render.paint.draw.letters", lambda *of: letters(*of)[:0])
    with pytest.raises(AssertionError):
        check_whole(HARD[1], theme)


@pytest.mark.parametrize(("size", "name"), LARGE)
def test_large_canvases_keep_their_safe_area(size: str, name: str) -> None:
    theme = resize_theme(THEMES[name], *parse_size(size))
    check_inside(all_marked(HARD[3]), replace(theme, footer=SMALL_PRINT))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("corner", ["top-left", "bottom-right"])
def test_text_footer_logo_and_bar_never_meet(shape: str, corner: str, logo: str) -> None:
    bare = resize_theme(Theme(), *SMALL[shape])
    parts = {
        "footer": replace(bare, footer=SMALL_PRINT, logo=Logo(logo, corner)),
        "logo": replace(bare, logo=Logo(logo, corner)),
        "bar": replace(bare, progress_bar="#C8102E"),
    }
    blank = draw(Still(), bare)
    logo_ink = difference(draw(Still(), parts["logo"]), blank)
    footer_ink = difference(draw(Still(), parts["footer"]), draw(Still(), parts["logo"]))
    bar_ink = difference(draw(Still(progress=1), parts["bar"]), blank)
    whole = replace(parts["footer"], progress_bar="#C8102E")
    text = all_marked(HARD[5])
    text_ink = difference(draw(text, whole), draw(Still(progress=0.5), whole))
    inks = [logo_ink, footer_ink, bar_ink, text_ink]
    assert all(ink.getbbox() for ink in inks)
    for number, one in enumerate(inks):
        for other in inks[:number]:
            assert ImageChops.multiply(one, other).getbbox() is None


def test_off_the_edge_a_faint_rest_shows_where_the_bar_ends() -> None:
    wide = resize_theme(Theme(progress_bar="#C8102E"), *SMALL["16:9"])
    sized = [replace(wide, safe_bottom_share=0.2), wide]
    shown = [draw(Still(progress=0.5), theme) for theme in sized]
    areas = [place_chrome(theme).bar for theme in sized]
    ends = [
        picture.getpixel((area.left + area.width - 1, area.top + 1))
        for picture, area in zip(shown, areas, strict=True)
        if area
    ]
    assert ends[0] not in ((255, 255, 255), (0xC8, 0x10, 0x2E))
    assert ends[1] == (255, 255, 255)


@pytest.mark.parametrize("name", ["neon", "coral"])
def test_the_line_of_a_box_keeps_off_the_letters_in_it(name: str) -> None:
    theme = resize_theme(THEMES[name], 640, 360)
    boxed = replace(theme, gradient=None, highlight=Highlight("box", "#FF0000"), sections=())
    free = replace(boxed, highlight=Highlight("box", boxed.background))
    for text in ("thing", "Watch", "only $47"):
        line = difference(draw(all_marked(text), boxed), draw(Still(text), boxed))
        letters_ink = difference(draw(Still(text), free), draw(Still(), free))
        wider = letters_ink.filter(ImageFilter.MaxFilter(3))
        assert line.getbbox()
        assert ImageChops.multiply(line, wider).getbbox() is None


@pytest.mark.parametrize("text", HARD)
@pytest.mark.parametrize("style", STYLES)
def test_a_mark_moves_and_cuts_no_letter(text: str, style: str) -> None:
    theme = resize_theme(THEMES["paper"], 640, 360)
    theme = replace(theme, highlight=Highlight(style, theme.background, theme.ink), sections=())
    if style == "colour":
        theme = replace(theme, highlight=Highlight(style, theme.ink))
    marks = all_marked(text)
    assert draw(marks, theme).tobytes() == draw(Still(text), theme).tobytes()
    on_gradient = replace(theme, gradient=Gradient("#EEEEEE"))
    if style == "colour":
        assert draw(marks, on_gradient).tobytes() == draw(Still(text), on_gradient).tobytes()


def test_neighbours_share_a_band_and_others_do_not() -> None:
    theme = Theme(highlight=Highlight("marker", "#FFE07A"))
    yellow = (0xFF, 0xE0, 0x7A)

    def bands(*tokens: int) -> int:
        picture = draw(Still("one two three", tuple(Emphasis(n, "") for n in tokens)), theme)
        box = difference(picture, draw(Still("one two three"), theme)).getbbox()
        assert box is not None
        row = picture.crop((0, box[3] - 3, theme.width_px, box[3] - 2))
        inside = [False, *(np.asarray(row)[0] == yellow).all(axis=1)]
        return sum(now and not before for before, now in pairwise(inside))

    assert [bands(0), bands(0, 1), bands(0, 2), bands(0, 1, 2)] == [1, 1, 2, 1]


def test_an_underline_stays_clear_of_descenders() -> None:
    theme = replace(resize_theme(Theme(), 640, 360), highlight=Highlight("underline", "#FF0000"))
    with_tails, without = (
        draw(all_marked(text), theme).tobytes().count(b"\xff\0\0") for text in ("gypgyp", "nvonvo")
    )
    assert 0 < with_tails < without


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_words_to_come_can_be_read(theme: Theme) -> None:
    strength = readable_strength(theme, 0.4, 3.0)
    for surface in surfaces(theme):
        pairs = zip(bytes.fromhex(surface[1:]), bytes.fromhex(theme.ink[1:]), strict=True)
        faint = "#" + "".join(f"{round(a + (b - a) * strength):02X}" for a, b in pairs)
        assert contrast(faint, surface) >= 3.0


def test_words_not_yet_shown_keep_their_place() -> None:
    for theme in (Theme(), replace(Theme(), gradient=Gradient("#DDDDDD"))):
        whole = draw(Still("one two\nthree four"), theme)
        part = draw(Still("one two\nthree four", shown_tokens=3), theme)
        box = difference(whole, part).getbbox()
        assert box is not None
        assert ImageChops.difference(part, whole).crop((0, 0, box[0], 1080)).getbbox() is None
        last = part.crop(box)
        blank = draw(Still(), theme).crop(box)
        assert difference(last, blank).getbbox() is None


def test_equal_keys_are_equal_pictures_and_others_are_not(logo: str) -> None:
    small = replace(resize_theme(Theme(), 568, 320), highlight=Highlight("marker"))
    themes = [
        small,
        replace(small, name="other"),
        replace(small, highlight=Highlight("marker", "#FFFF00")),
        replace(small, progress_bar="#0000FF"),
        replace(small, backdrop=Backdrop(logo, dim=0.5)),
        replace(small, backdrop=Backdrop(logo, dim=0.5, focus_x=0.1)),
    ]
    text = "one two three"
    stills = [
        Still(text),
        Still(text, shown_tokens=3),
        Still(text, shown_tokens=2),
        Still(text, (Emphasis(1, "price"),)),
        Still(text, (Emphasis(1, "power"),), section="hook"),
        Still(text, (Emphasis(1, "price"),), lit_token=1),
        Still(text, (Emphasis(1, "price"),), shown_tokens=1),
        Still(text, progress=0.5),
    ]
    keys: dict[str, bytes] = {}
    for theme in themes:
        for still in stills:
            pixels = draw(still, theme).tobytes()
            assert keys.setdefault(image_key(still, theme), pixels) == pixels
    assert len(set(keys.values())) == len(keys)


@pytest.mark.parametrize("style", STYLES)
def test_ground_and_overlay_make_the_picture(style: str, logo: str) -> None:
    theme = replace(resize_theme(THEMES["ocean"], 568, 320), highlight=Highlight(style, "#FFD60A"))
    theme = replace(theme, logo=Logo(logo), footer=SMALL_PRINT, backdrop=Backdrop(logo))
    still = Still("one two three four", (Emphasis(1, "power"),), lit_token=2, progress=0.5)
    drawn = DrawnStills(theme)
    over = drawn.background(still).convert("RGBA")
    over.alpha_composite(drawn.overlay(still))
    apart = ImageChops.difference(over.convert("RGB"), drawn.image(still).convert("RGB"))
    assert max(high for _, high in apart.getextrema()) <= 2


def test_a_backdrop_fills_the_canvas_around_its_focus(tmp_path: Path) -> None:
    image = Image.new("RGB", (400, 100), (0, 0, 0))
    image.paste((255, 255, 255), (300, 0, 400, 100))
    image.save(tmp_path / "wide.png")
    own = AssetStore(tmp_path / "kept")
    image = StoredName(own.keep(tmp_path / "wide.png", "image"), own)
    backdrop = Backdrop(image, focus_x=1.0, dim=0)
    theme = replace(Theme(), width_px=320, height_px=320, backdrop=backdrop)
    assert draw(Still(), theme).crop((20, 0, 320, 320)).getextrema() == ((255, 255),) * 3
    away = replace(theme, backdrop=replace(backdrop, focus_x=0.0, dim=0.5))
    assert draw(Still(), away).getextrema() == ((127, 127),) * 3
