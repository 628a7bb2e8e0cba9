from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from vsl.errors import BadInput, TooLarge
from vsl.model.appearance import Theme
from vsl.render.assets.store import AssetStore
from vsl.render.fonts import FOLDER
from vsl.render.themes.brand_kit import images_of, read_kit, read_kit_file, usable

FONT = FOLDER / "caveat-brush" / "CaveatBrush_400Regular.ttf"


@pytest.fixture
def kept(tmp_path: Path) -> AssetStore:
    return AssetStore(tmp_path / "assets")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "kit"
    (folder / "files").mkdir(parents=True)
    Image.new("RGB", (30, 10), "#C8102E").save(folder / "files" / "logo.png")
    (folder / "brand.ttf").write_bytes(FONT.read_bytes())
    return folder


def written(folder: Path, **kit: Any) -> Path:
    path = folder / "acme.json"
    path.write_text(json.dumps(kit))
    return path


def png() -> str:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "#104080").save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def test_a_kit_brings_its_files_and_has_the_name_of_its_own(kept: AssetStore, folder: Path) -> None:
    path = written(
        folder,
        ink="#101010",
        font="brand.ttf",
        logo={"image": "files/logo.png", "corner": "top-left"},
        backdrop={"image": png(), "dim": 0.9},
        sections=[{"section": "price", "backdrop": {"image": "files/logo.png"}}],
    )
    theme = read_kit_file(path, kept)
    assert (theme.name, theme.ink) == ("acme", "#101010")
    assert kept.path(theme.font).is_file()
    assert theme.logo
    assert {theme.logo.image} < set(images_of(theme))
    assert len(set(images_of(theme))) == 2
    for image in images_of(theme):
        assert kept.path(image).is_file()


def test_a_font_of_the_house_needs_no_file(kept: AssetStore, folder: Path) -> None:
    assert read_kit_file(written(folder, font="anton"), kept).font == "anton"


@pytest.mark.parametrize(
    ("kit", "words"),
    [
        ({"font": "comic.ttf"}, r"font: There is no file 'comic.ttf' beside acme.json"),
        ({"font": "files/logo.png"}, "font: This is no font"),
        ({"logo": {"image": "brand.ttf"}}, r"logo\.image: This is no image"),
        ({"logo": {"image": "/etc/hostname"}}, "lies outside the kit's folder"),
        ({"logo": {"image": "../kit/../secret.png"}}, "lies outside the kit's folder"),
        ({"logo": {"image": "data:image/png;base64,?"}}, "data URI"),
        ({"logo": {"image": "data:image/png,abc"}}, "data URI"),
        ({"logo": {"image": "a\0b"}}, r"null character at \$\.logo\.image"),
        ({"logo": {"image": 7}}, r"\$\.logo\.image"),
        ({"logo": "files/logo.png"}, r"\$\.logo"),
        ({"sections": "price"}, r"\$\.sections"),
        ({"sections": [7]}, r"\$\.sections"),
        ({"sections": [{"section": "price", "backdrop": {"image": "x.png"}}]}, r"sections\[0\]"),
        ({"logo": {"image": "0" * 64}}, "add it again"),
        ({"font": "0" * 64}, "add it again"),
        ({"width_px": 100}, "100 px in width"),
        ({"min_size_share": 0.5}, "min_size_share"),
        ({"colour": "red"}, "'colour' was unexpected"),
    ],
)
def test_what_is_wrong_with_a_kit_is_one_line(
    kept: AssetStore, folder: Path, kit: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadInput, match=words) as error:
        read_kit_file(written(folder, **kit), kept)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "[" * 100_000])
def test_what_is_no_kit_is_refused(kept: AssetStore, folder: Path, text: str) -> None:
    path = folder / "acme.json"
    path.write_text(text)
    with pytest.raises(BadInput, match=r"is not JSON|is a JSON object|nested too deeply"):
        read_kit_file(path, kept)


def test_a_kit_that_is_not_there_is_named(kept: AssetStore, folder: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.json can't be read"):
        read_kit_file(folder / "none.json", kept)


def test_files_that_came_along_are_asked_for_by_their_names(kept: AssetStore, folder: Path) -> None:
    asked: list[str] = []

    def files(name: str) -> bytes:
        asked.append(name)
        return (folder / "files" / name).read_bytes()

    theme = read_kit({"name": "acme", "logo": {"image": "logo.png"}}, files, kept)
    assert asked == ["logo.png"]
    assert usable(theme) == theme


def test_a_kit_is_read_before_its_files_are(kept: AssetStore) -> None:
    asked: list[str] = []

    def files(name: str) -> bytes:
        asked.append(name)
        return b""

    with pytest.raises(BadInput, match="#1A2B3C"):
        read_kit({"ink": "red", "logo": {"image": "logo.png"}}, files, kept)
    many = [{"section": "price", "backdrop": {"image": f"{n}.png"}} for n in range(60)]
    with pytest.raises(TooLarge, match="60 files"):
        read_kit({"sections": many}, files, kept)
    assert not asked


def test_a_finished_theme_is_usable() -> None:
    assert usable(Theme()) == Theme()
