"""Draw all themes on all canvases for inspection, with the same slides.

``python benchmarks/looks.py FOLDER [--bare]``: a PNG per canvas shape, a row per theme; with a
footer, a logo and a progress bar, unless ``--bare``.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from vsl.model.appearance import Backdrop, Logo, Theme
from vsl.model.project import Emphasis, Still
from vsl.render.assets import store as assets
from vsl.render.assets.store import AssetStore
from vsl.render.paint.draw import picture
from vsl.render.paint.scene import Scene
from vsl.render.themes.catalogue import THEMES
from vsl.render.themes.theme import SHAPES, parse_size, resize_theme

SMALL_PRINT = "Results are not typical. Yours depend on your effort, your market and your time."
SIDE_PX, GAP_PX = 240, 8  # the shorter side of one picture


def marks(*tokens: int) -> tuple[Emphasis, ...]:
    """Emphasis on those tokens."""
    return tuple(Emphasis(token, "power") for token in tokens)


STILLS = (
    Still("The one thing nobody tells you about selling online.", marks(1, 2, 4)),
    Still("Today, only $47.", marks(2), section="price", progress=0.8),
    Still("“Você só precisa de 30 dias — e de ação!”", marks(4, 5), section="guarantee"),
    Still("And that is exactly why I am making this for you.", marks(4), lit_token=6),
    Still("First you stop guessing, then you grow.", marks(2, 3), shown_tokens=5, progress=0.3),
    Still("هذا هو السر الذي لا يريدون أن تعرفه", marks(2, 3)),
    Still("Stop.", marks(0)),
    Still("🔥 Grátis! 👍🏽 ❤️", marks(1)),
    Still("Donaudampfschifffahrtsgesellschaftskapitän", marks(0)),
    Still(
        "And here is what I want you to understand before we go any further: none of this was your"
        " fault, and that ends today.",
        marks(13, 14),
        progress=1.0,
    ),
)


def main() -> None:
    """Write the sheets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bare", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as kept:
        images = _images(AssetStore(Path(kept)))
        for shape in SHAPES:
            looks = [resize_theme(theme, *parse_size(shape)) for theme in THEMES.values()]
            if not options.bare:
                looks = [_furnished(theme, images) for theme in looks]
                looks.append(replace(looks[0], backdrop=Backdrop(images[1], dim=0.75)))
            sheet(looks).save(options.folder / f"looks.{shape.replace(':', 'x')}.png")


def sheet(looks: list[Theme]) -> Image.Image:
    """A row of stills for each look."""
    side_px = min(looks[0].width_px, looks[0].height_px)
    width, height = (
        round(length * SIDE_PX / side_px) for length in (looks[0].width_px, looks[0].height_px)
    )
    across, down = width + GAP_PX, height + GAP_PX
    size = GAP_PX + len(STILLS) * across, GAP_PX + len(looks) * down
    page = Image.new("RGB", size, "#888888")
    for row, look in enumerate(looks):
        for column, still in enumerate(STILLS):
            place = GAP_PX + column * across, GAP_PX + row * down
            page.paste(picture(Scene.of(still, look), width).convert("RGB"), place)
    return page


def _furnished(theme: Theme, images: tuple[str, str]) -> Theme:
    bar = theme.progress_bar or theme.highlight.colour
    return replace(theme, logo=Logo(images[0]), footer=SMALL_PRINT, progress_bar=bar)


def _images(own: AssetStore) -> tuple[str, str]:
    """The hashes of a logo and of a backdrop, drawn for the purpose."""
    assets.look_in(own.folder)
    logo = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    pen = ImageDraw.Draw(logo)
    pen.ellipse((0, 0, 99, 99), fill="#D8432B")
    pen.rounded_rectangle((120, 30, 299, 70), 20, fill="#808080")
    photo = Image.radial_gradient("L").convert("RGB")
    paths = own.folder / "logo.png", own.folder / "photo.png"
    for image, path in zip((logo, photo), paths, strict=True):
        image.save(path)
    return own.keep(paths[0], "image"), own.keep(paths[1], "image")


if __name__ == "__main__":
    main()
