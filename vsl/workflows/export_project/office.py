"""Writers of documents for editing in office programs: PowerPoint, Word, tables."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

from vsl.basics.spacing import count_tokens, split_tokens
from vsl.export.office.page import Page
from vsl.export.office.powerpoint import write_pptx
from vsl.export.office.table import to_csv
from vsl.export.office.voice_clips import cut, stretches
from vsl.export.office.word import write_docx
from vsl.model.project import Project, Slide
from vsl.progress import Progress
from vsl.render.layout.layout import SlideLayout, lay_out
from vsl.render.layout.runs import Typography, width_em
from vsl.slides.lines import line_costs
from vsl.slides.sections import title_of
from vsl.workflows.build_deck import text_for_picture
from vsl.workflows.export_project.context import ExportContext, explain_full_disk, write_whole
from vsl.workflows.export_project.presentation import look_of

_SLACKS = (1.005, 1.06)  # programs measure text slightly differently


def pptx(context: ExportContext, target: Path, progress: Progress) -> None:
    """Write a presentation in the theme's look, with the voice if the recording is available."""
    project, sound = context.project, None
    pages, duration_ms = pages_of(project), project.media.duration_ms
    if context.recording:
        sound = context.soundtrack(progress.part("preparing the sound", 0.0, 0.5))
    look = look_of(context, progress.part("drawing the slides", 0.5, 0.6))
    parts = stretches(pages, duration_ms) if sound else ()
    sounds = cut(sound, parts) if sound else ()
    with explain_full_disk(target):
        write_pptx(target, pages, look, duration_ms=duration_ms, stretches=parts, sounds=sounds)
    progress(1.0)


def docx(context: ExportContext, target: Path, progress: Progress) -> None:
    """Write a document with a row for each slide."""
    with explain_full_disk(target):
        write_docx(target, pages_of(context.staged.spoken))
    progress(1.0)


def table(context: ExportContext, target: Path, progress: Progress) -> None:
    """Write a table with a row for each slide."""
    write_whole(target, to_csv(pages_of(context.staged.spoken)))
    progress(1.0)


def pages_of(project: Project) -> tuple[Page, ...]:
    """Return the project's slides with everything that office documents show of them."""
    begins = {section.slide: section for section in project.deck.sections}
    language, pages = project.transcript.language, list[Page]()
    kind = title = ""
    for slide in project.deck.slides:
        if section := begins.get(slide.id):
            kind, title = section.kind, section.title or title_of(section.kind, language)
        pages.append(_page(project, slide, kind, title))
    return tuple(pages)


def _page(project: Project, slide: Slide, kind: str, title: str) -> Page:
    deck, transcript = project.deck, project.transcript
    text = text_for_picture(slide.text, transcript.language)
    layout = lay_out(text, deck.theme, line_costs(slide.text, transcript.language))
    measure_px, breaks = _column(text, layout)
    span = slide.words
    return Page(
        slide=slide,
        section=kind,
        title=title,
        said=transcript.words[span.first : span.last + 1] if span else (),
        text=text,
        size_px=layout.size_px,
        measure_px=measure_px,
        breaks=breaks,
        rtl=layout.typography.rtl,
        progress=slide.start_ms / deck.duration_ms if deck.duration_ms else 0.0,
    )


def _column(text: str, layout: SlideLayout) -> tuple[float, frozenset[int]]:
    """Return a column width at which greedy line filling breaks lines as ``layout`` does.

    If there is none, return 0 and the tokens that begin its lines; without these if a line ends
    inside a token.
    """
    lines = [line.text for line in layout.lines]
    if len(lines) < 2 or [t for line in lines for t in split_tokens(line)] != split_tokens(text):
        return 0.0, frozenset()
    measures = [max(width_em(line, layout.typography) for line in lines) * s for s in _SLACKS]
    if all(_wrap_as_program(text, layout.typography, measure) == lines for measure in measures):
        return sum(measures) / 2 * layout.size_px, frozenset()
    return 0.0, frozenset(accumulate(count_tokens(line) for line in lines[:-1]))


def _wrap_as_program(text: str, typography: Typography, measure: float) -> list[str]:
    """Return the lines of greedy line filling."""
    lines = [""]
    for piece in text.split(" "):
        longer = f"{lines[-1]} {piece}".strip(" ")
        if width_em(longer, typography) <= measure:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines
