"""Writers of the formats that are one text: captions, chapters, the document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from vsl import document
from vsl.export.chapters import to_chapters_json
from vsl.formats.format import Write
from vsl.formats.material import Material, write_whole
from vsl.model import Slide
from vsl.progress import Progress


def text(make: Callable[[Material], str]) -> Write:
    """A writer of the text that ``make`` makes."""

    def write(material: Material, target: Path, progress: Progress) -> None:
        write_whole(target, make(material))
        progress(1.0)

    return write


def captions(make: Callable[[Sequence[Slide]], str]) -> Write:
    """A writer of captions in the format that ``make`` makes."""
    return text(lambda material: make(material.captions()))


def chapters_json(material: Material) -> str:
    """Chapters and the pitch, for programs."""
    duration_ms = material.project.media.duration_ms
    return to_chapters_json(material.chapters(), material.pitch_ms(), duration_ms)


def project_json(material: Material) -> str:
    """The project's document."""
    return document.dumps(material.made)
