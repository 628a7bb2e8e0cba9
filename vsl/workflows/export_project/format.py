"""A format that a project can be written in, as a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vsl.progress import Progress
from vsl.workflows.export_project.context import ExportContext

Write = Callable[[ExportContext, Path, Progress], None]
"""Puts the material under the path, whole or not at all, and tells how far it has come."""

Check = Callable[[ExportContext], None]
"""Raises what a writer would find out only after hours of work."""


def no_check(_material: ExportContext) -> None:
    """Nothing: this format can be made of any material."""


@dataclass(frozen=True, slots=True)
class Format:
    """What people read in a menu, what browsers are told, and who writes it."""

    suffix: str  # with every dot: ".chapters.json"
    group: str  # in menus: Video, Sound, Captions, Documents, Pictures, Web, Editors
    title: str  # in plain words
    media_type: str
    write: Write
    check: Check = no_check
    needs_recording: bool = False  # the project's document alone does not hold the voice

    @property
    def name(self) -> str:
        """What it is called on the HTTP surface: the extension without its first dot."""
        return self.suffix.removeprefix(".")
