"""An export format as a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vsl.progress import Progress
from vsl.workflows.export_project.context import ExportContext

Write = Callable[[ExportContext, Path, Progress], None]
"""Writes an export to the path, atomically, and reports progress."""

Check = Callable[[ExportContext], None]
"""Raises errors that a writer would meet only after hours of work."""


def no_check(_context: ExportContext) -> None:
    """Accept every project."""


@dataclass(frozen=True, slots=True)
class Format:
    """An export format: its title in menus, its media type, and its writer."""

    suffix: str  # with all dots: ".chapters.json"
    group: str  # in menus: Video, Sound, Captions, Documents, Pictures, Web, Editors
    title: str  # in menus
    media_type: str
    write: Write
    check: Check = no_check
    needs_recording: bool = False  # the document alone does not contain the voice

    @property
    def name(self) -> str:
        """Its name in the HTTP API: the extension without its first dot."""
        return self.suffix.removeprefix(".")
