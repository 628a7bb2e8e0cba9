"""Pictures of stills for whoever wants their pixels and no file."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from vsl.model.appearance import Theme
from vsl.model.project import Still
from vsl.render.cache_key import image_key
from vsl.render.paint.background import ground
from vsl.render.paint.draw import drawing, overlay, picture
from vsl.render.paint.drawing import Drawing
from vsl.render.paint.scene import Scene
from vsl.render.paint.stroke import Canvas


@dataclass(frozen=True, slots=True)
class DrawnStills:
    """The pictures of stills in one theme, each drawn when it is asked for."""

    theme: Theme

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.theme.width_px, self.theme.height_px

    def key(self, still: Still) -> str:
        """A name that is the same exactly where the pixels are."""
        return image_key(still, self.theme)

    def drawing(self, still: Still) -> Drawing:
        """The picture, painted where it is looked at."""
        scene = Scene.of(still, self.theme)
        return drawing(scene, Canvas.of(scene.theme))

    def image(self, still: Still) -> Image.Image:
        """The picture, in mode P or RGB."""
        return picture(Scene.of(still, self.theme))

    def ground(self, still: Still, width_px: int | None = None) -> Image.Image:
        """What lies under the text of the picture, RGB, ``width_px`` wide; not to be painted on."""
        theme = Scene.of(still, self.theme).theme
        return ground(theme, Canvas.of(theme, width_px))

    def overlay(self, still: Still) -> Image.Image:
        """All of the picture but its ground, RGBA."""
        return overlay(Scene.of(still, self.theme))
