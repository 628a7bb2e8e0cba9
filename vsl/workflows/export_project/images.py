"""Writers of drawn formats: PDF, contact sheet, thumbnail, teasers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageFont

from vsl.basics.files import atomic_path
from vsl.basics.timecode import clock
from vsl.errors import BadInput
from vsl.export.documents.contact_sheet import Tile, contact_sheet
from vsl.export.documents.pdf import PdfLine, PdfPage, write_pdf
from vsl.export.documents.teaser import Frame, teaser, teaser_frames
from vsl.model.appearance import Theme
from vsl.model.project import Slide, Still
from vsl.progress import Progress
from vsl.render.fonts import face, open_font
from vsl.render.layout.layout import lay_out
from vsl.render.layout.runs import width_em
from vsl.render.sections import theme_for_section
from vsl.slides.poster import poster
from vsl.workflows.export_project.context import ExportContext, explain_full_disk, write_whole
from vsl.workflows.export_project.format import Write

_LABELS: Final = "inter-bold"
_DRAWN: Final = 0.7  # share of the work


def check_slides(context: ExportContext) -> None:
    """Raise an error if there is no visible slide.

    Raises:
        BadInput: all slides are hidden, or there are none.
    """
    if not context.project.deck.slides:
        raise BadInput("There is no slide to show: the deck has none; add one, or make it anew.")
    if not context.slides():
        raise BadInput("There is no slide to show: all are hidden; show one of them again.")


def check_video(context: ExportContext) -> None:
    """Raise an error if a video would show neither a slide nor the recording's picture.

    Raises:
        BadInput: there is nothing to show.
    """
    if not context.staged.spoken.deck.staging.over_source:
        check_slides(context)


def check_deck(context: ExportContext) -> None:
    """Raise an error if the deck has no slides, hidden or not.

    Raises:
        BadInput: there are none.
    """
    if not context.project.deck.slides:
        check_slides(context)


def check_teaser(context: ExportContext) -> None:
    """Raise an error if there is no slide in the teaser's time range.

    Raises:
        BadInput: there is none.
    """
    _frames(context)


def pdf(context: ExportContext, target: Path, progress: Progress) -> None:
    """Write a page for each slide, with text that can be searched and copied."""
    slides, titles = context.slides(), _chapter_titles(context)
    theme, drawn = context.project.deck.theme, _draw_slides(context, slides, progress)
    pages = [
        PdfPage(picture, tuple(_lines(still, theme)), titles.get(slide.id, ""))
        for slide, still, picture in zip(slides, context.stills(slides), drawn, strict=True)
    ]
    writing = progress.part("writing the pages", _DRAWN, 1.0)
    with explain_full_disk(target), atomic_path(target) as sibling, sibling.open("wb") as file:
        for done in write_pdf(file, pages, language=context.project.transcript.language):
            writing(done / len(pages))


def sheet(context: ExportContext, target: Path, progress: Progress) -> None:
    """Write a picture of all slides."""
    slides, titles = context.slides(), _chapter_titles(context)
    tiles = [
        Tile(picture, f"{number}  ·  {clock(slide.start_ms)}", titles.get(slide.id, ""))
        for number, (slide, picture) in enumerate(
            zip(slides, _draw_slides(context, slides, progress), strict=True), 1
        )
    ]
    count = "1 slide" if len(slides) == 1 else f"{len(slides):,} slides"
    title = f"{count}  ·  {clock(context.project.deck.duration_ms)}"
    _save(contact_sheet(tiles, title, _label_font), target)


def poster_png(context: ExportContext, target: Path, progress: Progress) -> None:
    """Write the strongest slide of the opening, in the size of the video."""
    slide = poster(context.project.deck) or context.slides()[0]
    (drawn,) = _draw_slides(context, (slide,), progress)
    with Image.open(drawn) as picture:
        _save(picture.convert("RGB"), target)


def moving(format: str) -> Write:
    """Return a writer of the teaser as WEBP or GIF."""

    def write(context: ExportContext, target: Path, progress: Progress) -> None:
        frames = _frames(context)
        drawing = progress.part("drawing the slides", 0.0, _DRAWN)
        drawn = context.pictures([each.still for each in frames], drawing)
        write_whole(target, teaser(drawn, [each.duration_ms for each in frames], format))

    return write


def _frames(context: ExportContext) -> tuple[Frame, ...]:
    return teaser_frames(
        context.showings(),
        start_ms=context.options.start_ms,
        length_ms=context.options.teaser_ms,
        duration_ms=context.project.deck.duration_ms,
    )


def _draw_slides(
    context: ExportContext, slides: tuple[Slide, ...], progress: Progress
) -> tuple[Path, ...]:
    return context.pictures(
        context.stills(slides), progress.part("drawing the slides", 0.0, _DRAWN)
    )


def _chapter_titles(context: ExportContext) -> Mapping[str, str]:
    """Return the title of each chapter by the id of its first slide."""
    sections = context.project.deck.sections
    pairs = zip(sections, context.chapters(), strict=True)
    return {section.slide: chapter.title for section, chapter in pairs}


def _lines(still: Still, theme: Theme) -> Iterator[PdfLine]:
    layout = lay_out(still.text, theme_for_section(theme, still.section), still.line_costs)
    for line in layout.lines:
        width_px = width_em(line.text, layout.typography) * layout.size_px
        if width_px > 0:
            yield PdfLine(line.text, line.x_px, line.baseline_px, layout.size_px, width_px)


def _save(picture: Image.Image, target: Path) -> None:
    with explain_full_disk(target), atomic_path(target) as sibling:
        picture.save(sibling, "PNG")


@lru_cache(maxsize=8)
def _label_font(size_px: int) -> ImageFont.FreeTypeFont:
    return open_font(face(_LABELS)[0], size_px)
