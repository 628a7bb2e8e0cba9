from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from vsl.basics.files import CacheFolder
from vsl.errors import BadInput, Cancelled
from vsl.model.project import Emphasis, Still
from vsl.progress import Progress
from vsl.render.paint.draw import draw
from vsl.render.pictures import Pictures
from vsl.render.themes.theme import THEMES, resize_theme

SMALL = resize_theme(THEMES["night"], 640, 360)
STILLS = [
    Still(text)
    for text in ("", "Imagine this.", "Only $47.", "هذا هو السر", "🔥 Free", "Imagine this.")
]


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    return Pictures(CacheFolder(tmp_path, "slides", ".png"), workers=3)


def test_files_hold_exactly_the_pixels_that_are_drawn(pictures: Pictures) -> None:
    for still, path in zip(STILLS, pictures.draw_all(STILLS, SMALL, Progress()), strict=True):
        with Image.open(path) as picture:
            picture.load()
            assert picture.convert("RGB").tobytes() == draw(still, SMALL).tobytes()


def test_equal_texts_share_one_file(pictures: Pictures) -> None:
    paths = pictures.draw_all(STILLS, SMALL, Progress())
    assert paths[1] == paths[5]
    assert len(set(paths)) == len(pictures.cache.files()) == 5


def test_a_slide_is_drawn_once_and_found_again(pictures: Pictures) -> None:
    first = pictures.draw_all(STILLS, SMALL, Progress())
    inodes = [path.stat().st_ino for path in first]
    assert pictures.draw_all(STILLS, SMALL, Progress()) == first
    assert [path.stat().st_ino for path in first] == inodes


def test_progress_is_reported_for_each_distinct_slide(pictures: Pictures) -> None:
    shares: list[float] = []
    pictures.draw_all(STILLS, SMALL, Progress(lambda _, done: shares.append(done)))
    assert shares == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])


def test_no_texts_give_no_files(pictures: Pictures) -> None:
    assert pictures.draw_all([], SMALL, Progress()) == ()


def test_cancelling_stops_before_all_slides_are_drawn(tmp_path: Path) -> None:
    def cancel(_stage: str, _done: float) -> None:
        raise Cancelled("Stopped.")

    pictures = Pictures(CacheFolder(tmp_path, "slides", ".png"), workers=1)
    with pytest.raises(Cancelled):
        pictures.draw_all([Still(f"Slide {n}") for n in range(200)], SMALL, Progress(cancel))
    assert len(pictures.cache.files()) < 200


def test_a_thumbnail_is_the_same_slide_at_the_width_asked_for(pictures: Pictures) -> None:
    path = pictures.thumbnail(Still("Only $47."), SMALL, 320)
    with Image.open(path) as picture:
        assert picture.size == (320, 180)
        small = picture.convert("L").resize((32, 18), Image.Resampling.BOX).tobytes()
    large = (
        draw(Still("Only $47."), SMALL)
        .convert("L")
        .resize((32, 18), Image.Resampling.BOX)
        .tobytes()
    )
    assert max(abs(one - other) for one, other in zip(small, large, strict=True)) <= 3
    assert pictures.thumbnail(Still("Only $47."), SMALL, 320) == path


def test_a_thumbnail_never_grows_beyond_its_slide(pictures: Pictures) -> None:
    with Image.open(pictures.thumbnail(Still("Hi"), SMALL, 5000)) as picture:
        assert picture.size == (640, 360)


@pytest.mark.parametrize("name", ["paper", "ocean"])
@pytest.mark.parametrize("width_px", [160, 640])
def test_webp_shows_the_same_in_fewer_bytes(pictures: Pictures, name: str, width_px: int) -> None:
    still = Still("Only $47, today.", (Emphasis(1, "price"),))
    theme = resize_theme(THEMES[name], 640, 360)
    png, webp = (pictures.thumbnail(still, theme, width_px, webp=kind) for kind in (False, True))
    assert webp.stat().st_size <= png.stat().st_size
    with Image.open(png) as one, Image.open(webp) as other:
        assert (other.format, other.size) == ("WEBP", one.size)
        apart = ImageChops.difference(one.convert("L"), other.convert("L"))
        assert ImageStat.Stat(apart).mean[0] < 1
    assert pictures.thumbnail(still, theme, width_px, webp=True) == webp


def test_a_small_picture_shows_the_layout_of_the_large_one(pictures: Pictures) -> None:
    still = Still("And that is exactly why I am making this video.", (Emphasis(3, "power"),))
    theme = replace(resize_theme(THEMES["paper"], 1920, 1080), footer="Results vary.")
    with Image.open(pictures.thumbnail(still, theme, 480)) as small:
        large = draw(still, theme).resize((480, 270), Image.Resampling.BOX)
        apart = ImageChops.difference(small.convert("RGB"), large).convert("L")
    assert ImageStat.Stat(apart).mean[0] < 1


def test_processes_that_draw_the_same_slides_leave_whole_files(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from vsl.basics.files import CacheFolder;"
        "from vsl.model.appearance import Theme; from vsl.model.project import Still;"
        "from vsl.progress import Progress;"
        "from vsl.render.pictures import Pictures;"
        "cache = CacheFolder(Path(sys.argv[1]), 'slides', '.png');"
        "stills = [Still(f'Slide {n}') for n in range(12)];"
        "Pictures(cache, 2).draw_all(stills, Theme(width_px=320, height_px=180), Progress())"
    )
    both = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path)]) for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 12
    for path in files:
        with Image.open(path) as picture:
            picture.load()
            assert picture.size == (320, 180)


def test_a_thumbnail_without_width_is_refused(pictures: Pictures) -> None:
    with pytest.raises(BadInput, match="16 or more"):
        pictures.thumbnail(Still("Hi"), SMALL, 0)
