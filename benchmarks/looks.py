"""Draw all themes on all canvases for inspection, with the same slides.

``python benchmarks/looks.py FOLDER [--bare] [--shape 9:16]``: a PNG for each shape of canvas, a row
for each look. Slides of a sales letter, short to long; with progress line, small print, logo, the
bar of the call to action and the speaker where they come, unless ``--bare``.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass, fields, replace
from pathlib import Path

from PIL import Image, ImageDraw

from vsl.export.video.composition import place_of
from vsl.model.appearance import Backdrop, CallToAction, Logo, Speaker, StagedTheme, Theme
from vsl.model.project import Emphasis, Still
from vsl.render.assets.store import AssetStore
from vsl.render.assets.stored_names import StoredName
from vsl.render.layout.box import speaker_room
from vsl.render.paint.draw import draw
from vsl.render.paint.slide_chrome import foot_of
from vsl.render.themes.catalogue import THEMES
from vsl.render.themes.theme import SHAPES, parse_size, resize_theme

SMALL_PRINT = "Results are not typical. Yours depend on your effort, your market and your time."
SIDE_PX, GAP_PX = 240, 8  # the shorter side of one picture


def marks(*tokens: int) -> tuple[Emphasis, ...]:
    """Emphasis on those tokens."""
    return tuple(Emphasis(token, "power") for token in tokens)


@dataclass(frozen=True, slots=True)
class Sample:
    """A slide, and what stands on it beside its text."""

    still: Still
    footer: bool = False
    logo: bool = False
    call: str = ""
    speaker: Speaker | None = None


SAMPLES = (
    Sample(Still("Stop.", marks(0), progress=0.05)),
    Sample(Still("Would you open it?", marks(2), progress=0.1)),
    Sample(
        Still("What if one short email could bring you $47,327 in 90 days?", marks(8, 10, 11)),
        footer=True,
        logo=True,
    ),
    Sample(Still("without ads, without a big list, and without a single cold call.")),
    Sample(Still("Hoy, tu acceso completo cuesta solamente 97\u00a0€.", marks(6), section="price")),
    Sample(
        Still("Your total investment is just $97.", marks(5), section="price", progress=0.8),
        call="Order now, pay only $97",
    ),
    Sample(
        Still("60-day money-back guarantee: not one cent at risk.", marks(0, 1, 2), progress=0.9),
        call="Sí, quiero empezar hoy mismo con el Método Eco",
    ),
    Sample(Still("Escuchaba diez minutos por la mañana y repetía por la tarde."), logo=True),
    Sample(Still("Die Krankenzusatzversicherung, die Ihnen niemand erklärt.", marks(1))),
    Sample(Still("Donaudampfschifffahrtsgesellschaftskapitän", marks(0))),
    Sample(
        Still("And that is exactly why I am making this for you.", marks(4), beside=True),
        speaker=Speaker(),
    ),
    Sample(
        Still("I sent it to 212 people and got 17 new clients.", marks(3), progress=0.5),
        call="Get the Quiet Pipeline",
        speaker=Speaker("bottom-left", shape="rectangle"),
    ),
    Sample(Still("First you stop guessing, then you grow.", marks(2, 3), None, 4, progress=0.3)),
    Sample(Still("هذا هو السر الذي لا يريدون أن تعرفه", marks(2, 3)), footer=True),
    Sample(
        Still(
            "And here is what I want you to understand before we go any further: none of this was"
            " your fault, and that ends today.",
            marks(13, 14),
            progress=1.0,
        )
    ),
)


def main() -> None:
    """Write the sheets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bare", action="store_true")
    parser.add_argument("--shape", choices=SHAPES, action="append")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as kept:
        logo, photo = _images(AssetStore(Path(kept)))
        for shape in options.shape or SHAPES:
            looks = [resize_theme(theme, *parse_size(shape)) for theme in THEMES.values()]
            if not options.bare:
                looks.append(replace(looks[0], backdrop=Backdrop(photo, dim=0.75)))
            page = sheet(looks, "" if options.bare else logo)
            page.save(options.folder / f"looks.{shape.replace(':', 'x')}.png")


def sheet(looks: list[Theme], logo: str) -> Image.Image:
    """A row of samples for each look; without a logo, of their texts alone."""
    side_px = min(looks[0].width_px, looks[0].height_px)
    width, height = (
        round(length * SIDE_PX / side_px) for length in (looks[0].width_px, looks[0].height_px)
    )
    across, down = width + GAP_PX, height + GAP_PX
    size = GAP_PX + len(SAMPLES) * across, GAP_PX + len(looks) * down
    page = Image.new("RGB", size, "#888888")
    for row, look in enumerate(looks):
        for column, sample in enumerate(SAMPLES):
            drawn = draw_sample(sample, look, logo) if logo else draw(sample.still, look)
            place = GAP_PX + column * across, GAP_PX + row * down
            page.paste(drawn.resize((width, height), Image.Resampling.LANCZOS), place)
    return page


def draw_sample(sample: Sample, look: Theme, logo: str) -> Image.Image:
    """A sample with all that stands on it; a grey shape is where the speaker is seen."""
    theme = replace(
        look,
        logo=Logo(logo) if sample.logo else None,
        footer=SMALL_PRINT if sample.footer else "",
        progress_bar=look.progress_bar or look.highlight.colour,
    )
    named = {each.name: getattr(theme, each.name) for each in fields(theme)}
    call = CallToAction(sample.call) if sample.call else None
    staged = StagedTheme(**named, call=call, speaker=sample.speaker)
    still = replace(sample.still, calls=bool(call), beside=bool(sample.speaker))
    drawn = draw(still, staged)
    if sample.speaker:
        room = speaker_room(staged, sample.speaker, foot_px=foot_of(staged))
        at = place_of(sample.speaker, (1920, 1080), room.edges, height_px=room.height)
        box = at.x, at.y, at.x + at.width - 1, at.y + at.height - 1
        pen = ImageDraw.Draw(drawn)
        (pen.ellipse if sample.speaker.shape == "circle" else pen.rectangle)(box, fill="#8C8C8C")
    return drawn


def _images(own: AssetStore) -> tuple[str, str]:
    """The hashes of a logo and of a backdrop, drawn for the purpose."""
    logo = Image.new("RGBA", (300, 100), (0, 0, 0, 0))
    pen = ImageDraw.Draw(logo)
    pen.ellipse((0, 0, 99, 99), fill="#D8432B")
    pen.rounded_rectangle((120, 30, 299, 70), 20, fill="#808080")
    photo = Image.radial_gradient("L").convert("RGB")
    paths = own.folder / "logo.png", own.folder / "photo.png"
    for image, path in zip((logo, photo), paths, strict=True):
        image.save(path)
    logo_name, photo_name = (StoredName(own.keep(path, "image"), own) for path in paths)
    return logo_name, photo_name


if __name__ == "__main__":
    main()
