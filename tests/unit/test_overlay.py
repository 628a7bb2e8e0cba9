"""Text on a plate, over a video."""

from __future__ import annotations

from vsl.model.appearance import CallToAction, StagedTheme
from vsl.model.project import Still
from vsl.render.overlay import draw_on_plate, over_video


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


def _plain(alpha: int) -> int:
    """Full where a plate is, which is neither bare nor solid."""
    return 255 if 200 < alpha < 220 else 0
