"""Compute the look of a project's presentation: areas, fonts and drawn backgrounds."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from PIL import Image

from vsl.export.office.powerpoint_frame import LookVariant, PresentationLook, Rectangle
from vsl.model.appearance import Theme
from vsl.model.project import Still
from vsl.progress import Progress
from vsl.render.assets.stored_names import find_asset
from vsl.render.fonts import face, open_font
from vsl.render.paint.slide_chrome import Area, SlideChrome, place_chrome
from vsl.render.sections import theme_for_section
from vsl.slides.sections import title_of
from vsl.workflows.export_project.context import ExportContext

_BOLD = ("bold", "black", "heavy")  # in style names
_BOLD_WEIGHT = 600
_NAMED_PX = 16  # any size will do to read a font's name
_NOWHERE = Rectangle(0, 0, 0, 0)


def look_of(context: ExportContext, progress: Progress) -> PresentationLook:
    """Return the look of a project's presentation."""
    theme = context.project.deck.theme
    chrome = place_chrome(theme)
    family, bold = _font(theme)
    logo = _logo(theme)
    return PresentationLook(
        family=family,
        bold=bold,
        text=_text_place(chrome),
        variants=_variants(context, progress),
        logo=_png(logo) if logo else b"",
        logo_place=_logo_place(theme, chrome, logo),
        footer_place=_footer_place(chrome),
        footer_px=chrome.footer_px,
        bar=_place(chrome.bar),
    )


def _text_place(chrome: SlideChrome) -> Rectangle:
    """Return the largest part of the text box that is centred on the slide's text."""
    box = chrome.box
    middle = box.top + box.height / 2
    half = min(middle - box.ceiling, box.floor - middle)
    return Rectangle(box.left, middle - half, box.width, 2 * half)


def _footer_place(chrome: SlideChrome) -> Rectangle:
    """Return the area from the top of the small print to the bottom of the box."""
    if not chrome.footer:
        return _NOWHERE
    top, bottom = chrome.footer[0].top_px, chrome.footer[-1].bottom_px
    return Rectangle(chrome.box.left, top, chrome.box.width, bottom - top)


def _logo(theme: Theme) -> Image.Image | None:
    return Image.open(find_asset(theme.logo.image, "image")) if theme.logo else None


def _png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _logo_place(theme: Theme, chrome: SlideChrome, logo: Image.Image | None) -> Rectangle:
    """Return the area of the logo in its corner, in its own aspect ratio."""
    room = chrome.logo
    if not theme.logo or not logo or not room:
        return _NOWHERE
    width = min(room.width, room.height * logo.width / logo.height)
    height = width * logo.height / logo.width
    left = room.left if theme.logo.corner.endswith("left") else room.left + room.width - width
    top = room.top if theme.logo.corner.startswith("top") else room.top + room.height - height
    return Rectangle(left, top, width, height)


def _place(area: Area | None) -> Rectangle:
    return Rectangle(area.left, area.top, area.width, area.height) if area else _NOWHERE


def _font(theme: Theme) -> tuple[str, bool]:
    """Return the family in the system's font list, and whether to use its bold.

    If a machine lacks the family, bold keeps the substitute bold; so heavier weights ask for it.
    """
    file = face(theme.font)[0]
    family, style = open_font(file, _NAMED_PX).getname()
    named = any(name in (style or "").lower() for name in _BOLD)
    return family or "Arial", named if file.weight is None else file.weight >= _BOLD_WEIGHT


def _variants(context: ExportContext, progress: Progress) -> tuple[LookVariant, ...]:
    theme, language = context.project.deck.theme, context.project.transcript.language
    kinds = ["", *dict.fromkeys(each.section for each in theme.sections)]
    looks = [theme_for_section(theme, kind) for kind in kinds]
    return tuple(
        LookVariant(
            kind, kind and title_of(kind, language), look, _picture(context, look, progress)
        )
        for kind, look in zip(kinds, looks, strict=True)
    )


def _picture(context: ExportContext, theme: Theme, progress: Progress) -> bytes:
    """Return the backdrop as drawn, without all that remains native; b"" without a backdrop."""
    if theme.backdrop is None:
        return b""
    bare = replace(theme, logo=None, footer="", progress_bar="", sections=())
    (drawn,) = context.pipeline.pictures.draw_all([Still()], bare, progress)
    return drawn.read_bytes()
