"""Text on a plate, over a video."""

from __future__ import annotations

import pytest

from vsl.model.appearance import CallToAction, StagedTheme, Theme
from vsl.model.project import Still
from vsl.render.layout.layout import lay_out
from vsl.render.overlay import draw_on_plate, over_video
from vsl.render.themes.theme import SHAPES, parse_size, resize_theme


def test_a_plate_lies_under_the_text_alone_whatever_else_stands_on_the_slide() -> None:
    theme = StagedTheme(
        width_px=640, height_px=360, footer="Results vary.", call=CallToAction("Order now")
    )
    alpha = draw_on_plate(Still("Buy", calls=True), over_video(theme)).getchannel("A")
    bar_top = next(y for y in range(359, 0, -1) if alpha.getpixel((0, y)) == 0) + 1
    assert bar_top > 300
    left, _, right, bottom = alpha.crop((0, 0, 640, bar_top)).point(_plain).getbbox() or (0,) * 4
    assert 250 < left < right < 390
    assert bottom < bar_top


@pytest.mark.parametrize("shape", SHAPES)
def test_text_over_a_video_of_any_shape_is_readable_and_below_its_middle(shape: str) -> None:
    sized = resize_theme(Theme(), *parse_size(shape))
    layout = lay_out("What if one short email could bring you $47,327?", over_video(sized))
    free_px = sized.height_px * (1 - sized.safe_top_share - sized.safe_bottom_share)
    assert layout.size_px >= 72
    assert layout.lines[0].top_px > sized.height_px * sized.safe_top_share + free_px / 2
    assert layout.lines[-1].bottom_px < sized.height_px * (1 - sized.safe_bottom_share)


def _plain(alpha: int) -> int:
    """Full where a plate is, which is neither bare nor solid."""
    return 255 if 200 < alpha < 220 else 0
