"""Drawings: a part of a picture is what the whole shows there, and what changed is told in full."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise, product

import pytest
from PIL import Image, ImageChops

from vsl.model.appearance import (
    Backdrop,
    CallToAction,
    Gradient,
    Highlight,
    Logo,
    StagedTheme,
    Theme,
)
from vsl.model.project import Emphasis, Still
from vsl.render.assets.store import AssetStore
from vsl.render.assets.stored_names import StoredName
from vsl.render.paint.drawing import Drawing
from vsl.render.paint.drawn_stills import DrawnStills
from vsl.render.themes.theme import THEMES, resize_theme

SIZE = (640, 360)
TEXT = "Ready xyg now\nfor ÁÇÕ (fj) $47"
STEPS = [
    *(Still(TEXT, (Emphasis(3, "power"),), lit_token=token) for token in range(6)),
    Still(TEXT, shown_tokens=3, progress=0.4),
    Still(TEXT, shown_tokens=4, progress=0.6),
    Still(TEXT, (Emphasis(1, "power"),), progress=0.6),
    Still(TEXT, (Emphasis(1, "power"),), progress=0.6, calls=True),
    Still(TEXT, section="offer"),
]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A kept image, with all colours and none twice in a row."""
    folder = tmp_path_factory.mktemp("assets")
    Image.linear_gradient("L").convert("RGB").save(folder / "image.png")
    own = AssetStore(folder / "kept")
    return StoredName(own.keep(folder / "image.png", "image"), own)


def _theme(ground: str, style: str, image: str) -> Theme:
    theme = resize_theme(THEMES["classic"], *SIZE)
    theme = replace(
        theme, highlight=Highlight(style, "#FFD60A"), footer="Small print.", progress_bar="#112233"
    )
    if ground == "gradient":
        theme = replace(theme, gradient=Gradient("#335577", 135))
    if ground == "image":
        theme = replace(theme, backdrop=Backdrop(image), logo=Logo(image))
    named = {each.name: getattr(theme, each.name) for each in fields(Theme)}
    return StagedTheme(**named, call=CallToAction("Get it now"))


THEMES_TRIED = list(
    product(["flat", "gradient", "image"], ["colour", "marker", "underline", "box"])
)


@pytest.mark.parametrize(("ground", "style"), THEMES_TRIED)
def test_a_strip_is_what_the_whole_picture_shows_there(ground: str, style: str, image: str) -> None:
    drawn = DrawnStills(_theme(ground, style, image))
    for still in STEPS:
        whole, drawing = drawn.image(still), drawn.drawing(still)
        assert drawing.size == whole.size
        for top, bottom in pairwise((0, 16, 150, 152, 300, 360)):
            part = drawing.strip(top, bottom)
            assert part.mode == whole.mode
            assert part.tobytes() == whole.crop((0, top, SIZE[0], bottom)).tobytes()
            assert part.getpalette() == whole.getpalette()


@pytest.mark.parametrize(("ground", "style"), THEMES_TRIED)
def test_rows_that_are_not_told_as_changed_are_the_same(
    ground: str, style: str, image: str
) -> None:
    drawn = DrawnStills(_theme(ground, style, image))
    drawings = [drawn.drawing(still) for still in (*STEPS, *reversed(STEPS))]
    for old, new in pairwise(drawings):
        told = {row for top, bottom in new.changed_rows(old) for row in range(top, bottom)}
        assert _differing_rows(old, new) <= told


def test_a_word_that_lights_up_changes_the_lines_it_leaves_and_comes_to() -> None:
    drawn = DrawnStills(resize_theme(THEMES["classic"], *SIZE))
    one, two, three, four = (drawn.drawing(still) for still in STEPS[:4])
    first, second = one.lines
    for old, new in ((one, two), (two, three)):
        assert all(bottom <= first[1] + 1 for _, bottom in new.changed_rows(old))
    changed = four.changed_rows(three)
    assert {top >= second[0] - 1 for top, _ in changed} == {True, False}
    assert three.changed_rows(three) == ()


def _differing_rows(old: Drawing, new: Drawing) -> set[int]:
    pictures = (each.strip(0, SIZE[1]).convert("RGB") for each in (old, new))
    apart = ImageChops.difference(*pictures).convert("L").point([0, *[255] * 255])
    _, rows = apart.getprojection()
    return {row for row, differs in enumerate(rows) if differs}
