"""Writers of text formats: captions and the project document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from vsl.export.captions.ass import TimedCaption, to_ass
from vsl.model import document
from vsl.model.project import Slide
from vsl.progress import Progress
from vsl.render.fonts import face, open_font
from vsl.slides.tokens import token_times
from vsl.workflows.export_project.context import ExportContext, write_whole
from vsl.workflows.export_project.format import Write

_NAMED_PX = 16  # any size will do to read a font's name


def text(make: Callable[[ExportContext], str]) -> Write:
    """Return a writer of the text that ``make`` returns."""

    def write(context: ExportContext, target: Path, progress: Progress) -> None:
        write_whole(target, make(context))
        progress(1.0)

    return write


def captions(make: Callable[[Sequence[Slide]], str]) -> Write:
    """Return a writer of captions in the format that ``make`` returns."""
    return text(lambda context: make(context.captions()))


def ass(context: ExportContext) -> str:
    """Return captions in the theme's colours."""
    captions = [TimedCaption(each) for each in context.captions()]
    return to_ass(captions, context.project.deck.theme, _family(context))


def karaoke_ass(context: ExportContext) -> str:
    """Return captions in the theme's colours, whose words light up as they are spoken."""
    words = context.project.transcript.words
    captions = [TimedCaption(each, token_times(each, words)) for each in context.captions()]
    return to_ass(captions, context.project.deck.theme, _family(context))


def _family(context: ExportContext) -> str:
    file = face(context.project.deck.theme.font)[0]
    return open_font(file, _NAMED_PX).getname()[0] or "Arial"


def project_json(context: ExportContext) -> str:
    """Return the project's document."""
    return document.dumps(context.made)
