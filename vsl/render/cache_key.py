"""Cache keys of pictures: equal if and only if the pixels are equal."""

from __future__ import annotations

import hashlib

from vsl.model.appearance import StagedTheme, Theme
from vsl.model.project import Still
from vsl.render.fonts import identity
from vsl.render.layout.runs import Typography, runs
from vsl.render.paint.draw import DRAWING
from vsl.render.paint.scene import Scene
from vsl.render.paint.slide_chrome import small_print_typography


def image_key(still: Still, theme: Theme) -> str:
    """Return the MD5 of everything that changes a pixel of a slide, and of nothing else."""
    return scene_key(Scene.of(still, theme))


def scene_key(scene: Scene, variant: str = "") -> str:
    """Return the MD5 of a scene, its font files' contents, and the versions of code and engine.

    Args:
        variant: another size or format of the picture.
    """
    theme = scene.theme
    texts = (
        *((text, Typography.of(text, theme.font)) for text in (scene.text, _call_of(theme))),
        (theme.footer, small_print_typography(theme)),
    )
    files = {
        run.file
        for text, typography in texts
        for line in text.splitlines()
        for run in runs(line, typography)
    }
    content = f"{DRAWING}\n{scene}\n{identity(files)}\n{variant}"
    return hashlib.md5(content.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _call_of(theme: Theme) -> str:
    return theme.call.text if isinstance(theme, StagedTheme) and theme.call else ""
