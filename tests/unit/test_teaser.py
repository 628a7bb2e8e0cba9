"""The moving picture: which slides, how long, and never too heavy."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from vsl.errors import BadInput
from vsl.export.documents.teaser import teaser, teaser_frames
from vsl.model.project import Showing, Still

_SHOWN = tuple(Showing(t, Still(str(t))) for t in (400, 2000, 5000, 9000))


def _frames(start_ms: int, length_ms: int) -> list[tuple[str, int]]:
    found = teaser_frames(_SHOWN, start_ms=start_ms, length_ms=length_ms, duration_ms=12_000)
    return [(frame.still.text, frame.duration_ms) for frame in found]


def test_it_shows_what_the_video_shows_and_holds_the_last_slide() -> None:
    assert _frames(0, 6000) == [("400", 1600), ("2000", 3000), ("5000", 1000 + 1500)]
    assert _frames(2500, 2000) == [("2000", 2000 + 1500)]
    assert _frames(9000, 60_000) == [("9000", 3000 + 1500)]


def test_a_stretch_without_slides_is_refused() -> None:
    with pytest.raises(BadInput, match="no slide in that stretch"):
        _frames(12_000, 5000)


@pytest.mark.parametrize("format", ["WEBP", "GIF"])
def test_it_moves_for_ever_at_its_times_and_shrinks_until_it_is_light(
    format: str, tmp_path: Path
) -> None:
    noise = random.Random(1)
    paths = []
    for number in range(2):
        path = tmp_path / f"{number}.png"
        dots = noise.randbytes(240 * 135)
        Image.frombytes("L", (240, 135), dots).save(path)
        paths.append(path)
    whole = teaser(paths, [500, 700], format)
    light = teaser(paths, [500, 700], format, most_bytes=3 * len(whole) // 5)
    assert len(light) <= 3 * len(whole) // 5
    with Image.open(BytesIO(light)) as picture:
        assert picture.n_frames == 2  # type: ignore[attr-defined]
        assert picture.info["loop"] == 0
        stays = []
        for number in range(2):
            picture.seek(number)
            picture.load()
            stays.append(picture.info["duration"])
    assert stays == [500, 700]
