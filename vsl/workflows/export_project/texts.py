"""Writers of text formats: captions and the project document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from vsl.export.captions.ass import TimedCaption, line_characters, to_ass
from vsl.model import document
from vsl.model.project import Slide
from vsl.progress import Progress
from vsl.render.fonts import face, open_font
from vsl.slides.segmentation.presets import CAPTIONS
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


def ass(material: ExportContext) -> str:
    """Captions in the theme's colours."""
    captions = [TimedCaption(each) for each in _captions(material)]
    return to_ass(captions, material.project.deck.theme, _family(material))


def karaoke_ass(material: ExportContext) -> str:
    """Captions in the theme's colours, whose words light up as they are said."""
    words = material.project.transcript.words
    captions = [TimedCaption(each, token_times(each, words)) for each in _captions(material)]
    return to_ass(captions, material.project.deck.theme, _family(material))


def _captions(material: ExportContext) -> tuple[Slide, ...]:
    """The captions in lines that the canvas holds."""
    fitting = line_characters(material.project.deck.theme)
    return material.captions(characters=min(CAPTIONS.line_characters, fitting))


def _family(material: ExportContext) -> str:
    file = face(material.project.deck.theme.font)[0]
    return open_font(file, _NAMED_PX).getname()[0] or "Arial"


def project_json(context: ExportContext) -> str:
    """Return the project's document."""
    return document.dumps(context.staged.spoken)
