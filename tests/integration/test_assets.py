from __future__ import annotations

import io
import json
import pickle
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from PIL import Image

from vsl.basics.json_codec import to_plain
from vsl.errors import BadInput, NotFound, TooLarge
from vsl.model.appearance import Backdrop, Logo, SectionLook, Theme
from vsl.model.project import Still
from vsl.render.assets.store import LIMITS_BYTES, AssetStore
from vsl.render.assets.stored_names import StoredName, bind_theme, find_asset
from vsl.render.fonts import FOLDER
from vsl.render.paint.draw import draw
from vsl.render.themes.brand_kit import images_of, usable
from vsl.store.local_blobs import LocalBlobStore

INTER = FOLDER / "inter-display-bold" / "InterDisplay-Bold.woff2"


@pytest.fixture
def own(tmp_path: Path) -> AssetStore:
    return AssetStore(tmp_path / "assets")


def image(format: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture = Image.new("RGB", (40, 20), "#C8102E")
    picture.save(file, format, **options)
    return file.getvalue()


@pytest.mark.parametrize(("format", "kept"), [("PNG", "PNG"), ("JPEG", "JPEG"), ("WEBP", "PNG")])
def test_an_image_is_kept_under_the_hash_of_what_came_of_it(
    own: AssetStore, format: str, kept: str
) -> None:
    path = own.path(own.keep(image(format), "image"))
    assert path.parent.name == path.name[:2]
    with Image.open(path) as found:
        assert (found.format, found.size) == (kept, (40, 20))


def test_the_same_image_is_kept_once(own: AssetStore) -> None:
    assert own.keep(image("PNG"), "image") == own.keep(image("PNG"), "image")
    assert len(list(own.folder.glob("??/*"))) == 1


def test_a_photo_stands_upright_and_loses_what_the_camera_wrote(own: AssetStore) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "A camera"  # turned by 90 degrees; maker
    with Image.open(own.path(own.keep(image("JPEG", exif=exif), "image"))) as found:
        assert found.size == (20, 40)
        assert not found.getexif()


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", image("GIF"), image("PNG")[:60]])
def test_what_is_no_image_is_refused(own: AssetStore, content: bytes) -> None:
    with pytest.raises(BadInput, match="image"):
        own.keep(content, "image")
    assert not own.folder.exists()


@pytest.mark.parametrize("side_px", [8_000, 20_000])
def test_an_image_of_too_many_pixels_is_refused_before_they_are_unpacked(
    own: AssetStore, side_px: int
) -> None:
    file = io.BytesIO()
    Image.new("1", (side_px, side_px)).save(file, "PNG")
    with pytest.raises(BadInput, match="60 million"):
        own.keep(file.getvalue(), "image")


def test_a_woff2_font_is_kept_as_one_that_everything_opens(own: AssetStore) -> None:
    font = own.keep(INTER, "font")
    assert own.path(font).read_bytes()[:4] == b"\x00\x01\x00\x00"
    mine, house = (
        draw(Still("Only $47"), bind_theme(Theme(font=name), own))
        for name in (font, "inter-display-bold")
    )
    assert mine.tobytes() == house.tobytes()


def test_a_broken_font_is_refused(own: AssetStore) -> None:
    content = INTER.read_bytes()
    for broken in (b"", b"wOF2", content[:2000], content[:-900] + bytes(900), b"MZ" + content):
        with pytest.raises(BadInput, match="font"):
            own.keep(broken, "font")


def test_a_font_without_latin_letters_is_refused(own: AssetStore, tmp_path: Path) -> None:
    path = tmp_path / "bare.ttf"
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", "A"])
    builder.setupCharacterMap({65: "A"})
    builder.setupGlyf({name: TTFont(INTER)["glyf"][".notdef"] for name in (".notdef", "A")})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "A": (500, 0)})
    builder.setupHorizontalHeader()
    builder.setupPost()
    builder.save(path)
    with pytest.raises(BadInput, match="no BCDEFGHI"):
        own.keep(path, "font")


def test_a_file_beyond_the_limit_is_refused(
    own: AssetStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(LIMITS_BYTES, "sound", 9)
    path = tmp_path / "music.m4a"
    path.write_bytes(bytes(10))
    for source in (path, path.read_bytes()):
        with pytest.raises(TooLarge, match="sound"):
            own.keep(source, "sound")


def test_a_crash_of_the_child_is_one_clear_error(
    own: AssetStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vsl.basics.reading_child._run", lambda *_: (-11, ""))
    with pytest.raises(BadInput, match="breaks the program"):
        own.keep(b"x", "image")


def test_what_is_not_kept_is_named_with_the_cure(own: AssetStore) -> None:
    for name in ("0" * 64, "../../etc/passwd", ""):
        with pytest.raises(NotFound, match="add it again"):
            own.path(name)
        with pytest.raises(NotFound):
            find_asset(StoredName(name, own))


def test_a_theme_draws_with_the_files_of_the_store_it_is_bound_to(
    own: AssetStore, tmp_path: Path
) -> None:
    sha256 = own.keep(image("PNG"), "image")
    theme = Theme(
        backdrop=Backdrop(sha256),
        logo=Logo(sha256),
        sections=(SectionLook("offer", backdrop=Backdrop(sha256)),),
    )
    bound = bind_theme(theme, own)
    assert (bound, hash(bound), repr(bound)) == (theme, hash(theme), repr(theme))
    assert json.dumps(to_plain(bound)) == json.dumps(to_plain(theme))
    assert type(to_plain(bound)["logo"]["image"]) is str
    assert {name.store for name in images_of(bound) if isinstance(name, StoredName)} == {own}
    for elsewhere in (theme, bind_theme(theme, AssetStore(tmp_path / "empty"))):
        with pytest.raises(BadInput, match=f"The image {sha256[:12]} of this look is not here"):
            usable(elsewhere)
    assert usable(bound) is bound


def test_a_bound_name_survives_a_process(own: AssetStore) -> None:
    name = StoredName(own.keep(image("PNG"), "image"), own)
    again = pickle.loads(pickle.dumps(name))
    assert (again, find_asset(again)) == (name, own.path(name))


def test_what_another_machine_kept_is_found_in_the_blob_store(tmp_path: Path) -> None:
    blobs = LocalBlobStore(tmp_path / "bucket")
    blobs.root.mkdir()
    here, there = (AssetStore(tmp_path / name, blobs) for name in ("here", "there"))
    sha256 = here.keep(image("PNG"), "image")
    assert there.path(sha256).read_bytes() == here.path(sha256).read_bytes()
    assert find_asset(StoredName(sha256, there)).is_file()
    assert not list(blobs.root.glob(".*"))
    with pytest.raises(NotFound, match="add it again"):
        there.path("0" * 64)


def test_an_unknown_kind_and_a_missing_file_are_refused(own: AssetStore, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="image, font, sound"):
        own.keep(b"", "film")
    with pytest.raises(BadInput, match=r"none\.png can't be read"):
        own.keep(tmp_path / "none.png", "image")
