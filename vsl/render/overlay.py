"""Draw slides without their background, to be laid over moving pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PIL import Image, ImageDraw

from vsl.basics.colour import rgb
from vsl.model.appearance import Theme
from vsl.model.project import Still
from vsl.render.paint.draw import overlay, text_box
from vsl.render.paint.scene import Scene

_UPPER: Final = 0.56  # of the height that apps leave free: the top of text over a video
_SIZE_SHARE: Final = 0.075  # of the shorter side: larger than captions, smaller than slides
_PLATE: Final = 0.82  # opacity of a plate
_PADDING_SHARE: Final = 0.026
_FINER: Final = 3


def draw_without_background(still: Still, theme: Theme) -> Image.Image:
    """Return a slide without its background: RGBA, the theme's size."""
    return overlay(Scene.of(still, theme))


def over_video(theme: Theme) -> Theme:
    """Return ``theme`` for text over a video: lower, smaller, on a plain colour."""
    free = 1 - theme.safe_top_share - theme.safe_bottom_share
    top = theme.safe_top_share + _UPPER * free
    return replace(
        theme,
        safe_top_share=top,
        max_size_share=min(theme.max_size_share, _SIZE_SHARE),
        gradient=None,
        backdrop=None,
        sections=tuple(replace(each, gradient=None, backdrop=None) for each in theme.sections),
    )


def draw_on_plate(still: Still, theme: Theme) -> Image.Image:
    """Return a slide's text on a plate in the theme's colour, readable on any picture: RGBA.

    Args:
        theme: returned by ``over_video``.
    """
    scene = Scene.of(still, theme)
    text = overlay(scene)
    box = text_box(scene)
    if box is None:
        return text
    side = min(theme.width_px, theme.height_px)
    plate = _plate(text.size, box, round(_PADDING_SHARE * side), scene.theme.background)
    return Image.alpha_composite(plate, text)


def _plate(
    size: tuple[int, int], box: tuple[int, int, int, int], padding: int, colour: str
) -> Image.Image:
    left, top, right, bottom = box
    wide = right - left + 2 * padding, bottom - top + 2 * padding
    shape = Image.new("L", (wide[0] * _FINER, wide[1] * _FINER), 0)
    ImageDraw.Draw(shape).rounded_rectangle(
        (0, 0, shape.width - 1, shape.height - 1), padding * _FINER, fill=round(255 * _PLATE)
    )
    plate = Image.new("RGBA", size)
    filled = Image.new("RGBA", wide, rgb(colour))
    filled.putalpha(shape.reduce(_FINER))
    plate.paste(filled, (left - padding, top - padding))
    return plate
