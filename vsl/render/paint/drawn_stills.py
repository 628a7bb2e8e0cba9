"""Pictures of stills in memory, without files."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from vsl.model.appearance import Theme
from vsl.model.project import Still
from vsl.render.cache_key import image_key
from vsl.render.paint.background import draw_background
from vsl.render.paint.draw import drawing, overlay, picture
from vsl.render.paint.drawing import Drawing
from vsl.render.paint.scene import Scene
from vsl.render.paint.stroke import Canvas


@dataclass(frozen=True, slots=True)
class DrawnStills:
    """The pictures of stills in one theme, drawn on demand."""

    theme: Theme

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.theme.width_px, self.theme.height_px

    def key(self, still: Still) -> str:
        """Return a key that is equal if and only if the pixels are."""
        return image_key(still, self.theme)

    def drawing(self, still: Still) -> Drawing:
        """Return the drawing, which is painted on demand."""
        scene = Scene.of(still, self.theme)
        return drawing(scene, Canvas.of(scene.theme))

    def image(self, still: Still) -> Image.Image:
        """Return the picture, in mode P or RGB."""
        return picture(Scene.of(still, self.theme))

    def background(self, still: Still, width_px: int | None = None) -> Image.Image:
        """Return the background, RGB, ``width_px`` wide; cached, so it must not be modified."""
        theme = Scene.of(still, self.theme).theme
        return draw_background(theme, Canvas.of(theme, width_px))

    def overlay(self, still: Still) -> Image.Image:
        """Return the picture without its background, RGBA."""
        return overlay(Scene.of(still, self.theme))
