"""PNG files out of rows that are compressed apart: what every reader of PNG checks."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from vsl.model.appearance import Backdrop, Highlight, Logo, Theme
from vsl.model.project import Emphasis, Still
from vsl.render.assets.store import AssetStore
from vsl.render.assets.stored_names import StoredName
from vsl.render.paint import png
from vsl.render.paint.draw import drawing, picture
from vsl.render.paint.png import draw_png
from vsl.render.paint.scene import Scene
from vsl.render.paint.stroke import Canvas
from vsl.render.themes.theme import THEMES, resize_theme

MARKED = Still("one two three", (Emphasis(1, "power"),), lit_token=1, progress=0.4)
STILLS = (Still(), Still("Stop."), MARKED, Still("word " * 40, progress=1))


def small(name: str) -> Theme:
    return resize_theme(replace(THEMES[name], footer="Results vary."), 640, 360)


@pytest.fixture
def photo(tmp_path: Path) -> str:
    image = Image.effect_noise((640, 360), 80).convert("RGB")
    image.save(tmp_path / "photo.png")
    own = AssetStore(tmp_path / "kept")
    return StoredName(own.keep(tmp_path / "photo.png", "image"), own)


def file_of(scene: Scene, width_px: int | None = None) -> bytes:
    return draw_png(drawing(scene, Canvas.of(scene.theme, width_px)))


def content(file: bytes) -> bytes:
    """What the one IDAT chunk holds; ``zlib`` refuses a wrong checksum."""
    at = file.index(b"IDAT")
    (length,) = struct.unpack(">I", file[at - 4 : at])
    return zlib.decompress(file[at + 4 : at + 4 + length])


def check(scene: Scene, width_px: int | None = None) -> None:
    file = file_of(scene, width_px)
    with Image.open(io.BytesIO(file)) as read:
        read.load()
        shown = read.convert("RGB")
        channels = len(read.getbands())
    assert shown.tobytes() == picture(scene, width_px).convert("RGB").tobytes()
    assert len(content(file)) == shown.height * (channels * shown.width + 1)


@pytest.mark.parametrize("name", ["classic", "sun", "gold", "neon"])
@pytest.mark.parametrize("still", STILLS, ids=["blank", "word", "marked", "full"])
def test_a_file_holds_the_pixels_that_are_drawn(name: str, still: Still) -> None:
    for width_px in (None, 210):
        check(Scene.of(still, small(name)), width_px)


@pytest.mark.parametrize("still", STILLS, ids=["blank", "word", "marked", "full"])
def test_a_photograph_and_a_logo_come_through(still: Still, photo: str) -> None:
    theme = replace(small("paper"), backdrop=Backdrop(photo), logo=Logo(photo, "bottom-left"))
    check(Scene.of(still, theme))
    check(Scene.of(still, replace(small("paper"), logo=Logo(photo))))


def test_more_colours_than_a_palette_holds_make_a_file_of_full_colour() -> None:
    marker = Highlight("marker", "#FFE07A", "#C8102E")
    theme = replace(small("classic"), highlight=marker, progress_bar="#0000FF", footer="")
    scene = Scene.of(replace(MARKED, calls=True), theme)
    many = replace(drawing(scene, Canvas.of(theme)))
    strokes = [replace(each, colour=f"#00{n:02}00") for n, each in enumerate(many.strokes * 2)]
    file = draw_png(replace(many, strokes=strokes))
    with Image.open(io.BytesIO(file)) as read:
        assert read.mode == "RGB"
        read.load()


def test_what_was_drawn_before_changes_no_byte() -> None:
    scenes = [Scene.of(still, small("gold")) for still in STILLS]
    there = [file_of(scene) for scene in scenes]
    png._background_piece.cache_clear()
    assert [file_of(scene) for scene in reversed(scenes)] == there[::-1]


def test_the_ground_is_compressed_once_for_all_slides_on_it() -> None:
    png._background_piece.cache_clear()
    file_of(Scene.of(Still("Stop."), small("gold")))
    first = png._background_piece.cache_info()
    file_of(Scene.of(Still("Start."), small("gold")))
    second = png._background_piece.cache_info()
    assert second.misses == first.misses > 0
    assert second.hits > first.hits
