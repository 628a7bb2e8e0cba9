"""Writers of audio formats."""

from __future__ import annotations

import shutil
from pathlib import Path

from vsl.basics.files import atomic_path
from vsl.media.soundtrack import encode_sound
from vsl.progress import Progress
from vsl.workflows.export_project.context import ExportContext, explain_full_disk
from vsl.workflows.export_project.format import Write

_COPIED = 0.5  # share of the work until the soundtrack exists


def m4a(context: ExportContext, target: Path, progress: Progress) -> None:
    """Write the soundtrack unchanged."""
    source = context.soundtrack(progress.part("preparing the sound", 0.0, 1.0))
    with explain_full_disk(target), atomic_path(target) as sibling:
        shutil.copyfile(source, sibling)


def audio_writer(sound: str) -> Write:
    """Return a writer of the voice as wav or mp3."""

    def write(context: ExportContext, target: Path, progress: Progress) -> None:
        source = context.soundtrack(progress.part("preparing the sound", 0.0, _COPIED))
        rest = progress.part("writing the sound", _COPIED, 1.0)
        length_ms = context.project.media.duration_ms
        with explain_full_disk(target):
            encode_sound(source, target, sound, duration_ms=length_ms, progress=rest)

    return write
